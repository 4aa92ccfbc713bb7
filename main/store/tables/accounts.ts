import type { Account, AccountState } from '../../../shared/model/account.ts'
import { PlatformCapabilities } from '../../../shared/model/capabilities.ts'
import type { ReadableDatabase, WritableDatabase } from '../sql.ts'
import { fromJson, mapRows, parseJson } from '../sql.ts'
import { unindexPosts } from '../search/index-posts.ts'
import { letActedOnWait } from '../search/waiting.ts'

/** An account as it is stored; the network's name is the registry's to say. */
export type StoredAccount = Omit<Account, 'platformName'>

type AccountRow = {
  id: string
  platform: string
  author_id: string
  handle: string
  display_name: string
  avatar_url: string | null
  server: string
  auth_method: string
  state: string
  capabilities: string
  added_at: number
  read_at: number | null
  position: number
}

const columns =
  'id, platform, author_id, handle, display_name, avatar_url, server, auth_method, state, capabilities, added_at, read_at, position'

/** Capabilities that were parsed, by their JSON: every page asks for every account, and they change once a day. */
const known = new Map<string, PlatformCapabilities>()
const MOST_KNOWN = 100

function capabilitiesOf(db: ReadableDatabase, { id, capabilities: json }: AccountRow): PlatformCapabilities | null {
  const before = known.get(json)
  if (before !== undefined) return before
  const parsed = parseJson(db, 'account', id, json, PlatformCapabilities)
  if (parsed === null) return null
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(json, parsed)
  return parsed
}

function toAccount(db: ReadableDatabase, row: AccountRow): StoredAccount | null {
  const state = fromJson<AccountState>(db, 'account', row.id, row.state)
  const capabilities = capabilitiesOf(db, row)
  if (state === null || capabilities === null) return null
  return {
    id: row.id,
    platform: row.platform,
    authorId: row.author_id,
    handle: row.handle,
    displayName: row.display_name,
    avatarUrl: row.avatar_url,
    server: row.server,
    authMethod: row.auth_method,
    state,
    capabilities,
    addedAt: row.added_at,
    readAt: row.read_at,
    position: row.position,
  }
}

/** The accounts in the person's order; removed ones are not among them. */
export function listAccounts(db: ReadableDatabase): StoredAccount[] {
  const rows = db.all<AccountRow>(`select ${columns} from account where removed_at is null order by position, added_at`)
  return mapRows(rows, (row) => toAccount(db, row))
}

/** Null for an account that never was or was removed. */
export function getAccount(db: ReadableDatabase, id: string): StoredAccount | null {
  const row = db.get<AccountRow>(`select ${columns} from account where id = ? and removed_at is null`, id)
  return row === undefined ? null : toAccount(db, row)
}

/** The account of that person on that server, also where it was removed and what it stored was kept: signing in again takes it up. */
export function findAccount(
  db: ReadableDatabase,
  authorId: string,
  server: string,
): { readonly id: string; readonly removed: boolean } | null {
  const row = db.get<{ id: string; removed: number }>(
    'select id, removed_at is not null as removed from account where author_id = ? and server = ?',
    authorId,
    server,
  )
  return row === undefined ? null : { id: row.id, removed: row.removed === 1 }
}

/** Adds the account, or overwrites it and takes it up again where it was removed. */
export function saveAccount(db: WritableDatabase, account: StoredAccount): void {
  db.run(
    `insert into account (${columns}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (id) do update set platform = excluded.platform, author_id = excluded.author_id, handle = excluded.handle,
       display_name = excluded.display_name, avatar_url = excluded.avatar_url, server = excluded.server, auth_method = excluded.auth_method,
       state = excluded.state, capabilities = excluded.capabilities, read_at = excluded.read_at, position = excluded.position, removed_at = null`,
    account.id,
    account.platform,
    account.authorId,
    account.handle,
    account.displayName,
    account.avatarUrl,
    account.server,
    account.authMethod,
    JSON.stringify(account.state),
    JSON.stringify(account.capabilities),
    account.addedAt,
    account.readAt,
    account.position,
  )
  db.touch({ topic: 'accounts' })
}

/** Changes the state where it is another one; says whether it was. */
export function setAccountState(db: WritableDatabase, id: string, state: AccountState): boolean {
  const json = JSON.stringify(state)
  const before = db.get<{ kind: string }>(`select json_extract(state, '$.kind') as kind from account where id = ? and state <> ?`, id, json)
  if (before === undefined) return false
  db.run('update account set state = ? where id = ?', json, id)
  db.touch({ topic: 'accounts' })
  // Which accounts are healthy decides how far back the merged timeline may be shown.
  if (before.kind !== state.kind) db.touch({ topic: 'timeline' })
  return true
}

