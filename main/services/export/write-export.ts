import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stampOf } from '../../store/files/swap-database.ts'
import type { Store } from '../../store/open-database.ts'
import { listKeptFiles } from '../../store/tables/media-files.ts'
import { mediaPath, placeFile } from '../storage/media-copies.ts'
import type { TaskContext } from '../storage/tasks.ts'
import { countLines, exportKinds, readLines, type ExportKind } from './kinds.ts'

/** What the manifest says of the format; a change that readers have to know of makes it greater. */
const FORMAT = 1
/** Rows that are read at once: a few milliseconds. */
const SLICE = 100

const endings: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/heic': 'heic',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'video/quicktime': 'mov',
}

export type ExportSource = { readonly store: Store; readonly media: string; readonly version: string }

/**
 * Writes everything into a new folder below `directory`: one file of JSON lines for each kind, the files of drafts, and `export.json`, which says
 * what is what. A slice at a time: never is more than one in memory, and nothing waits for it. What changes meanwhile may be in it or not. Answers
 * the folder; rejects with the signal's reason or what the file system says, and leaves nothing behind then.
 */
export async function writeExport(source: ExportSource, directory: string, at: number, context: TaskContext): Promise<string> {
  const { store, media, version } = source
  const { signal, report } = context
  const path = join(directory, `chirp-export-${stampOf(at)}`)
  const part = `${path}.part`
  await mkdir(part, { recursive: true, mode: 0o700 })
  try {
    const files = store.read((db) => listKeptFiles(db))
    const total = store.read((db) => exportKinds.reduce((sum, kind) => sum + countLines(db, kind), files.length))
    let done = 0
    const step = (count: number): void => {
      signal.throwIfAborted()
      done += count
      report(Math.min(done, total), total)
    }
    const written: Record<string, unknown> = {}
    for (const kind of exportKinds) {
      const file = `${kind.name}.jsonl`
      const lines = await writeKind(store, kind, join(part, file), step)
      written[kind.name] = { file, about: kind.about, lines, fields: kind.fields }
    }
    for (const { sha256, mimeType } of files) {
      const ending = endings[mimeType]
      await placeFile(mediaPath(media, sha256), join(part, 'media', ending === undefined ? sha256 : `${sha256}.${ending}`))
      step(1)
    }
    const manifest = {
      format: FORMAT,
      application: 'Chirp',
      version,
      exportedAt: at,
      about: 'Each file holds one JSON object a line, in UTF-8. media/ holds the attached files, named by the SHA-256 of their bytes.',
      files: written,
    }
    await writeFile(join(part, 'export.json'), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flush: true })
    signal.throwIfAborted()
    await rename(part, path)
    return path
  } catch (cause) {
    await rm(part, { recursive: true, force: true })
    throw cause
  }
}

async function writeKind(store: Store, kind: ExportKind, path: string, step: (count: number) => void): Promise<number> {
  const file = await open(path, 'wx', 0o600)
  let count = 0
  try {
    for (let after: number | null = -1; after !== null;) {
      const from: number = after
      const { lines, next } = store.read((db) => readLines(db, kind, from, SLICE))
      // Each write gives the thread to whatever else there is to do.
      if (lines.length > 0) await file.writeFile(`${lines.join('\n')}\n`)
      count += lines.length
      step(lines.length)
      after = next
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return count
}
