import { AppFailure } from '../../../shared/errors.ts'
import type { ReadBatch, StreamRequest } from '../connector.ts'
import { ask, type Connection } from './agent.ts'
import { BatchBuilder, postOfNotification } from './normalise/batch.ts'
import { FeedPage, Notification, NotificationPage, PostPage } from './normalise/wire.ts'

/** The lexicons' bounds of `limit`. */
const MAX_LIMIT = 100

/** Reads a page of a stream. The cursor is the server's own and names a place in time, so that going on from it repeats and loses nothing. */
export function readStream(connection: Connection, request: StreamRequest): Promise<ReadBatch> {
  const limit = Math.max(1, Math.min(request.limit, MAX_LIMIT))
  const page = { limit, ...(request.older === null ? {} : { cursor: request.older }) }
  switch (request.stream.kind) {
    case 'home':
      return readFeed(connection, request.older, (agent, options) => agent.app.bsky.feed.getTimeline(page, options))
    case 'author': {
      const actor = request.stream.author.remoteId
      return readFeed(connection, request.older, (agent, options) => agent.app.bsky.feed.getAuthorFeed({ ...page, actor }, options))
    }
    case 'search':
      return searchPosts(connection, { ...page, q: request.stream.query }, request.older)
    case 'notifications':
      return readNotifications(connection, page, request.older)
  }
}

async function readFeed(connection: Connection, asked: string | null, call: Parameters<typeof ask>[1]): Promise<ReadBatch> {
  const page = FeedPage.safeParse(await ask(connection, call))
  if (!page.success) throw badAnswer()
  const batch = new BatchBuilder(connection.context.clock())
  for (const item of page.data.feed) batch.addFeedItem(item)
  return batch.build(olderToken(page.data.cursor, asked))
}

async function searchPosts(connection: Connection, page: { readonly q: string; readonly limit: number; readonly cursor?: string }, asked: string | null): Promise<ReadBatch> {
  const answer = await ask(connection, (agent, options) => agent.app.bsky.feed.searchPosts({ ...page, sort: 'latest' }, options))
  const found = PostPage.safeParse(answer)
  if (!found.success) throw badAnswer()
  const batch = new BatchBuilder(connection.context.clock())
  for (const hit of found.data.posts) batch.addSearchHit(hit)
  return batch.build(olderToken(found.data.cursor, asked))
}

async function readNotifications(connection: Connection, page: { readonly limit: number; readonly cursor?: string }, asked: string | null): Promise<ReadBatch> {
  const answer = await ask(connection, (agent, options) => agent.app.bsky.notification.listNotifications(page, options))
  const listed = NotificationPage.safeParse(answer)
  if (!listed.success) throw badAnswer()
  const batch = new BatchBuilder(connection.context.clock())
  const notifications = listed.data.notifications.flatMap((wire) => {
    const notification = Notification.safeParse(wire)
    if (!notification.success) batch.skip()
    return notification.success ? [notification.data] : []
  })
  await addPosts(connection, batch, notifications.flatMap(postsAround))
  for (const notification of notifications) batch.addNotification(notification)
  return batch.build(olderToken(listed.data.cursor, asked))
}

/** The post a notification is about, and for a reply or quote also the own post that it answers or quotes. */
function postsAround(notification: Notification): string[] {
  const own = notification.reason === 'reply' || notification.reason === 'quote' ? notification.reasonSubject : undefined
  return [postOfNotification(notification), own ?? null].filter((uri) => uri !== null)
}

/** The lexicon's bound of `getPosts`. */
const POSTS_PER_CALL = 25

/** Fetches posts by address and adds those that exist; what is gone or hidden is simply not in the answer. */
export async function addPosts(connection: Connection, batch: BatchBuilder, uris: readonly string[]): Promise<void> {
  const wanted = [...new Set(uris)]
  const chunks = Array.from({ length: Math.ceil(wanted.length / POSTS_PER_CALL) }, (_, index) => wanted.slice(index * POSTS_PER_CALL, (index + 1) * POSTS_PER_CALL))
  const pages = await Promise.all(chunks.map((chunk) => getPosts(connection, chunk)))
  for (const post of pages.flat()) if (batch.addPost(post) === null) batch.skip()
}

/** At most 25 posts by address, as the server gives them. */
export async function getPosts(connection: Connection, uris: readonly string[]): Promise<readonly unknown[]> {
  if (uris.length === 0) return []
  const answer = await ask(connection, (agent, options) => agent.app.bsky.feed.getPosts({ uris: [...uris] }, options))
  const page = PostPage.safeParse(answer)
  if (!page.success) throw badAnswer()
  return page.data.posts
}

/** A cursor that does not move would be read for ever. */
function olderToken(cursor: string | undefined, asked: string | null): string | null {
  return cursor === undefined || cursor === '' || cursor === asked ? null : cursor
}

/** An answer that is not what the lexicon promises, as a whole. */
export function badAnswer(): AppFailure {
  return new AppFailure({ kind: 'platform-unavailable', reason: 'bad-answer', server: null, message: null })
}
