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

type Counted = { readonly count: number; readonly bytes: number }

/** How many there are of what takes room, and the bytes of the files beside the database. `freeBytes`: room in it that is used again. */
export function countHoldings(db: ReadableDatabase): {
  posts: number
  notifications: number
  pictures: Counted
  files: Counted
  freeBytes: number
} {
  const none: Counted = { count: 0, bytes: 0 }
  const row = db.get<{ posts: number; notifications: number; free: number }>(
    `select (select count(*) from post) as posts, (select count(*) from inbox_item) as notifications,
       (select freelist_count from pragma_freelist_count) * (select page_size from pragma_page_size) as free`,
  )
  return {
    posts: row?.posts ?? 0,
    notifications: row?.notifications ?? 0,
    pictures: db.get<Counted>('select count(*) as count, coalesce(sum(bytes), 0) as bytes from cached_media') ?? none,
    files: db.get<Counted>('select count(*) as count, coalesce(sum(bytes), 0) as bytes from media_file') ?? none,
    freeBytes: row?.free ?? 0,
  }
}
