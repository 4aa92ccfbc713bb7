import type { InboxKind } from '../../../shared/model/inbox-item.ts'
import { isHeardNotice } from '../mutes/silence.ts'
import type { ReadableDatabase, WritableDatabase } from '../sql.ts'

/** A new notification the desktop may be told of. */
export type InboxNews = {
  readonly row: number
  readonly accountId: string
  readonly kind: InboxKind
  readonly actorRow: number
  readonly postId: string | null
  /** Of notifications about one thing that share it, one is told. */
  readonly counted: number | null
  readonly groupId: number
}

/** Notes a notification that just came in as news. */
export function addInboxNews(db: WritableDatabase, accountId: string, remoteId: string): void {
  db.run('insert or ignore into inbox_news select row from inbox_item where account_id = ? and remote_id = ?', accountId, remoteId)
}

/** Whether there is any news. */
export function hasInboxNews(db: ReadableDatabase): boolean {
  return db.get('select 1 from inbox_news limit 1') !== undefined
}

/** Takes the news out, oldest first: what was taken is never told again. What was read meanwhile, is muted, or lies elsewhere, is none any more. */
export function takeInboxNews(db: WritableDatabase): InboxNews[] {
  const news = db.all<InboxNews>(
    `select item.row, item.account_id as accountId, item.kind, item.actor_row as actorRow, post.id as postId, item.counted, item.group_id as groupId
     from inbox_news cross join inbox_item item on item.row = inbox_news.item_row cross join inbox_group groups on groups.id = item.group_id
       left join post on post.row = item.post_row
     where item.read = 0 and groups.place = 'inbox' and ${isHeardNotice('item')} order by item.at, item.row`,
  )
  db.run('delete from inbox_news')
  return news
}
