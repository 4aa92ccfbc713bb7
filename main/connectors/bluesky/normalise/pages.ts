import type { z } from 'zod'
import type { ReadBatch } from '../../connector.ts'
import { BatchBuilder, postOfNotification } from './batch.ts'
import { FeedPage, Notification, NotificationPage, PostPage, ThreadPage } from './wire.ts'

/**
 * Whole answers to batches. `now` is epoch ms, when the answer came; `asked` the cursor it was asked with. Null: the answer is not what its
 * method promises.
 */

/** An answer of getTimeline, getAuthorFeed or getListFeed. */
export function normaliseFeed(answer: unknown, now: number, asked: string | null): ReadBatch | null {
  const page = FeedPage.safeParse(answer)
  if (!page.success) return null
  const batch = new BatchBuilder(now)
  for (const item of page.data.feed) batch.addFeedItem(item)
  return batch.build(olderToken(page.data.cursor, asked))
}

/** An answer of getFeed, whose order is the feed's own. */
export function normaliseRankedFeed(answer: unknown, now: number, asked: string | null): ReadBatch | null {
  const page = FeedPage.safeParse(answer)
  if (!page.success) return null
  const batch = new BatchBuilder(now)
  for (const item of page.data.feed) batch.addFeedItem(item)
  return batch.buildAsItCame(olderToken(page.data.cursor, asked))
}

/** An answer of searchPosts or getPosts; every post is an entry. */
export function normalisePosts(answer: unknown, now: number, asked: string | null): ReadBatch | null {
  const page = PostPage.safeParse(answer)
  if (!page.success) return null
  const batch = new BatchBuilder(now)
  for (const hit of page.data.posts) batch.addSearchHit(hit)
  return batch.build(olderToken(page.data.cursor, asked))
}

/** An answer of getPostThread, all of it. */
export function normaliseThread(answer: unknown, now: number): ReadBatch | null {
  const page = ThreadPage.safeParse(answer)
  if (!page.success) return null
  const batch = new BatchBuilder(now)
  batch.addThread(page.data.thread)
  return batch.build(null)
}

/** What a page of notifications speaks of, before the posts are there. */
export type NotificationList = {
  readonly notifications: readonly Notification[]
  /** Addresses of the posts they are about, and of the own posts that replies answer and quotes quote. */
  readonly posts: readonly string[]
  readonly seenAt: number | null
  readonly older: string | null
  readonly skipped: number
}

/** An answer of listNotifications. */
export function readNotificationList(answer: unknown, asked: string | null): NotificationList | null {
  const page = NotificationPage.safeParse(answer)
  if (!page.success) return null
  const notifications = page.data.notifications.flatMap((wire) => {
    const notification = Notification.safeParse(wire)
    return notification.success ? [notification.data] : []
  })
  return {
    notifications,
    posts: [...new Set(notifications.flatMap(postsAround))],
    seenAt: seenTimeOf(page.data),
    older: olderToken(page.data.cursor, asked),
    skipped: page.data.notifications.length - notifications.length,
  }
}

/** Notifications with the posts that were fetched for them, as the AppView gave them. */
export function normaliseNotifications(list: NotificationList, posts: readonly unknown[], now: number): ReadBatch {
  const batch = new BatchBuilder(now)
  for (const post of posts) if (batch.addPost(post) === null) batch.skip()
  for (const notification of list.notifications) batch.addNotification(notification, list.seenAt === null ? null : notification.isRead)
  const built = batch.build(list.older)
  return { ...built, skipped: built.skipped + list.skipped }
}

function postsAround(notification: Notification): string[] {
  const own = notification.reason === 'reply' || notification.reason === 'quote' ? notification.reasonSubject : undefined
  return [postOfNotification(notification), own ?? null].filter((uri) => uri !== null)
}

/**
 * Until when everything counts as seen; null where nobody has ever said so. The AppView then gives the time of the newest notification
 * instead and calls all others read, which they are not (its listNotifications, checked 2026-11-20).
 */
function seenTimeOf(page: z.infer<typeof NotificationPage>): number | null {
  const newest = Notification.safeParse(page.notifications[0])
  const invented = newest.success && newest.data.indexedAt === page.seenAt
  return page.seenAt === undefined || invented ? null : page.seenAt
}

/** A cursor that does not move would be read for ever. */
function olderToken(cursor: string | undefined, asked: string | null): string | null {
  return cursor === undefined || cursor === '' || cursor === asked ? null : cursor
}
