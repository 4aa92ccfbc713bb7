import { isForHome } from '../world/feeds.ts'
import { boostsOf, quoteAnswer } from '../world/posting.ts'
import { canSee } from '../world/relations.ts'
import { renderText, renderUrl } from '../text/render.ts'
import type { WorldAccount, WorldFilter, WorldMedia, WorldPoll, WorldStatus } from '../world/types.ts'
import { acctOf, fileUrl, findAccount, findTie, tiesTo, type World } from '../world/world.ts'
import { isoTime, presentAccount, presentEmojis } from './account.ts'

/** Any well-made blurhash serves; the picture is not read. */
const BLURHASH = 'UBL_:rOpGG-oBUNG,qRj2so|=eE1w^n4S5NH'

function sizeOf(width: number, height: number) {
  return { width, height, size: `${width}x${height}`, aspect: width / height }
}

/** MediaAttachment; `url` is null while it is being processed. */
export function presentMedia(world: World, media: WorldMedia) {
  const ready = media.answersLeft === 0
  const size = media.width === null || media.height === null ? null : sizeOf(media.width, media.height)
  return {
    id: media.id,
    type: media.type,
    url: ready ? fileUrl(world, media.fileName) : null,
    preview_url: media.type === 'audio' ? null : fileUrl(world, media.previewFileName),
    remote_url: null,
    description: media.description,
    blurhash: media.type === 'audio' ? null : BLURHASH,
    meta: size === null ? {} : { ...(media.focus === null ? {} : { focus: media.focus }), original: size, small: size },
  }
}

/** Poll as `viewer` sees it. */
export function presentPoll(world: World, poll: WorldPoll, viewer: WorldAccount | null, authorId: string) {
  const own = viewer === null ? undefined : poll.votes.get(viewer.id)
  const expired = poll.expiresAt !== null && poll.expiresAt <= world.now()
  const counts = poll.options.map(
    (option, place) => option.otherVotes + [...poll.votes.values()].filter((votes) => votes.includes(place)).length,
  )
  const hidden = poll.hideTotals && !expired
  return {
    id: poll.id,
    expires_at: poll.expiresAt === null ? null : isoTime(poll.expiresAt),
    expired,
    multiple: poll.multiple,
    votes_count: counts.reduce((sum, count) => sum + count, 0),
    voters_count: poll.votes.size + Math.max(0, ...poll.options.map((option) => option.otherVotes)),
    options: poll.options.map((option, place) => ({ title: option.title, votes_count: hidden ? null : (counts[place] ?? 0) })),
    emojis: [],
    ...(viewer === null ? {} : { voted: own !== undefined || viewer.id === authorId, own_votes: [...(own ?? [])] }),
  }
}

function presentCard(status: WorldStatus) {
  const card = status.card
  if (card === null) return null
  return {
    url: card.url,
    title: card.title,
    description: card.description,
    language: status.language,
    type: 'link',
    author_name: card.authorName,
    author_url: '',
    provider_name: card.providerName,
    provider_url: '',
    html: '',
    width: card.imageUrl === null ? 0 : 400,
    height: card.imageUrl === null ? 0 : 200,
    image: card.imageUrl,
    image_description: '',
    embed_url: '',
    blurhash: card.imageUrl === null ? null : BLURHASH,
    published_at: null,
    authors: card.authorName === '' ? [] : [{ name: card.authorName, url: '', account: null }],
  }
}

/**
 * The markup of a status. A quote whose text does not name the quoted address says it in a first paragraph, for
 * software that knows no quotes: docs.joinmastodon.org/methods/statuses/#create, read 2026-11-20.
 */
export function contentOf(world: World, status: Pick<WorldStatus, 'text' | 'html' | 'quote'>): string {
  const quoted = status.quote === null ? undefined : world.statuses.get(status.quote.statusId)
  const named = quoted === undefined || status.html !== null || status.text.includes(quoted.url) || status.text.includes(quoted.uri)
  return (named ? '' : `<p class="quote-inline">RE: ${renderUrl(quoted.url)}</p>`) + markupOf(world, status)
}

function markupOf(world: World, status: Pick<WorldStatus, 'text' | 'html'>): string {
  return (
    status.html ??
    renderText(
      status.text,
      world.base,
      (username, domain) => findAccount(world, domain === null ? username : `${username}@${domain}`) ?? null,
    )
  )
}

export function presentFilter(filter: WorldFilter) {
  return {
    id: filter.id,
    title: filter.title,
    context: filter.context,
    expires_at: filter.expiresAt === null ? null : isoTime(filter.expiresAt),
    filter_action: filter.action,
    keywords: filter.keywords.map((one) => ({ id: one.id, keyword: one.keyword, whole_word: one.wholeWord })),
    statuses: [],
  }
}

function presentFiltered(world: World, status: WorldStatus, viewer: WorldAccount) {
  const text = `${status.spoilerText}\n${status.text}\n${status.poll?.options.map((option) => option.title).join('\n') ?? ''}`.toLowerCase()
  return [...world.filters.values()]
    .filter((filter) => filter.ownerId === viewer.id && status.accountId !== viewer.id)
    .flatMap((filter) => {
      const matches = filter.keywords.map((one) => one.keyword).filter((keyword) => text.includes(keyword.toLowerCase()))
      return matches.length === 0 ? [] : [{ filter: presentFilter(filter), keyword_matches: matches, status_matches: null }]
    })
}

