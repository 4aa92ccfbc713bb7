import { assertNever, type AppError } from '../../../shared/errors.ts'
import type { SavedView, ViewSource } from '../../../shared/model/saved-view.ts'
import type { ReadableDatabase } from '../../store/sql.ts'
import { listAccounts, type StoredAccount } from '../../store/tables/accounts.ts'
import { listViewCursors, type ViewCursor } from '../../store/views/view-cursors.ts'

/** An account through which a view is read, and how far it was. */
export type ViewSourceState = { readonly account: StoredAccount; readonly cursor: ViewCursor | null }

/** Accounts that were read about as far as the slowest one go on together with it. */
const ABREAST_MS = 60 * 60 * 1000

/** The accounts through which a view is read, in the person's order; none for a search. */
export function listViewSources(db: ReadableDatabase, view: SavedView): ViewSourceState[] {
  const cursors = new Map(listViewCursors(db, view.id).map((cursor) => [cursor.accountId, cursor]))
  return listAccounts(db)
    .filter((account) => isReadThrough(view.source, account))
    .map((account) => ({ account, cursor: cursors.get(account.id) ?? null }))
}

function isReadThrough(source: ViewSource, { id, capabilities: { streams } }: StoredAccount): boolean {
  switch (source.kind) {
    case 'list':
    case 'feed':
      return source.accountId === id
    case 'tag':
      return source.accountIds === null ? streams.tags : source.accountIds.includes(id)
    case 'search':
      return false
    default:
      return assertNever(source)
  }
}

/** Whether an account can be asked now: one that is paused or has to sign in cannot. */
export function mayBeAsked({ account }: ViewSourceState): boolean {
  return account.state.kind !== 'paused' && account.state.kind !== 'needs-sign-in'
}

/** Whether its network may have more than is stored. */
export function mayHaveMore(source: ViewSourceState): boolean {
  return mayBeAsked(source) && source.cursor?.exhausted !== true
}

/**
 * Nothing that stands lower is shown: an account that was read less far may still bring posts there, and a page must not change under the
 * reader. Who fails, is at its end or has not answered yet holds nothing back; nor does anything in a feed, which has an order of its own.
 */
export function frontierOfView(view: SavedView, sources: readonly ViewSourceState[]): number {
  if (view.source.kind === 'feed') return Number.MIN_SAFE_INTEGER
  return Math.max(Number.MIN_SAFE_INTEGER, ...sources.flatMap((source) => reachOf(source) ?? []))
}

/** The time down to which a source has told everything and holds the others back; null = it does not. */
function reachOf(source: ViewSourceState): number | null {
  return mayHaveMore(source) && source.cursor?.failure === null ? source.cursor.reachedAt : null
}

/** The accounts to ask for what is older: those that hold the view back, and those of which it is not known. */
export function toBeReadOn(view: SavedView, sources: readonly ViewSourceState[]): string[] {
  const frontier = frontierOfView(view, sources)
  return sources.filter(mayHaveMore).flatMap((source) => {
    const reached = reachOf(source)
    return reached === null || reached >= frontier - ABREAST_MS ? [source.account.id] : []
  })
}

/** Who could not be read and why, for the page to say. */
export function describeFailures(sources: readonly ViewSourceState[]): { readonly accountId: string; readonly error: AppError }[] {
  return sources.flatMap(({ account, cursor }) => {
    if (account.state.kind === 'paused') return []
    const error = account.state.kind === 'needs-sign-in' ? account.state.error : (cursor?.failure ?? null)
    return error === null ? [] : [{ accountId: account.id, error }]
  })
}
