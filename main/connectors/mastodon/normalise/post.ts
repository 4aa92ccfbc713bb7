import type { CanonicalPost, LinkCard, Poll, QuoteReference, Visibility } from '../../../../shared/model/canonical-post.ts'
import type { NormalisedPost, WireViewer } from '../../connector.ts'
import type { WireCard, WireInnerStatus, WirePoll, WireQuote } from '../wire.ts'
import { authorIdOf, firstId, fullHandle, handleOf, normaliseEmojis, type Home } from './author.ts'
import { htmlToRichText, type KnownMention } from './html-to-rich-text.ts'
import { normaliseMedia } from './media.ts'
import { webAddress, webAddressBelow } from './web-address.ts'

/** What is known of the server's own ids, so that they can be turned into ids that hold everywhere. */
export type Known = {
  readonly post: (remoteId: string) => { readonly postId: string; readonly authorId: string } | null
  readonly author: (remoteId: string) => { readonly authorId: string; readonly handle: string } | null
}

/** The same, with what comes along in the same answer. */
export type KnownHere = Known & { readonly here: (remoteId: string) => string | null }

/** All that normalising depends on beside the wire: the same input gives the same posts. `now` is epoch ms. */
export type PostContext = { readonly home: Home; readonly known: KnownHere; readonly now: number }

/** A status as a post; null when it has no time that can be understood, without which it has no place in any list. */
export function normaliseStatus(status: WireInnerStatus, context: PostContext): NormalisedPost | null {
  const { home, known } = context
  const createdAt = time(status.createdAt)
  if (createdAt === null) return null
  const emojis = normaliseEmojis(status.emojis, home)
  const quote = quoteOf(status)
  const filter = filterOf(status, 'home')
  const mentions: KnownMention[] = status.mentions.map((mention) => ({
    url: mention.url,
    handle: fullHandle(mention.acct || mention.username, home),
    authorId: mention.id === null ? null : (known.author(mention.id)?.authorId ?? null),
  }))
  const post: CanonicalPost = {
    id: postIdOf(status, home),
    platform: 'mastodon',
    authorId: authorIdOf(status.account, home),
    url: webAddress(status.url) ?? webAddress(status.uri),
    createdAt,
    indexedAt: null,
    editedAt: status.editedAt === null ? null : time(status.editedAt),
    text: htmlToRichText(status.content, { mentions, emojis, links: 'shown', dropQuoteLine: quote !== null }),
    contentWarning: status.spoilerText.trim() === '' ? null : status.spoilerText.trim(),
    sensitive: status.sensitive || filter?.action === 'blur',
    languages: status.language === null || status.language === '' ? [] : [status.language],
    media: status.mediaAttachments.flatMap((media) => normaliseMedia(media, home) ?? []),
    poll: status.poll === null ? null : normalisePoll(status.poll),
    linkCard: status.card === null ? null : normaliseCard(status.card, home),
    quote: quote === null ? null : quoteReference(quote, context),
    replyTo: replyOf(status, mentions, context),
    threadRootId: null,
    visibility: visibilityOf(status.visibility),
    metrics: {
      replies: status.repliesCount,
      reposts: status.reblogsCount,
      likes: status.favouritesCount,
      quotes: status.quotesCount,
      bookmarks: null,
      views: null,
      measuredAt: context.now,
    },
  }
  return { post, viewer: viewerOf(status, post, filter) }
}

/** The same for everybody: the activity's id. */
export function postIdOf(status: Pick<WireInnerStatus, 'id' | 'uri' | 'url'>, home: Home): string {
  return firstId(status.uri, status.url) ?? `${home.server}/api/v1/statuses/${status.id}`.slice(0, 2048)
}

/** The quote of a status, wherever its server puts it; null when it has none. */
export function quoteOf(status: WireInnerStatus): WireQuote | null {
  if (status.quote) return status.quote
  const pleroma = 'pleroma' in status ? status.pleroma : null
  if (pleroma === null || (pleroma.quote === null && pleroma.quoteId === null)) return null
  const isHidden = pleroma.quote === null && pleroma.quoteVisible === false
  return { state: isHidden ? 'unauthorized' : 'accepted', quotedStatus: pleroma.quote, quotedStatusId: pleroma.quoteId }
}

/**
 * What the person's own filters on the server want of a status in a place: the strictest of those that match; null = nothing. The server
 * tells of all filters, whatever places they are for. Source: docs.joinmastodon.org/entities/Filter, read 2026-11-26.
 */
