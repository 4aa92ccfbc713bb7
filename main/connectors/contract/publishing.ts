import type { Clock } from '../../core/ports.ts'
import type { ConnectorContext } from './context.ts'
import type { CommittedPost, OutgoingPost, Prepare, PreparedPost, Witness } from './outgoing-post.ts'

/** One post of a thread that is written in one request. */
export type ThreadPart = { readonly key: string; readonly post: OutgoingPost; readonly prepared: PreparedPost }

export type Publish = {
  /** A key for one commit, made once and stored before it: record key or idempotency key. */
  readonly newKey: (clock: Clock) => string
  readonly prepare: Prepare<[post: OutgoingPost]>
  /** Creates the post under the key. Called at most once per key unless `witness` said `not-there`. */
  readonly commit: (context: ConnectorContext, key: string, post: OutgoingPost, prepared: PreparedPost) => Promise<CommittedPost>
  /**
   * How long after a commit of unknown outcome the post may still come, ms: a server can be slower than our patience. A `not-there` of
   * `witness` is believed only after that. Absent: five minutes. 0 where the key itself makes a second commit harmless.
   */
  readonly settleMs?: number
  /** There where `capabilities.thread.atomic` is true: several posts that answer one another go in one request, all of them or none. */
  readonly thread?: {
    /** So many posts fit one request; a longer thread goes in several, in order. */
    readonly maxParts: number
    /**
     * Creates posts, each under its key and in answer to the one before it; what the first answers its own `post` says, while `replyTo` of the
     * others is null, since what they answer is not there yet. Answers them in order. Repeated only if `witness` said `not-there` of each.
     */
    readonly commit: (context: ConnectorContext, parts: readonly ThreadPart[]) => Promise<readonly CommittedPost[]>
  }
  /** Looks whether the post of that key is there. `since` is when the first commit began, epoch ms. */
  readonly witness: (context: ConnectorContext, key: string, post: OutgoingPost, prepared: PreparedPost, since: number) => Promise<Witness>
  /** Where the capabilities say `schedule`. */
  readonly schedule?: Schedule
}

/** Whether a post is among those the network holds until their time, and under which name. */
export type ScheduleWitness =
  { readonly kind: 'there'; readonly remoteId: string } | { readonly kind: 'not-there' } | { readonly kind: 'cannot-tell' }

/** Giving a post to the network before its time: the network posts it then, whether Chirp runs or not. `at` is epoch ms. */
export type Schedule = {
  /**
   * As `Publish.commit`, for later. `posted`: the network did not wait and posted at once. Rejects with `capability-not-supported` where it
   * can do no such thing: nothing was posted then.
   */
  readonly commit: (
    context: ConnectorContext,
    key: string,
    post: OutgoingPost,
    prepared: PreparedPost,
    at: number,
  ) => Promise<{ readonly kind: 'held'; readonly remoteId: string } | { readonly kind: 'posted'; readonly post: CommittedPost }>
  /** Looks whether the network holds the post; one whose time has come is not among those any more. */
  readonly witness: (context: ConnectorContext, post: OutgoingPost, prepared: PreparedPost, at: number) => Promise<ScheduleWitness>
  /** Takes it back. `gone`: the network does not hold it (any more); it may be posted. */
  readonly cancel: (context: ConnectorContext, remoteId: string) => Promise<'cancelled' | 'gone'>
}
