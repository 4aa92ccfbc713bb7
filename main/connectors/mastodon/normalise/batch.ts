import type { NormalisedAuthor, NormalisedEntry, NormalisedPost, ReadBatch } from '../../connector.ts'
import type { WireAccount, WireInnerStatus, WireRelationship, WireStatus } from '../wire.ts'
import { authorIdOf, fullHandle, normaliseAccount, type Home } from './author.ts'
import { filterOf, normaliseStatus, postIdOf, quoteOf, type Known } from './post.ts'

/** Where ids were met before, in answers to the same account; may know nothing. */
export const nothingKnown: Known = { post: () => null, author: () => null }

/**
 * Gathers the posts and authors of one answer: everything inside the statuses given, each once. First all is seen, then normalised, so
 * that statuses of one answer can refer to each other in any order.
 */
export class Gathering {
  private readonly home: Home
  private readonly before: Known
  private readonly now: number
  private readonly statuses = new Map<string, WireInnerStatus>()
  private readonly accounts = new Map<string, WireAccount>()

  constructor(options: { readonly home: Home; readonly known: Known; readonly now: number }) {
    this.home = options.home
    this.before = options.known
    this.now = options.now
  }

  see(status: WireStatus | WireInnerStatus): void {
    if ('reblog' in status && status.reblog !== null) {
      this.seeAccount(status.account)
      this.see(status.reblog)
      return
    }
    this.seeAccount(status.account)
    // A status that was seen whole is not replaced by its copy inside a quote, which has less in it.
    const seen = this.statuses.get(status.id)
    if (!seen || ('quote' in status && !('quote' in seen))) this.statuses.set(status.id, status)
    const quoted = quoteOf(status)?.quotedStatus
    if (quoted) this.see(quoted)
  }

  seeAccount(account: WireAccount): void {
    this.accounts.set(account.id, account)
  }

  /** Ids of answered statuses that are neither here nor known from before. */
  missingParents(): string[] {
    const wanted = [...this.statuses.values()].flatMap(({ inReplyToId }) => inReplyToId ?? [])
    return [...new Set(wanted)].filter((id) => !this.statuses.has(id) && this.before.post(id) === null)
  }

  posts(): { readonly posts: readonly NormalisedPost[]; readonly skipped: number } {
    const context = { home: this.home, known: this.known(), now: this.now }
    const all = [...this.statuses.values()].map((status) => normaliseStatus(status, context))
    const posts = all.filter((post) => post !== null)
    return { posts, skipped: all.length - posts.length }
  }

  authors(relationships: readonly WireRelationship[] = []): NormalisedAuthor[] {
    return [...this.accounts.values()].map((account) =>
      normaliseAccount(account, this.home, relationships.find(({ id }) => id === account.id) ?? null),
    )
  }

  /** The statuses as places in a feed; those the person's filters hide have none. */
  entries(statuses: readonly WireStatus[]): NormalisedEntry[] {
    return statuses.flatMap((status) => {
      const shown = status.reblog ?? status
      const at = Date.parse(status.createdAt)
      if (Number.isNaN(at) || Number.isNaN(Date.parse(shown.createdAt))) return []
      if (filterOf(status)?.action === 'hide' || filterOf(shown)?.action === 'hide') return []
      const repostedBy = status.reblog === null ? null : authorIdOf(status.account, this.home)
      return [{ postId: postIdOf(shown, this.home), repostedBy, sortAt: Math.min(at, this.now) }]
    })
  }

  /** What this answer tells about the server's ids, with what was known before. */
  known(): Known {
    return {
      post: (remoteId) => {
        const status = this.statuses.get(remoteId)
        return status
          ? { postId: postIdOf(status, this.home), authorId: authorIdOf(status.account, this.home) }
          : this.before.post(remoteId)
      },
      author: (remoteId) => {
        const account = this.accounts.get(remoteId)
        if (!account) return this.before.author(remoteId)
        return { authorId: authorIdOf(account, this.home), handle: fullHandle(account.acct || account.username, this.home) }
      },
    }
  }

  /** All of it as one batch. */
  batch(part: Partial<Pick<ReadBatch, 'entries' | 'inbox' | 'older' | 'chronological' | 'skipped'>>): ReadBatch {
    const { posts, skipped } = this.posts()
    return {
      posts,
      authors: this.authors(),
      entries: part.entries ?? [],
      inbox: part.inbox ?? [],
      older: part.older ?? null,
      chronological: part.chronological ?? true,
      skipped: skipped + (part.skipped ?? 0),
    }
  }
}
