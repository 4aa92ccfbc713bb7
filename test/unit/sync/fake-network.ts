import type {
  ConnectorContext,
  NormalisedInboxItem,
  PlatformConnector,
  ReadBatch,
  StreamRequest,
} from '../../../main/connectors/connector.ts'
import type { Log } from '../../../main/core/ports.ts'
import { AppFailure, type AppError } from '../../../shared/errors.ts'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import { authorOf, batchOf, capabilities, normalisedAuthor, normalisedPost, postOf } from '../../store/builders.ts'

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** A network of one account: a home feed and notifications in time order, paged by "older than this one". */
export class FakeNetwork {
  home: CanonicalPost[] = []
  notifications: NormalisedInboxItem[] = []
  /** What lists, feeds, tags and searches hold, by `streamName`. Feeds are in this order, the others in that of time. */
  readonly others = new Map<string, CanonicalPost[]>()
  /** Thrown by the next reads, one each; null lets one pass. */
  failures: (AppError | null)[] = []
  /** Thrown by every read while set. */
  down: AppError | null = null
  readonly requests: StreamRequest[] = []
  pageSize = 10
  readMark: { at: number | null; remoteId: string | null } | null = null
  chronological = true
  /** Holds answers back until it resolves. */
  hold: Promise<void> = Promise.resolve()
  /** Where the feed ends for the server although it once showed more. */
  window = Number.POSITIVE_INFINITY

  /** Adds posts at these times. */
  post(...times: readonly number[]): void {
    for (const at of times) this.home.push(postOf(`p${at}`, 'writer', at))
  }

  notify(...times: readonly number[]): void {
    for (const at of times) {
      this.notifications.push({ remoteId: `n${at}`, kind: 'mention', actorId: 'author:writer', postId: `post:m${at}`, at, read: null })
    }
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
    read: (context: ConnectorContext, request: StreamRequest) => this.read(context, request),
    readMark: () => Promise.resolve(this.readMark),
    classify: (error: unknown): AppError => (error instanceof AppFailure ? error.error : { kind: 'internal', reference: String(error) }),
  } satisfies PlatformConnector

  private async read(context: ConnectorContext, request: StreamRequest): Promise<ReadBatch> {
    this.requests.push(request)
    await this.hold
    context.signal.throwIfAborted()
    const failure = this.down ?? this.failures.shift() ?? null
    if (failure !== null) throw new AppFailure(failure)
    const before = request.older === null ? Number.POSITIVE_INFINITY : Number(request.older)
    if (request.stream.kind === 'home') return this.homePage(before)
    if (request.stream.kind === 'notifications') return this.notificationsPage(before)
    return this.otherPage(request)
  }

  private otherPage({ stream, older }: StreamRequest): ReadBatch {
    const posts = this.others.get(streamName(stream))
    if (posts === undefined) throw new AppFailure({ kind: 'post-not-found', message: null })
    const isFeed = stream.kind === 'feed'
    const all = (isFeed ? posts : posts.toSorted((a, b) => b.createdAt - a.createdAt)).slice(0, this.window)
    const start = older === null ? 0 : isFeed ? Number(older) : all.filter((post) => post.createdAt >= Number(older)).length
    const page = all.slice(start, start + this.pageSize)
    const end = start + page.length
    return {
      ...batchOf(page, { authors: [normalisedAuthor(authorOf('writer'))] }),
      entries: page.map((post) => ({ postId: post.id, repostedBy: null, sortAt: post.createdAt })),
      older: end >= all.length ? null : String(isFeed ? end : page.at(-1)?.createdAt),
      chronological: !isFeed,
    }
  }

  private homePage(before: number): ReadBatch {
    const feed = [...this.home].sort((a, b) => b.createdAt - a.createdAt).slice(0, this.window)
    const older = feed.filter((post) => post.createdAt < before)
    const page = older.slice(0, this.pageSize)
    const last = page.at(-1)
    return {
      ...batchOf(page, { authors: [normalisedAuthor(authorOf('writer'))] }),
      entries: page.map((post) => ({ postId: post.id, repostedBy: null, sortAt: post.createdAt })),
      older: last !== undefined && older.length > page.length ? String(last.createdAt) : null,
      chronological: this.chronological,
    }
  }

  private notificationsPage(before: number): ReadBatch {
    const older = [...this.notifications].sort((a, b) => b.at - a.at).filter((item) => item.at < before)
    const page = older.slice(0, this.pageSize)
    const last = page.at(-1)
    return {
      ...batchOf([], { authors: [normalisedAuthor(authorOf('writer'))] }),
      posts: page.map((item) => normalisedPost(postOf(`m${item.at}`, 'writer', item.at))),
      inbox: page,
      older: last !== undefined && older.length > page.length ? String(last.at) : null,
    }
  }
}

/** The name of a stream that is neither home nor notifications. */
export function streamName(stream: StreamRequest['stream']): string {
  switch (stream.kind) {
    case 'list':
    case 'feed':
      return `${stream.kind} ${stream.remoteId}`
    case 'tag':
      return `tag ${stream.tag}`
    case 'search':
      return `search ${stream.query}`
    default:
      return stream.kind
  }
}

export function contextOf(accountId: string, signal: AbortSignal, clock: () => number): ConnectorContext {
  return {
    account: {
      id: accountId,
      authorId: `author:${accountId}`,
      handle: 'me.test',
      server: 'https://one.test',
      authMethod: 'password',
      capabilities,
    },
    http: { fetch: () => Promise.reject(new Error('The fake network needs no HTTP')) },
    session: { read: () => Promise.resolve(null), write: () => Promise.resolve(), exclusive: (work) => work() },
    clock,
    log: silentLog,
    signal,
  }
}
