import type { z } from 'zod'
import type { Output } from '../../../shared/bridge/contract.ts'
import type { PostView, TimelineRow } from '../../../shared/bridge/views.ts'
import type { Account, AccountState } from '../../../shared/model/account.ts'
import type { Author } from '../../../shared/model/author.ts'
import type { PlatformCapabilities } from '../../../shared/model/capabilities.ts'
import type { MediaAttachment } from '../../../shared/model/media.ts'
import type { RichText, RichTextSpan } from '../../../shared/model/rich-text.ts'
import { MENTIONS, POSTS, REPLIES, type Spec } from './content.ts'

/**
 * A small fixed world for looking at the page without a core: the content of the visual reference, in the shapes of the contract.
 * Only for screenshots and for tests of the page alone; everything else runs against the real host.
 */
export const NOW = Date.now()
const MINUTE = 60_000

const limit = (value: number) => ({ value, source: 'fixture', checkedOn: '2026-11-01', strength: 'hard' as const })

function capabilities(text: number): PlatformCapabilities {
  return {
    text: { limits: [{ unit: 'graphemes', ...limit(text), linkCost: null, countsWarning: false }], required: false },
    images: {
      mimeTypes: ['image/png', 'image/jpeg', 'image/webp'],
      maxCount: limit(4),
      maxBytes: limit(2_000_000),
      maxPixels: null,
      maxAltLength: limit(1500),
      maxSide: null,
      maxDurationMs: null,
      focalPoint: false,
      minDurationMs: null,
      shape: null,
      inReplies: true,
    },
    video: null,
    mixedMedia: false,
    files: { least: null, most: null, mostInReplies: null },
    elements: [],
    thread: { maxPosts: null, atomic: false },
    reply: true,
    quote: { own: true, others: 'anyone' },
    poll: null,
    edit: false,
    delete: true,
    visibility: null,
    contentWarning: 'free-text',
    maxLanguages: limit(1),
    schedule: null,
    replyPolicy: null,
    quotePolicy: null,
    topicTag: null,
    links: 'facets',
    mentions: { pattern: '@[\\w.-]+', example: '@name.example.com' },
    streams: { home: true, notifications: true, live: false, author: true, lists: false, feeds: false, tags: false },
    mediaFrom: 'upload',
    absent: [],
    prices: null,
    readsThreads: true,
    engagements: ['like', 'repost', 'bookmark'],
    follow: true,
    metrics: ['replies', 'reposts', 'likes', 'quotes'],
    search: { posts: true, people: true, filters: [] },
    readMarker: 'seen-time',
    software: null,
    askedAt: NOW,
  }
}

function account(
  position: number,
  id: string,
  platform: string,
  platformName: string,
  handle: string,
  face: string,
  state: AccountState = { kind: 'connected' },
): Account {
  return {
    id,
    platform,
    platformName,
    authorId: `author:${handle}`,
    handle,
    displayName: face === 'juno' ? 'Juno Varga' : 'Linnet Press',
    avatarUrl: `media/a-${face}.webp`,
    server: 'https://example.com',
    authMethod: 'fixture',
    state,
    capabilities: capabilities(platform === 'mastodon' ? 500 : 300),
    addedAt: NOW - 1e9,
    readAt: NOW - MINUTE,
    position,
  }
}

export const accounts: Account[] = [
  account(0, 'acc_juno_b', 'bluesky', 'Bluesky', 'juno.example.com', 'juno'),
  account(1, 'acc_juno_m', 'mastodon', 'Mastodon', 'juno@tidepool.example', 'juno'),
  account(2, 'acc_linnet_b', 'bluesky', 'Bluesky', 'linnetpress.example.com', 'linnet'),
  account(3, 'acc_linnet_x', 'x', 'X', 'linnet_example', 'linnet', { kind: 'rate-limited', until: NOW + 40 * MINUTE }),
  account(4, 'acc_linnet_i', 'instagram', 'Instagram', 'linnet.example', 'linnet'),
  account(5, 'acc_linnet_t', 'threads', 'Threads', 'linnet.test', 'linnet', { kind: 'paused' }),
]

export function authorOf(name: string, handle: string, face: string, platform: string): Author {
  return {
    id: `author:${handle}`,
    platform,
    handle,
    displayName: name,
    emojis: [],
    avatarUrl: `media/a-${face}.webp`,
    url: `https://example.com/${handle}`,
    bot: false,
  }
}

/** `[text](link)`, `@handle` and `#tag` in a fixture's text become spans. */
function rich(source: string): RichText {
  const spans: RichTextSpan[] = []
  let text = ''
  let last = 0
  for (const match of source.matchAll(/\[([^\]]+)\]\(([^)]+)\)|@([\w.@-]+\w)|#([\p{L}\p{N}]+)/gu)) {
    text += source.slice(last, match.index)
    last = match.index + match[0].length
    const shown = match[1] ?? match[0]
    const range = { start: text.length, end: text.length + shown.length }
    if (match[2] !== undefined) spans.push({ kind: 'link', ...range, uri: match[2] })
    else if (match[3] !== undefined) spans.push({ kind: 'mention', ...range, authorId: `author:${match[3]}`, handle: match[3], uri: null })
    else spans.push({ kind: 'tag', ...range, tag: match[4] ?? '' })
    text += shown
  }
  return { text: text + source.slice(last), spans }
}

