import type { ReadableDatabase } from '../sql.ts'
import { writtenDrafts } from './drafts.ts'
import { countOutboxItems } from './outbox-items.ts'

/** What the rail shows beside the views. */
export function countsForRail(db: ReadableDatabase): {
  inboxUnread: number
  drafts: number
  outboxPending: number
  outboxNeedsYou: number
} {
  const inbox = db.get<{ unread: number }>(
    `select count(*) as unread from inbox_item i join account a on a.id = i.account_id
     where i.read = 0 and a.removed_at is null and i.kind in ('mention', 'reply', 'quote')`,
  )
  const outbox = countOutboxItems(db)
  return {
    inboxUnread: inbox?.unread ?? 0,
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
