import type { ReadableDatabase, SqlValue } from '../../store/sql.ts'

/** A row of an export on its way into a line: `key` is where the next page goes on, and is in no line. */
type Row = { readonly key: number } & Readonly<Record<string, SqlValue>>

/** What is exported of one kind: in lines of JSON, one a row. */
export type ExportKind = {
  readonly name: string
  readonly about: string
  /** What each field of a line means, in the order in which they are written. */
  readonly fields: Readonly<Record<string, string>>
  readonly count: string
  /** Rows after a key, in the order of keys. Columns are the fields by name. */
  readonly page: string
  /** Columns that hold JSON, which becomes a part of the line. */
  readonly json?: readonly string[]
  /** Columns that hold 0 or 1. */
  readonly flags?: readonly string[]
}

const AT = 'epoch milliseconds'

/**
 * Everything a person has in Chirp, by kind. What is left out is what only Chirp's own work needs (places in streams, keys and uploads of posts on
 * their way, the search index, rate limits). Secrets are in no table.
 */
export const exportKinds: readonly ExportKind[] = [
  {
    name: 'accounts',
    about: 'The accounts that are or were connected.',
    fields: {
      id: 'Chirp’s own name for it, by which other files speak of it',
      network: 'the network',
      author: 'the id of the author it posts as',
      handle: 'its handle',
      displayName: 'its name',
      server: 'the address of its server',
      addedAt: AT,
      removedAt: `${AT}; null = it is connected`,
    },
    count: 'select count(*) as count from account',
    page: `select rowid as key, id, platform as network, author_id as author, handle, display_name as displayName, server, added_at as addedAt,
      removed_at as removedAt from account where rowid > ? order by rowid limit ?`,
  },
  {
    name: 'authors',
    about: 'Everybody whose posts were met.',
    fields: {
      id: 'the author’s address on the network (a DID, an actor’s address)',
      network: 'the network',
      handle: 'the handle',
      displayName: 'the name',
      url: 'the profile on the web',
      avatarUrl: 'the portrait on the web',
      bot: 'it says of itself that it is automated',
      followedBy: 'ids of the own accounts that follow it',
    },
    count: 'select count(*) as count from author',
    page: `select row as key, id, platform as network, handle, display_name as displayName, url, avatar_url as avatarUrl, bot,
      (select json_group_array(account_id) from author_account where author_row = author.row and following = 1) as followedBy
      from author where row > ? order by row limit ?`,
    json: ['followedBy'],
    flags: ['bot'],
  },
  {
    name: 'posts',
    about: 'Every post that was read or written.',
    fields: {
      id: 'the post’s address on the network (an AT URI, an ActivityPub id)',
      network: 'the network',
      author: 'the id of its author',
      url: 'the post on the web',
      createdAt: AT,
      text: 'plain text',
      body: 'the rest as it was read: spans of links, mentions and tags, warning, languages, media with alt texts, poll, link card, visibility',
      replyTo: 'the id of the post it answers',
      thread: 'the id of the post its thread began with',
      quote: 'the id of the post it quotes',
      deletedAt: `${AT}; null = it is there`,
      counts: 'the newest counts of likes, reposts, replies, and when they were taken',
      own: 'what each own account did to it: account, liked, reposted, bookmarked',
    },
    count: 'select count(*) as count from post',
    page: `select post.row as key, post.id, post.platform as network, author.id as author, post.url, created_at as createdAt, text, body,
      reply_to_id as replyTo, root_id as thread, quote_id as quote, deleted_at as deletedAt, metrics as counts,
      (select json_group_array(json_object('account', account_id, 'liked', json(iif(liked, 'true', 'false')), 'reposted', json(iif(reposted, 'true', 'false')),
        'bookmarked', json(iif(bookmarked, 'true', 'false')))) from post_account where post_row = post.row and (liked or reposted or bookmarked)) as own
      from post join author on author.row = author_row where post.row > ? order by post.row limit ?`,
    json: ['body', 'counts', 'own'],
  },
  {
    name: 'timeline',
    about: 'What the home feeds of the accounts showed.',
    fields: {
      post: 'the id of the post',
      repostedBy: 'the id of who reposted it; null = it was there by itself',
      at: `where it stood, ${AT}`,
      accounts: 'ids of the own accounts whose feed had it',
    },
    count: 'select count(*) as count from timeline_row',
    page: `select timeline_row.id as key, post.id as post, author.id as repostedBy, timeline_row.sort_at as at,
      (select json_group_array(account_id) from timeline_entry where row_id = timeline_row.id) as accounts
      from timeline_row join post on post.row = post_row left join author on author.row = reposter_row
      where timeline_row.id > ? order by timeline_row.id limit ?`,
    json: ['accounts'],
  },
  {
    name: 'notifications',
    about: 'What came into the inbox.',
    fields: {
      account: 'the id of the own account',
      kind: 'mention, reply, quote, like, repost, follow, follow-request, poll-ended, edit or other',
      by: 'the id of who did it',
      post: 'the id of the post it is about; null = about none, or it is not there any more',
      at: AT,
      read: 'it was read',
    },
    count: 'select count(*) as count from inbox_item',
    page: `select inbox_item.row as key, account_id as account, kind, author.id as by, post.id as post, at, read
      from inbox_item join author on author.row = actor_row left join post on post.row = post_row
      where inbox_item.row > ? order by inbox_item.row limit ?`,
    flags: ['read'],
  },
  {
    name: 'drafts',
    about: 'What was written, sent or not.',
    fields: {
      id: 'Chirp’s own name for it',
      state: 'open, publishing, posted or discarded',
      content: 'segments with their texts and files, warning and language; a file lies in media/ under its sha256',
      targets: 'accounts it goes to, with a version of their own where there is one',
      options: 'time it is planned for, and how it is cut into posts',
      replyTo: 'the id of the post it answers',
      quote: 'the id of the post it quotes',
      edits: 'the id of the own post that it changes',
      createdAt: AT,
      updatedAt: AT,
    },
    count: 'select count(*) as count from draft',
    page: `select rowid as key, id, state, content, targets, options, reply_to_id as replyTo, quote_id as quote, edits_id as edits,
      created_at as createdAt, updated_at as updatedAt from draft where rowid > ? order by rowid limit ?`,
    json: ['content', 'targets', 'options'],
  },
  {
    name: 'outbox',
    about: 'Each press of Post, and what became of it.',
    fields: {
      id: 'Chirp’s own name for it',
      draft: 'the draft as it was then',
      pressedAt: AT,
      items: 'one for each post and account: account, segment, state, post (its id), url, postedAt',
    },
    count: 'select count(*) as count from publish_run',
    page: `select rowid as key, id, draft, created_at as pressedAt,
      (select json_group_array(json_object('account', account_id, 'segment', segment_id, 'state', state, 'post', post_id, 'url', url, 'postedAt', posted_at))
        from outbox_item where run_id = publish_run.id) as items
      from publish_run where rowid > ? order by rowid limit ?`,
    json: ['draft', 'items'],
  },
  {
    name: 'counts',
    about: 'How the counts of own posts went on over time.',
    fields: { post: 'the id of the post', samples: 'likes, reposts, replies and others, each with measuredAt' },
    count: 'select count(distinct post_row) as count from metrics_sample',
    page: `select post.row as key, post.id as post, (select json_group_array(json(metrics)) from metrics_sample where post_row = post.row) as samples
      from post where post.row > ? and post.row in (select post_row from metrics_sample) order by post.row limit ?`,
    json: ['samples'],
  },
  {
    name: 'views',
    about: 'Lists, feeds, hashtags and searches that were chosen to be read.',
    fields: {
      id: 'Chirp’s own name for it',
      title: 'what it is called',
      source: 'what it is: a list or a feed of an account, a hashtag, or a search',
      createdAt: AT,
    },
    count: 'select count(*) as count from saved_view',
    page: `select id as key, id, title, source, created_at as createdAt from saved_view where id > ? order by id limit ?`,
    json: ['source'],
  },
  {
    name: 'view-posts',
    about: 'What was read for those views; what a search finds is not kept.',
    fields: {
      view: 'the id of the view',
      post: 'the id of the post',
      repostedBy: 'the id of who reposted it; null = it was there by itself',
      place: `where it stood: higher is above; ${AT}, but in a feed, whose order is its own`,
      accounts: 'ids of the own accounts through which it was read',
    },
    count: 'select count(*) as count from view_row',
    page: `select view_row.id as key, view_id as view, post.id as post, author.id as repostedBy, place,
      (select json_group_array(account_id) from view_entry where row_id = view_row.id) as accounts
      from view_row join post on post.row = post_row left join author on author.row = reposter_row
      where view_row.id > ? order by view_row.id limit ?`,
    json: ['accounts'],
  },
  {
    name: 'mutes',
    about: 'What is muted or muffled.',
    fields: {
      kind: 'words, tag, author or reposts',
      said: 'the words or the tag',
      author: 'the id of whose posts or reposts; null = anybody’s',
      how: 'mute or muffle',
      account: 'the id of the own account it is for; null = all',
      until: `${AT}; a time beyond all others = for ever`,
      createdAt: AT,
    },
    count: 'select count(*) as count from mute_rule',
    page: `select mute_rule.id as key, kind, said, author.id as author, how, account_id as account, until, created_at as createdAt
      from mute_rule left join author on author.row = author_row where mute_rule.id > ? order by mute_rule.id limit ?`,
  },
  {
    name: 'settings',
    about: 'What was chosen.',
    fields: { name: 'of the setting', value: 'as it was chosen' },
    count: 'select count(*) as count from setting',
    page: `select * from (select row_number() over (order by key) as key, key as name, value from setting) where key > ? order by key limit ?`,
    json: ['value'],
  },
]

