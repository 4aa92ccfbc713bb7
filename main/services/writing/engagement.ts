import { AppFailure, failure, success, type AppError, type Result } from '../../../shared/errors.ts'
import type { Output, ParsedInput } from '../../../shared/bridge/contract.ts'
import type { EngagementVerb } from '../../../shared/model/viewer-state.ts'
import type { Clock } from '../../core/ports.ts'
import { countOf } from '../../outbox/engagement/apply-engagement.ts'
import { findRemotePost } from '../../outbox/find-post.ts'
import { ingestBatch } from '../../store/ingest-batch.ts'
import type { Store } from '../../store/open-database.ts'
import type { ReadableDatabase, WritableDatabase } from '../../store/sql.ts'
import { getAccount, listAccounts, type StoredAccount } from '../../store/tables/accounts.ts'
import { getAuthor } from '../../store/tables/authors.ts'
import {
  deleteEngagementJob,
  getEngagementJob,
  insertEngagementJob,
  updateEngagementJob,
  type EngagementBefore,
  type EngagementKind,
} from '../../store/tables/engagement-jobs.ts'
import { getRemotePost, getViewer, setViewerFlag, type StoredViewer } from '../../store/tables/post-accounts.ts'
import { adjustCount, getPost, markPostDeleted } from '../../store/tables/posts.ts'
import { getFollowRef, getRemoteAuthor, listRelationships, setFollowing } from '../../store/tables/relationships.ts'
import type { ConnectorLookup } from '../dependencies.ts'

export type EngagementDependencies = {
  readonly store: Store
  readonly lookup: Pick<ConnectorLookup, 'contextFor'>
  readonly clock: Clock
  readonly runner: { look(): void }
}

export type Engagement = {
  engage(input: ParsedInput<'posts.engage'>): Promise<Result<Output<'posts.engage'>>>
  follow(input: ParsedInput<'authors.follow'>): Promise<Result<Output<'authors.follow'>>>
  delete(input: ParsedInput<'posts.delete'>): Promise<Result<Output<'posts.delete'>>>
}

const gone: AppError = { kind: 'post-not-found', message: null }
const unsupported = (capability: string): AppError => ({ kind: 'capability-not-supported', capability, message: null })
const noAccount: AppError = { kind: 'invalid-input', issues: [{ field: 'accountId', code: 'account-missing', values: {} }] }

/** What the person does to posts and people: it stands here at once, together with the job that tells the network. */
export function createEngagement(deps: EngagementDependencies): Engagement {
  const { store, clock } = deps
  const accountOf = (id: string): StoredAccount | null => store.read((db) => getAccount(db, id))

  /** Does something that may have to ask the network first; what the connector rejects with becomes a value. */
  const asking = async (
    accountId: string,
    work: (connection: NonNullable<ReturnType<ConnectorLookup['contextFor']>>) => Promise<boolean>,
  ): Promise<Result<boolean>> => {
    const connection = deps.lookup.contextFor(accountId)
    if (connection === null) return failure(noAccount)
    try {
      return success(await work(connection))
    } catch (cause) {
      return failure(cause instanceof AppFailure ? cause.error : connection.connector.classify(cause))
    }
  }

  /** Makes sure that the account has handles for a post. */
  const needPost = async (accountId: string, postId: string): Promise<AppError | null> => {
    if (store.read((db) => getRemotePost(db, accountId, postId)) !== null) return null
    const found = await asking(accountId, async (connection) => (await findRemotePost(deps, connection, postId)) !== null)
    return found.ok ? (found.value ? null : gone) : found.error
  }

  const needAuthor = async (accountId: string, authorId: string): Promise<AppError | null> => {
    const known = store.read((db) => ({ remote: getRemoteAuthor(db, accountId, authorId), author: getAuthor(db, authorId) }))
    if (known.remote !== null) return null
    const { author } = known
    if (author === null) return gone
    const found = await asking(accountId, async ({ connector, context }) => {
      if (connector.resolveAuthor === undefined || author.platform !== connector.manifest.platform) return false
      const requestedAt = clock()
      const resolved = await connector.resolveAuthor(context, author)
      if (resolved === null) return false
      store.write((db) =>
        ingestBatch(db, { authors: [resolved], posts: [], entries: [], inbox: [] }, { accountId, requestedAt, now: clock() }),
      )
      return store.read((db) => getRemoteAuthor(db, accountId, authorId)) !== null
    })
    return found.ok ? (found.value ? null : gone) : found.error
  }

  return {
    engage: async ({ postId, accountId, verb, on }) => {
      const account = accountOf(accountId)
      if (account === null) return failure(noAccount)
      if (!account.capabilities.engagements.includes(verb)) return failure(unsupported(verb))
      const missing = await needPost(accountId, postId)
      if (missing !== null) return failure(missing)
      store.write((db) => {
        const viewer = getViewer(db, accountId, postId)
        if (viewer === null || flagOf(viewer, verb) === on) return
        const counted = count(db, postId, verb, on)
        setViewerFlag(db, accountId, postId, verb, on, clock())
        const before = { on: !on, requested: false, ref: refOf(viewer, verb), counted, upTo: null }
        queue(db, { accountId, kind: verb, subjectId: postId, wanted: on, before }, clock())
      })
      deps.runner.look()
      return success({})
    },

    follow: async ({ authorId, accountId, on }) => {
      const account = accountOf(accountId)
      if (account === null) return failure(noAccount)
      if (!account.capabilities.follow) return failure(unsupported('follow'))
      const missing = await needAuthor(accountId, authorId)
      if (missing !== null) return failure(missing)
      store.write((db) => {
        const stands = listRelationships(db, authorId).find((one) => one.accountId === accountId)
        const was = stands !== undefined && (stands.following || stands.requested)
        if (was === on) return
        const before = {
          on: was,
          requested: stands?.requested ?? false,
          ref: getFollowRef(db, accountId, authorId),
          counted: 0,
          upTo: null,
        }
        setFollowing(db, accountId, authorId, { following: on, requested: false }, clock())
        queue(db, { accountId, kind: 'follow', subjectId: authorId, wanted: on, before }, clock())
      })
      deps.runner.look()
      return success({})
    },

    delete: async ({ postId }) => {
      const own = store.read((db) => ownAccount(db, postId))
      if (own === null) return failure(store.read((db) => getPost(db, postId)) === null ? gone : unsupported('delete'))
      if (!own.capabilities.delete) return failure(unsupported('delete'))
      const missing = await needPost(own.id, postId)
      if (missing !== null) return failure(missing)
      store.writeDurably((db) => queueDeletion(db, own.id, postId, clock()))
      deps.runner.look()
      return success({})
    },
  }
}

