import { sortTime, type CanonicalPost, type ReplyReference } from '../../../../shared/model/canonical-post.ts'
import type { PostMetrics } from '../../../../shared/model/post-metrics.ts'
import type { NormalisedAuthor, NormalisedPost, WireViewer } from '../../connector.ts'
import { labelsOf, normaliseAuthor, profileUrl } from './author.ts'
import { embedOf } from './embed.ts'
import { richTextOf } from './text.ts'
import { EmbeddedPost, PostView, type Label, type ProfileView } from './wire.ts'

/** A post with all it brought along: its author, and the posts it quotes with theirs. */
export type PostWithCompany = {
  readonly main: NormalisedPost
  readonly posts: readonly NormalisedPost[]
  readonly authors: readonly NormalisedAuthor[]
}

/** A post view; null when it is none. `now` is epoch ms, when the answer was read. */
export function normalisePost(wire: unknown, now: number): PostWithCompany | null {
  const view = PostView.safeParse(wire)
  return view.success ? assemble(view.data, now) : null
}

/** Quotes of quotes are followed so far; the AppView gives two levels. */
const MAX_QUOTE_DEPTH = 4

/** A quoted post as it stands inside another one. It has no viewer state. */
function normaliseEmbedded(wire: unknown, now: number, depth: number): PostWithCompany | null {
  const view = EmbeddedPost.safeParse(wire)
  if (!view.success || depth > MAX_QUOTE_DEPTH) return null
  const { value, embeds, ...rest } = view.data
  return assemble({ ...rest, record: value, embed: embeds?.[0], viewer: undefined }, now, depth)
}

function assemble(view: PostView, now: number, depth = 0): PostWithCompany | null {
  const { record, author } = view
  const rkey = recordKey(view.uri)
  const createdAt = record.createdAt ?? view.indexedAt
  if (rkey === null || createdAt === undefined || !view.uri.startsWith(`at://${author.did}/`)) return null
  const embed = embedOf(author.did, view.embed)
  const quoted = embed.quoted === undefined ? null : normaliseEmbedded(embed.quoted, now, depth + 1)
  const warning = warningOf(view, now)
  const post: CanonicalPost = {
    id: view.uri,
    platform: 'bluesky',
    authorId: author.did,
    url: postUrl(author, rkey),
    createdAt,
    indexedAt: view.indexedAt ?? null,
    editedAt: null,
    text: richTextOf(record.text, record.facets ?? []),
    ...warning,
    languages: languagesOf(record.langs),
    media: [...embed.media],
    poll: null,
    linkCard: embed.linkCard,
    quote:
      embed.quote?.state === 'available' && quoted?.main.post.id !== embed.quote.postId
        ? { ...embed.quote, state: 'unavailable' }
        : embed.quote,
    replyTo: replyOf(record.reply?.parent.uri),
    threadRootId: record.reply?.root.uri ?? null,
    visibility: null,
    metrics: metricsOf(view, now),
  }
  const main = { post, viewer: viewerOf(view, now) }
  return {
    main,
    posts: [main, ...(quoted?.posts ?? [])],
    authors: [normaliseAuthor(author), ...(quoted?.authors ?? [])],
  }
}

/** A post's counts at `now`; what the answer leaves out is null. */
export function metricsOf(
  view: Pick<PostView, 'replyCount' | 'repostCount' | 'likeCount' | 'quoteCount' | 'bookmarkCount'>,
  now: number,
): PostMetrics {
  return {
    replies: view.replyCount ?? null,
    reposts: view.repostCount ?? null,
    likes: view.likeCount ?? null,
    quotes: view.quoteCount ?? null,
    bookmarks: view.bookmarkCount ?? null,
    views: null,
    measuredAt: now,
  }
}

/** Where the post stands in a feed by itself, epoch ms. */
export function placeOf(post: CanonicalPost, now: number): number {
  return sortTime(post, now)
}

function viewerOf(view: PostView, now: number): WireViewer | null {
  if (view.viewer === undefined) return null
  const { like, repost, bookmarked, replyDisabled, embeddingDisabled } = view.viewer
  return {
    remoteId: view.uri,
    revision: view.cid,
    liked: like !== undefined,
    reposted: repost !== undefined,
    bookmarked: bookmarked === true,
    likeRef: like ?? null,
    repostRef: repost ?? null,
    canReply: replyDisabled !== true,
    canQuote: embeddingDisabled !== true,
    canRepost: true,
    // Otherwise it is for the person's preferences to say, which only the home feed is held against.
    ...(labelsOf(view.labels).some((label) => label.val === '!hide' && applies(label, now))
      ? { filter: { how: 'mute', reason: CONTENT_LABELS.get('!hide') ?? null } }
      : {}),
  }
}

/** A reference names its author in its own address. */
function replyOf(parent: string | undefined): ReplyReference | null {
  if (parent === undefined) return null
  return { postId: parent, authorId: authorIdOf(parent), authorHandle: null }
}

/** The DID in the address of a record. */
function authorIdOf(uri: string): string | null {
  return /^at:\/\/(did:[^/]+)\//.exec(uri)?.[1] ?? null
}

/** The record key of a post's address; null when it is not the address of a post. */
export function recordKey(uri: string): string | null {
  return /^at:\/\/did:[^/]+\/app\.bsky\.feed\.post\/([^/]+)$/.exec(uri)?.[1] ?? null
}

/** The post's page on Bluesky's own site. */
export function postUrl(author: Pick<ProfileView, 'did' | 'handle'>, rkey: string): string {
  return `${profileUrl(author.did, author.handle)}/post/${rkey}`
}

/** Labels that cover media only, whoever set them: https://docs.bsky.app/docs/advanced-guides/moderation#label-values */
const MEDIA_LABELS: ReadonlySet<string> = new Set(['porn', 'sexual', 'nudity', 'graphic-media', 'gore', 'nsfl'])
/** Labels that cover the whole post. */
const CONTENT_LABELS: ReadonlyMap<string, string> = new Map([
  ['!hide', 'Hidden by moderators'],
  ['!warn', 'Content warning'],
])

function warningOf(view: PostView, now: number): Pick<CanonicalPost, 'contentWarning' | 'sensitive'> {
  const labels = labelsOf(view.labels).filter((label) => applies(label, now))
  const own = labelsOf(view.record.labels?.values).map((label) => label.val)
  // An account-wide label of this kind counts for each of its posts.
  const ofAuthor = labelsOf(view.author.labels)
    .filter((label) => applies(label, now))
    .map((label) => label.val)
  const values = [...labels.map((label) => label.val), ...own]
  const warning = values.find((value) => CONTENT_LABELS.has(value))
  return {
    contentWarning: warning === undefined ? null : (CONTENT_LABELS.get(warning) ?? null),
    sensitive: [...values, ...ofAuthor].some((value) => MEDIA_LABELS.has(value)),
  }
}

function applies(label: Label, now: number): boolean {
  return label.neg !== true && (label.exp === undefined || label.exp > now)
}

/** BCP 47, as far as its look goes. The lexicon allows three. */
function languagesOf(langs: readonly unknown[] | undefined): string[] {
  const tags = (langs ?? []).filter(
    (tag): tag is string => typeof tag === 'string' && /^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$/.test(tag) && tag.length <= 35,
  )
  return [...new Set(tags)].slice(0, 3)
}
