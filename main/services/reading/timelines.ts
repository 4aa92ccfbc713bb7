import type { Output, ParsedInput } from '../../../shared/bridge/contract.ts'
import type { TimelineRow } from '../../../shared/bridge/views.ts'
import { failure, success, type Result } from '../../../shared/errors.ts'
import type { SyncCursor } from '../../../shared/model/timeline.ts'
import type { Clock } from '../../core/ports.ts'
import type { Store } from '../../store/open-database.ts'
import type { ReadableDatabase } from '../../store/sql.ts'
import type { StoredAccount } from '../../store/tables/accounts.ts'
import { listAccounts } from '../../store/tables/accounts.ts'
import { getAuthorsByRow } from '../../store/tables/authors.ts'
import { listGaps, type StoredGap } from '../../store/tables/gaps.ts'
import { getPosition, setPosition } from '../../store/tables/positions.ts'
import { listCursors } from '../../store/tables/sync-cursors.ts'
import {
  countTimelineRows,
  listTimelineRows,
  newestPlace,
  oldestPlace,
  type StoredTimelineRow,
  type TimelinePlace,
} from '../../store/tables/timeline.ts'
import type { StreamReader } from '../../sync/stream-reader.ts'
import { cannotAsk, loadOlderStreams } from './load-older.ts'
import { badCursor, fromCursor, toCursor } from './page-cursor.ts'
import { cardsOf } from './same-post-cards.ts'
import { buildPostViews, toAuthorView, type ViewDependencies } from './view-builder.ts'

export type TimelineDependencies = {
  readonly store: Store
  readonly reader: Pick<StreamReader, 'readOlder' | 'fillGap'>
  readonly views: ViewDependencies
  readonly clock: Clock
}

/** A gap stands below the rows of its time: their numbers begin at 1. */
const GAP_ID = 0

/** The merged home timeline: one list from many feeds, sorted by time, in keyset pages. */
export function createTimelines({ store, reader, views, clock }: TimelineDependencies) {
  return {
    page: ({ cursor, limit, accountIds }: ParsedInput<'timeline.page'>): Result<Output<'timeline.page'>> => {
      const from = placeOf(cursor)
      if (from === null) return failure(badCursor)
      return success(
        store.read((db) => {
          const sources = sourcesOf(db, accountIds)
          const frontier = frontierOf(sources)
          const newerThan = frontier === null ? oldestPlace : { sortAt: frontier, id: -1 }
          const found = listTimelineRows(db, { accountIds, olderThan: from, newerThan }, 'newest', limit + 1)
          const page = found.slice(0, limit)
          const last = found.length > limit ? page.at(-1) : undefined
          const gaps = gapsBetween(db, accountIds, from, last ?? newerThan)
          return {
            ...toPage(db, page, gaps, views),
            older: last === undefined ? null : cursorOf(last),
            moreOnNetworks: sources.some(({ cursor: stream }) => stream !== null && !stream.exhausted),
          }
        }),
      )
    },

    newer: ({ since, accountIds, limit }: ParsedInput<'timeline.newer'>): Result<Output<'timeline.newer'>> => {
      const from = placeOf(since)
      if (from === null) return failure(badCursor)
      return success(
        store.read((db) => {
          const range = { accountIds, olderThan: newestPlace, newerThan: from }
          const found = listTimelineRows(db, range, 'oldest', limit + 1)
          const page = found.slice(-limit)
          const first = found.length > limit ? page[0] : undefined
          const gaps = gapsBetween(db, accountIds, first === undefined ? newestPlace : { sortAt: first.sortAt, id: first.id + 1 }, from)
          const count = found.length > limit ? countTimelineRows(db, range) : page.length
          return { ...toPage(db, page, gaps, views), older: since, moreOnNetworks: false, count }
        }),
      )
    },

    loadOlder: async ({ accountIds }: ParsedInput<'timeline.loadOlder'>): Promise<Result<Output<'timeline.loadOlder'>>> => {
      const before = store.read((db) => sourcesOf(db, accountIds))
      if (before.length === 0) return cannotAsk(store.read((db) => chosenAccounts(db, accountIds)).map((account) => account.state))
      const run = await loadOlderStreams(reader, 'home', holdingBack(before))
      if (!run.ok) return run
      const after = store.read((db) => sourcesOf(db, accountIds))
      return success({ added: run.value.added, exhausted: after.every(({ cursor }) => cursor?.exhausted ?? false) })
    },

    fillGap: async ({ key }: ParsedInput<'timeline.fillGap'>): Promise<Result<Output<'timeline.fillGap'>>> => {
      const id = /^gap:(\d{1,15})$/.exec(key)?.[1]
      if (id === undefined) return failure({ kind: 'invalid-input', issues: [{ field: 'key', code: 'unknown-gap', values: {} }] })
      const run = await reader.fillGap(Number(id))
      return run.ok ? success({}) : run
    },

    position: ({ view }: ParsedInput<'timeline.position'>): Result<Output<'timeline.position'>> =>
      success(store.read((db) => getPosition(db, view))),

    setPosition: ({ view, ...position }: ParsedInput<'timeline.setPosition'>): Result<Output<'timeline.setPosition'>> => {
      store.write((db) => setPosition(db, view, position, clock()))
      return success({})
    },
  }
}

