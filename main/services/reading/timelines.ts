import type { Output, ParsedInput } from '../../../shared/bridge/contract.ts'
import type { TimelineRow } from '../../../shared/bridge/views.ts'
import { failure, success, type Result } from '../../../shared/errors.ts'
import type { Clock } from '../../core/ports.ts'
import type { Store } from '../../store/open-database.ts'
import type { ReadableDatabase } from '../../store/sql.ts'
import { getAuthorsByRow } from '../../store/tables/authors.ts'
import { getPosition, setPosition } from '../../store/tables/positions.ts'
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
import { gapOfKey, gapRowsBetween, toGapView, type GapRow } from './merge/gap-rows.ts'
import { describeSources, frontierOf, listSources, mayHaveMore, OPEN, toBeRead } from './merge/sources.ts'
import { badCursor, fromCursor, toCursor } from './page-cursor.ts'
import { silencesOfReposts } from './repost-silences.ts'
import { cardsOf } from './same-post-cards.ts'
import { buildPostViews, toAuthorView, type ViewDependencies } from './view-builder.ts'

export type TimelineDependencies = {
  readonly store: Store
  readonly reader: Pick<StreamReader, 'readOlder' | 'fillGap'>
  readonly views: ViewDependencies
  readonly clock: Clock
}

/** The merged home timeline: one list from many feeds, sorted by time, in keyset pages. */
export function createTimelines({ store, reader, views, clock }: TimelineDependencies) {
  return {
    page: ({ cursor, limit, accountIds }: ParsedInput<'timeline.page'>): Result<Output<'timeline.page'>> => {
      const from = placeOf(cursor)
      if (from === null) return failure(badCursor)
      return success(
        store.read((db) => {
          const sources = listSources(db, accountIds)
          const newerThan = placeAt(frontierOf(sources, clock()))
          const found = listTimelineRows(db, { accountIds, olderThan: from, newerThan }, 'newest', limit + 1)
          const page = found.slice(0, limit)
          const last = found.length > limit ? page.at(-1) : undefined
          const gaps = gapRowsBetween(db, accountIds, from, last ?? newerThan)
          return {
            ...toPage(db, page, gaps, views),
            older: last === undefined ? null : cursorOf(last),
            moreOnNetworks: sources.some(mayHaveMore),
            sources: describeSources(sources, clock()),
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
          const gaps = gapRowsBetween(db, accountIds, first === undefined ? newestPlace : { sortAt: first.sortAt, id: first.id + 1 }, from)
          const count = found.length > limit ? countTimelineRows(db, range) : page.length
          const sources = describeSources(listSources(db, accountIds), clock())
          return { ...toPage(db, page, gaps, views), older: since, moreOnNetworks: false, sources, count }
        }),
      )
    },

    loadOlder: async ({ accountIds }: ParsedInput<'timeline.loadOlder'>): Promise<Result<Output<'timeline.loadOlder'>>> => {
      const before = store.read((db) => listSources(db, accountIds))
      const asked = toBeRead(before, clock())
      if (asked.length === 0) {
        // One that failed a moment ago is not asked again at once.
        const failed = before.find((source) => mayHaveMore(source) && source.cursor?.failure != null)?.cursor?.failure
        return failed == null ? cannotAsk(before.map((source) => source.account.state)) : failure(failed.error)
      }
      const run = await loadOlderStreams(reader, 'home', asked)
      if (!run.ok) return run
      const after = store.read((db) => listSources(db, accountIds))
      return success({ added: run.value.added, exhausted: !after.some(mayHaveMore) })
    },

    fillGap: async ({ key }: ParsedInput<'timeline.fillGap'>): Promise<Result<Output<'timeline.fillGap'>>> => {
      const gap = gapOfKey(key)
      if (gap === null) return failure({ kind: 'invalid-input', issues: [{ field: 'key', code: 'unknown-gap', values: {} }] })
      const run = await reader.fillGap(gap.id, gap.end)
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

/** The place that what is shown does not go below: the frontier is shown, as far as it was read. */
function placeAt(frontier: number): TimelinePlace {
  if (frontier === OPEN) return oldestPlace
  return frontier === Number.POSITIVE_INFINITY ? newestPlace : { sortAt: frontier, id: -1 }
}

function placeOf(cursor: string | null): TimelinePlace | null {
  const place = fromCursor(cursor, { at: newestPlace.sortAt, row: newestPlace.id })
  return place === null ? null : { sortAt: place.at, id: place.row }
}

function cursorOf(place: TimelinePlace): string {
  return toCursor({ at: place.sortAt, row: place.id })
}

function toPage(db: ReadableDatabase, page: readonly StoredTimelineRow[], gaps: readonly GapRow[], views: ViewDependencies) {
  const reposters = getAuthorsByRow(
    db,
    page.map((row) => row.reposterRow).filter((row) => row !== 0),
  )
  const cards = cardsOf(db, page)
  const mayBeReposts = page.map((row) => ({ id: row.id, reposterRow: row.reposterRow, accountIds: cards.accountsOf(row) }))
  const silences = silencesOfReposts(db, mayBeReposts, reposters)
  const postRows = page.map((row): TimelineRow & TimelinePlace => {
    const reposter = reposters.get(row.reposterRow)
    const silence = silences.get(row.id)
    return {
      kind: 'post',
      key: `row:${row.id}`,
      cursor: cursorOf(row),
      postId: cards.postIdOf(row),
      repostedBy: reposter === undefined ? null : toAuthorView(reposter, views.mediaAddress),
      accountIds: [...cards.accountsOf(row)],
      sortAt: row.sortAt,
      ...(silence === undefined ? {} : { silence }),
      id: row.id,
    }
  })
  const gapRows = gaps.map((gap): TimelineRow & TimelinePlace => ({ ...toGapView(gap, cursorOf(gap.place)), ...gap.place }))
  const rows = [...postRows, ...gapRows].sort((a, b) => b.sortAt - a.sortAt || b.id - a.id).map(({ id: _id, ...row }): TimelineRow => row)
  const posts = buildPostViews(
    db,
    page.map((row) => cards.postIdOf(row)),
    views,
  )
  return { rows, posts, newest: rows[0]?.cursor ?? null }
}