function media([file, alt]: readonly [string, string]): MediaAttachment {
  return {
    kind: 'image',
    url: `media/${file}`,
    previewUrl: null,
    alt,
    width: 1280,
    height: 720,
    blurhash: null,
    focalPoint: null,
    durationMs: null,
    mimeType: 'image/webp',
  }
}

function postOf(spec: Spec): PostView {
  const platform = spec.platform ?? (spec.handle.includes('@') ? 'mastodon' : 'bluesky')
  const id = `post:${spec.id}`
  const own = accounts.find((one) => one.handle === spec.handle)?.id ?? null
  const [replies = null, reposts = null, likes = null] = spec.counts
  return {
    post: {
      id,
      platform,
      authorId: `author:${spec.handle}`,
      url: `https://example.com/${spec.id}`,
      createdAt: NOW - spec.minutes * MINUTE,
      indexedAt: null,
      editedAt: null,
      text: rich(spec.text),
      contentWarning: spec.warning ?? null,
      sensitive: spec.warning !== undefined,
      languages: spec.lang === undefined ? [] : [spec.lang],
      media: (spec.media ?? []).map(media),
      poll: spec.poll ?? null,
      linkCard: spec.card ?? null,
      quote: spec.quotes === undefined ? null : { postId: `post:${spec.quotes}`, state: 'available' },
      replyTo: spec.replyTo === undefined ? null : { postId: `post:${spec.replyTo}`, authorId: null, authorHandle: null },
      threadRootId: null,
      visibility: null,
      metrics: { replies, reposts, likes, quotes: spec.counts[3] ?? null, bookmarks: null, views: null, measuredAt: NOW },
    },
    author: authorOf(spec.name, spec.handle, spec.face, platform),
    viewers: (spec.from ?? []).map((accountId) => ({
      accountId,
      postId: id,
      liked: spec.did?.includes('like') ?? false,
      reposted: spec.did?.includes('repost') ?? false,
      bookmarked: spec.did?.includes('bookmark') ?? false,
      canReply: true,
      canQuote: true,
      canRepost: true,
    })),
    ownAccountId: own,
    deleted: false,
    platformName: platform === 'mastodon' ? 'Mastodon' : 'Bluesky',
  }
}

export const posts = new Map([...POSTS, ...REPLIES, ...MENTIONS].map((spec) => [`post:${spec.id}`, postOf(spec)]))

type Row = z.infer<typeof TimelineRow>

export const rows: Row[] = POSTS.filter((spec) => spec.hidden !== true).flatMap((spec): Row[] => {
  const at = NOW - spec.minutes * MINUTE
  const reposter = spec.repostedBy === undefined ? null : authorOf(spec.repostedBy, 'ruben.example.com', 'ruben', 'bluesky')
  const row: Row = {
    kind: 'post',
    key: spec.id,
    cursor: `c:${spec.id}`,
    postId: `post:${spec.id}`,
    repostedBy: reposter,
    accountIds: [...(spec.from ?? [])],
    sortAt: at,
  }
  if (spec.gapBelow !== true) return [row]
  const span = { end: 'newer' as const, newerAt: at - 1, olderAt: at - 92 * 60_000, lost: false }
  return [row, { kind: 'gap', key: `gap:${spec.id}`, cursor: `c:gap:${spec.id}`, accountId: 'acc_juno_m', sortAt: at - 1, ...span }]
})

export const replyIds = REPLIES.map((spec) => ({ postId: `post:${spec.id}`, depth: spec.depth ?? 1 }))

type InboxRow = Output<'inbox.page'>['rows'][number]

export const inboxRows: InboxRow[] = MENTIONS.filter((spec) => spec.inbox !== undefined).map((spec, index) => {
  const inbox = spec.inbox ?? { kind: 'mention', read: true }
  const actors = inbox.actors ?? [[spec.name, spec.handle, spec.face] as const]
  const at = NOW - spec.minutes * MINUTE
  return {
    key: spec.id,
    groupId: index + 1,
    upTo: index + 1,
    kind: inbox.kind,
    accountId: spec.from?.[0] ?? 'acc_juno_b',
    accountIds: [spec.from?.[0] ?? 'acc_juno_b'],
    actors: actors.map(([name, handle, face]) => authorOf(name, handle, face, 'bluesky')),
    actorCount: inbox.count ?? actors.length,
    postId: inbox.kind === 'follow' ? null : `post:${spec.id}`,
    at,
    sortAt: at,
    unread: inbox.read ? 0 : (inbox.count ?? actors.length),
    read: inbox.read,
    kept: false,
    place: 'inbox',
    until: null,
  }
})

/** A long timeline: the same posts again and again, each copy with ids of its own and four days older. */
export function longTimeline(copies: number): Row[] {
  return Array.from({ length: copies }, (_, copy) =>
    rows.map((row): Row => {
      const age = copy * 4 * 24 * 60 * MINUTE
      const name = { key: `${row.key}~${copy}`, cursor: `${row.cursor}~${copy}`, sortAt: row.sortAt - age }
      if (row.kind === 'gap') return { ...row, ...name }
      const postId = `${row.postId}~${copy}`
      const view = posts.get(row.postId)
      if (view !== undefined) {
        const viewers = view.viewers.map((viewer) => ({ ...viewer, postId }))
        posts.set(postId, { ...view, viewers, post: { ...view.post, id: postId, createdAt: view.post.createdAt - age } })
      }
      return { ...row, ...name, postId }
    }),
  ).flat()
}
