import { AppFailure } from '../../../../shared/errors.ts'
import type { ConnectorContext, RemotePost, ThreadBatch } from '../../connector.ts'
import { accountClient } from '../account-client.ts'
import { postIdOf, timeOfId } from '../ids.ts'
import { normalisePages } from '../normalise/batch.ts'
import { referenceOf } from '../normalise/post.ts'
import type { WirePage, WireTweet } from '../wire.ts'
import { FOUND_QUERY, getByIds, getPage } from './pages.ts'

/** Requests for what a post answers, each of which brings two steps, and for what answers it; both are paid for by what they bring. */
const MOST_STEPS = 6
const MOST_PAGES = 6
const PAGE_SIZE = 10
const WEEK_MS = 7 * 24 * 60 * 60_000

/**
 * A thread, as far as X gives it: what the post answers by its id, step by step, and what belongs to the conversation by recent search, which knows the
 * last week alone. What is older than that is not `complete`.
 */
export async function thread(context: ConnectorContext, post: RemotePost): Promise<ThreadBatch> {
  const client = accountClient(context)
  const pages: WirePage[] = [...(await getByIds(client, [post.remoteId]))]
  const start = pages[0]?.tweets[0]
  if (start === undefined) throw new AppFailure({ kind: 'post-not-found', message: null })
  const rootWanted = start.conversation_id ?? start.id
  for (let step = 0; step < MOST_STEPS; step++) {
    const next = missingAbove(start, pages)
    if (next === null) break
    const more = await getByIds(client, [next])
    pages.push(...more)
    if (more.every(({ tweets }) => tweets.length === 0)) break
  }
  let token: string | null = null
  for (let page = 0; page < MOST_PAGES; page++) {
    const found: WirePage = await getPage(client, '/2/tweets/search/recent', {
      ...FOUND_QUERY,
      query: `conversation_id:${rootWanted}`,
      max_results: String(PAGE_SIZE),
      ...(token === null ? {} : { next_token: token }),
    })
    pages.push(found)
    token = found.nextToken
    if (token === null) break
  }
  const batch = { ...normalisePages(pages, 'posts', client.reading), entries: [], inbox: [] }
  const there = new Set(batch.posts.map(({ post: { id } }) => id))
  const top = topOf(start, pages)
  const rootId = there.has(postIdOf(rootWanted)) ? postIdOf(rootWanted) : postIdOf(top.id)
  const isRecent = (timeOfId(rootWanted) ?? 0) > context.clock() - WEEK_MS
  return { batch, rootId, complete: token === null && isRecent && there.has(postIdOf(rootWanted)) }
}

function indexOf(pages: readonly WirePage[]): ReadonlyMap<string, WireTweet> {
  return new Map(pages.flatMap(({ tweets, included }) => [...tweets, ...included]).map((tweet) => [tweet.id, tweet]))
}

/** Upwards from a post, as far as what it answers is there. */
function topOf(start: WireTweet, pages: readonly WirePage[]): WireTweet {
  const known = indexOf(pages)
  const seen = new Set<string>()
  let top = start
  for (;;) {
    seen.add(top.id)
    const above = known.get(referenceOf(top, 'replied_to') ?? '')
    if (above === undefined || seen.has(above.id)) return top
    top = above
  }
}

/** The first post upwards that is not there yet; null = there is none, or X said that it is gone. */
function missingAbove(start: WireTweet, pages: readonly WirePage[]): string | null {
  const id = referenceOf(topOf(start, pages), 'replied_to')
  if (id === null || indexOf(pages).has(id)) return null
  return pages.some(({ problems }) => problems.some((problem) => (problem.resource_id ?? problem.value) === id)) ? null : id
}
