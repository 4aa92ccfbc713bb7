import { spawnSync } from 'node:child_process'

/** Builds the page and both hosts where they are not built, or are older than what they are made of. Throws where they cannot be built. */
export function buildPage(): void {
  const build = spawnSync(process.execPath, ['-e', "import('./scripts/build-if-needed.mjs').then((built) => built.buildIfNeeded())"], {
    stdio: 'inherit',
  })
  if (build.status !== 0) throw new Error('Chirp could not be built.')
}
