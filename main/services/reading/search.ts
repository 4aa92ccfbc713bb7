import type { Output, ParsedInput } from '../../../shared/bridge/contract.ts'
import { failure, success, type Result } from '../../../shared/errors.ts'
import type { Store } from '../../store/open-database.ts'
import { listAccounts } from '../../store/tables/accounts.ts'
import { searchPosts } from '../../store/tables/search-posts.ts'
import { badCursor, fromCursor, toCursor } from './page-cursor.ts'
import { parseSearch } from './parse-search.ts'
import { planSearch } from '../../store/plan-search.ts'
import { buildPostViews, type ViewDependencies } from './view-builder.ts'

export type SearchDependencies = { readonly store: Store; readonly views: ViewDependencies }

const newest = { at: Number.MAX_SAFE_INTEGER, row: Number.MAX_SAFE_INTEGER }

/** Search in everything that was ever seen, newest first. */
export function createSearch({ store, views }: SearchDependencies) {
  return {
    posts: ({ text, cursor, limit }: ParsedInput<'search.posts'>): Result<Output<'search.posts'>> => {
      const from = fromCursor(cursor, newest)
      if (from === null) return failure(badCursor)
      return success(
        store.read((db) => {
          const platforms = [...new Set(listAccounts(db).map((account) => account.platform))]
          const plan = planSearch(parseSearch(text.toWellFormed()), (name) => platformsNamed(name, platforms, views.platformName))
          if (plan === null) return { postIds: [], posts: [], older: null }
          const found = searchPosts(db, { ...plan, before: { sortAt: from.at, row: from.row }, limit: limit + 1 })
          const page = found.slice(0, limit)
          const last = found.length > limit ? page.at(-1) : undefined
          const postIds = page.map((post) => post.id)
          return {
            postIds,
            posts: buildPostViews(db, postIds, views),
            older: last === undefined ? null : toCursor({ at: last.sortAt, row: last.row }),
          }
        }),
      )
    },
  }
}

export type Search = ReturnType<typeof createSearch>

/** The platforms whose id or name begins so; the words themselves where no account is on such a network (any more). */
function platformsNamed(name: string, platforms: readonly string[], nameOf: (platform: string) => string): string[] {
  const wanted = name.toLowerCase()
  const found = platforms.filter(
    (platform) => platform.toLowerCase().startsWith(wanted) || nameOf(platform).toLowerCase().startsWith(wanted),
  )
  return found.length > 0 ? found : [wanted]
}
