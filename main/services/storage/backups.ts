import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import type { Backup } from '../../../shared/model/my-data.ts'
import { stampOf } from '../../store/files/swap-database.ts'
import type { Store } from '../../store/open-database.ts'
import { listKeptFiles } from '../../store/tables/media-files.ts'
import { isMissing } from './file-failure.ts'
import { mediaPath, placeFile } from './media-copies.ts'
import type { TaskContext } from './tasks.ts'

/**
 * A backup is a folder: the database, the drafts' files as they lie in the media folder, and `backup.json`, which is written last. It gets its
 * name when it is whole. No secret is in it: those are in no table. Before a new schema Chirp also copies the database alone (`migrate.ts`).
 */
const NAME = /^chirp-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z)-(manual|automatic|replaced)$/
const BEFORE_UPDATE = /^chirp\.sqlite\.schema-\d+-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z)$/
const DATABASE = 'chirp.sqlite'
const PART = '.part'

/** So many of those stay that Chirp makes by itself. */
const KEPT = { automatic: 3 } as const

const Facts = z.object({ format: z.literal(1), bytes: z.number().int() })

/** A backup and where it lies. `media`: the folder of its drafts' files; null = it has none. */
export type FoundBackup = Backup & { readonly database: string; readonly media: string | null }

/** The name of a backup's folder. `at` is epoch ms. */
export function backupName(at: number, kind: 'manual' | 'automatic' | 'replaced'): string {
  return `chirp-${stampOf(at)}-${kind}`
}

/** The whole backups in a folder, newest first. */
export async function listBackups(directory: string): Promise<FoundBackup[]> {
  const names = await readdir(directory).catch((cause: unknown) => {
    if (isMissing(cause)) return []
    throw cause
  })
  const found = await Promise.all(names.map((name) => readBackup(directory, name)))
  return found.filter((backup) => backup !== null).sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
}

/** The backup of that name; null where there is none. Nothing but a backup's own name becomes part of a path. */
export async function readBackup(directory: string, id: string): Promise<FoundBackup | null> {
  const path = join(directory, id)
  const older = BEFORE_UPDATE.exec(id)?.[1]
  if (older !== undefined) {
    const bytes = await sizeOf(path)
    return bytes === null ? null : { id, at: timeOf(older), kind: 'update', bytes, database: path, media: null }
  }
  const [, stamp, kind] = NAME.exec(id) ?? []
  if (stamp === undefined || kind === undefined) return null
  const database = join(path, DATABASE)
  const databaseBytes = await sizeOf(database)
  if (databaseBytes === null) return null
  const bytes = (await readFacts(path))?.bytes ?? databaseBytes
  // The pattern has no other kinds.
  return { id, at: timeOf(stamp), kind: kind as Backup['kind'], bytes, database, media: join(path, 'media') }
}

/** What a whole backup is made of. */
export type BackupSource = { readonly store: Store; readonly media: string; readonly version: string }

/** Makes a backup in a folder. Rejects with the signal's reason, or with what the file system says; nothing is left of it then. */
export async function makeBackup(
  { store, media, version }: BackupSource,
  directory: string,
  kind: 'manual' | 'automatic',
  at: number,
  { signal, report }: TaskContext,
): Promise<FoundBackup> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await clearParts(directory)
  const id = backupName(at, kind)
  const path = join(directory, id)
  const part = path + PART
  try {
    await mkdir(part, { recursive: true, mode: 0o700 })
    const files = store.read((db) => listKeptFiles(db))
    const fileBytes = files.reduce((sum, { bytes }) => sum + bytes, 0)
    await store.backUp(join(part, DATABASE), { signal, onProgress: (done, total) => report(done, total + fileBytes) })
    const databaseBytes = (await sizeOf(join(part, DATABASE))) ?? 0
    const bytes =
      databaseBytes +
      (await placeAll(files, media, join(part, 'media'), signal, (done) => report(databaseBytes + done, databaseBytes + fileBytes)))
    const facts = { format: 1, application: 'Chirp', version, createdAt: at, kind, bytes } as const
    await writeFile(join(part, 'backup.json'), `${JSON.stringify(facts, null, 2)}\n`, { mode: 0o600, flush: true })
    signal.throwIfAborted()
    await rename(part, path)
    return { id, at, kind, bytes, database: join(path, DATABASE), media: join(path, 'media') }
  } catch (cause) {
    await rm(part, { recursive: true, force: true })
    throw cause
  }
}

/** Places files of drafts at another folder; answers bytes. Those that are gone meanwhile are left out: so is their draft. */
export async function placeAll(
  files: readonly { readonly sha256: string; readonly bytes: number }[],
  from: string,
  to: string,
  signal: AbortSignal,
  report: (doneBytes: number) => void = () => undefined,
): Promise<number> {
  let placed = 0
  for (const { sha256, bytes } of files) {
    signal.throwIfAborted()
    if (await placeFile(mediaPath(from, sha256), mediaPath(to, sha256))) placed += bytes
    report(placed)
  }
  return placed
}

/** Removes the oldest of a kind that Chirp makes by itself. */
export async function dropOldBackups(directory: string, kind: keyof typeof KEPT): Promise<void> {
  const all = (await listBackups(directory)).filter((backup) => backup.kind === kind)
  for (const { id } of all.slice(KEPT[kind])) await removeBackup(directory, id)
}

/** Removes a backup; true where it was there. */
export async function removeBackup(directory: string, id: string): Promise<boolean> {
  if ((await readBackup(directory, id)) === null) return false
  await rm(join(directory, id), { recursive: true, force: true })
  return true
}

/** What a process that is gone left unfinished. */
async function clearParts(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (name.endsWith(PART) && NAME.test(basename(name, PART))) await rm(join(directory, name), { recursive: true, force: true })
  }
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    const facts = await stat(path)
    return facts.isFile() ? facts.size : null
  } catch (cause) {
    if (isMissing(cause)) return null
    throw cause
  }
}

async function readFacts(path: string): Promise<z.infer<typeof Facts> | null> {
  try {
    return Facts.parse(JSON.parse(await readFile(join(path, 'backup.json'), 'utf8')))
  } catch {
    return null
  }
}

/** Epoch ms of a stamp: see `stampOf`. */
function timeOf(stamp: string): number {
  return Date.parse(stamp.replace(/T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z$/, 'T$1:$2:$3.$4Z'))
}
