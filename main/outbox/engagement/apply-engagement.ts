import { AppFailure, assertNever } from '../../../shared/errors.ts'
import type { EngagementVerb } from '../../../shared/model/viewer-state.ts'
import type { WritableDatabase } from '../../store/sql.ts'
import type { EngagementJob } from '../../store/tables/engagement-jobs.ts'
import { getRemotePost, getViewer, setViewerFlag, setViewerRef } from '../../store/tables/post-accounts.ts'
import { adjustCount, unmarkPostDeleted } from '../../store/tables/posts.ts'
import { getFollowRef, getRemoteAuthor, setFollowing } from '../../store/tables/relationships.ts'
import type { Store } from '../../store/open-database.ts'
import type { Connection } from '../dependencies.ts'

/** What the network answered. */
export type EngagementAnswer = { readonly ref: string | null; readonly requested: boolean }

/** Which of a post's counts a verb is counted in. */
export const countOf = { like: 'likes', repost: 'reposts', bookmark: 'bookmarks' } as const satisfies Record<EngagementVerb, string>

/** Tells the network. Idempotent by the connectors' contract, so it may be repeated. Rejects with `AppFailure`, or with what the connector rejects with. */
export async function tellNetwork(store: Store, { connector, context }: Connection, job: EngagementJob): Promise<EngagementAnswer> {
  const { accountId, subjectId, kind, wanted } = job
  switch (kind) {
    case 'like':
    case 'repost':
    case 'bookmark': {
      if (connector.engage === undefined) throw unsupported(kind)
      const { ref } = await connector.engage.set(context, kind, wanted, needPost(store, accountId, subjectId), refOf(store, job, kind))
      return { ref, requested: false }
    }
    case 'follow': {
      if (connector.engage?.follow === undefined) throw unsupported(kind)
      const author = store.read((db) => getRemoteAuthor(db, accountId, subjectId))
      if (author === null) throw new AppFailure({ kind: 'post-not-found', message: null })
      const ref = store.read((db) => getFollowRef(db, accountId, subjectId))
      return connector.engage.follow(context, author, wanted, ref)
    }
    case 'delete':
      if (connector.delete === undefined) throw unsupported(kind)
      await connector.delete(context, needPost(store, accountId, subjectId))
      return { ref: null, requested: false }
    case 'mark-read':
      // A network without a read mark needs none.
      if (job.before.upTo !== null) await connector.markRead?.(context, job.before.upTo)
      return { ref: null, requested: false }
    default:
      return assertNever(kind)
  }
}

/** Keeps what undoing will need. */
export function keepAnswer(db: WritableDatabase, job: EngagementJob, answer: EngagementAnswer, now: number): void {
  const { accountId, subjectId, kind, wanted } = job
  if (kind === 'like' || kind === 'repost') setViewerRef(db, accountId, subjectId, kind, answer.ref, now)
  if (kind === 'follow') {
    const following = wanted && !answer.requested
    setFollowing(db, accountId, subjectId, { following, requested: wanted && answer.requested, followRef: answer.ref }, now)
  }
}

/** Puts back what stood before the person pressed. */
export function restoreBefore(db: WritableDatabase, job: EngagementJob, now: number): void {
  const { accountId, subjectId, kind, before } = job
  switch (kind) {
    case 'like':
    case 'repost':
    case 'bookmark':
      setViewerFlag(db, accountId, subjectId, kind, before.on, now)
      if (kind !== 'bookmark') setViewerRef(db, accountId, subjectId, kind, before.ref, now)
      if (before.counted !== 0) adjustCount(db, subjectId, countOf[kind], -before.counted)
      break
    case 'follow':
      setFollowing(
        db,
        accountId,
        subjectId,
        { following: before.on && !before.requested, requested: before.requested, followRef: before.ref },
        now,
      )
      break
    case 'delete':
      unmarkPostDeleted(db, subjectId)
      break
    case 'mark-read':
      break
    default:
      assertNever(kind)
  }
}

function needPost(store: Store, accountId: string, postId: string) {
  const post = store.read((db) => getRemotePost(db, accountId, postId))
  if (post === null) throw new AppFailure({ kind: 'post-not-found', message: null })
  return post
}

function refOf(store: Store, job: EngagementJob, verb: EngagementVerb): string | null {
  const viewer = store.read((db) => getViewer(db, job.accountId, job.subjectId))
  if (viewer === null || verb === 'bookmark') return null
  return verb === 'like' ? viewer.likeRef : viewer.repostRef
}

function unsupported(capability: string): AppFailure {
  return new AppFailure({ kind: 'capability-not-supported', capability, message: null })
}
