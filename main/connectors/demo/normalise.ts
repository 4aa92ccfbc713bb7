import type { Author } from '../../../shared/model/author.ts'
import type { CanonicalPost, LinkCard, Poll } from '../../../shared/model/canonical-post.ts'
import type { MediaAttachment } from '../../../shared/model/media.ts'
import type { RichText, RichTextSpan } from '../../../shared/model/rich-text.ts'
import { detectFacets } from '../../../shared/text/facets.ts'
import type { NormalisedAuthor, NormalisedPost } from '../connector.ts'
import { authorIdOf, platformOf, postIdOf } from './ids.ts'
import { PEOPLE, PERSON_KEYS, type DemoNetwork, type PersonKey } from './people.ts'
import {
  ART,
  CLIPS,
  CUSTOM_EMOJI,
  HOUR,
  MINUTE,
  type OwnMedia,
  type PlannedCard,
  type PlannedMedia,
  type PlannedPoll,
  type PlannedPost,
} from './plan.ts'
import { likesSoFar, mayAnswer, type Scene } from './scene.ts'

/** A file of the demo's own, as an address that `localMedia` understands. */
function artAddress(file: string): string {
  return `demo:art/${file}`
}

/** Links, tags, mentions of the demo's people, and custom emoji. */
export function richTextOf(network: DemoNetwork, text: string): RichText {
  const mentions = PERSON_KEYS.flatMap((person) => {
    const handle = PEOPLE[person].handles[network]
    return handle === undefined
      ? []
      : rangesOf(text, `@${handle}`).map((range): RichTextSpan => ({
          kind: 'mention',
          ...range,
          authorId: authorIdOf(network, person),
          handle,
          uri: null,
        }))
  })
  const emojis =
    network === 'mastodon'
      ? Object.entries(CUSTOM_EMOJI).flatMap(([shortcode, url]) =>
          rangesOf(text, `:${shortcode}:`).map((range): RichTextSpan => ({ kind: 'emoji', ...range, shortcode, url })),
        )
      : []
  const spans: RichTextSpan[] = [...mentions, ...emojis]
  for (const facet of detectFacets(text)) {
    if (facet.kind === 'mention' || spans.some(({ start, end }) => start < facet.end && facet.start < end)) continue
    const { start, end } = facet
    spans.push(facet.kind === 'link' ? { kind: 'link', start, end, uri: facet.uri } : { kind: 'tag', start, end, tag: facet.tag })
  }
  return { text, spans: spans.toSorted((a, b) => a.start - b.start) }
}

/** Where a word stands in a text, not as the beginning of a longer name. */
function rangesOf(text: string, word: string): { start: number; end: number }[] {
  const ranges = []
  for (let start = text.indexOf(word); start !== -1; start = text.indexOf(word, start + word.length)) {
    const end = start + word.length
    if (!/^[\w-]|^[.@]\w/.test(text.slice(end, end + 2))) ranges.push({ start, end })
  }
  return ranges
}

export function authorOf(network: DemoNetwork, person: PersonKey): Author {
  const { name, handles, portrait, bot } = PEOPLE[person]
  return {
    id: authorIdOf(network, person),
    platform: platformOf(network),
    handle: handles[network] ?? person,
    displayName: name,
    emojis: [],
    avatarUrl: portrait === null ? null : artAddress(portrait),
    url: null,
    bot: bot === true,
  }
}

export function normaliseAuthor(scene: Scene, person: PersonKey): NormalisedAuthor {
  const author = authorOf(scene.network, person)
  return {
    author,
    remoteId: author.id,
    relationship:
      person === scene.owner
        ? null
        : {
            following: scene.follows(person),
            requested: false,
            followedBy: !['tidepool', 'typeweekly', 'moss'].includes(person),
            muted: false,
            blocked: false,
            followRef: null,
          },
  }
}

