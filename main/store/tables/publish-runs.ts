import { Draft } from '../../../shared/model/draft.ts'
import type { ReadableDatabase, WritableDatabase } from '../sql.ts'
import { mapRows, parseJson } from '../sql.ts'

/** One press of Post: the draft as it was then. */
export type PublishRun = {
  readonly id: string
  readonly draftId: string
  readonly draft: Draft
  readonly createdAt: number
  /** The undo window; null = there was none. */
  readonly undoUntil: number | null
  /** When it left the list of the outbox; null = it is there. */
  readonly clearedAt: number | null
}

type Stored = { id: string; draft_id: string; draft: string; created_at: number; undo_until: number | null; cleared_at: number | null }

const columns = 'id, draft_id, draft, created_at, undo_until, cleared_at'

export function insertPublishRun(db: WritableDatabase, run: PublishRun): void {
  db.run(
    `insert into publish_run (${columns}) values (?, ?, ?, ?, ?, ?)`,
    run.id,
    run.draftId,
    JSON.stringify(run.draft),
    run.createdAt,
    run.undoUntil,
    run.clearedAt,
  )
  db.touch({ topic: 'outbox' })
}

export function getPublishRun(db: ReadableDatabase, id: string): PublishRun | null {
  const row = db.get<Stored>(`select ${columns} from publish_run where id = ?`, id)
  return row === undefined ? null : toRun(db, row)
}

/** The newest run of a draft, whatever became of it. */
export function newestRunOfDraft(db: ReadableDatabase, draftId: string): PublishRun | null {
  const row = db.get<Stored>(`select ${columns} from publish_run where draft_id = ? order by created_at desc, rowid desc limit 1`, draftId)
  return row === undefined ? null : toRun(db, row)
}

/** The runs that were not cleared, newest first. */
export function listPublishRuns(db: ReadableDatabase, limit: number): PublishRun[] {
  return mapRows(
    db.all<Stored>(`select ${columns} from publish_run where cleared_at is null order by created_at desc, rowid desc limit ?`, limit),
    (row) => toRun(db, row),
  )
}

/** Takes a run and its items away, as if Post had not been pressed. */
export function deletePublishRun(db: WritableDatabase, id: string): void {
  db.run('delete from publish_run where id = ?', id)
  db.touch({ topic: 'outbox' })
  db.touch({ topic: 'status' })
}

/** Moves the end of a run's undo window, epoch ms. */
export function setUndoUntil(db: WritableDatabase, id: string, undoUntil: number): void {
  db.run('update publish_run set undo_until = ? where id = ?', undoUntil, id)
  db.touch({ topic: 'outbox' })
}

/** Takes one run out of the list; it stays stored. */
export function clearPublishRun(db: WritableDatabase, id: string, now: number): void {
  db.run('update publish_run set cleared_at = ? where id = ? and cleared_at is null', now, id)
  db.touch({ topic: 'outbox' })
}

/** Takes out of the list what is posted or cancelled in all its parts; it stays stored. */
export function clearFinishedRuns(db: WritableDatabase, now: number): void {
  db.run(
    `update publish_run set cleared_at = ? where cleared_at is null
       and not exists (select 1 from outbox_item where run_id = publish_run.id and state not in ('done', 'cancelled'))`,
    now,
  )
  db.touch({ topic: 'outbox' })
}

function toRun(db: ReadableDatabase, row: Stored): PublishRun | null {
  const draft = parseJson(db, 'publish_run', row.id, row.draft, Draft)
  if (draft === null) return null
  return { id: row.id, draftId: row.draft_id, draft, createdAt: row.created_at, undoUntil: row.undo_until, clearedAt: row.cleared_at }
}