export function filterOf(
  status: Pick<WireInnerStatus, 'filtered'>,
  place: 'home' | 'notifications',
): { readonly action: 'hide' | 'warn' | 'blur'; readonly title: string } | null {
  for (const action of ['hide', 'warn', 'blur'] as const) {
    const matching = status.filtered.find(({ filter }) => filter.filterAction === action && isFor(filter.context, place))
    if (matching) return { action, title: matching.filter.title }
  }
  return null
}

/** Servers that name no places filter everywhere. */
function isFor(places: readonly string[], place: string): boolean {
  return places.length === 0 || places.includes(place)
}

/** Why a quoted post cannot be shown. Source: docs.joinmastodon.org/entities/Quote, read 2026-11-20. A new state is not shown. */
const QUOTE_STATES: Readonly<Record<string, QuoteReference['state']>> = {
  accepted: 'available',
  pending: 'pending',
  rejected: 'rejected',
  revoked: 'rejected',
  deleted: 'deleted',
  unauthorized: 'unavailable',
  blocked_account: 'blocked',
  blocked_domain: 'blocked',
  muted_account: 'blocked',
}

function quoteReference(quote: WireQuote, { home, known }: PostContext): QuoteReference {
  const state = QUOTE_STATES[quote.state] ?? 'unavailable'
  const remoteId = quote.quotedStatus?.id ?? quote.quotedStatusId
  const here = remoteId === null ? null : known.here(remoteId)
  const postId =
    here ?? (quote.quotedStatus ? postIdOf(quote.quotedStatus, home) : remoteId === null ? null : (known.post(remoteId)?.postId ?? null))
  // Only a post that comes along can be shown.
  return { postId, state: state === 'available' && here === null ? 'unavailable' : state }
}

function replyOf(status: WireInnerStatus, mentions: readonly KnownMention[], { home, known }: PostContext): CanonicalPost['replyTo'] {
  if (status.inReplyToId === null && status.inReplyToAccountId === null) return null
  const parent = status.inReplyToId === null ? null : known.post(status.inReplyToId)
  const accountId = status.inReplyToAccountId
  const own =
    accountId === status.account.id ? { authorId: authorIdOf(status.account, home), handle: handleOf(status.account, home) } : null
  const author = own ?? (accountId === null ? null : known.author(accountId))
  const mentioned = status.mentions.findIndex((mention) => mention.id !== null && mention.id === accountId)
  const named = ('pleroma' in status ? status.pleroma?.inReplyToAccountAcct : null) ?? null
  return {
    postId: parent?.postId ?? null,
    authorId: author?.authorId ?? parent?.authorId ?? null,
    authorHandle: author?.handle ?? mentions[mentioned]?.handle ?? (named === null ? null : fullHandle(named, home)),
  }
}

/** Unknown words are servers' own, narrower circles. */
function visibilityOf(word: string | null): Visibility | null {
  if (word === null || word === '') return null
  return word === 'public' || word === 'unlisted' || word === 'direct' ? word : 'followers'
}

function viewerOf(status: WireInnerStatus, post: CanonicalPost, filter: ReturnType<typeof filterOf>): WireViewer {
  const isOpen = post.visibility === 'public' || post.visibility === 'unlisted' || post.visibility === null
  const quoting = status.quoteApproval?.currentUser ?? null
  return {
    remoteId: status.id,
    revision: null,
    liked: status.favourited === true,
    reposted: status.reblogged === true,
    bookmarked: status.bookmarked === true,
    likeRef: null,
    repostRef: null,
    canReply: true,
    canQuote: quoting === null ? isOpen : quoting !== 'denied',
    canRepost: isOpen,
    filter:
      filter === null || filter.action === 'blur' ? null : { how: filter.action === 'hide' ? 'mute' : 'muffle', reason: filter.title },
  }
}

function normalisePoll(poll: WirePoll): Poll {
  return {
    remoteId: poll.id,
    options: poll.options.map(({ title, votesCount }) => ({ title, votes: votesCount })),
    votes: poll.votesCount,
    voters: poll.votersCount,
    multiple: poll.multiple,
    endsAt: poll.expiresAt === null ? null : time(poll.expiresAt),
    closed: poll.expired,
    ownChoices: poll.ownVotes.filter((index) => index < poll.options.length),
  }
}

function normaliseCard(card: WireCard, home: Home): LinkCard | null {
  const url = webAddress(card.url)
  if (url === null || card.title.trim() === '') return null
  return {
    url,
    title: card.title.trim(),
    description: card.description.trim(),
    provider: card.providerName.trim() === '' ? null : card.providerName.trim(),
    imageUrl: webAddressBelow(card.image, home.server),
    imageAlt: card.imageDescription,
  }
}

function time(text: string): number | null {
  const parsed = Date.parse(text)
  return Number.isNaN(parsed) ? null : parsed
}
