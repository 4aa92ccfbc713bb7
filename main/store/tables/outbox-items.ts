import type { AppError } from '../../../shared/errors.ts'
import type { OutboxState, WaitReason } from '../../../shared/model/outbox-item.ts'
import { PlannedPost } from '../../../shared/compose/plan-publication.ts'
import type { ReadableDatabase, WritableDatabase } from '../sql.ts'
import { fromJson, parseJson } from '../sql.ts'

/** The part of an outbox row that changes while it is sent. */
export type OutboxProgress = {
  readonly state: OutboxState
  readonly waitReason: WaitReason | null
  /** Epoch ms; null = at once. */
  readonly notBefore: number | null
  /** Failed tries since the person last said go. */
  readonly attempts: number
  /** Commits that ended without an answer since then. */
  readonly doubts: number
  /** Made once and never changed: a repeat of the same write carries the same key. */
  readonly commitKey: string | null
  /** JSON of the connector. */
  readonly prepared: string | null
  readonly preparedAt: number | null
  readonly error: AppError | null
  /** From 0 to 1 while media is uploaded. */
  readonly progress: number | null
  /** When the first commit began: a witness looks from here on. */
  readonly sendingSince: number | null
  /** Until then a post that is not there may still come: a server can be slower than our patience. */
  readonly doubtUntil: number | null
  /** The time the network is given with the post, epoch ms; null = it is posted when it is sent. */
  readonly holdUntil: number | null
  /** The network's name for the post while it holds it until its time. */
  readonly remoteScheduleId: string | null
  readonly postId: string | null
  readonly remoteId: string | null
  readonly url: string | null
  readonly postedAt: number | null
}

/** How everything stands for a post of which nothing was sent yet. */
export const unsent: OutboxProgress = {
  state: 'queued',
  waitReason: null,
  notBefore: null,
  attempts: 0,
  doubts: 0,
  commitKey: null,
  prepared: null,
  preparedAt: null,
  error: null,
  progress: null,
  sendingSince: null,
  doubtUntil: null,
  holdUntil: null,
  remoteScheduleId: null,
  postId: null,
  remoteId: null,
  url: null,
  postedAt: null,
}

/** One remote write of a post as it is stored. */
export type OutboxRow = OutboxProgress & {
  readonly id: string
  readonly runId: string
  readonly draftId: string
  readonly segmentId: string
  readonly segmentIndex: number
  readonly accountId: string
  /** The post as it is sent in every try; null in rows of an older Chirp, which planned anew each time. */
  readonly planned: PlannedPost | null
  /** `edit` changes the post that the run's draft edits. */
  readonly operation: 'create' | 'edit'
  readonly createdAt: number
  readonly updatedAt: number
}

type Stored = {
  id: string
  run_id: string
  draft_id: string
  segment_id: string
  segment_index: number
  account_id: string
  planned: string | null
  operation: OutboxRow['operation']
  state: OutboxState
  wait_reason: WaitReason | null
  not_before: number | null
  attempts: number
  doubts: number
  commit_key: string | null
  prepared: string | null
  prepared_at: number | null
  error: string | null
  progress: number | null
  sending_since: number | null
  doubt_until: number | null
  hold_until: number | null
  remote_schedule_id: string | null
  post_id: string | null
  remote_id: string | null
  url: string | null
  posted_at: number | null
  created_at: number
  updated_at: number
}

const columns = `id, run_id, draft_id, segment_id, segment_index, account_id, planned, operation, state, wait_reason, not_before, attempts, doubts, commit_key, prepared,
  prepared_at, error, progress, sending_since, doubt_until, hold_until, remote_schedule_id, post_id, remote_id, url, posted_at,
  created_at, updated_at`

