import type { Output, ParsedInput } from '../../../shared/bridge/contract.ts'
import { failure, success, type Result } from '../../../shared/errors.ts'
import { parseSearch } from '../../../shared/search/parse-search.ts'
import type { Store } from '../../store/open-database.ts'
import type { ReadableDatabase } from '../../store/sql.ts'
import { searchNames } from '../../store/search/names.ts'
import { planSearch } from '../../store/search/plan-search.ts'
import { keepWords } from '../../store/search/post-words.ts'
import { searchPosts, type FoundPost } from '../../store/search/search-posts.ts'
import { isIndexing } from '../../store/search/waiting.ts'
import { badCursor, fromCursor, toCursor } from './page-cursor.ts'
import { buildPostViews, type ViewDependencies } from './view-builder.ts'

export type SearchDependencies = { readonly store: Store; readonly views: ViewDependencies }

/** Search in everything that was ever seen, newest first. */
export function createSearch({ store, views }: SearchDependencies) {
  const kept = keepWords()
  store.onCommitted((touched) => {
    for (const touch of touched) if (touch.topic === 'posts') kept.forget(touch.id)
  })
  /** The posts that a search finds below a place, and whether all are ready to be found. */
  const find = (db: ReadableDatabase, text: string, before: number, limit: number): { found: FoundPost[]; indexing: boolean } => {
    const names = searchNames(db)
    const platformsNamed = (name: string): string[] => findPlatforms(name, names.platforms, views.platformName)
    const plan = planSearch(parseSearch(text.toWellFormed()), { ...names, platformsNamed })
    return { found: plan === null ? [] : searchPosts(db, plan, { before, limit }, kept.words), indexing: isIndexing(db) }
  }
  return {
    find,
    posts: ({ text, cursor, limit }: ParsedInput<'search.posts'>): Result<Output<'search.posts'>> => {
      const from = fromCursor(cursor, { at: Number.MAX_SAFE_INTEGER, row: 0 })
      if (from === null) return failure(badCursor)
      return success(
        store.read((db) => {
          const { found, indexing } = find(db, text, from.at, limit + 1)
          const page = found.slice(0, limit)
          const last = found.length > limit ? page.at(-1) : undefined
          const postIds = page.map((post) => post.id)
          return {
            postIds,
            posts: buildPostViews(db, postIds, views),
            older: last === undefined ? null : toCursor({ at: last.place, row: 0 }),
            indexing,
          }
        }),
      )
    },
  }
}

export type Search = ReturnType<typeof createSearch>

/** The platforms whose id or name begins so; the words themselves where no account is on such a network (any more). */
function findPlatforms(name: string, platforms: readonly string[], nameOf: (platform: string) => string): string[] {
  const wanted = name.toLowerCase()
  const found = platforms.filter(
    (platform) => platform.toLowerCase().startsWith(wanted) || nameOf(platform).toLowerCase().startsWith(wanted),
  )
  return found.length > 0 ? found : [wanted]
}
