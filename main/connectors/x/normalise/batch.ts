import type { InboxKind } from '../../../../shared/model/inbox-item.ts'
import type { NormalisedEntry, NormalisedInboxItem, ReadBatch } from '../../connector.ts'
import { authorIdOf, postIdOf } from '../ids.ts'
import type { WirePage, WireTweet } from '../wire.ts'
import { normaliseUser } from './author.ts'
import { normaliseTweet, referenceOf, writtenAt, type Acts, type PostContext } from './post.ts'

/** Whose answers are read, and when. */
export type Reading = { readonly ownId: string; readonly now: number; readonly acts: Acts }

/** What a page is: places in a feed, what happened to the account, or only posts. */
export type PageKind = 'feed' | 'mentions' | 'posts'

/** Pages of X as one batch. Pure and total: whatever is broken in them is left out and counted. */
export function normalisePages(
  pages: readonly WirePage[],
  kind: PageKind,
  reading: Reading,
  options: { readonly older?: string | null } = {},
): ReadBatch {
  const tweets = pages.flatMap((page) => page.tweets)
  const context = contextOf(pages, reading)
  // A repost is a place in a feed for another post, and none itself.
  const whole = unique([...tweets, ...pages.flatMap((page) => page.included)], ({ id }) => id).filter(
    (tweet) => referenceOf(tweet, 'retweeted') === null,
  )
  const posts = whole.flatMap((tweet) => normaliseTweet(tweet, context) ?? [])
  const there = new Set(posts.map(({ post }) => post.id))
  const shown = tweets.map((tweet) => ({ tweet, postId: postIdOf(referenceOf(tweet, 'retweeted') ?? tweet.id) }))
  const kept = shown.filter(({ tweet, postId }) => there.has(postId) && context.user(tweet.author_id) !== null && writtenAt(tweet) !== null)
  return {
    posts,
    authors: unique(
      pages.flatMap((page) => page.users),
      ({ id }) => id,
    ).map(normaliseUser),
    entries:
      kind === 'feed' ? kept.map(({ tweet, postId }) => entryOf(tweet, postId, reading.now)).toSorted((a, b) => b.sortAt - a.sortAt) : [],
    inbox: kind === 'mentions' ? kept.flatMap(({ tweet }) => inboxItemOf(tweet, context) ?? []) : [],
    older: options.older ?? null,
    chronological: true,
    skipped:
      pages.reduce((sum, page) => sum + page.skipped, 0) +
      (kind === 'posts' ? 0 : skippedReposts(shown.length - kept.length, tweets, there)),
  }
}

/** Reposts of what is gone or hidden are no trouble: X goes on giving them. */
function skippedReposts(left: number, tweets: readonly WireTweet[], there: ReadonlySet<string>): number {
  const hollow = tweets.filter((tweet) => {
    const original = referenceOf(tweet, 'retweeted')
    return original !== null && !there.has(postIdOf(original))
  })
  return Math.max(0, left - hollow.length)
}

function contextOf(pages: readonly WirePage[], { ownId, now, acts }: Reading): PostContext {
  const of = <T>(lists: readonly (readonly T[])[], keyOf: (value: T) => string) => {
    const map = new Map(lists.flat().map((value) => [keyOf(value), value]))
    return (key: string): T | null => map.get(key) ?? null
  }
  const own = pages.flatMap((page) => page.tweets).filter((tweet) => tweet.author_id === ownId)
  const reposted = new Set(own.flatMap((tweet) => referenceOf(tweet, 'retweeted') ?? []))
  return {
    ownId,
    now,
    acts: (id) => ({ ...(reposted.has(id) ? { reposted: true } : {}), ...acts(id) }),
    user: of(
      pages.map(({ users }) => users),
      ({ id }) => id,
    ),
    tweet: of(
      pages.flatMap(({ tweets, included }) => [tweets, included]),
      ({ id }) => id,
    ),
    media: of(
      pages.map(({ media }) => media),
      ({ media_key }) => media_key,
    ),
    poll: of(
      pages.map(({ polls }) => polls),
      ({ id }) => id,
    ),
    problem: of(
      pages.map(({ problems }) => problems),
      ({ resource_id, value }) => resource_id ?? value ?? '',
    ),
  }
}

function entryOf(tweet: WireTweet, postId: string, now: number): NormalisedEntry {
  const isRepost = referenceOf(tweet, 'retweeted') !== null
  return { postId, repostedBy: isRepost ? authorIdOf(tweet.author_id) : null, sortAt: Math.min(writtenAt(tweet) ?? now, now) }
}

/** A mention, an answer to a post of one's own, or a quote of one. What oneself wrote is none. */
function inboxItemOf(tweet: WireTweet, context: PostContext): NormalisedInboxItem | null {
  const at = writtenAt(tweet)
  if (tweet.author_id === context.ownId || at === null || referenceOf(tweet, 'retweeted') !== null) return null
  const quoted = referenceOf(tweet, 'quoted')
  const quotesOwn = quoted !== null && context.tweet(quoted)?.author_id === context.ownId
  const kind: InboxKind = tweet.in_reply_to_user_id === context.ownId ? 'reply' : quotesOwn ? 'quote' : 'mention'
  return { remoteId: tweet.id, kind, actorId: authorIdOf(tweet.author_id), postId: postIdOf(tweet.id), at, read: null }
}

/** The first of each. */
function unique<T>(values: readonly T[], keyOf: (value: T) => string): T[] {
  const seen = new Map<string, T>()
  for (const value of values) if (!seen.has(keyOf(value))) seen.set(keyOf(value), value)
  return [...seen.values()]
}
