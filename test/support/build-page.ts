import { spawnSync } from 'node:child_process'

/** Builds the page where it is not built, or is older than what it is made of. Throws where it cannot be built. */
export function buildPage(): void {
  const build = spawnSync(process.execPath, ['-e', "import('./scripts/build-if-needed.mjs').then((built) => built.buildIfNeeded())"], {
    stdio: 'inherit',
  })
  if (build.status !== 0) throw new Error('The page could not be built.')
}
