import { AppFailure, type AppError } from '../../../shared/errors.ts'
import type {
  CommittedPost,
  ConnectorContext,
  OutgoingPost,
  PlatformConnector,
  ReadBatch,
  RemotePost,
  ThreadPart,
  Witness,
} from '../../../main/connectors/connector.ts'
import { authorOf, batchOf, capabilities, normalisedAuthor, normalisedPost, postOf } from '../../store/builders.ts'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'

/** What goes wrong at one call. `after`: the network did it and the answer was lost; `late`: it does it after so many ms more. */
export type Fault =
  | { readonly at: 'before' | 'after'; readonly error: AppError }
  | { readonly at: 'late'; readonly byMs: number }
  | { readonly at: 'hang' | 'hang-after' }
  | { readonly at: 'bug' }

/** A post on the fake network. */
export type NetworkPost = {
  readonly id: string
  readonly key: string
  readonly accountId: string
  readonly text: string
  readonly media: number
  readonly replyTo: string | null
  readonly replyRoot: string | null
  readonly revision: string
  readonly appearsAt: number
  readonly createdAt: number
}

type Step = 'prepare' | 'commit' | 'witness' | 'engage' | 'follow' | 'delete' | 'resolvePost' | 'markRead'

/**
 * A network in memory that does what it is told, as often as it is told: it knows no idempotency, so a second commit is a second post.
 * Faults are scripted per step and account; each is used once.
 */
export class FakeNetwork {
  readonly posts: NetworkPost[] = []
  /** What was given to be posted, as often as it was. */
  readonly sent: OutgoingPost[] = []
  readonly calls: {
    readonly step: Step
    readonly accountId: string
    readonly key?: string
    readonly at: number
    readonly about?: string
  }[] = []
  readonly engagements: {
    readonly accountId: string
    readonly verb: string
    readonly on: boolean
    readonly subject: string
    readonly ref: string | null
  }[] = []
  /** Posts of others, to be found by `resolvePost`. */
  readonly others = new Map<string, CanonicalPost>()
  /** The witness cannot tell. */
  blind = false
  settleMs: number | undefined = 60_000
  online = true
  /** How many posts of a thread it takes in one request; null = each goes by itself. */
  mostParts: number | null = null
  /** Stands for what happens around a call in the process; it may end the process. */
  onEffect: () => void = () => undefined
  readonly #faults: { readonly step: Step; readonly accountId: string | null; readonly fault: Fault }[] = []
  readonly #clock: () => number

  constructor(clock: () => number) {
    this.#clock = clock
  }

  fail(step: Step, fault: Fault, accountId: string | null = null): void {
    this.#faults.push({ step, accountId, fault })
  }

  clearFaults(): void {
    this.#faults.length = 0
  }

  get faultsLeft(): number {
    return this.#faults.length
  }

