import type { Clock } from '../../core/ports.ts'
import { accountsOfChange, undoChange, type InboxChange } from '../../store/inbox/acts.ts'
import type { Store } from '../../store/open-database.ts'
import type { ReadableDatabase, WritableDatabase } from '../../store/sql.ts'
import { listAccounts } from '../../store/tables/accounts.ts'
import { enqueueMarkRead } from '../../store/tables/engagement-jobs.ts'
import { newestInboxItem, oldestUnreadAt } from '../../store/tables/inbox.ts'
import type { ConnectorLookup } from '../dependencies.ts'

/** So many acts can be taken back, the newest ones. */
const KEPT_ACTS = 50

type Dependencies = {
  readonly store: Store
  readonly contextFor: ConnectorLookup['contextFor']
  readonly clock: Clock
  readonly onEnqueued: () => void
}

/** Makes changes to the inbox that can be taken back, and tells the networks of what was read by them. */
export function createInboxChanges({ store, contextFor, clock, onEnqueued }: Dependencies) {
  const kept = new Map<string, InboxChange>()
  let made = 0

  const write = (work: (db: WritableDatabase) => InboxChange): InboxChange => {
    const { change, told } = store.write((db) => {
      const before = new Map(listAccounts(db).map(({ id }) => [id, readUpTo(db, id)?.remoteId]))
      const done = work(db)
      const further = accountsOfChange(db, done).flatMap((accountId) => {
        const upTo = readUpTo(db, accountId)
        if (upTo === null || upTo.remoteId === before.get(accountId)) return []
        return contextFor(accountId)?.connector.markRead === undefined ? [] : [{ accountId, upTo }]
      })
      for (const { accountId, upTo } of further) enqueueMarkRead(db, accountId, upTo, clock())
      return { change: done, told: further.length }
    })
    if (told > 0) onEnqueued()
    return change
  }

  return {
    /** Does it; answers how much it changed, and the name under which it can be taken back. */
    make: (work: (db: WritableDatabase) => InboxChange): { readonly undo: string | null; readonly count: number } => {
      const change = write(work)
      const count = countOf(change)
      if (count === 0) return { undo: null, count }
      const undo = `act-${++made}`
      kept.set(undo, change)
      for (const name of [...kept.keys()].slice(0, -KEPT_ACTS)) kept.delete(name)
      return { undo, count }
    },

    /** Takes it back, once; answers how much that changed. */
    undo: (name: string): number => {
      const change = kept.get(name)
      kept.delete(name)
      return change === undefined ? 0 : countOf(write((db) => undoChange(db, change)))
    },
  }
}

/** Rows that were moved, or else notifications that were marked. */
function countOf({ groups, items }: InboxChange): number {
  return groups.length === 0 ? items.length : groups.length
}

/**
 * The last notification of an account before the first that nobody has read: so far its network may be told, since a network's mark says
 * that everything before it was seen.
 */
function readUpTo(db: ReadableDatabase, accountId: string): { readonly at: number; readonly remoteId: string } | null {
  const unreadAt = oldestUnreadAt(db, accountId)
  return newestInboxItem(db, accountId, unreadAt === null ? Number.MAX_SAFE_INTEGER : unreadAt - 1)
}
