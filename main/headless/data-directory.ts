import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * The system's place for an application's data, as Electron's `userData` has it, so that both hosts share one store:
 * `%APPDATA%\Chirp`, `~/Library/Application Support/Chirp`, `$XDG_CONFIG_HOME/Chirp` or `~/.config/Chirp`.
 */
export function defaultDataDirectory(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv, home: string = homedir()): string {
  if (platform === 'win32') return join(environment['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Chirp')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Chirp')
  return join(environment['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'Chirp')
}