  /** What can be seen on the network now. */
  visible(accountId?: string): readonly NetworkPost[] {
    return this.posts.filter((post) => post.appearsAt <= this.#clock() && (accountId === undefined || post.accountId === accountId))
  }

  callsOf(step: Step, accountId?: string): readonly { readonly key?: string; readonly at: number }[] {
    return this.calls.filter((call) => call.step === step && (accountId === undefined || call.accountId === accountId))
  }

  connector(): PlatformConnector {
    let keys = 0
    return {
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
      read: () => Promise.resolve(batchOf([])),
      resolvePost: (context, postId) => this.#step('resolvePost', context, postId, () => this.#resolve(postId)),
      publish: {
        ...(this.settleMs === undefined ? {} : { settleMs: this.settleMs }),
        newKey: (clock) => `key-${clock()}-${++keys}-${Math.random().toString(36).slice(2)}`,
        prepare: (context, post, onProgress) =>
          this.#step('prepare', context, undefined, () => {
            onProgress(0.5)
            return { uploaded: post.media.length }
          }),
        commit: (context, key, post, prepared) => {
          this.sent.push(post)
          return this.#step('commit', context, key, (late) => this.#create(context, key, post, prepared, late ?? 0))
        },
        ...(this.mostParts === null
          ? {}
          : {
              thread: {
                maxParts: this.mostParts,
                commit: (context, parts) =>
                  this.#step('commit', context, parts.map(({ key }) => key).join(' '), (late) => this.#createAll(context, parts, late ?? 0)),
              },
            }),
        witness: (context, key) => this.#step('witness', context, key, () => this.#witness(context, key)),
      },
      engage: {
        set: (context, verb, on, post, ref) =>
          this.#step('engage', context, post.postId, () => {
            this.engagements.push({ accountId: context.account.id, verb, on, subject: post.postId, ref })
            return { ref: on ? `ref ${verb} ${post.postId}` : null }
          }),
        follow: (context, author, on, ref) =>
          this.#step('follow', context, author.authorId, () => {
            this.engagements.push({ accountId: context.account.id, verb: 'follow', on, subject: author.authorId, ref })
            return { ref: on ? `ref follow ${author.authorId}` : null, requested: false }
          }),
      },
      delete: (context, post) =>
        this.#step('delete', context, post.postId, () => {
          const index = this.posts.findIndex((one) => one.id === post.postId)
          if (index >= 0) this.posts.splice(index, 1)
          this.engagements.push({ accountId: context.account.id, verb: 'delete', on: true, subject: post.postId, ref: null })
        }),
      markRead: (context, upTo) =>
        this.#step('markRead', context, upTo.remoteId, () => {
          this.engagements.push({ accountId: context.account.id, verb: 'mark-read', on: true, subject: upTo.remoteId, ref: null })
        }),
      classify: (error) => (error instanceof AppFailure ? error.error : { kind: 'internal', reference: 'test' }),
    }
  }

  async #step<T>(step: Step, context: ConnectorContext, about: string | undefined, effect: (late?: number) => T): Promise<T> {
    const accountId = context.account.id
    this.calls.push({ step, accountId, at: this.#clock(), ...(about === undefined ? {} : { about, key: about }) })
    this.onEffect()
    await Promise.resolve()
    if (!this.online) throw new AppFailure({ kind: 'offline' })
    const index = this.#faults.findIndex((one) => one.step === step && (one.accountId === null || one.accountId === accountId))
    const fault = index < 0 ? null : (this.#faults.splice(index, 1)[0]?.fault ?? null)
    if (fault?.at === 'before') throw new AppFailure(fault.error)
    if (fault?.at === 'bug') throw new TypeError('Cannot read properties of undefined')
    if (fault?.at === 'hang') return new Promise<never>(() => undefined)
    const result = effect(fault?.at === 'late' ? fault.byMs : undefined)
    this.onEffect()
    if (fault?.at === 'after') throw new AppFailure(fault.error)
    if (fault?.at === 'late') throw new AppFailure({ kind: 'outcome-unknown', message: null })
    if (fault?.at === 'hang-after') return new Promise<never>(() => undefined)
    return result
  }

  #create(context: ConnectorContext, key: string, post: OutgoingPost, prepared: unknown, lateMs: number): CommittedPost {
    if (typeof prepared !== 'object' || prepared === null || !('uploaded' in prepared) || prepared.uploaded !== post.media.length) {
      throw new Error('Committed without what was prepared')
    }
    const number = this.posts.length + 1
    const made: NetworkPost = {
      id: `post:net-${number}`,
      key,
      accountId: context.account.id,
      text: post.text,
      media: post.media.length,
      replyTo: handleOf(post.replyTo),
      replyRoot: handleOf(post.replyRoot),
      revision: `rev-${number}`,
      appearsAt: this.#clock() + lateMs,
      createdAt: post.createdAt,
    }
    this.posts.push(made)
    return this.#committed(made)
  }

  /** All of a thread or nothing, each in answer to the one before it. */
  #createAll(context: ConnectorContext, parts: readonly ThreadPart[], lateMs: number): CommittedPost[] {
    const made: CommittedPost[] = []
    let before: RemotePost | null = null
    let root: RemotePost | null = parts[0]?.post.replyRoot ?? null
    for (const { key, post, prepared } of parts) {
      if (before !== null && post.replyTo !== null) throw new Error('A post of a thread answers what is not in it')
      const committed = this.#create(
        context,
        key,
        { ...post, replyTo: before ?? post.replyTo, replyRoot: before === null ? post.replyRoot : root },
        prepared,
        lateMs,
      )
      const { post: done, viewer } = committed.normalised
      before = { postId: done.id, remoteId: viewer?.remoteId ?? '', revision: viewer?.revision ?? null, url: done.url }
      root ??= before
      made.push(committed)
    }
    return made
  }

  #witness(context: ConnectorContext, key: string): Witness {
    if (this.blind) return { kind: 'cannot-tell' }
    const there = this.visible(context.account.id).find((post) => post.key === key)
    return there === undefined ? { kind: 'not-there' } : { kind: 'there', post: this.#committed(there) }
  }

  #committed(made: NetworkPost): CommittedPost {
    const name = made.accountId.replace('acc_', '')
    const parent =
      made.replyTo === null ? null : { postId: made.replyTo.split(' ')[0] ?? null, authorId: `author:${name}`, authorHandle: null }
    const post = postOf(made.id.replace('post:', ''), name, made.createdAt, { text: { text: made.text, spans: [] }, replyTo: parent })
    return { normalised: normalisedPost(post, { revision: made.revision }), author: normalisedAuthor(authorOf(name)) }
  }

  #resolve(postId: string): ReadBatch | null {
    const post = this.others.get(postId)
    return post === undefined ? null : batchOf([post])
  }
}

/** Id, API handle and version of a post, as one string to compare. */
function handleOf(post: RemotePost | null): string | null {
  return post === null ? null : `${post.postId} ${post.remoteId} ${post.revision ?? '-'}`
}
