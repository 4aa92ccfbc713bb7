import type { TimelineSource } from '../../../../shared/bridge/views.ts'
import { assertNever, type AppError } from '../../../../shared/errors.ts'
import type { SyncCursor } from '../../../../shared/model/timeline.ts'
import type { ReadableDatabase } from '../../../store/sql.ts'
import type { StoredAccount } from '../../../store/tables/accounts.ts'
import { listAccounts } from '../../../store/tables/accounts.ts'
import { listCursors } from '../../../store/tables/sync-cursors.ts'

/** An account whose home feed belongs to a timeline, and how far that was read. */
export type Source = { readonly account: StoredAccount; readonly cursor: SyncCursor | null }

/** Everything is shown down to here: no source holds it back. */
export const OPEN = Number.NEGATIVE_INFINITY

/** A source that has not answered at all holds everything back, but only for this long after the account was added. */
const FIRST_ANSWER_MS = 20_000
/** Sources that were read about as far as the slowest one go on together with it. */
const ABREAST_MS = 60 * 60 * 1000
/** A source that could not be read on is asked again after this. */
const RETRY_MS = 10_000

/** The sources of a timeline in the person's order. Accounts: null = all that are there. */
export function listSources(db: ReadableDatabase, accountIds: readonly string[] | null): Source[] {
  const cursors = new Map(listCursors(db, 'home').map((cursor) => [cursor.accountId, cursor]))
  return listAccounts(db)
    .filter((account) => account.capabilities.streams.home && (accountIds === null || accountIds.includes(account.id)))
    .map((account) => ({ account, cursor: cursors.get(account.id) ?? null }))
}

/** Whether it is being read: one that is paused, fails or has to sign in is not. */
export function isHealthy({ account, cursor }: Source): boolean {
  return account.state.kind === 'connected' && (cursor === null || cursor.failure === null)
}

/** Whether its network may have more than is stored. */
export function mayHaveMore({ account, cursor }: Source): boolean {
  return account.state.kind === 'connected' && cursor?.exhausted !== true
}

/**
 * The time above which a source has told everything, epoch ms: older posts of it may still come. `OPEN` where it holds nothing back: it is
 * at its end, is not in time order, fails, is paused, or lets wait for its first answer for too long.
 */
function reachOf(source: Source, now: number): number {
  const { account, cursor } = source
  if (!isHealthy(source)) return OPEN
  if (cursor === null || (cursor.reachedAt === null && cursor.chronological && !cursor.exhausted)) {
    const waited = now - account.addedAt
    return waited >= 0 && waited < FIRST_ANSWER_MS ? Number.POSITIVE_INFINITY : OPEN
  }
  return cursor.exhausted || !cursor.chronological ? OPEN : (cursor.reachedAt ?? OPEN)
}

/**
 * Nothing older than this is shown: below it a slower source may still bring posts, and a page must not change under the reader. Infinite
 * while a source has yet to answer for the first time; `OPEN` where all may be shown.
 */
export function frontierOf(sources: readonly Source[], now: number): number {
  return Math.max(OPEN, ...sources.map((source) => reachOf(source, now)))
}

/**
 * The accounts to ask for older posts: those that hold the timeline back, so that no other is read further than it can be shown, those whose
 * order says nothing, and those that failed a while ago.
 */
export function toBeRead(sources: readonly Source[], now: number): string[] {
  const frontier = frontierOf(sources, now)
  const isDue = (source: Source): boolean => {
    const { cursor } = source
    if (!mayHaveMore(source)) return false
    if (cursor === null) return true
    if (cursor.failure !== null) return Math.abs(now - cursor.failure.at) >= RETRY_MS
    return cursor.reachedAt === null || cursor.reachedAt >= frontier - ABREAST_MS
  }
  return sources.filter(isDue).map(({ account }) => account.id)
}

/** What the sources have to do with where a timeline ends. */
export function describeSources(sources: readonly Source[], now: number): TimelineSource[] {
  const frontier = frontierOf(sources, now)
  return sources.map((source) => ({ accountId: source.account.id, state: stateOf(source, frontier) }))
}

function stateOf({ account, cursor }: Source, frontier: number): TimelineSource['state'] {
  switch (account.state.kind) {
    case 'paused':
      return { kind: 'paused' }
    case 'unavailable':
    case 'needs-sign-in':
      return { kind: 'failed', error: account.state.error }
    case 'rate-limited':
      return { kind: 'failed', error: rateLimit(account.state.until) }
    case 'connected':
      break
    default:
      return assertNever(account.state)
  }
  if (cursor === null) return { kind: 'waiting' }
  if (cursor.exhausted) return { kind: 'exhausted' }
  if (cursor.failure !== null) return { kind: 'failed', error: cursor.failure.error }
  if (!cursor.chronological) return { kind: 'unordered' }
  if (cursor.reachedAt === null) return { kind: 'waiting' }
  return { kind: cursor.reachedAt >= frontier ? 'behind' : 'ahead', reachedAt: cursor.reachedAt }
}

function rateLimit(retryAt: number): AppError {
  return { kind: 'rate-limit-exceeded', retryAt, message: null }
}
