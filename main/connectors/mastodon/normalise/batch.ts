import type { NormalisedAuthor, NormalisedEntry, NormalisedPost, ReadBatch } from '../../connector.ts'
import type { WireAccount, WireInnerStatus, WireRelationship, WireStatus } from '../wire.ts'
import { authorIdOf, handleOf, normaliseAccount, type Home } from './author.ts'
import { normaliseStatus, postIdOf, quoteOf, type Known, type KnownHere } from './post.ts'

/** The first of each. */
function uniqueBy<T>(values: readonly T[], keyOf: (value: T) => string): T[] {
  const seen = new Map<string, T>()
  for (const value of values) if (!seen.has(keyOf(value))) seen.set(keyOf(value), value)
  return [...seen.values()]
}

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
      // What is filtered may stand on either of them.
      this.see({ ...status.reblog, filtered: [...status.filtered, ...status.reblog.filtered] })
      return
    }
    this.seeAccount(status.account)
    // A status that was seen whole is not replaced by its copy inside a quote, which has less in it.
    const seen = this.statuses.get(status.id)
    if (!seen || ('pleroma' in status && !('pleroma' in seen))) this.statuses.set(status.id, status)
    const quote = quoteOf(status)
    if (quote?.state === 'accepted' && quote.quotedStatus) this.see(quote.quotedStatus)
  }

  seeAccount(account: WireAccount): void {
    this.accounts.set(account.id, account)
  }

  /** Ids of statuses that are wanted and not here: quoted ones, and answered ones that are not known from before. */
  missing(): string[] {
    const all = [...this.statuses.values()]
    const quoted = all.flatMap((status) => {
      const quote = quoteOf(status)
      return quote?.state === 'accepted' ? (quote.quotedStatusId ?? []) : []
    })
    const answered = all.flatMap(({ inReplyToId }) => inReplyToId ?? []).filter((id) => this.before.post(id) === null)
    return [...new Set([...quoted, ...answered])].filter((id) => !this.statuses.has(id))
  }

  /** What the server calls the statuses and accounts that are here. */
  ids() {
    return {
      posts: [...this.statuses.values()].map((status) => ({
        remoteId: status.id,
        postId: postIdOf(status, this.home),
        authorId: authorIdOf(status.account, this.home),
      })),
      authors: [...this.accounts.values()].map((account) => ({
        remoteId: account.id,
        authorId: authorIdOf(account, this.home),
        handle: handleOf(account, this.home),
      })),
    }
  }

  posts(): { readonly posts: readonly NormalisedPost[]; readonly skipped: number } {
    const context = { home: this.home, known: this.known(), now: this.now }
    const all = [...this.statuses.values()].map((status) => normaliseStatus(status, context))
    const posts = all.filter((post) => post !== null)
    return { posts: uniqueBy(posts, ({ post }) => post.id), skipped: all.length - posts.length }
  }

  authors(relationships: readonly WireRelationship[] = []): NormalisedAuthor[] {
    const all = [...this.accounts.values()].map((account) =>
      normaliseAccount(account, this.home, relationships.find(({ id }) => id === account.id) ?? null),
    )
    return uniqueBy(all, ({ author }) => author.id)
  }

  /** The statuses as places in a feed, in their order. */
  entries(statuses: readonly WireStatus[]): NormalisedEntry[] {
    return statuses.flatMap((status) => {
      const shown = status.reblog ?? status
      const at = Date.parse(status.createdAt)
      if (Number.isNaN(at) || Number.isNaN(Date.parse(shown.createdAt))) return []
      const repostedBy = status.reblog === null ? null : authorIdOf(status.account, this.home)
      return [{ postId: postIdOf(shown, this.home), repostedBy, sortAt: Math.min(at, this.now) }]
    })
  }

  /** What this answer tells about the server's ids, with what was known before. */
  known(): KnownHere {
    return {
      here: (remoteId) => {
        const status = this.statuses.get(remoteId)
        return status && !Number.isNaN(Date.parse(status.createdAt)) ? postIdOf(status, this.home) : null
      },
      post: (remoteId) => {
        const status = this.statuses.get(remoteId)
        return status
          ? { postId: postIdOf(status, this.home), authorId: authorIdOf(status.account, this.home) }
          : this.before.post(remoteId)
      },
      author: (remoteId) => {
        const account = this.accounts.get(remoteId)
        if (!account) return this.before.author(remoteId)
        return { authorId: authorIdOf(account, this.home), handle: handleOf(account, this.home) }
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
