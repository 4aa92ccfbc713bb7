import type { CanonicalPost, LinkCard, QuoteReference, ReplyReference } from '../../../../shared/model/canonical-post.ts'
import type { NormalisedPost, WireViewer } from '../../connector.ts'
import { authorIdOf, postIdOf, timeOfId } from '../ids.ts'
import { problemKind, type WireMedia, type WirePoll, type WireProblem, type WireTweet, type WireUrl, type WireUser } from '../wire.ts'
import { normaliseMedia, normalisePoll } from './media.ts'
import { richTextOf } from './text.ts'
import { webAddress } from './web-address.ts'

/** What this account did to posts, as far as Chirp did it: X's answers do not say. */
export type Acts = (tweetId: string) => { readonly reposted?: boolean; readonly bookmarked?: boolean }

/** All that normalising depends on beside the wire: the same input gives the same posts. `now` is epoch ms. */
export type PostContext = {
  readonly ownId: string
  readonly now: number
  readonly acts: Acts
  readonly user: (id: string) => WireUser | null
  readonly tweet: (id: string) => WireTweet | null
  readonly media: (key: string) => WireMedia | null
  readonly poll: (id: string) => WirePoll | null
  /** What X said of a post it did not give. */
  readonly problem: (id: string) => WireProblem | null
}

/** The post that a tweet refers to in a way (`retweeted`, `quoted`, `replied_to`); null = none. */
export function referenceOf(tweet: WireTweet, type: string): string | null {
  return tweet.references.find((reference) => reference.type === type)?.id ?? null
}

/** A tweet as a post; null when neither it nor its id says when it was written, or nothing is known of its author. */
export function normaliseTweet(tweet: WireTweet, context: PostContext): NormalisedPost | null {
  const author = context.user(tweet.author_id)
  const createdAt = writtenAt(tweet)
  if (author === null || createdAt === null) return null
  const quoted = referenceOf(tweet, 'quoted')
  const answered = referenceOf(tweet, 'replied_to')
  const wire = tweet.note ?? { text: tweet.text, entities: tweet.entities }
  const media = tweet.attachments.media_keys.flatMap((key) => {
    const file = context.media(key)
    return file === null ? [] : (normaliseMedia(file) ?? [])
  })
  const edited = tweet.edit_history_tweet_ids.at(-1)
  const post: CanonicalPost = {
    id: postIdOf(tweet.id),
    platform: 'x',
    authorId: authorIdOf(tweet.author_id),
    url: webAddress(`https://x.com/${encodeURIComponent(author.username)}/status/${tweet.id}`),
    createdAt,
    indexedAt: null,
    editedAt: edited === undefined || tweet.edit_history_tweet_ids.length < 2 ? null : timeOfId(edited),
    text: richTextOf(wire, {
      isAttached: (url) => isAttachment(url, tweet) || (quoted !== null && pointsTo(url, quoted)),
      hiddenStart: answered !== null && tweet.note === null ? (tweet.display_text_range?.[0] ?? 0) : 0,
    }),
    contentWarning: null,
    // X says it of links too, which hide nothing.
    sensitive: tweet.possibly_sensitive && media.length > 0,
    languages: languageOf(tweet) === null ? [] : [languageOf(tweet) ?? ''],
    media,
    poll: tweet.attachments.poll_ids.flatMap((id) => context.poll(id) ?? []).map(normalisePoll)[0] ?? null,
    linkCard: media.length > 0 ? null : cardOf(wire.entities.urls),
    quote: quoted === null ? null : quoteOf(quoted, context),
    replyTo: answered === null && tweet.in_reply_to_user_id === null ? null : replyOf(tweet, answered, context),
    threadRootId: tweet.conversation_id === null || tweet.conversation_id === tweet.id ? null : postIdOf(tweet.conversation_id),
    visibility: null,
    metrics: metricsOf(tweet, context.now),
  }
  return { post, viewer: viewerOf(tweet, author, context) }
}

/** When a tweet was written, epoch ms; its id knows too. */
export function writtenAt(tweet: WireTweet): number | null {
  const told = Date.parse(tweet.created_at ?? '')
  return Number.isNaN(told) ? timeOfId(tweet.id) : told
}

