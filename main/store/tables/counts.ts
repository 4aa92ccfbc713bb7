import type { ReadableDatabase } from '../sql.ts'
import { countUnread } from '../inbox/count.ts'
import { listAccounts } from './accounts.ts'
import { writtenDrafts } from './drafts.ts'
import { countOutboxItems } from './outbox-items.ts'

/** What the rail shows beside the views. */
export function countsForRail(db: ReadableDatabase): {
  inboxUnread: number
  drafts: number
  outboxPending: number
  outboxNeedsYou: number
} {
  const unread = countUnread(
    db,
    listAccounts(db).map(({ id }) => id),
  )
  const outbox = countOutboxItems(db)
  return {
    inboxUnread: (unread.get('conversation') ?? 0) + (unread.get('quote') ?? 0),
    drafts: writtenDrafts(db).length,
    outboxPending: outbox.pending,
    outboxNeedsYou: outbox.needsYou,
  }
}

/** How much is stored. */
export function countStored(db: ReadableDatabase): { posts: number; drafts: number } {
  const row = db.get<{ posts: number; drafts: number }>(
    "select (select count(*) from post) as posts, (select count(*) from draft where state = 'open') as drafts",
  )
  return { posts: row?.posts ?? 0, drafts: row?.drafts ?? 0 }
}