export type Timelines = ReturnType<typeof createTimelines>

/** A healthy account and how far its home feed was read. */
type Source = { readonly account: StoredAccount; readonly cursor: SyncCursor | null }

function chosenAccounts(db: ReadableDatabase, accountIds: readonly string[] | null): StoredAccount[] {
  return listAccounts(db).filter((account) => account.capabilities.streams.home && (accountIds === null || accountIds.includes(account.id)))
}

/** The accounts whose feeds are being read. One that fails, is paused or has to sign in holds nobody back. */
function sourcesOf(db: ReadableDatabase, accountIds: readonly string[] | null): Source[] {
  const cursors = new Map(listCursors(db, 'home').map((cursor) => [cursor.accountId, cursor]))
  return chosenAccounts(db, accountIds)
    .filter((account) => account.state.kind === 'connected')
    .map((account) => ({ account, cursor: cursors.get(account.id) ?? null }))
}

/**
 * Nothing older than this is shown: below it a slower source may still bring posts, and a page must not change under the reader.
 * Null: everything may be shown.
 */
function frontierOf(sources: readonly Source[]): number | null {
  const reached = sources.flatMap(({ cursor }) =>
    cursor === null || cursor.exhausted || cursor.reachedAt === null ? [] : [cursor.reachedAt],
  )
  return reached.length === 0 ? null : Math.max(...reached)
}

/** Sources that were read about as far as the slowest one go on together with it. */
const ABREAST_MS = 60 * 60 * 1000

/** The accounts to ask for older posts: those that hold the timeline back, so that no other is read further than it can be shown. */
function holdingBack(sources: readonly Source[]): string[] {
  const frontier = frontierOf(sources)
  return sources
    .filter(
      ({ cursor }) =>
        cursor === null || (!cursor.exhausted && (frontier === null || (cursor.reachedAt ?? frontier) >= frontier - ABREAST_MS)),
    )
    .map(({ account }) => account.id)
}

function placeOf(cursor: string | null): TimelinePlace | null {
  const place = fromCursor(cursor, { at: newestPlace.sortAt, row: newestPlace.id })
  return place === null ? null : { sortAt: place.at, id: place.row }
}

function cursorOf(place: TimelinePlace): string {
  return toCursor({ at: place.sortAt, row: place.id })
}

/** The gaps below one place and not below another one. */
function gapsBetween(
  db: ReadableDatabase,
  accountIds: readonly string[] | null,
  olderThan: TimelinePlace,
  newerThan: TimelinePlace,
): StoredGap[] {
  const gaps = listGaps(db, 'home', accountIds, newerThan.sortAt, olderThan.sortAt)
  return gaps.filter(
    ({ newerAt }) => (newerAt < olderThan.sortAt || GAP_ID < olderThan.id) && (newerAt > newerThan.sortAt || GAP_ID > newerThan.id),
  )
}

function toPage(db: ReadableDatabase, page: readonly StoredTimelineRow[], gaps: readonly StoredGap[], views: ViewDependencies) {
  const reposters = getAuthorsByRow(
    db,
    page.map((row) => row.reposterRow).filter((row) => row !== 0),
  )
  const cards = cardsOf(db, page)
  const postRows = page.map((row): TimelineRow & TimelinePlace => {
    const reposter = reposters.get(row.reposterRow)
    return {
      kind: 'post',
      key: `row:${row.id}`,
      cursor: cursorOf(row),
      postId: cards.postIdOf(row),
      repostedBy: reposter === undefined ? null : toAuthorView(reposter, views.mediaAddress),
      accountIds: cards.accountsOf(row),
      sortAt: row.sortAt,
      id: row.id,
    }
  })
  const gapRows = gaps.map((gap): TimelineRow & TimelinePlace => {
    const place = { sortAt: gap.newerAt, id: GAP_ID }
    return { kind: 'gap', key: `gap:${gap.id}`, cursor: cursorOf(place), accountId: gap.accountId, ...place }
  })
  const rows = [...postRows, ...gapRows].sort((a, b) => b.sortAt - a.sortAt || b.id - a.id).map(({ id: _id, ...row }): TimelineRow => row)
  const posts = buildPostViews(
    db,
    page.map((row) => cards.postIdOf(row)),
    views,
  )
  return { rows, posts, newest: rows[0]?.cursor ?? null }
}
