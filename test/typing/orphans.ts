import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openStore } from '../../main/store/open-database.ts'
import { versionsOf } from '../../main/store/tables/drafts.ts'
import { variantsOfFile } from '../../main/store/tables/media-variants.ts'
import { buildChild } from '../support/core-process/build-child.ts'
import { startCoreProcess } from '../support/core-process/core-process.ts'
import type { HeadlessHost } from '../support/headless.ts'
import { storedDrafts } from './stored.ts'

const HASH = /^[0-9a-f]{64}$/
/** The sweep leaves younger files alone: they may be on their way into a draft. */
const LATER_MS = 2 * 60 * 60_000
const SWEPT_MS = 10_000

/**
 * What is wrong in the media folder two hours later, after the sweep of a start: files that no draft has and that were made of none it has,
 * and files that a draft misses.
 */
export async function orphansAfterSweep(
  host: HeadlessHost,
): Promise<{ readonly orphans: readonly string[]; readonly missing: readonly string[] }> {
  const drafts = await storedDrafts(host.url())
  const needed = new Set(
    drafts.flatMap((draft) =>
      versionsOf(draft).flatMap(({ segments }) => segments.flatMap(({ media }) => media.map(({ sha256 }) => sha256))),
    ),
  )
  const { dataDirectory } = host
  await host.end()
  using program = await buildChild()
  const core = await startCoreProcess({ program: program.path, dataDirectory, aheadMs: LATER_MS, environment: {} })
  let files: string[] = []
  for (let waited = 0; waited < SWEPT_MS; waited += 250) {
    files = filesIn(join(dataDirectory, 'media'))
    if (files.every((file) => needed.has(file))) break
    await sleep(250)
  }
  await core.close()
  using store = openStore(join(dataDirectory, 'chirp.sqlite'))
  const made = new Set(store.read((db) => [...needed].flatMap((file) => variantsOfFile(db, file))))
  return {
    orphans: files.filter((file) => !needed.has(file) && !made.has(file)),
    missing: [...needed].filter((file) => !files.includes(file)),
  }
}

/** Whole files by their hash, unfinished ones by their path. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => (HASH.test(entry.name) ? entry.name : join(entry.parentPath, entry.name)))
}
