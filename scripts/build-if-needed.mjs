import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')

/** The time of the newest file below a folder or of a file, epoch ms. */
function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))))
}

/** Builds main, preload and page where they are missing or older than their sources. Ends the process with a sentence where that fails. */
export function buildIfNeeded() {
  const built = join(root, 'out/renderer/index.html')
  const sources = ['shared', 'main', 'preload', 'renderer', 'package.json', 'electron.vite.config.ts'].map((name) => join(root, name))
  if (
    existsSync(built) &&
    ['main', 'headless'].every((name) => existsSync(join(root, `out/main/${name}.js`))) &&
    statSync(built).mtimeMs > Math.max(...sources.map(newest))
  )
    return
  const build = spawnSync(
    process.execPath,
    [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build', '--logLevel', 'warn'],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
    },
  )
  if (build.status !== 0) {
    console.error(`${build.stdout}${build.stderr}\nChirp could not be built. Run "npm ci" and try again.`)
    process.exit(1)
  }
}