/** A post as the account of the scene sees it now. */
export function normalisePost(scene: Scene, post: PlannedPost): NormalisedPost {
  const { network, owner, startedAt } = scene
  const initially = { liked: post.liked?.includes(owner) === true, reposted: false, bookmarked: post.bookmarked?.includes(owner) === true }
  const changed = scene.journal.marks[post.key]
  const mark = {
    liked: changed?.liked ?? initially.liked,
    reposted: changed?.reposted ?? initially.reposted,
    bookmarked: changed?.bookmarked ?? initially.bookmarked,
  }
  const id = postIdOf(network, post.key)
  const createdAt = startedAt + post.at
  const parent = post.replyTo === undefined ? null : (scene.posts.get(post.replyTo) ?? null)
  const canonical: CanonicalPost = {
    id,
    platform: platformOf(network),
    authorId: authorIdOf(network, post.by),
    url: null,
    createdAt,
    indexedAt: null,
    editedAt: post.editedAt === undefined ? null : startedAt + post.editedAt,
    text: richTextOf(network, post.text),
    contentWarning: post.warning ?? null,
    sensitive: post.sensitive === true,
    languages: post.language === null ? [] : [post.language],
    media: (post.media ?? []).map(attachmentOf),
    poll: post.poll === undefined ? null : pollOf(scene, post.poll, id),
    linkCard: post.card === undefined ? null : cardOf(post.card),
    quote: quoteOf(scene, post),
    replyTo:
      post.replyTo === undefined
        ? null
        : {
            postId: postIdOf(network, post.replyTo),
            authorId: parent === null ? null : authorIdOf(network, parent.by),
            authorHandle: parent === null ? null : (PEOPLE[parent.by].handles[network] ?? null),
          },
    threadRootId: post.replyTo === undefined ? null : postIdOf(network, rootOf(scene, post).key),
    visibility: network === 'mastodon' ? (post.visibility ?? 'public') : null,
    metrics: {
      replies: Math.max(post.replies ?? 0, scene.answers.get(post.key)?.length ?? 0),
      reposts: grown(post.reposts, post, scene.now) + change(initially.reposted, mark.reposted),
      likes:
        grown(post.likes, post, scene.now) + (post.by === owner ? likesSoFarOfOwn(post, scene) : 0) + change(initially.liked, mark.liked),
      quotes: network === 'mastodon' ? null : (post.quotes ?? 0),
      bookmarks: null,
      views: network === 'x' ? grown(post.likes * 37 + 90, post, scene.now) : null,
      measuredAt: startedAt + scene.now,
    },
  }
  const open = network !== 'x'
  return {
    post: canonical,
    viewer: {
      remoteId: id,
      revision: null,
      ...mark,
      likeRef: null,
      repostRef: null,
      canReply: open && (post.by === owner || mayAnswer(post)),
      canQuote: open && post.visibility !== 'direct' && (post.by === owner || post.quotePolicy !== 'nobody'),
      canRepost: post.visibility !== 'direct' && post.visibility !== 'followers',
    },
  }
}

/** The first post of the thread, as far up as there are posts. */
export function rootOf(scene: Scene, post: PlannedPost): PlannedPost {
  let at = post
  for (let parent = scene.posts.get(at.replyTo ?? ''); parent !== undefined; parent = scene.posts.get(at.replyTo ?? '')) at = parent
  return at
}

function likesSoFarOfOwn(post: PlannedPost, scene: Scene): number {
  return post.key.startsWith('own-') ? likesSoFar(post, scene.now) : 0
}

function change(before: boolean, now: boolean): number {
  return Number(now) - Number(before)
}

/** Counts go up slowly: what was there at the beginning stays as written, what comes later starts at nothing. */
function grown(count: number, post: PlannedPost, now: number): number {
  if (post.at > 0) return Math.floor(count * (1 - Math.exp(-(now - post.at) / (90 * MINUTE))))
  const more = count * Math.max(0.01, 0.25 * Math.exp(post.at / (12 * HOUR)))
  return count + Math.floor(more * (1 - Math.exp(-Math.max(0, now) / (4 * HOUR))))
}

function attachmentOf(media: PlannedMedia | OwnMedia): MediaAttachment {
  const common = { blurhash: null, focalPoint: null, alt: media.alt }
  if ('sha256' in media) {
    const kind = media.mimeType.startsWith('video/') ? 'video' : media.mimeType.startsWith('image/') ? 'image' : 'unknown'
    return {
      ...common,
      kind,
      url: `chirp-file:${media.sha256}`,
      previewUrl: null,
      width: media.width,
      height: media.height,
      durationMs: null,
      mimeType: media.mimeType,
    }
  }
  const [width, height] = ART[media.file]
  const clip = CLIPS[media.file]
  return {
    ...common,
    kind: clip?.kind ?? 'image',
    url: artAddress(media.file),
    previewUrl: clip === undefined ? null : artAddress(clip.poster),
    width,
    height,
    durationMs: clip?.durationMs ?? null,
    mimeType: clip === undefined ? 'image/webp' : 'video/mp4',
  }
}

function pollOf(scene: Scene, poll: PlannedPoll, remoteId: string): Poll {
  const closed = poll.endsAt <= scene.now
  // People go on voting until it closes.
  const share = Math.min(scene.now, poll.endsAt) / (3 * HOUR)
  const options = poll.options.map(([title, votes]) => ({ title, votes: Math.max(votes, Math.floor(votes * (1 + 0.2 * share))) }))
  const votes = options.reduce((sum, option) => sum + option.votes, 0)
  return {
    remoteId,
    options,
    votes,
    voters: poll.multiple === true ? Math.ceil(votes * 0.62) : votes,
    multiple: poll.multiple === true,
    endsAt: scene.startedAt + poll.endsAt,
    closed,
    ownChoices: [...(poll.chosen ?? [])],
  }
}

function cardOf({ image, ...card }: PlannedCard): LinkCard {
  return { ...card, imageUrl: image === null ? null : artAddress(image), imageAlt: '' }
}

function quoteOf(scene: Scene, post: PlannedPost): CanonicalPost['quote'] {
  if (post.quote === undefined) return null
  if (typeof post.quote !== 'string') return { postId: null, state: post.quote.state }
  const postId = postIdOf(scene.network, post.quote)
  return { postId, state: scene.posts.has(post.quote) ? 'available' : 'deleted' }
}
