import type { ViewPage, ViewRow } from '../../../shared/bridge/views.ts'
import { datedAt } from '../../../shared/model/canonical-post.ts'
import type { SavedView } from '../../../shared/model/saved-view.ts'
import type { ReadableDatabase } from '../../store/sql.ts'
import { getAuthorsByRow } from '../../store/tables/authors.ts'
import { accountsOfViewRows, listViewRows, type StoredViewRow } from '../../store/views/view-rows.ts'
import { toCursor, type Place } from '../reading/page-cursor.ts'
import { silencesOfReposts } from '../reading/repost-silences.ts'
import type { Search } from '../reading/search.ts'
import { buildPostViews, toAuthorView, type ViewDependencies } from '../reading/view-builder.ts'
import { describeFailures, frontierOfView, listViewSources, mayHaveMore } from './view-sources.ts'

/** A page of a view from a place on, as far as it is stored. */
export function pageOfView(db: ReadableDatabase, view: SavedView, from: Place, limit: number, views: ViewDependencies): ViewPage {
  const sources = listViewSources(db, view)
  const downTo = frontierOfView(view, sources)
  const found = listViewRows(db, view.id, { place: from.at, id: from.row }, downTo, limit + 1)
  const page = found.slice(0, limit)
  const last = found.length > limit ? page.at(-1) : undefined
  const rows = toRows(db, view, page, views)
  const readTimes = sources.flatMap(({ cursor }) => cursor?.readAt ?? [])
  return {
    rows,
    posts: buildPostViews(
      db,
      page.map((row) => row.postId),
      views,
    ),
    older: last === undefined ? null : cursorOf(last),
    moreOnNetworks: sources.some(mayHaveMore),
    newest: rows[0]?.cursor ?? null,
    readAt: readTimes.length === 0 ? null : Math.max(...readTimes),
    failures: describeFailures(sources),
  }
}

function toRows(db: ReadableDatabase, view: SavedView, page: readonly StoredViewRow[], views: ViewDependencies): ViewRow[] {
  const reposters = getAuthorsByRow(
    db,
    page.map((row) => row.reposterRow).filter((row) => row !== 0),
  )
  const accounts = accountsOfViewRows(
    db,
    page.map((row) => row.id),
  )
  const mayBeReposts = page.map(({ id, reposterRow }) => ({ id, reposterRow, accountIds: accounts.get(id) ?? [] }))
  const silences = silencesOfReposts(db, mayBeReposts, reposters)
  return page.map((row) => {
    const reposter = reposters.get(row.reposterRow)
    const silence = silences.get(row.id)
    return {
      key: `row:${row.id}`,
      cursor: cursorOf(row),
      postId: row.postId,
      repostedBy: reposter === undefined ? null : toAuthorView(reposter, views.mediaAddress),
      accountIds: accounts.get(row.id) ?? [],
      sortAt: view.source.kind === 'feed' ? row.sortAt : row.place,
      ...(silence === undefined ? {} : { silence }),
    }
  })
}

function cursorOf({ place, id }: StoredViewRow): string {
  return toCursor({ at: place, row: id })
}

/** So many pages of finds are looked through for such as are not muted. */
const SEARCH_ROUNDS = 5

/** A page of a saved search: what Search finds, without what is muted. */
export function pageOfSearch(
  db: ReadableDatabase,
  text: string,
  from: Place,
  limit: number,
  { search, views }: { readonly search: Pick<Search, 'find'>; readonly views: ViewDependencies },
): ViewPage {
  const rows: ViewRow[] = []
  const shown: string[] = []
  let before = from.at
  let older: string | null = null
  for (let round = 1; ; round++) {
    const wanted = limit - rows.length
    const { found } = search.find(db, text, before, wanted + 1)
    const page = found.slice(0, wanted)
    const last = page.at(-1)
    const posts = new Map(
      buildPostViews(
        db,
        page.map(({ id }) => id),
        views,
      ).map((view) => [view.post.id, view]),
    )
    for (const { id, row, place } of page) {
      const view = posts.get(id)
      if (view === undefined || view.silence?.how === 'mute') continue
      shown.push(id)
      const accountIds = view.viewers.map(({ accountId }) => accountId)
      const cursor = toCursor({ at: place, row: 0 })
      rows.push({ key: `post:${row}`, cursor, postId: id, repostedBy: null, accountIds, sortAt: datedAt(view.post) })
    }
    older = found.length > wanted && last !== undefined ? toCursor({ at: last.place, row: 0 }) : null
    if (older === null || last === undefined || rows.length >= limit || round >= SEARCH_ROUNDS) break
    before = last.place
  }
  return {
    rows,
    posts: buildPostViews(db, shown, views),
    older,
    moreOnNetworks: false,
    newest: rows[0]?.cursor ?? null,
    readAt: null,
    failures: [],
  }
}
