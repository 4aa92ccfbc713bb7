import { AppFailure } from '../../../../shared/errors.ts'
import type { ReadBatch, SearchFilters, StreamRequest } from '../../connector.ts'
import { ask, type Connection } from '../agent.ts'
import { normaliseFeed, normaliseNotifications, normalisePosts, normaliseRankedFeed, readNotificationList } from '../normalise/pages.ts'
import { readModeration, withModeration, type ModerationCache } from './moderation.ts'
import { PostPage } from '../normalise/wire.ts'

/** The lexicons' bounds of `limit`. */
const MAX_LIMIT = 100

/** Reads a page of a stream. The cursor is the server's own and names a place in time, so that going on from it repeats and loses nothing. */
export async function readStream(
  connection: Connection,
  { stream, older, limit }: StreamRequest,
  preferences: ModerationCache,
): Promise<ReadBatch> {
  const page = { limit: Math.max(1, Math.min(limit, MAX_LIMIT)), ...(older === null ? {} : { cursor: older }) }
  const now = connection.context.clock
  switch (stream.kind) {
    case 'home': {
      const answer = await ask(connection, (agent, options) => agent.app.bsky.feed.getTimeline(page, options))
      return withModeration(understood(normaliseFeed(answer, now(), older)), await readModeration(connection, preferences))
    }
    case 'author': {
      const actor = stream.author.remoteId
      const answer = await ask(connection, (agent, options) => agent.app.bsky.feed.getAuthorFeed({ ...page, actor }, options))
      return understood(normaliseFeed(answer, now(), older))
    }
    case 'search': {
      const answer = await ask(connection, (agent, options) =>
        agent.app.bsky.feed.searchPosts({ ...page, ...conditionsOf(stream.filters), q: stream.query, sort: 'latest' }, options),
      )
      return understood(normalisePosts(answer, now(), older))
    }
    case 'list': {
      const answer = await ask(connection, (agent, options) => agent.app.bsky.feed.getListFeed({ ...page, list: stream.remoteId }, options))
      return withModeration(understood(normaliseFeed(answer, now(), older)), await readModeration(connection, preferences))
    }
    case 'feed': {
      const answer = await ask(connection, (agent, options) => agent.app.bsky.feed.getFeed({ ...page, feed: stream.remoteId }, options))
      return withModeration(understood(normaliseRankedFeed(answer, now(), older)), await readModeration(connection, preferences))
    }
    case 'tag': {
      const tagged = { ...page, q: `#${stream.tag}`, tag: [stream.tag], sort: 'latest' }
      const answer = await ask(connection, (agent, options) => agent.app.bsky.feed.searchPosts(tagged, options))
      return withModeration(understood(normalisePosts(answer, now(), older)), await readModeration(connection, preferences))
    }
    case 'notifications': {
      const answer = await ask(connection, (agent, options) => agent.app.bsky.notification.listNotifications(page, options))
      const list = understood(readNotificationList(answer, older))
      return normaliseNotifications(list, await getPosts(connection, list.posts), now())
    }
  }
}

/** The conditions of a search as the lexicon app.bsky.feed.searchPosts has them, read 2026-11-27. */
function conditionsOf({ from, language, before, after }: SearchFilters = {}) {
  return {
    ...(from === undefined ? {} : { author: from }),
    ...(language === undefined ? {} : { lang: language }),
    ...(before === undefined ? {} : { until: new Date(before).toISOString() }),
    ...(after === undefined ? {} : { since: new Date(after).toISOString() }),
  }
}

/** The lexicon's bound of `getPosts`. */
const POSTS_PER_CALL = 25

/** Posts by address as the server gives them, each once; what is gone or hidden is simply not in the answer. */
export async function getPosts(connection: Connection, uris: readonly string[]): Promise<readonly unknown[]> {
  const wanted = [...new Set(uris)]
  const chunks = Array.from({ length: Math.ceil(wanted.length / POSTS_PER_CALL) }, (_, index) =>
    wanted.slice(index * POSTS_PER_CALL, (index + 1) * POSTS_PER_CALL),
  )
  const pages = await Promise.all(
    chunks.map(async (chunk) => {
      const page = PostPage.safeParse(await ask(connection, (agent, options) => agent.app.bsky.feed.getPosts({ uris: chunk }, options)))
      return page.success ? page.data.posts : null
    }),
  )
  return pages.flatMap((posts) => understood(posts))
}

/** An answer that is not what the lexicon promises, as a whole, is the server's failure. */
export function understood<T>(parsed: T | null): T {
  if (parsed === null) throw badAnswer()
  return parsed
}

export function badAnswer(): AppFailure {
  return new AppFailure({ kind: 'platform-unavailable', reason: 'bad-answer', server: null, message: null })
}