export function setAccountCapabilities(db: WritableDatabase, id: string, capabilities: PlatformCapabilities): void {
  db.run('update account set capabilities = ? where id = ?', JSON.stringify(capabilities), id)
  db.touch({ topic: 'accounts' })
}

/** What the network says the account is called now. */
export function setAccountIdentity(
  db: WritableDatabase,
  id: string,
  identity: Pick<Account, 'handle' | 'displayName' | 'avatarUrl'>,
): void {
  const { changes } = db.run(
    'update account set handle = ?1, display_name = ?2, avatar_url = ?3 where id = ?4 and (handle <> ?1 or display_name <> ?2 or avatar_url is not ?3)',
    identity.handle,
    identity.displayName,
    identity.avatarUrl,
    id,
  )
  if (changes > 0) db.touch({ topic: 'accounts' })
}

/** Notes that the account was read to the top. */
export function markAccountRead(db: WritableDatabase, id: string, at: number): void {
  db.run('update account set read_at = ? where id = ?', at, id)
  db.touch({ topic: 'status' })
}

/** Puts the accounts into this order; those not named come after, as they were. */
export function reorderAccounts(db: WritableDatabase, ids: readonly string[]): void {
  const rest = listAccounts(db).filter((account) => !ids.includes(account.id))
  for (const [position, id] of [...ids, ...rest.map((account) => account.id)].entries()) {
    db.run('update account set position = ? where id = ?', position, id)
  }
  db.touch({ topic: 'accounts' })
}

/** Removes the account and keeps what it stored: posts stay to be read and searched. What was on its way to the network is dropped. */
export function retireAccount(db: WritableDatabase, id: string, now: number): void {
  db.run('update account set removed_at = ? where id = ?', now, id)
  db.run('delete from engagement_job where account_id = ?', id)
  for (const topic of ['accounts', 'timeline', 'inbox', 'status'] as const) db.touch({ topic })
}

/** Removes the account with everything that only it had seen. What others answer or quote stays. */
export function deleteAccount(db: WritableDatabase, id: string): void {
  const seen = db.all<{ row: number }>(
    `select row from post where source_account_id = ?1 or source_account_id is null or row in (select post_row from post_account where account_id = ?1)`,
    id,
  )
  letActedOnWait(db, id)
  db.run('delete from account where id = ?', id)
  db.run('delete from timeline_row where not exists (select 1 from timeline_entry where row_id = timeline_row.id)')
  db.run('delete from view_row where not exists (select 1 from view_entry where row_id = view_row.id)')
  const orphans = db.all<{ row: number; id: string }>(
    `select row, id from post where row in (select value from json_each(?))
       and not exists (select 1 from post_account where post_row = post.row)
       and not exists (select 1 from timeline_row where post_row = post.row)
       and not exists (select 1 from view_row where post_row = post.row)
       and not exists (select 1 from inbox_item where post_row = post.row)`,
    JSON.stringify(seen.map((post) => post.row)),
  )
  const held = heldByOthers(db, orphans)
  const rows = orphans.filter((post) => !held.has(post.id)).map((post) => post.row)
  unindexPosts(db, rows)
  db.run('delete from post where row in (select value from json_each(?))', JSON.stringify(rows))
  db.run(
    `delete from author where not exists (select 1 from post where author_row = author.row)
       and row not in (select reposter_row from timeline_row) and row not in (select reposter_row from view_row) and row not in (select actor_row from inbox_item)
       and row not in (select author_row from author_account) and id not in (select author_id from account)
       and row not in (select author_row from mute_rule where author_row is not null)`,
  )
  for (const { id } of db.all<{ id: number }>('select id from saved_view')) db.touch({ topic: 'view', id: String(id) })
  for (const topic of ['accounts', 'timeline', 'inbox', 'status', 'views'] as const) db.touch({ topic })
}

/** Those of the posts that a post which stays answers or quotes, and what those answer or quote in turn. */
function heldByOthers(db: ReadableDatabase, posts: readonly { readonly row: number; readonly id: string }[]): ReadonlySet<string> {
  const rows = db.all<{ id: string }>(
    `with recursive
       candidate (id) as (select post.id from post where row in (select value from json_each(?))),
       held (id) as (
         select id from candidate where exists (select 1 from post other where other.reply_to_id = candidate.id and other.id not in (select id from candidate))
           or exists (select 1 from post other where other.quote_id = candidate.id and other.id not in (select id from candidate))
         union select post.reply_to_id from held join post on post.id = held.id where post.reply_to_id is not null
         union select post.quote_id from held join post on post.id = held.id where post.quote_id is not null)
     select id from held`,
    JSON.stringify(posts.map((post) => post.row)),
  )
  return new Set(rows.map((row) => row.id))
}
