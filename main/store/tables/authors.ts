import type { Author, AuthorProfile, CustomEmoji } from '../../../shared/model/author.ts'
import type { ReadableDatabase, WritableDatabase } from '../sql.ts'
import { flag, fromJson } from '../sql.ts'

/** After this, what another account's server says of an author or a post replaces what is stored. */
export const SOURCE_TRUSTED_MS = 24 * 60 * 60 * 1000

type AuthorRow = {
  row: number
  id: string
  platform: string
  handle: string
  display_name: string
  emojis: string
  avatar_url: string | null
  url: string | null
  bot: number
  source_account_id: string | null
  updated_at: number
}

const columns = 'row, author.id, platform, handle, display_name, emojis, avatar_url, url, bot, source_account_id, updated_at'

function toAuthor(db: ReadableDatabase, row: AuthorRow): Author {
  return {
    id: row.id,
    platform: row.platform,
    handle: row.handle,
    displayName: row.display_name,
    emojis: emojisOf(db, row.row, row.emojis),
    avatarUrl: row.avatar_url,
    url: row.url,
    bot: row.bot === 1,
  }
}

/** An author in a row of another table, joined as `author`; to be read with `joinedAuthor`. */
export const joinedAuthorColumns = `author.id as author_id, author.platform as author_platform, author.handle as author_handle, author.display_name as author_name,
  author.emojis as author_emojis, author.avatar_url as author_avatar_url, author.url as author_url, author.bot as author_bot`

/** A row that has `joinedAuthorColumns`. */
export type JoinedAuthorRow = {
  author_row: number
  author_id: string
  author_platform: string
  author_handle: string
  author_name: string
  author_emojis: string
  author_avatar_url: string | null
  author_url: string | null
  author_bot: number
}

export function joinedAuthor(db: ReadableDatabase, row: JoinedAuthorRow): Author {
  return {
    id: row.author_id,
    platform: row.author_platform,
    handle: row.author_handle,
    displayName: row.author_name,
    emojis: emojisOf(db, row.author_row, row.author_emojis),
    avatarUrl: row.author_avatar_url,
    url: row.author_url,
    bot: row.author_bot === 1,
  }
}

/** Mostly there are none. */
function emojisOf(db: ReadableDatabase, row: number, json: string): CustomEmoji[] {
  return json === '[]' ? [] : (fromJson<CustomEmoji[]>(db, 'author', row, json) ?? [])
}

/** The author's row number; null where unknown. */
export function findAuthorRow(db: ReadableDatabase, id: string): number | null {
  return db.get<{ row: number }>('select row from author where id = ?', id)?.row ?? null
}

const selectByRows = `select ${columns} from author where row in (select value from json_each(?))`
const selectById = `select ${columns} from author where id = ?`

function findRow(db: ReadableDatabase, id: string): AuthorRow | undefined {
  return db.get<AuthorRow>(selectById, id)
}

export function getAuthor(db: ReadableDatabase, id: string): Author | null {
  const row = findRow(db, id)
  return row === undefined ? null : toAuthor(db, row)
}

/** The author of that handle, with or without `@`, whatever its case; null where there is none, the one seen last where there are several. */
export function findAuthorByHandle(db: ReadableDatabase, handle: string): Author | null {
  const row = db.get<AuthorRow>(
    `select ${columns} from author where handle = ? collate nocase order by updated_at desc, row desc limit 1`,
    handle.trim().replace(/^@/, '').toWellFormed(),
  )
  return row === undefined ? null : toAuthor(db, row)
}

/** Authors by row number, as the other tables refer to them. */
export function getAuthorsByRow(db: ReadableDatabase, rows: Iterable<number>): Map<number, Author> {
  const found = db.all<AuthorRow>(selectByRows, JSON.stringify([...new Set(rows)]))
  return new Map(found.map((row) => [row.row, toAuthor(db, row)]))
}

/** A stored author: the row number, and by which names a search finds them. */
export type AuthorName = { readonly row: number; readonly handle: string; readonly displayName: string }

/** The author as a search finds them; null where unknown. */
export function findAuthorName(db: ReadableDatabase, id: string): AuthorName | null {
  return db.get<AuthorName>('select row, handle, display_name as displayName from author where id = ?', id) ?? null
}

const selectByIds = `select ${columns} from json_each(?) wanted cross join author on author.id = wanted.value`

/**
 * Stores what an account's server says of authors; answers them by id, as they are stored then. Servers keep copies of portraits and emoji
 * under their own addresses, so the server that told first keeps the word for a day: otherwise two accounts would rewrite it in turn.
 */
export function upsertAuthors(
  db: WritableDatabase,
  authors: readonly Author[],
  sourceAccountId: string | null,
  now: number,
): ReadonlyMap<string, AuthorName> {
  const found = db.all<AuthorRow>(selectByIds, JSON.stringify(authors.map(({ id }) => id)))
  const stored = new Map(found.map((row) => [row.id, row]))
  const names = new Map<string, AuthorName>()
  for (const author of authors) {
    const row = upsertAuthor(db, author, stored.get(author.id), { sourceAccountId, now })
    // Whoever is told of twice is there the second time.
    stored.set(author.id, row)
    names.set(author.id, { row: row.row, handle: row.handle, displayName: row.display_name })
  }
  return names
}

