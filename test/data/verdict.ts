import Database from 'better-sqlite3'
import { dataPaths } from '../../main/services/storage/data-paths.ts'
import { openData } from '../../main/services/storage/open-data.ts'
import { getMended } from '../../main/store/tables/mended.ts'
import { idOf, postAt, timeOf } from './feed.ts'
import type { ToldDraft } from './messages.ts'

/** How a data folder stands after a kill. In words, what is wrong with it. */
export type DataVerdict = {
  /** It cannot be opened, is not whole, or says two things at once. */
  readonly broken: readonly string[]
  /** Posts that a cursor says were read and that are not there. */
  readonly ahead: readonly string[]
  /** Drafts that were on the disk and are not there, or are as they were before. */
  readonly lost: readonly string[]
}

/** Opens the data as the next start does, and looks at all of it. */
export async function judgeData(directory: string, drafts: readonly ToldDraft[]): Promise<DataVerdict> {
  const paths = dataPaths(directory)
  const complaints: string[] = []
  const note = (message: string, fields?: object): void => void complaints.push(`${message} ${JSON.stringify(fields ?? {})}`)
  try {
    const store = await openData(paths, {
      clock: () => timeOf(2_000_000),
      log: { info: () => undefined, warn: note, error: note },
      suspect: false,
    })
    const how = store.read(getMended)?.how
    store.close()
    // What a process put back on purpose is no damage.
    if (how !== undefined && how !== 'restored') complaints.push(`The database was ${how}`)
  } catch (error) {
    return { broken: [...complaints, `It cannot be opened: ${String(error)}`], ahead: [], lost: drafts.map(({ id }) => id) }
  }
  const database = new Database(paths.database)
  try {
    return { broken: [...complaints, ...brokenIn(database)], ahead: aheadIn(database), lost: lostIn(database, drafts) }
  } finally {
    database.close()
  }
}

function brokenIn(database: Database.Database): string[] {
  const said = database.pragma('integrity_check', { simple: true })
  const count = (what: string, sql: string): string[] => {
    const found = database.prepare(sql).pluck().get() as number
    return found === 0 ? [] : [`${found} ${what}`]
  }
  return [
    ...(said === 'ok' ? [] : [`Integrity: ${String(said)}`]),
    ...(database.pragma('foreign_key_check') as object[]).slice(0, 3).map((row) => `A reference to nothing: ${JSON.stringify(row)}`),
    ...count(
      'posts are in no index and do not wait for it',
      `select count(*) from post where deleted_at is null and row not in (select post_row from search_waiting)
         and not exists (select 1 from search_place join post_terms on post_terms.rowid = place where post_row = post.row)`,
    ),
    ...count('terms of posts that are not there', 'select count(*) from post_terms where rowid not in (select place from search_place)'),
    ...count(
      'rows of the timeline in nobody’s feed',
      'select count(*) from timeline_row where id not in (select row_id from timeline_entry)',
    ),
    ...count('groups of one post', 'select count(*) from (select 1 from same_post group by group_id having count(*) < 2)'),
    ...count(
      'notifications in no lane',
      `select count(*) from inbox_item where group_id is not null and not exists (select 1 from inbox_lane where inbox_lane.group_id = inbox_item.group_id
         and inbox_lane.account_id = inbox_item.account_id)`,
    ),
    ...count(
      'lanes of nothing',
      'select count(*) from inbox_lane where group_id not in (select group_id from inbox_item where group_id is not null)',
    ),
    ...count(
      'things that were to be looked at before the transaction ended',
      'select (select count(*) from inbox_unplaced) + (select count(*) from inbox_stale)',
    ),
  ]
}

/** Every post of the feed from the cursor up to the newest that is there has to be there, gaps aside. */
function aheadIn(database: Database.Database): string[] {
  const cursor = database.prepare(`select reached_at as reachedAt from sync_cursor where stream = 'home'`).get() as
    { reachedAt: number | null } | undefined
  const newest = database.prepare('select max(sort_at) from timeline_entry').pluck().get() as number | null
  if (cursor?.reachedAt == null || newest === null) return []
  const gaps = database
    .prepare(`select newer_at as newerAt, older_at as olderAt from timeline_gap where stream = 'home'`)
    .all() as readonly {
    readonly newerAt: number
    readonly olderAt: number
  }[]
  const there = new Set(
    database
      .prepare('select post.id from timeline_entry join timeline_row on timeline_row.id = row_id join post on post.row = post_row')
      .pluck()
      .all(),
  )
  const missing: string[] = []
  for (let post = postAt(cursor.reachedAt); post <= postAt(newest); post++) {
    const at = timeOf(post)
    if (there.has(idOf(post)) || gaps.some(({ newerAt, olderAt }) => at < newerAt && at > olderAt)) continue
    missing.push(idOf(post))
  }
  return missing
}

function lostIn(database: Database.Database, drafts: readonly ToldDraft[]): string[] {
  const stored = database.prepare('select revision, content from draft where id = ?')
  return drafts.flatMap(({ id, revision, text }) => {
    const row = stored.get(id) as { revision: number; content: string } | undefined
    if (row === undefined) return [`${id} is not there`]
    if (row.revision < revision) return [`${id} is as it was at revision ${row.revision} and not ${revision}`]
    return row.revision > revision || row.content.includes(text) ? [] : [`${id} says something else`]
  })
}
