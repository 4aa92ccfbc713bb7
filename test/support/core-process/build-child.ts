import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'

/** The process as one file, which starts three times as fast as its several hundred modules do. */
export type BuiltChild = Disposable & { readonly path: string }

/** Bundles `program`, which is named child.ts, with everything but native modules; about 2 s. Two folders below the root, as the app's own bundle is. */
export async function buildChild(program = join(import.meta.dirname, 'child.ts')): Promise<BuiltChild> {
  // Not there before the app was built for the first time.
  mkdirSync(resolve('out'), { recursive: true })
  const folder = mkdtempSync(resolve('out', 'core-process-'))
  // Threads start from a file of their own beside the one that starts them.
  for (const entry of [program, resolve('main/store/files/file-worker.ts')]) {
    await build({
      configFile: false,
      logLevel: 'error',
      publicDir: false,
      build: { ssr: entry, outDir: folder, emptyOutDir: false, target: 'node24', minify: false },
      ssr: { noExternal: true, external: ['better-sqlite3', 'sharp', 'libheif-js'] },
    })
  }
  return { path: join(folder, 'child.js'), [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}