/** Stores new items, in the order in which they are to be sent. */
export function insertOutboxItems(db: WritableDatabase, items: readonly OutboxRow[]): void {
  for (const item of items) {
    db.run(
      `insert into outbox_item (${columns}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      item.id,
      item.runId,
      item.draftId,
      item.segmentId,
      item.segmentIndex,
      item.accountId,
      item.planned === null ? null : JSON.stringify(item.planned),
      item.operation,
      item.state,
      item.waitReason,
      item.notBefore,
      item.attempts,
      item.doubts,
      item.commitKey,
      item.prepared,
      item.preparedAt,
      item.error === null ? null : JSON.stringify(item.error),
      item.progress,
      item.sendingSince,
      item.doubtUntil,
      item.holdUntil,
      item.remoteScheduleId,
      item.postId,
      item.remoteId,
      item.url,
      item.postedAt,
      item.createdAt,
      item.updatedAt,
    )
  }
  announce(db)
}

/** Stores what changed about an item; whose it is never changes. */
export function updateOutboxItem(db: WritableDatabase, item: OutboxRow): void {
  db.run(
    `update outbox_item set state = ?, wait_reason = ?, not_before = ?, attempts = ?, doubts = ?, commit_key = ?, prepared = ?, prepared_at = ?, error = ?,
       progress = ?, sending_since = ?, doubt_until = ?, hold_until = ?, remote_schedule_id = ?, post_id = ?, remote_id = ?, url = ?, posted_at = ?, updated_at = ?
     where id = ?`,
    item.state,
    item.waitReason,
    item.notBefore,
    item.attempts,
    item.doubts,
    item.commitKey,
    item.prepared,
    item.preparedAt,
    item.error === null ? null : JSON.stringify(item.error),
    item.progress,
    item.sendingSince,
    item.doubtUntil,
    item.holdUntil,
    item.remoteScheduleId,
    item.postId,
    item.remoteId,
    item.url,
    item.postedAt,
    item.updatedAt,
    item.id,
  )
  announce(db)
}

export function getOutboxItem(db: ReadableDatabase, id: string): OutboxRow | null {
  const row = db.get<Stored>(`select ${columns} from outbox_item where id = ?`, id)
  return row === undefined ? null : toRow(db, row)
}

/** The items of a run: by segment, and within it in the order of the targets. */
export function outboxItemsOfRun(db: ReadableDatabase, runId: string): OutboxRow[] {
  return db
    .all<Stored>(`select ${columns} from outbox_item where run_id = ? order by segment_index, rowid`, runId)
    .map((row) => toRow(db, row))
}

/**
 * Everything Chirp still has to do something about, in the order in which it was put in, whatever the clock said. Failed items are not among them:
 * nothing happens to them until the person says so.
 */
export function pendingOutboxItems(db: ReadableDatabase): OutboxRow[] {
  return db
    .all<Stored>(
      `select ${columns} from outbox_item where state in ('queued', 'preparing', 'armed', 'sending', 'held', 'unknown')
       order by rowid`,
    )
    .map((row) => toRow(db, row))
}

/** The item of the segment before this one, in the same thread to the same account; null for the first. */
export function earlierSegment(db: ReadableDatabase, item: OutboxRow): OutboxRow | null {
  const row = db.get<Stored>(
    `select ${columns} from outbox_item where run_id = ? and account_id = ? and segment_index < ? order by segment_index desc limit 1`,
    item.runId,
    item.accountId,
    item.segmentIndex,
  )
  return row === undefined ? null : toRow(db, row)
}

/** The items that come after this one in the same thread to the same account. */
export function laterSegments(db: ReadableDatabase, item: OutboxRow): OutboxRow[] {
  return db
    .all<Stored>(
      `select ${columns} from outbox_item where run_id = ? and account_id = ? and segment_index > ? order by segment_index`,
      item.runId,
      item.accountId,
      item.segmentIndex,
    )
    .map((row) => toRow(db, row))
}

/** For the rail: what is on its way by itself, and what waits for the person (failed, of unknown outcome, not signed in). */
export function countOutboxItems(db: ReadableDatabase): { readonly pending: number; readonly needsYou: number } {
  const rows = db.all<{ needs_you: number; count: number }>(
    `select state = 'failed' or (state = 'unknown' and wait_reason is null) or ifnull(wait_reason = 'sign-in', 0) as needs_you, count(*) as count
     from outbox_item join publish_run on publish_run.id = outbox_item.run_id
     where cleared_at is null and state not in ('done', 'cancelled') group by needs_you`,
  )
  const countOf = (needsYou: 0 | 1): number => rows.find((row) => row.needs_you === needsYou)?.count ?? 0
  return { pending: countOf(0), needsYou: countOf(1) }
}

function announce(db: WritableDatabase): void {
  db.touch({ topic: 'outbox' })
  db.touch({ topic: 'status' })
}

function toRow(db: ReadableDatabase, row: Stored): OutboxRow {
  return {
    id: row.id,
    runId: row.run_id,
    draftId: row.draft_id,
    segmentId: row.segment_id,
    segmentIndex: row.segment_index,
    accountId: row.account_id,
    planned: row.planned === null ? null : parseJson(db, 'outbox_item', row.id, row.planned, PlannedPost),
    operation: row.operation,
    state: row.state,
    waitReason: row.wait_reason,
    notBefore: row.not_before,
    attempts: row.attempts,
    doubts: row.doubts,
    commitKey: row.commit_key,
    prepared: row.prepared,
    preparedAt: row.prepared_at,
    error: row.error === null ? null : fromJson<AppError>(db, 'outbox_item', row.id, row.error),
    progress: row.progress,
    sendingSince: row.sending_since,
    doubtUntil: row.doubt_until,
    holdUntil: row.hold_until,
    remoteScheduleId: row.remote_schedule_id,
    postId: row.post_id,
    remoteId: row.remote_id,
    url: row.url,
    postedAt: row.posted_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
