import { setImmediate } from 'node:timers/promises'
import type { NormalisedPost, PlatformConnector, ReadBatch, SignedIn } from '../../../main/connectors/connector.ts'
import { createDemoConnector } from '../../../main/connectors/demo/connector.ts'
import type { Author } from '../../../shared/model/author.ts'
import type { CanonicalPost, LinkCard } from '../../../shared/model/canonical-post.ts'
import type { MediaAttachment } from '../../../shared/model/media.ts'
import { nameOf, TAGS, writtenBy } from '../../bench/years/words.ts'
import { seeded, type Chance } from '../seeded.ts'

const PLATFORM = 'demo-bluesky'
const WRITERS = 300
const EVERY_MS = 90_000
/** Pictures that the demo brings, with their real size in pixels. */
const PICTURES = [
  ['harbour-mist', 864, 576],
  ['headland', 1200, 675],
  ['pier', 864, 576],
  ['table', 900, 600],
  ['tram', 900, 600],
  ['type-case', 720, 480],
] as const
const PORTRAITS = ['amara', 'cat', 'dele', 'greta', 'heike', 'kenji', 'layla', 'marek', 'noor', 'otto'] as const

/** A network of one feed, as long as one wants, that grows when it is told to. */
export type EndlessNetwork = {
  readonly connector: PlatformConnector
  readonly signedIn: SignedIn
  /** Adds so many posts at the top. */
  grow(count: number): void
}

/**
 * `posts` are there from the beginning, the newest from about `now`: texts of many scripts and lengths, two of three with media. Gives so many at
 * once as `perRead` says, whatever it is asked for, as a network may.
 */
export function createEndlessNetwork(posts: number, now: number, seed: number, perRead: number): EndlessNetwork {
  const chance = seeded(seed)
  const demo = createDemoConnector('bluesky')
  const authors = Array.from({ length: WRITERS }, (_, writer) => authorOf(writer, nameOf(chance, writer)))
  const owner = authorOf(WRITERS, 'Reader')
  /** The oldest first. */
  const feed: NormalisedPost[] = []
  let at = now - posts * EVERY_MS
  const grow = (count: number): void => {
    for (let left = count; left > 0; left--) {
      at += count === posts ? EVERY_MS : 5
      const writer = chance.below(WRITERS)
      feed.push({ post: postOf(chance, feed.length, at, writer, authors[writer] ?? owner), viewer: viewerOf(feed.length) })
    }
  }
  grow(posts)
  const read = (older: string | null, limit: number): ReadBatch => {
    const end = older === null ? feed.length : Number(older)
    const start = Math.max(0, end - limit)
    const page = feed.slice(start, end).reverse()
    const by = new Set(page.map(({ post }) => post.authorId))
    return {
      posts: page,
      authors: authors.filter(({ id }) => by.has(id)).map((author) => ({ author, remoteId: author.id, relationship: null })),
      entries: page.map(({ post }) => ({ postId: post.id, repostedBy: null, sortAt: post.createdAt })),
      inbox: [],
      older: start === 0 ? null : String(start),
      chronological: true,
      skipped: 0,
    }
  }
  return {
    connector: {
      authenticate: {},
      ...(demo.localMedia === undefined ? {} : { localMedia: demo.localMedia }),
      classify: (error) => demo.classify(error),
      check: () => Promise.resolve({ author: owner, remoteId: owner.id, relationship: null }),
      discover: () => Promise.resolve(demo.manifest.capabilities),
      read: async (_, { stream, older }) => {
        // An answer never comes in the turn it was asked for in.
        await setImmediate()
        return stream.kind === 'home' ? read(older, perRead) : { ...read(null, 0), older: null }
      },
      manifest: { ...demo.manifest, pollMs: { home: 3_600_000, notifications: 3_600_000 } },
    },
    signedIn: { author: owner, server: 'https://endless.example', session: '{}', capabilities: demo.manifest.capabilities },
    grow,
  }
}

function authorOf(writer: number, displayName: string): Author {
  return {
    id: `endless:${writer}`,
    platform: PLATFORM,
    handle: `writer${writer}.example.com`,
    displayName,
    emojis: [],
    avatarUrl: writer % 3 === 0 ? null : `demo:art/a-${PORTRAITS[writer % PORTRAITS.length] ?? 'amara'}.webp`,
    url: null,
    bot: false,
  }
}

function viewerOf(number: number): NormalisedPost['viewer'] {
  return {
    remoteId: `endless-${number}`,
    revision: null,
    liked: number % 40 === 0,
    reposted: false,
    bookmarked: false,
    likeRef: null,
    repostRef: null,
    canReply: true,
    canQuote: true,
    canRepost: true,
  }
}

function postOf(chance: Chance, number: number, at: number, writer: number, author: Author): CanonicalPost {
  const { text, language } = writtenBy(chance, writer)
  const tag = chance.next() < 0.2 ? ` #${chance.pick(TAGS)}` : ''
  const link = chance.next() < 0.15 ? `https://news.example.com/${number}` : null
  return {
    id: `endless:post/${number}`,
    platform: PLATFORM,
    authorId: author.id,
    url: null,
    createdAt: at,
    indexedAt: null,
    editedAt: null,
    text: {
      text: text + tag,
      spans: tag === '' ? [] : [{ kind: 'tag', start: text.length + 1, end: text.length + tag.length, tag: tag.slice(2) }],
    },
    contentWarning: chance.next() < 0.03 ? 'Long and winding' : null,
    sensitive: false,
    languages: [language],
    media: link === null && chance.next() < 0.8 ? mediaOf(chance) : [],
    poll: null,
    linkCard: link === null ? null : cardOf(chance, link, text),
    quote: null,
    replyTo: null,
    threadRootId: null,
    visibility: 'public',
    metrics: {
      replies: chance.below(9),
      reposts: chance.below(30),
      likes: chance.below(400),
      quotes: 0,
      bookmarks: null,
      views: null,
      measuredAt: at,
    },
  }
}

function mediaOf(chance: Chance): MediaAttachment[] {
  return Array.from({ length: 1 + (chance.next() < 0.3 ? chance.below(4) : 0) }, () => {
    const [name, width, height] = chance.pick(PICTURES)
    const url = `demo:art/${name}.webp`
    return {
      kind: 'image',
      url,
      previewUrl: url,
      alt: 'A picture',
      // Some networks do not say how large a picture is.
      ...(chance.next() < 0.1 ? { width: null, height: null } : { width, height }),
      blurhash: null,
      focalPoint: null,
      durationMs: null,
      mimeType: 'image/webp',
    }
  })
}

function cardOf(chance: Chance, url: string, text: string): LinkCard {
  const imageUrl = chance.next() < 0.7 ? `demo:art/${chance.pick(PICTURES)[0]}.webp` : null
  return { url, title: text.slice(0, 60), description: text.slice(0, 150), provider: null, imageUrl, imageAlt: '' }
}