export function metricsOf({ public_metrics: metrics }: Pick<WireTweet, 'public_metrics'>, now: number): CanonicalPost['metrics'] {
  return {
    replies: metrics?.reply_count ?? null,
    reposts: metrics?.retweet_count ?? null,
    likes: metrics?.like_count ?? null,
    quotes: metrics?.quote_count ?? null,
    bookmarks: metrics?.bookmark_count ?? null,
    views: metrics?.impression_count ?? null,
    measuredAt: now,
  }
}

/** The language X takes a text to be in; `und`, `zxx` and those that begin with `q` are its words for none (known, and not read again on 2026-11-27). */
export function languageOf({ lang }: Pick<WireTweet, 'lang'>): string | null {
  return lang === null || !/^[a-z]{2,3}(-[A-Za-z]{2,4})?$/.test(lang) || /^(und|zxx|q..)$/.test(lang) ? null : lang
}

/** The address that stands in the text for the post's own picture or film. */
export function isAttachment(url: WireUrl, tweet: Pick<WireTweet, 'id' | 'attachments'>): boolean {
  if (tweet.attachments.media_keys.length === 0) return false
  return url.media_key !== null || /\/status\/\d+\/(photo|video)\/\d+$/.test(url.expanded_url ?? '')
}

function pointsTo(url: WireUrl, tweetId: string): boolean {
  return new RegExp(String.raw`^https://(?:x|twitter)\.com/\w+/status/${tweetId}(?:[?/]|$)`).test(url.expanded_url ?? '')
}

function cardOf(urls: readonly WireUrl[]): LinkCard | null {
  const linked = urls.find(({ title }) => title.trim() !== '')
  const url = webAddress(linked?.unwound_url ?? null) ?? webAddress(linked?.expanded_url ?? null)
  if (linked === undefined || url === null) return null
  return {
    url,
    title: linked.title.trim(),
    description: linked.description.trim(),
    provider: URL.parse(url)?.hostname.replace(/^www\./, '') ?? null,
    imageUrl: webAddress(linked.images[0]?.url ?? null),
    imageAlt: '',
  }
}

/** Why a quoted post is not there. Source: docs.x.com/x-api/fundamentals/response-codes-and-errors, read 2026-11-27. */
const PROBLEM_STATES: Readonly<Record<string, QuoteReference['state']>> = {
  'resource-not-found': 'deleted',
  'not-authorized-for-resource': 'blocked',
}

function quoteOf(id: string, context: PostContext): QuoteReference {
  const tweet = context.tweet(id)
  if (tweet !== null && context.user(tweet.author_id) !== null && writtenAt(tweet) !== null)
    return { postId: postIdOf(id), state: 'available' }
  const problem = context.problem(id)
  return { postId: postIdOf(id), state: problem === null ? 'unavailable' : (PROBLEM_STATES[problemKind(problem)] ?? 'unavailable') }
}

function replyOf(tweet: WireTweet, answered: string | null, context: PostContext): ReplyReference {
  const userId = tweet.in_reply_to_user_id ?? (answered === null ? null : (context.tweet(answered)?.author_id ?? null))
  const named = tweet.entities.mentions.find(({ id }) => id !== null && id === userId)?.username ?? null
  return {
    postId: answered === null ? null : postIdOf(answered),
    authorId: userId === null ? null : authorIdOf(userId),
    authorHandle: userId === null ? null : (context.user(userId)?.username ?? named),
  }
}

/**
 * Self-serve apps may answer only posts of their own account, and those whose author named it or quoted it:
 * docs.x.com/x-api/posts/manage-tweets/introduction, read 2026-11-27. They cannot quote.
 */
function viewerOf(tweet: WireTweet, author: WireUser, context: PostContext): WireViewer {
  const quoted = referenceOf(tweet, 'quoted')
  const entities = [...tweet.entities.mentions, ...(tweet.note?.entities.mentions ?? [])]
  const isOwn = tweet.author_id === context.ownId
  const names = entities.some(({ id }) => id === context.ownId)
  const quotes = quoted !== null && context.tweet(quoted)?.author_id === context.ownId
  const { reposted, bookmarked } = context.acts(tweet.id)
  return {
    remoteId: tweet.id,
    revision: null,
    liked: false,
    reposted: reposted ?? false,
    bookmarked: bookmarked ?? false,
    untold: [
      'like',
      ...(reposted === undefined ? (['repost'] as const) : []),
      ...(bookmarked === undefined ? (['bookmark'] as const) : []),
    ],
    likeRef: null,
    repostRef: null,
    canReply: isOwn || names || quotes,
    canQuote: false,
    canRepost: !author.protected,
  }
}
