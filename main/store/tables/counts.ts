import type { ReadableDatabase } from '../sql.ts'

/** What the rail shows beside the views. */
export function countsForRail(db: ReadableDatabase): {
  inboxUnread: number
  drafts: number
  outboxPending: number
  outboxNeedsYou: number
} {
  const row = db.get<{ unread: number; drafts: number; pending: number; needs: number }>(
    `select
       (select count(*) from inbox_item i join account a on a.id = i.account_id
         where i.read = 0 and a.removed_at is null and i.kind in ('mention', 'reply', 'quote')) as unread,
       (select count(*) from draft where state = 'open' and (content not like '%"text":""%' or content like '%"sha256"%')) as drafts,
       (select count(*) from outbox_item where state in ('queued', 'preparing', 'armed', 'sending')) as pending,
       (select count(*) from outbox_item where state in ('failed', 'unknown') or (state = 'queued' and wait_reason = 'sign-in')) as needs`,
  )
  return { inboxUnread: row?.unread ?? 0, drafts: row?.drafts ?? 0, outboxPending: row?.pending ?? 0, outboxNeedsYou: row?.needs ?? 0 }
}

/** How much is stored. */
export function countStored(db: ReadableDatabase): { posts: number; drafts: number } {
  const row = db.get<{ posts: number; drafts: number }>(
    "select (select count(*) from post) as posts, (select count(*) from draft where state = 'open') as drafts",
  )
  return { posts: row?.posts ?? 0, drafts: row?.drafts ?? 0 }
}
