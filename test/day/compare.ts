import { openStore } from '../../main/store/open-database.ts'

/** What a server has for an account: its home feed and its notifications, since the day began. Texts by the id of their post. */
export type Truth = { readonly posts: ReadonlyMap<string, string>; readonly notifications: ReadonlySet<string> }

/** How a store differs from it. */
export type Difference = {
  readonly missing: number
  readonly extra: number
  readonly stale: number
  /** In words, each of those, and what should not be: gaps that are left, cursors that are ahead, posts that are there twice. */
  readonly wrong: readonly string[]
}

type EntryRow = { readonly id: string; readonly text: string; readonly at: number; readonly local: number }

/** Compares what is stored for an account with what its server has. `since` is when the day began, epoch ms. */
export function compare(path: string, accountId: string, truth: Truth, since: number): Difference {
  const store = openStore(path)
  try {
    return store.read((db) => {
      const entries = db.all<EntryRow>(
        `select post.id, post.text, timeline_entry.sort_at as at, local from timeline_entry join timeline_row on timeline_row.id = row_id
           join post on post.row = post_row where account_id = ? and reposter_row = 0 and deleted_at is null and created_at >= ?`,
        accountId,
        since,
      )
      const inbox = db.all<{ remoteId: string }>(
        `select remote_id as remoteId from inbox_item left join post on post.row = post_row
         where account_id = ? and at >= ? and deleted_at is null`,
        accountId,
        since,
      )
      const gaps = db.all('select 1 from timeline_gap where account_id = ?', accountId)
      const cursors = db.all<{ stream: string; reached_at: number | null; read_at: number | null }>(
        'select stream, reached_at, read_at from sync_cursor where account_id = ?',
        accountId,
      )
      const texts = new Map(entries.map(({ id, text }) => [id, text]))
      const remoteIds = new Set(inbox.map(({ remoteId }) => remoteId))
      const lists = {
        missing: [
          ...[...truth.posts.keys()].filter((id) => !texts.has(id)),
          ...[...truth.notifications].filter((id) => !remoteIds.has(id)),
        ],
        extra: [...[...texts.keys()].filter((id) => !truth.posts.has(id)), ...[...remoteIds].filter((id) => !truth.notifications.has(id))],
        stale: [...truth.posts].filter(([id, text]) => texts.has(id) && texts.get(id) !== text).map(([id]) => id),
      }
      const now = Date.now()
      return {
        missing: lists.missing.length,
        extra: lists.extra.length,
        stale: lists.stale.length,
        wrong: [
          ...Object.entries(lists).flatMap(([what, ids]) =>
            ids.map((id) => `${what}: ${id} (${truth.posts.get(id) ?? texts.get(id) ?? 'a notification'})`),
          ),
          ...(texts.size === entries.length ? [] : [`${entries.length - texts.size} posts are there twice`]),
          ...(remoteIds.size === inbox.length ? [] : ['notifications are there twice']),
          ...(gaps.length === 0 ? [] : [`${gaps.length} gaps are left`]),
          ...cursors
            .filter(({ reached_at, read_at }) => (read_at ?? 0) > now || (reached_at ?? 0) > now)
            .map(({ stream }) => `the cursor of ${stream} is ahead`),
          ...(cursors.length === 2 ? [] : ['a stream was never read']),
        ],
      }
    })
  } finally {
    store.close()
  }
}