function presentQuote(world: World, status: WorldStatus, viewer: WorldAccount | null, depth: number) {
  if (status.quote === null) return null
  const quoted = world.statuses.get(status.quote.statusId)
  if (quoted === undefined) return { state: 'deleted', quoted_status: null }
  if (status.quote.state !== 'accepted') return { state: status.quote.state, quoted_status: null }
  if (!canSee(world, quoted, viewer)) return { state: 'unauthorized', quoted_status: null }
  return depth > 0
    ? { state: 'accepted', quoted_status_id: quoted.id }
    : { state: 'accepted', quoted_status: presentInner(world, quoted, viewer, depth + 1) }
}

function presentCounts(world: World, status: WorldStatus) {
  const all = [...world.statuses.values()]
  return {
    replies_count: status.otherCounts.replies + all.filter((other) => other.inReplyToId === status.id && other.reblogOfId === null).length,
    reblogs_count: status.otherCounts.reblogs + all.filter((other) => other.reblogOfId === status.id).length,
    favourites_count: status.otherCounts.favourites + tiesTo(world, 'favourites', status.id).length,
    ...(world.variant.quotes ? { quotes_count: all.filter((other) => other.quote?.statusId === status.id).length } : {}),
  }
}

function presentOwnTies(world: World, status: WorldStatus, viewer: WorldAccount | null) {
  if (viewer === null) return {}
  const properId = status.reblogOfId ?? status.id
  return {
    favourited: findTie(world, 'favourites', viewer.id, properId) !== undefined,
    bookmarked: findTie(world, 'bookmarks', viewer.id, properId) !== undefined,
    reblogged: boostsOf(world, { ...status, id: properId }).some((boost) => boost.accountId === viewer.id),
    muted: findTie(world, 'mutedThreads', viewer.id, properId) !== undefined,
    ...(status.accountId === viewer.id && status.reblogOfId === null ? { pinned: status.pinned } : {}),
    filtered: presentFiltered(world, world.statuses.get(properId) ?? status, viewer),
  }
}

function presentInner(world: World, status: WorldStatus, viewer: WorldAccount | null, depth: number): Record<string, unknown> {
  const author = world.accounts.get(status.accountId)
  if (author === undefined) throw new Error(`A status without an author: ${status.id}`)
  const boosted = status.reblogOfId === null ? undefined : world.statuses.get(status.reblogOfId)
  const isBoost = boosted !== undefined
  const replied = status.inReplyToId === null ? undefined : world.statuses.get(status.inReplyToId)
  const app = status.appId === null ? undefined : world.apps.get(status.appId)
  return {
    id: status.id,
    created_at: isoTime(status.createdAt),
    in_reply_to_id: replied?.id ?? null,
    in_reply_to_account_id: replied?.accountId ?? null,
    sensitive: !isBoost && status.sensitive,
    spoiler_text: isBoost ? '' : status.spoilerText,
    visibility: status.visibility,
    language: status.language,
    uri: status.uri,
    url: status.url,
    ...(isBoost ? { replies_count: 0, reblogs_count: 0, favourites_count: 0 } : presentCounts(world, status)),
    edited_at: status.editedAt === null ? null : isoTime(status.editedAt),
    // A boost has no words of its own: ReblogService of Mastodon makes it with an empty text.
    content: isBoost ? '' : contentOf(world, status),
    reblog: isBoost ? presentInner(world, boosted, viewer, depth) : null,
    ...(author.domain === null ? { application: app === undefined ? null : { name: app.name, website: app.website } } : {}),
    account: presentAccount(world, author),
    media_attachments: isBoost ? [] : status.mediaIds.flatMap((id) => world.media.get(id) ?? []).map((media) => presentMedia(world, media)),
    mentions: isBoost
      ? []
      : status.mentionIds
          .flatMap((id) => world.accounts.get(id) ?? [])
          .map((account) => ({ id: account.id, username: account.username, url: account.url, acct: acctOf(account) })),
    tags: isBoost ? [] : status.tags.map((name) => ({ name, url: `${world.base}/tags/${encodeURIComponent(name)}` })),
    emojis: isBoost ? [] : presentEmojis(world, [status.text, status.spoilerText]),
    card: isBoost ? null : presentCard(status),
    poll: isBoost || status.poll === null ? null : presentPoll(world, status.poll, viewer, status.accountId),
    ...(world.variant.quotes
      ? {
          quote: isBoost ? null : presentQuote(world, status, viewer, depth),
          quote_approval: {
            automatic: status.quotePolicy === 'nobody' ? [] : [status.quotePolicy],
            manual: [],
            current_user: viewer === null ? 'denied' : quoteAnswer(world, boosted ?? status, viewer),
          },
        }
      : {}),
    ...presentOwnTies(world, status, viewer),
  }
}

/** Status as `viewer` sees it. Source of each field: docs.joinmastodon.org/entities/Status. */
export function presentStatus(world: World, status: WorldStatus, viewer: WorldAccount | null): Record<string, unknown> {
  return presentInner(world, status, viewer, 0)
}

/** Whether a filter of `viewer` takes the status out of the home feed altogether. */
export function isFilteredOut(world: World, status: WorldStatus, viewer: WorldAccount): boolean {
  return isForHome(world, status, viewer) && presentFiltered(world, status, viewer).some((result) => result.filter.filter_action === 'hide')
}
