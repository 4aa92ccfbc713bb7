import type { Output, ParsedInput } from '../../../shared/bridge/contract.ts'
import { success, type AppError, type Result } from '../../../shared/errors.ts'
import { datedAt, type CanonicalPost } from '../../../shared/model/canonical-post.ts'
import { fold } from '../../../shared/search/fold.ts'
import { parseSearch } from '../../../shared/search/parse-search.ts'
import type { Clock } from '../../core/ports.ts'
import type { Store } from '../../store/open-database.ts'
import { storePosts } from '../../store/store-posts.ts'
import { listAccounts } from '../../store/tables/accounts.ts'
import type { ConnectorLookup } from '../dependencies.ts'
import { buildPostViews, type ViewDependencies } from '../reading/view-builder.ts'
import { planNetworkSearch, type AskedAccount } from './plan-network-search.ts'

export type NetworkSearchDependencies = {
  readonly store: Store
  readonly contextFor: ConnectorLookup['contextFor']
  readonly views: ViewDependencies
  readonly clock: Clock
  /** An account's network was asked; null = it answered. */
  readonly noteOutcome: (accountId: string, error: AppError | null) => void
}

/** The networks' own search, for what was never seen here. */
export function createNetworkSearch({ store, contextFor, views, clock, noteOutcome }: NetworkSearchDependencies) {
  const ask = async ({ accountId, query, filters }: AskedAccount, limit: number): Promise<Result<readonly CanonicalPost[]>> => {
    const connection = contextFor(accountId)
    if (connection === null) return success([])
    const { connector, context } = connection
    try {
      const requestedAt = clock()
      const batch = await connector.read(context, { stream: { kind: 'search', query, filters }, older: null, limit })
      context.signal.throwIfAborted()
      await storePosts(store, batch, { accountId, requestedAt, clock, signal: context.signal })
      noteOutcome(accountId, null)
      const found = new Set(batch.entries.map(({ postId }) => postId))
      return success(batch.posts.map(({ post }) => post).filter(({ id }) => found.has(id)))
    } catch (thrown) {
      context.signal.throwIfAborted()
      const error = connector.classify(thrown)
      noteOutcome(accountId, error)
      return { ok: false, error }
    }
  }

  return {
    search: async ({ text, limit }: ParsedInput<'search.networks'>): Promise<Result<Output<'search.networks'>>> => {
      const query = parseSearch(text.toWellFormed())
      const asked = store.read((db) => planNetworkSearch(db, query, listAccounts(db), views.platformName))
      const results = await Promise.all(asked.map((account) => ask(account, limit)))
      const unwanted = query.words.filter((word) => word.not).map((word) => fold(word.text))
      const found = results.flatMap((result, index) => {
        const wanted = asked[index]
        return result.ok && wanted !== undefined ? result.value.filter((post) => keepsTo(post, wanted, unwanted)) : []
      })
      const once = new Map(found.map((post) => [post.id, post]))
      const postIds = [...once.values()]
        .sort((a, b) => datedAt(b) - datedAt(a))
        .slice(0, limit)
        .map(({ id }) => id)
      return success({
        postIds,
        posts: store.read((db) => buildPostViews(db, postIds, views)),
        failures: asked.flatMap(({ accountId }, index) => {
          const result = results[index]
          return result === undefined || result.ok ? [] : [{ accountId, error: result.error }]
        }),
        asked: asked.map(({ accountId }) => accountId),
      })
    },
  }
}

export type NetworkSearch = ReturnType<typeof createNetworkSearch>

/** Whether a find is within what was typed: networks take days of another time zone, pass over conditions, and leave no words out. */
function keepsTo(
  post: CanonicalPost,
  { filters: { language, before, after }, authorId }: AskedAccount,
  unwanted: readonly string[],
): boolean {
  if (authorId !== null && post.authorId !== authorId) return false
  const at = datedAt(post)
  if ((before !== undefined && at >= before) || (after !== undefined && at < after)) return false
  if (language !== undefined && !post.languages.some((tag) => isKindOf(tag.toLowerCase(), language))) return false
  const said = fold(`${post.contentWarning ?? ''} ${post.text.text}`)
  return !unwanted.some((word) => said.includes(word))
}

/** Whether a language is a kind of another one, as `zh-Hant-TW` is of `zh`. */
function isKindOf(tag: string, wanted: string): boolean {
  return tag === wanted || tag.startsWith(`${wanted}-`)
}
