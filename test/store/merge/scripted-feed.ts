import type { ConnectorContext, PlatformConnector, ReadBatch, StreamRequest } from '../../../main/connectors/connector.ts'
import { AppFailure, type AppError } from '../../../shared/errors.ts'
import { authorOf, capabilities, normalisedAuthor, normalisedPost, postOf } from '../builders.ts'

/** A post in a feed: its name, which is its text, and the time it is dated. Reposted: who did it and when. */
export type FeedEntry = {
  readonly name: string
  readonly at: number
  readonly indexedAt?: number
  readonly repostedBy?: { readonly name: string; readonly at: number }
}

type Ranked = FeedEntry & { readonly rank: number }

/** What a feed does with one read instead of answering it as it is. */
export type Play =
  { readonly kind: 'fail'; readonly error: AppError } | { readonly kind: 'answer'; readonly change: (batch: ReadBatch) => ReadBatch }

/**
 * The home feed of one account on a network that does what a script says. Entries are in the order they were put in, which is what pages
 * go by: a token names the last entry that was given, so that going on from it neither repeats nor skips, whatever came or went meanwhile.
 */
export class ScriptedFeed {
  /** Newest first. */
  entries: readonly Ranked[] = []
  /** The next reads do this, one each; null lets one be. */
  script: (Play | null)[] = []
  /** Every read fails so while set. */
  down: AppError | null = null
  pageSize = 5
  /** How many entries the network keeps. */
  keeps = Number.POSITIVE_INFINITY
  chronological = true
  /** The token of each read. */
  readonly asked: (string | null)[] = []
  #rank = 0

  /** Puts entries on top, given newest first. */
  push(...entries: readonly FeedEntry[]): void {
    const ranked = entries.toReversed().map((entry): Ranked => ({ ...entry, rank: ++this.#rank }))
    this.entries = [...ranked.reverse(), ...this.entries]
  }

  /** Takes a post out of the feed, as when it was deleted. */
  remove(name: string): void {
    this.entries = this.entries.filter((entry) => entry.name !== name)
  }

  /** The whole feed as the network shows it now. */
  shown(): readonly Ranked[] {
    return this.entries.slice(0, this.keeps)
  }

  fails(error: AppError = { kind: 'platform-unavailable', reason: 'server-error', server: null, message: null }): Play {
    return { kind: 'fail', error }
  }

  answers(change: (batch: ReadBatch) => Partial<ReadBatch>): Play {
    return { kind: 'answer', change: (batch) => ({ ...batch, ...change(batch) }) }
  }

  readonly connector = {
    manifest: {
      platform: 'testnet',
      name: 'Testnet',
      letter: 't',
      summary: 'A network for tests.',
      authMethods: [],
      capabilities,
      rateRules: [],
      rateHeaders: null,
      pollMs: { home: 60_000, notifications: 60_000 },
      listed: false,
    },
    authenticate: {},
    check: () => Promise.resolve(normalisedAuthor(authorOf('me'))),
    discover: () => Promise.resolve(capabilities),
    read: (_context: ConnectorContext, request: StreamRequest) => this.#read(request),
    classify: (error: unknown): AppError => (error instanceof AppFailure ? error.error : { kind: 'internal', reference: String(error) }),
  } satisfies PlatformConnector

  async #read({ older, limit }: StreamRequest): Promise<ReadBatch> {
    await Promise.resolve()
    this.asked.push(older)
    const play = this.script.shift() ?? null
    const error = this.down ?? (play?.kind === 'fail' ? play.error : null)
    if (error !== null) throw new AppFailure(error)
    const feed = this.shown()
    const from = older === null ? Number.POSITIVE_INFINITY : Number(older)
    const rest = feed.filter((entry) => entry.rank < from)
    const page = rest.slice(0, Math.min(limit, this.pageSize))
    const last = page.at(-1)
    const batch = { ...batchOfEntries(page), older: last !== undefined && rest.length > page.length ? String(last.rank) : null }
    const whole = { ...batch, chronological: this.chronological }
    return play?.kind === 'answer' ? play.change(whole) : whole
  }
}

/** Entries as a connector hands them over: of a feed in time order, the newest first. */
export function batchOfEntries(entries: readonly FeedEntry[]): ReadBatch {
  const reposters = [...new Set(entries.flatMap((entry) => entry.repostedBy?.name ?? []))]
  const posts = new Map(
    entries.map((entry) => [entry.name, postOf(entry.name, 'writer', entry.at, { indexedAt: entry.indexedAt ?? null })]),
  )
  return {
    posts: [...posts.values()].map((post) => normalisedPost(post)),
    authors: ['writer', ...reposters].map((name) => normalisedAuthor(authorOf(name))),
    entries: entries.map(({ name, at, repostedBy }) => ({
      postId: `post:${name}`,
      repostedBy: repostedBy === undefined ? null : `author:${repostedBy.name}`,
      sortAt: repostedBy?.at ?? at,
    })),
    inbox: [],
    older: null,
    chronological: true,
    skipped: 0,
  }
}
