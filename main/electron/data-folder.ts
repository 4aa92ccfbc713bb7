import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

/**
 * The data folder: `--data DIR`, else CHIRP_DATA, else `Chirp` in the system's place for application data, which is the headless host's
 * too. Switches that are Electron's or Chromium's are left to them.
 */
export function chooseDataFolder(
  commandLine: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  applicationData: string,
): string {
  const { values } = parseArgs({ args: commandLine.slice(1), options: { data: { type: 'string' } }, strict: false })
  const given = [values.data, environment['CHIRP_DATA']].find((each) => typeof each === 'string' && each !== '')
  return typeof given === 'string' ? resolve(given) : join(applicationData, 'Chirp')
}
