import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import type { Log } from '../../../main/core/ports.ts'
import { mediaPath } from '../../../main/services/storage/media-copies.ts'
import { dataPaths, type DataPaths } from '../../../main/services/storage/data-paths.ts'
import { openStore, type Store } from '../../../main/store/open-database.ts'
import type { WritableDatabase } from '../../../main/store/sql.ts'
import { insertDraft } from '../../../main/store/tables/drafts.ts'
import { insertOutboxItems, unsent, type OutboxRow } from '../../../main/store/tables/outbox-items.ts'
import { putMediaFile } from '../../../main/store/tables/media-files.ts'
import { insertPublishRun } from '../../../main/store/tables/publish-runs.ts'
import { defaultDraftOptions, type Draft, type DraftMedia } from '../../../shared/model/draft.ts'
import { NOON } from '../../store/builders.ts'

/** A data folder of its own. */
export class DataFolder implements Disposable {
  readonly directory = mkdtempSync(join(tmpdir(), 'chirp-data-'))
  readonly paths: DataPaths = dataPaths(this.directory)
  readonly said: string[] = []
  readonly log: Log = {
    info: (message) => void this.said.push(message),
    warn: (message) => void this.said.push(message),
    error: (message) => void this.said.push(message),
  }

  open(): Store {
    return openStore(this.paths.database, { backupDirectory: this.paths.backups, clock: () => NOON })
  }

  /** A file in the media folder, as a draft has it. */
  file(db: WritableDatabase, text: string): DraftMedia {
    const sha256 = createHash('sha256').update(text).digest('hex')
    const path = mediaPath(this.paths.media, sha256)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    putMediaFile(db, { sha256, mimeType: 'image/png', bytes: text.length, width: 1, height: 1, durationMs: null, createdAt: NOON })
    return {
      id: `med_${text}`,
      sha256,
      fileName: `${text}.png`,
      mimeType: 'image/png',
      bytes: text.length,
      width: 1,
      height: 1,
      durationMs: null,
      alt: text,
      focalPoint: null,
      previewUrl: null,
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true, force: true })
  }
}

/** A draft of one segment. */
export function draftOf(id: string, text: string, changes: Partial<Draft> = {}, media: DraftMedia[] = []): Draft {
  return {
    id,
    content: { segments: [{ id: `${id}-1`, text, media, poll: null }], contentWarning: null, sensitive: false, language: null },
    targets: [],
    replyTo: null,
    quote: null,
    edits: null,
    options: defaultDraftOptions,
    createdAt: NOON,
    updatedAt: NOON,
    revision: 1,
    ...changes,
  }
}

export function addDraft(store: Store, draft: Draft): Draft {
  store.write((db) => insertDraft(db, draft))
  return draft
}

/** An outbox row of a draft, in a state. */
export function itemOf(id: string, draft: Draft, changes: Partial<OutboxRow> = {}): OutboxRow {
  return {
    id,
    runId: `run_${draft.id}`,
    draftId: draft.id,
    segmentId: draft.content.segments[0]!.id,
    segmentIndex: 0,
    accountId: 'acc_ann',
    planned: null,
    operation: 'create',
    ...unsent,
    createdAt: NOON,
    updatedAt: NOON,
    ...changes,
  }
}

export function addRun(store: Store, draft: Draft, items: readonly OutboxRow[]): void {
  store.write((db) => {
    insertPublishRun(db, { id: `run_${draft.id}`, draftId: draft.id, draft, createdAt: NOON, undoUntil: null, clearedAt: null })
    insertOutboxItems(db, items)
  })
}

/** Writes nonsense over some pages of a table of a database that nobody has open, in its middle. */
export function damage({ paths }: DataFolder, table: string): void {
  const database = new Database(paths.database)
  database.pragma('journal_mode = delete')
  const pages = database.prepare('select pageno from dbstat where name = ? order by pageno').pluck().all(table) as number[]
  const bytes = Number(database.pragma('page_size', { simple: true }))
  database.close()
  const file = openSync(paths.database, 'r+')
  // Not the first page of it: what is there can be read up to the damage.
  for (const page of pages.slice(Math.floor(pages.length / 2), Math.floor(pages.length / 2) + 3)) {
    writeSync(file, Buffer.alloc(bytes, 0xa5), 0, bytes, (page - 1) * bytes)
  }
  closeSync(file)
}
