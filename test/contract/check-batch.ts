import { expect } from 'vitest'
import type { NormalisedAuthor, NormalisedPost, PlatformConnector, ReadBatch } from '../../main/connectors/connector.ts'
import { Author } from '../../shared/model/author.ts'
import { CanonicalPost } from '../../shared/model/canonical-post.ts'
import { InboxKind } from '../../shared/model/inbox-item.ts'
import type { RichText } from '../../shared/model/rich-text.ts'

/** Spans are in range, whole characters, sorted, and those of one kind do not overlap. */
export function checkRichText({ text, spans }: RichText): void {
  expect(text.isWellFormed()).toBe(true)
  const endOf = new Map<string, number>()
  let last = 0
  for (const span of spans) {
    expect(span.start).toBeGreaterThanOrEqual(last)
    expect(span.end).toBeGreaterThan(span.start)
    expect(span.end).toBeLessThanOrEqual(text.length)
    expect(text.slice(span.start, span.end).isWellFormed()).toBe(true)
    const kind = span.kind === 'style' ? `style ${span.style}` : span.kind
    expect(span.start).toBeGreaterThanOrEqual(endOf.get(kind) ?? 0)
    endOf.set(kind, span.end)
    last = span.start
    if (span.kind === 'link') expect(span.uri).toMatch(/^(https?|mailto|gemini|xmpp|magnet|ipfs|matrix|tel|geo):/i)
  }
}

function checkWebAddress(address: string | null): void {
  if (address !== null) expect(new URL(address).protocol).toMatch(/^https?:$/)
}

/** An address the media service can serve: of the web, or of the connector's own that it says it understands. */
function checkMediaAddress(connector: PlatformConnector, address: string | null): void {
  if (address === null || /^https?:\/\//.test(address)) return
  expect(address).toMatch(/^[a-z][a-z0-9+.-]*:/)
  expect(connector.resolveMedia ?? connector.localMedia, `nobody resolves ${address}`).toBeDefined()
}

export function checkPost(connector: PlatformConnector, { post, viewer }: NormalisedPost): void {
  expect(CanonicalPost.parse(post)).toEqual(post)
  expect(post.platform).toBe(connector.manifest.platform)
  checkRichText(post.text)
  checkWebAddress(post.url)
  checkWebAddress(post.linkCard?.url ?? null)
  checkMediaAddress(connector, post.linkCard?.imageUrl ?? null)
  for (const media of post.media) {
    checkMediaAddress(connector, media.url)
    checkMediaAddress(connector, media.previewUrl)
  }
  if (post.quote?.state === 'available') expect(post.quote.postId).not.toBeNull()
  if (viewer !== null) expect(viewer.remoteId).not.toBe('')
}

export function checkAuthor(connector: PlatformConnector, { author, remoteId }: NormalisedAuthor): void {
  expect(Author.parse(author)).toEqual(author)
  expect(author.platform).toBe(connector.manifest.platform)
  expect(author.handle).not.toMatch(/^@|^$/)
  expect(remoteId).not.toBe('')
  checkWebAddress(author.url)
  checkMediaAddress(connector, author.avatarUrl)
}

/** Everything a batch refers to is in it, once, and everything in it is as the model says. */
export function checkBatch(connector: PlatformConnector, batch: ReadBatch): void {
  for (const post of batch.posts) checkPost(connector, post)
  for (const author of batch.authors) checkAuthor(connector, author)
  const posts = new Set(batch.posts.map(({ post }) => post.id))
  const authors = new Set(batch.authors.map(({ author }) => author.id))
  expect(posts.size).toBe(batch.posts.length)
  expect(authors.size).toBe(batch.authors.length)
  for (const { post } of batch.posts) {
    expect(authors, `author of ${post.id}`).toContain(post.authorId)
    if (post.quote?.state === 'available') expect(posts, `what ${post.id} quotes`).toContain(post.quote.postId)
  }
  for (const entry of batch.entries) {
    expect(posts, 'an entry').toContain(entry.postId)
    if (entry.repostedBy !== null) expect(authors, 'a reposter').toContain(entry.repostedBy)
  }
  if (batch.chronological) {
    const times = batch.entries.map(({ sortAt }) => sortAt)
    expect(times).toEqual(times.toSorted((a, b) => b - a))
  }
  for (const item of batch.inbox) {
    expect(InboxKind.options).toContain(item.kind)
    expect(authors, 'who did it').toContain(item.actorId)
    if (item.postId !== null) expect(posts, 'what it is about').toContain(item.postId)
    if (['mention', 'reply', 'quote'].includes(item.kind)) expect(item.postId).not.toBeNull()
  }
}