/** Takes an own post out of every list, and has its network told. */
export function queueDeletion(db: WritableDatabase, accountId: string, postId: string, now: number): void {
  markPostDeleted(db, postId, now)
  const before = { on: false, requested: false, ref: null, counted: 0, upTo: null }
  queue(db, { accountId, kind: 'delete', subjectId: postId, wanted: true, before }, now)
}

/**
 * Puts a job in the queue, or changes the one that is there. Pressing again before anything left takes the job out: the network
 * never hears of it. Once it may have left, the network is told of the change of mind.
 */
function queue(
  db: WritableDatabase,
  job: {
    readonly accountId: string
    readonly kind: EngagementKind
    readonly subjectId: string
    readonly wanted: boolean
    readonly before: EngagementBefore
  },
  now: number,
): void {
  const queued = getEngagementJob(db, job.accountId, job.kind, job.subjectId)
  if (queued === null) {
    insertEngagementJob(db, { ...job, createdAt: now })
  } else if (queued.attempts === 0 && queued.before.on === job.wanted) {
    deleteEngagementJob(db, queued.id)
  } else {
    const before = { ...queued.before, counted: queued.before.counted + job.before.counted }
    updateEngagementJob(db, { ...queued, wanted: job.wanted, before, notBefore: null })
  }
}

/** Changes the shown count; answers by how much it changed. A number the network does not give stays unknown. */
function count(db: WritableDatabase, postId: string, verb: EngagementVerb, on: boolean): number {
  const shown = getPost(db, postId)?.post.metrics[countOf[verb]] ?? null
  if (shown === null || (shown === 0 && !on)) return 0
  const by = on ? 1 : -1
  adjustCount(db, postId, countOf[verb], by)
  return by
}

function flagOf(viewer: StoredViewer, verb: EngagementVerb): boolean {
  return { like: viewer.liked, repost: viewer.reposted, bookmark: viewer.bookmarked }[verb]
}

function refOf(viewer: StoredViewer, verb: EngagementVerb): string | null {
  return { like: viewer.likeRef, repost: viewer.repostRef, bookmark: null }[verb]
}

/** The account that wrote a post; the one that has handles for it before another of the same person. */
export function ownAccount(db: ReadableDatabase, postId: string): StoredAccount | null {
  const post = getPost(db, postId)
  if (post === null) return null
  const writers = listAccounts(db).filter((account) => account.authorId === post.post.authorId)
  return writers.find((account) => getRemotePost(db, account.id, postId) !== null) ?? writers[0] ?? null
}
