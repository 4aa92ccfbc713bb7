import type { Account } from '../../../shared/model/account.ts'
import type { MediaRule, PlatformCapabilities } from '../../../shared/model/capabilities.ts'
import { defaultDraftOptions, type Draft, type DraftContent, type DraftMedia, type DraftSegment } from '../../../shared/model/draft.ts'
import type { TargetContext } from '../../../shared/compose/validate-draft.ts'
import { limits } from './limits.ts'

const source = { source: 'https://example.org/limits', checkedOn: '2026-11-20', strength: 'hard' } as const
const limit = (value: number): { value: number } & typeof source => ({ value, ...source })

const images: MediaRule = {
  mimeTypes: ['image/jpeg', 'image/png'],
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
}

/** Two networks that differ in all that matters: one as Bluesky, one as Mastodon. */
export const bluesky: PlatformCapabilities = {
  text: { limits: [limits.bluesky, limits.blueskyBytes], required: false },
  images,
  video: { ...images, mimeTypes: ['video/mp4'], maxCount: limit(1), maxBytes: limit(300_000_000) },
  mixedMedia: false,
  files: { least: null, most: null, mostInReplies: null },
  elements: [],
  thread: { maxPosts: null, atomic: true },
  reply: true,
  quote: { own: true, others: 'anyone' },
  poll: null,
  edit: false,
  delete: true,
  visibility: null,
  contentWarning: 'labels',
  maxLanguages: limit(3),
  schedule: null,
  replyPolicy: null,
  quotePolicy: null,
  topicTag: null,
  links: 'facets',
  mentions: null,
  streams: { home: true, notifications: true, live: false, author: true, lists: false, feeds: false, tags: false },
  mediaFrom: 'upload',
  absent: [],
  prices: null,
  readsThreads: true,
  engagements: ['like', 'repost'],
  follow: true,
  metrics: ['likes'],
  search: { posts: true, people: true, filters: [] },
  readMarker: 'seen-time',
  software: null,
  askedAt: 0,
}

export const mastodon: PlatformCapabilities = {
  ...bluesky,
  text: { limits: [limits.mastodon], required: false },
  images: { ...images, maxBytes: limit(16_777_216), maxPixels: limit(33_177_600) },
  poll: { maxOptions: limit(4), maxOptionLength: limit(50), minSeconds: limit(300), maxSeconds: limit(2_629_746), withMedia: false },
  quote: { own: true, others: 'by-permission' },
  visibility: ['public', 'unlisted', 'followers', 'direct'],
  contentWarning: 'free-text',
  maxLanguages: limit(1),
  links: 'server',
}

export function account(id: string, platform: 'bluesky' | 'mastodon', rest: Partial<Account> = {}): Account {
  return {
    id,
    platform,
    platformName: platform === 'bluesky' ? 'Bluesky' : 'Mastodon',
    authorId: `author of ${id}`,
    handle: `${id}.example`,
    displayName: id,
    avatarUrl: null,
    server: 'https://example.org',
    authMethod: 'password',
    state: { kind: 'connected' },
    capabilities: platform === 'bluesky' ? bluesky : mastodon,
    addedAt: 0,
    readAt: null,
    position: 0,
    ...rest,
  }
}

export function context(of: Account, rest: Partial<TargetContext> = {}): TargetContext {
  return { account: of, reply: null, quote: null, ...rest }
}

export function media(rest: Partial<DraftMedia> = {}): DraftMedia {
  return {
    id: 'media',
    sha256: 'a'.repeat(64),
    fileName: 'photo.jpg',
    mimeType: 'image/jpeg',
    bytes: 1000,
    width: 100,
    height: 100,
    durationMs: null,
    alt: 'A photo',
    focalPoint: null,
    previewUrl: null,
    ...rest,
  }
}

export function segment(text: string, rest: Partial<DraftSegment> = {}): DraftSegment {
  return { id: 'segment', text, media: [], poll: null, ...rest }
}

export function content(text: string | readonly DraftSegment[], rest: Partial<DraftContent> = {}): DraftContent {
  return {
    segments: typeof text === 'string' ? [segment(text)] : [...text],
    contentWarning: null,
    sensitive: false,
    language: null,
    ...rest,
  }
}

export function draft(written: DraftContent, accountIds: readonly string[], rest: Partial<Draft> = {}): Draft {
  return {
    id: 'draft',
    content: written,
    targets: accountIds.map((accountId) => ({
      accountId,
      override: null,
      visibility: null,
      replyPolicy: null,
      quotePolicy: null,
      topicTag: null,
    })),
    replyTo: null,
    quote: null,
    edits: null,
    options: defaultDraftOptions,
    createdAt: 0,
    updatedAt: 0,
    revision: 0,
    ...rest,
  }
}