/** How many lines a kind has. */
export function countLines(db: ReadableDatabase, kind: ExportKind): number {
  return db.get<{ count: number }>(kind.count)?.count ?? 0
}

/** Some lines of a kind after a key, and the key to go on from; null = those were the last ones. */
export function readLines(
  db: ReadableDatabase,
  kind: ExportKind,
  after: number,
  limit: number,
): { readonly lines: readonly string[]; readonly next: number | null } {
  const rows = db.all<Row>(kind.page, after, limit)
  return { lines: rows.map((row) => toLine(db, kind, row)), next: rows.length < limit ? null : (rows.at(-1)?.key ?? null) }
}

function toLine(db: ReadableDatabase, kind: ExportKind, row: Row): string {
  const values = Object.keys(kind.fields).map((name): [string, unknown] => {
    const value = row[name] ?? null
    if (kind.flags?.includes(name) === true) return [name, value === 1]
    return [name, kind.json?.includes(name) === true && typeof value === 'string' ? parsed(db, kind, row, value) : value]
  })
  return JSON.stringify(Object.fromEntries(values))
}

/** JSON that cannot be read goes out as the text it is: who exports wants all there is. */
function parsed(db: ReadableDatabase, kind: ExportKind, row: Row, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    db.reportBroken(kind.name, row.key, cause)
    return text
  }
}
