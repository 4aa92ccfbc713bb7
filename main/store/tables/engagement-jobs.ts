import type { ReadableDatabase, WritableDatabase } from '../sql.ts'
import { fromJson } from '../sql.ts'

export type EngagementKind = 'like' | 'repost' | 'bookmark' | 'follow' | 'delete' | 'mark-read'

/** What to restore when the network refuses. */
export type EngagementBefore = {
  /** The flag as the network last knew it. */
  readonly on: boolean
  /** `follow` only: asked for and not yet let in. */
  readonly requested: boolean
  /** The network's handle of the like, repost or follow that was there. */
  readonly ref: string | null
  /** By how much the person's press changed the shown count; 0 where no count is known. */
  readonly counted: number
  /** `mark-read` only: up to where. */
  readonly upTo: { readonly at: number; readonly remoteId: string } | null
}

/** Something one account does to a post or an author, on its way to the network. */
export type EngagementJob = {
  readonly id: number
  readonly accountId: string
  readonly kind: EngagementKind
  /** Post or author id; `notifications` for `mark-read`. */
  readonly subjectId: string
  readonly wanted: boolean
  readonly before: EngagementBefore
  /** How often it went out to the network; counted before it leaves. */
  readonly attempts: number
  readonly notBefore: number | null
  readonly createdAt: number
}

type Stored = {
  id: number
  account_id: string
  kind: EngagementKind
  subject_id: string
  wanted: number
  before: string
  attempts: number
  not_before: number | null
  created_at: number
}

const columns = 'id, account_id, kind, subject_id, wanted, before, attempts, not_before, created_at'

/** The job of an account for a subject, where there is one. */
export function getEngagementJob(db: ReadableDatabase, accountId: string, kind: EngagementKind, subjectId: string): EngagementJob | null {
  const row = db.get<Stored>(
    `select ${columns} from engagement_job where account_id = ? and kind = ? and subject_id = ?`,
    accountId,
    kind,
    subjectId,
  )
  return row === undefined ? null : toJob(db, row)
}

/** All jobs, oldest first. */
export function listEngagementJobs(db: ReadableDatabase): EngagementJob[] {
  const jobs: EngagementJob[] = []
  for (const row of db.all<Stored>(`select ${columns} from engagement_job order by id`)) {
    const job = toJob(db, row)
    if (job !== null) jobs.push(job)
  }
  return jobs
}

export function insertEngagementJob(db: WritableDatabase, job: Omit<EngagementJob, 'id' | 'attempts' | 'notBefore'>): void {
  db.run(
    `insert into engagement_job (account_id, kind, subject_id, wanted, before, attempts, not_before, created_at) values (?, ?, ?, ?, ?, 0, null, ?)`,
    job.accountId,
    job.kind,
    job.subjectId,
    job.wanted ? 1 : 0,
    JSON.stringify(job.before),
    job.createdAt,
  )
}

/** Stores what changed about a job; whose it is never changes. */
export function updateEngagementJob(db: WritableDatabase, job: EngagementJob): void {
  db.run(
    'update engagement_job set wanted = ?, before = ?, attempts = ?, not_before = ? where id = ?',
    job.wanted ? 1 : 0,
    JSON.stringify(job.before),
    job.attempts,
    job.notBefore,
    job.id,
  )
}

export function getEngagementJobById(db: ReadableDatabase, id: number): EngagementJob | null {
  const row = db.get<Stored>(`select ${columns} from engagement_job where id = ?`, id)
  return row === undefined ? null : toJob(db, row)
}

export function deleteEngagementJob(db: WritableDatabase, id: number): void {
  db.run('delete from engagement_job where id = ?', id)
}

/** Everything that waits is due now: the network is back, or an account is signed in again. */
export function releaseEngagementJobs(db: WritableDatabase, accountId: string | null): void {
  db.run('update engagement_job set not_before = null where not_before is not null and (? is null or account_id = ?)', accountId, accountId)
}

/**
 * Asks for an account's notifications up to a place to be marked read on its network. A later place replaces an earlier one
 * that has not been told yet; an earlier one changes nothing.
 */
export function enqueueMarkRead(
  db: WritableDatabase,
  accountId: string,
  upTo: { readonly at: number; readonly remoteId: string },
  now: number,
): void {
  const existing = getEngagementJob(db, accountId, 'mark-read', 'notifications')
  if (existing === null) {
    const before: EngagementBefore = { on: false, requested: false, ref: null, counted: 0, upTo }
    insertEngagementJob(db, { accountId, kind: 'mark-read', subjectId: 'notifications', wanted: true, before, createdAt: now })
    return
  }
  if (existing.before.upTo !== null && existing.before.upTo.at >= upTo.at) return
  updateEngagementJob(db, { ...existing, before: { ...existing.before, upTo } })
}

function toJob(db: ReadableDatabase, row: Stored): EngagementJob | null {
  const before = fromJson<EngagementBefore>(db, 'engagement_job', row.id, row.before)
  if (before === null) return null
  return {
    id: row.id,
    accountId: row.account_id,
    kind: row.kind,
    subjectId: row.subject_id,
    wanted: row.wanted === 1,
    before,
    attempts: row.attempts,
    notBefore: row.not_before,
    createdAt: row.created_at,
  }
}