function upsertAuthor(
  db: WritableDatabase,
  author: Author,
  stored: AuthorRow | undefined,
  { sourceAccountId, now }: { readonly sourceAccountId: string | null; readonly now: number },
): AuthorRow {
  if (stored !== undefined && isAsStored(author, stored)) return stored
  const told = {
    platform: author.platform,
    handle: author.handle.slice(0, 512).toWellFormed(),
    display_name: author.displayName.slice(0, 2000).toWellFormed(),
    emojis: author.emojis.length === 0 ? '[]' : JSON.stringify(author.emojis),
    avatar_url: author.avatarUrl,
    url: author.url,
    bot: flag(author.bot),
  }
  const { platform, handle, display_name, emojis, avatar_url, url, bot } = told
  const written = { ...told, id: author.id, source_account_id: sourceAccountId, updated_at: now }
  if (stored === undefined) {
    const { lastRow } = db.run(
      `insert into author (id, platform, handle, display_name, emojis, avatar_url, url, bot, source_account_id, updated_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      author.id,
      platform,
      handle,
      display_name,
      emojis,
      avatar_url,
      url,
      bot,
      sourceAccountId,
      now,
    )
    return { ...written, row: lastRow }
  }
  const sameSource = stored.source_account_id === null || sourceAccountId === null || stored.source_account_id === sourceAccountId
  if (!sameSource && now - stored.updated_at < SOURCE_TRUSTED_MS) return stored
  const same =
    stored.display_name === display_name &&
    stored.avatar_url === avatar_url &&
    stored.handle === handle &&
    stored.emojis === emojis &&
    stored.url === url &&
    stored.bot === bot &&
    stored.platform === platform
  if (same) return stored
  db.run(
    `update author set platform = ?, handle = ?, display_name = ?, emojis = ?, avatar_url = ?, url = ?, bot = ?, source_account_id = ?, updated_at = ?
     where row = ?`,
    platform,
    handle,
    display_name,
    emojis,
    avatar_url,
    url,
    bot,
    sourceAccountId,
    now,
    stored.row,
  )
  db.touch({ topic: 'authors', id: author.id })
  return { ...written, row: stored.row }
}

/** Whether all that was told is stored letter by letter, as it mostly is. */
function isAsStored({ displayName, avatarUrl, handle, emojis, url, bot, platform }: Author, stored: AuthorRow): boolean {
  return (
    stored.display_name === displayName &&
    stored.avatar_url === avatarUrl &&
    stored.handle === handle &&
    stored.url === url &&
    stored.bot === flag(bot) &&
    stored.platform === platform &&
    emojis.length === 0 &&
    stored.emojis === '[]'
  )
}

/** Stores an author whom no account's server told of in particular: one of the person's own, at sign-in. */
export function saveAuthor(db: WritableDatabase, author: Author, now: number): number {
  return upsertAuthor(db, author, findRow(db, author.id), { sourceAccountId: null, now }).row
}

/** People whose handle or display name begins so; those the person has something to do with first. */
export function completeAuthors(db: ReadableDatabase, text: string, limit: number): Author[] {
  const prefix = text.trim().replace(/^@/, '').toWellFormed()
  if (prefix === '') return []
  // The last code point sorts after every continuation, so the range is exactly "begins with" under the index's collation.
  const end = prefix + '\u{10FFFF}'
  const rows = db.all<AuthorRow>(
    `select ${columns} from author where row in (
       select row from author where handle >= ?1 collate nocase and handle < ?2 collate nocase
       union select row from author where display_name >= ?1 collate nocase and display_name < ?2 collate nocase)
     order by (select max(following * 2 + followed_by) from author_account where author_row = author.row) desc nulls last, length(handle), handle
     limit ?3`,
    prefix,
    end,
    limit,
  )
  return rows.map((row) => toAuthor(db, row))
}

/** The profile as it was last read; null where it never was. */
export function getProfile(db: ReadableDatabase, authorId: string): { readonly profile: AuthorProfile; readonly updatedAt: number } | null {
  const row = db.get<AuthorRow & { profile: string; profile_at: number }>(
    `select author.*, author_profile.profile, author_profile.updated_at as profile_at
     from author join author_profile on author_profile.author_row = author.row where author.id = ?`,
    authorId,
  )
  if (row === undefined) return null
  const rest = fromJson<Omit<AuthorProfile, 'author'>>(db, 'author_profile', authorId, row.profile)
  return rest === null ? null : { profile: { author: toAuthor(db, row), ...rest }, updatedAt: row.profile_at }
}

export function saveProfile(db: WritableDatabase, profile: AuthorProfile, sourceAccountId: string | null, now: number): void {
  const { author, ...rest } = profile
  const { row } = upsertAuthor(db, author, findRow(db, author.id), { sourceAccountId, now })
  db.run(
    `insert into author_profile (author_row, profile, updated_at) values (?, ?, ?)
     on conflict (author_row) do update set profile = excluded.profile, updated_at = excluded.updated_at`,
    row,
    JSON.stringify(rest),
    now,
  )
  db.touch({ topic: 'authors', id: author.id })
}

/** Followers of each of the person's own accounts, as its profile last said. */
export function listOwnFollowers(db: ReadableDatabase): { accountId: string; followers: number | null }[] {
  return db.all<{ accountId: string; followers: number | null }>(
    `select account.id as accountId, json_extract(author_profile.profile, '$.followers') as followers
     from account left join author on author.id = account.author_id left join author_profile on author_profile.author_row = author.row
     where account.removed_at is null order by account.position`,
  )
}
