import type { InboxKind } from '../../../../shared/model/inbox-item.ts'
import type { NormalisedAuthor, NormalisedEntry, NormalisedInboxItem, NormalisedPost, ReadBatch } from '../../connector.ts'
import { normaliseAuthor } from './author.ts'
import { normalisePost, placeOf, recordKey, type PostWithCompany } from './post.ts'
import { FeedViewPost, ProfileView, ThreadNode, type Notification } from './wire.ts'

/** Gathers what an answer brought, each post and author once. A later post with viewer state wins over one without. */
export class BatchBuilder {
  readonly #posts = new Map<string, NormalisedPost>()
  readonly #authors = new Map<string, NormalisedAuthor>()
  readonly #entries: NormalisedEntry[] = []
  readonly #inbox: NormalisedInboxItem[] = []
  readonly #now: number
  #skipped = 0

  constructor(now: number) {
    this.#now = now
  }

  /** Adds a post view with its company; null when it could not be understood. */
  addPost(wire: unknown): PostWithCompany | null {
    const normalised = normalisePost(wire, this.#now)
    if (normalised === null) return null
    this.#keep(normalised)
    return normalised
  }

  addAuthor(view: ProfileView): void {
    const author = normaliseAuthor(view)
    const known = this.#authors.get(author.author.id)
    if (known === undefined || known.relationship === null) this.#authors.set(author.author.id, author)
  }

  /** Adds an entry of a feed: the post, who reposted it, and what it answers as far as that is in the answer. */
  addFeedItem(wire: unknown): void {
    const item = FeedViewPost.safeParse(wire)
    const normalised = item.success ? this.addPost(item.data.post) : null
    if (!item.success || normalised === null) {
      this.skip()
      return
    }
    const { reply, reason } = item.data
    // Parents that are blocked or gone are no post views, and simply not added.
    if (reply !== undefined) for (const other of [reply.parent, reply.root]) this.addPost(other)
    const { post } = normalised.main
    const reposter = reason?.$type === 'app.bsky.feed.defs#reasonRepost' ? ProfileView.safeParse(reason.by) : null
    if (reposter?.success === true) {
      this.addAuthor(reposter.data)
      this.#entries.push({
        postId: post.id,
        repostedBy: reposter.data.did,
        sortAt: Math.min(reason?.indexedAt ?? post.createdAt, this.#now),
      })
    } else {
      this.#entries.push({ postId: post.id, repostedBy: null, sortAt: placeOf(post, this.#now) })
    }
  }

  /** Adds a found post as an entry of its own. */
  addSearchHit(wire: unknown): void {
    const normalised = this.addPost(wire)
    if (normalised === null) this.skip()
    else this.#entries.push({ postId: normalised.main.post.id, repostedBy: null, sortAt: placeOf(normalised.main.post, this.#now) })
  }

  /**
   * Adds a notification; `read` is null where the network has no read mark. Posts it speaks of must have been added before: one that is
   * missing leaves `postId` null.
   */
  addNotification(notification: Notification, read: boolean | null): void {
    this.addAuthor(notification.author)
    const wanted = postOfNotification(notification)
    if (wanted === notification.uri && !this.#posts.has(wanted)) {
      // The notification holds the record itself: better without pictures and counts than not at all.
      this.addPost({ ...notification, indexedAt: new Date(notification.indexedAt).toISOString(), embed: undefined })
    }
    const postId = wanted !== null && this.#posts.has(wanted) ? wanted : null
    const kind = KINDS[notification.reason] ?? 'other'
    this.#inbox.push({
      remoteId: `${notification.uri}#${notification.reason}`,
      // Something said that nobody can read is no mention to answer.
      kind: postId === null && SAID.has(kind) ? 'other' : kind,
      actorId: notification.author.did,
      postId,
      at: Math.min(notification.indexedAt, this.#now),
      read,
    })
  }

  /** Adds a thread from any of its nodes, however deep it is. */
  addThread(root: unknown): void {
    const waiting: unknown[] = [root]
    while (waiting.length > 0) {
      const node = ThreadNode.safeParse(waiting.pop())
      if (!node.success || node.data.post === undefined) continue
      if (this.addPost(node.data.post) === null) this.skip()
      waiting.push(node.data.parent, ...(node.data.replies ?? []))
    }
  }

  /** Counts something that was left out because it could not be understood. */
  skip(): void {
    this.#skipped += 1
  }

  /** The batch so far; `older` is the token to go on with. Entries and notifications are put newest first, ties as they came. */
  build(older: string | null): ReadBatch {
    return {
      posts: [...this.#posts.values()],
      authors: [...this.#authors.values()],
      entries: this.#entries.toSorted((a, b) => b.sortAt - a.sortAt),
      inbox: this.#inbox.toSorted((a, b) => b.at - a.at),
      older,
      chronological: true,
      skipped: this.#skipped,
    }
  }

  /** The batch so far with its entries in the order they came in, which is not that of time. */
  buildAsItCame(older: string | null): ReadBatch {
    return { ...this.build(older), entries: [...this.#entries], chronological: false }
  }

  #keep(normalised: PostWithCompany): void {
    for (const post of normalised.posts) {
      const known = this.#posts.get(post.post.id)
      if (known === undefined || (known.viewer === null && post.viewer !== null)) this.#posts.set(post.post.id, post)
    }
    for (const author of normalised.authors) {
      const known = this.#authors.get(author.author.id)
      if (known === undefined || (known.relationship === null && author.relationship !== null)) this.#authors.set(author.author.id, author)
    }
  }
}

/** https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/notification/listNotifications.json; the rest is `other`. */
const KINDS: Readonly<Record<string, InboxKind>> = {
  mention: 'mention',
  reply: 'reply',
  quote: 'quote',
  like: 'like',
  'like-via-repost': 'like',
  repost: 'repost',
  'repost-via-repost': 'repost',
  follow: 'follow',
}

const SAID: ReadonlySet<InboxKind> = new Set(['mention', 'reply', 'quote'])

/** The post that a notification is about: the new one, or the person's own that was liked or reposted. */
export function postOfNotification(notification: Notification): string | null {
  if (recordKey(notification.uri) !== null) return notification.uri
  // "via repost" names the repost as its subject; the record itself names the post.
  for (const candidate of [notification.reasonSubject, subjectOf(notification.record)]) {
    if (candidate !== undefined && recordKey(candidate) !== null) return candidate
  }
  return null
}

function subjectOf(record: unknown): string | undefined {
  if (typeof record !== 'object' || record === null || !('subject' in record)) return undefined
  const { subject } = record
  if (typeof subject !== 'object' || subject === null || !('uri' in subject)) return undefined
  return typeof subject.uri === 'string' ? subject.uri : undefined
}
