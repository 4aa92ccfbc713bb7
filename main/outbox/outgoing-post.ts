import { AppFailure } from '../../shared/errors.ts'
import { contentFor, warningOf } from '../../shared/compose/draft-content.ts'
import type { DraftMedia } from '../../shared/model/draft.ts'
import type { OutgoingMedia, OutgoingPost, RemotePost } from '../connectors/connector.ts'
import type { Clock } from '../core/ports.ts'
import type { Store } from '../store/open-database.ts'
import { earlierSegment, firstSegment, type OutboxRow } from '../store/tables/outbox-items.ts'
import { getRemotePost } from '../store/tables/post-accounts.ts'
import { getPost } from '../store/tables/posts.ts'
import type { PublishRun } from '../store/tables/publish-runs.ts'
import type { Connection } from './dependencies.ts'
import { findRemotePost, needRemotePost } from './find-post.ts'
import type { MediaFolder } from './media-folder.ts'

export type OutgoingPostDependencies = { readonly store: Store; readonly clock: Clock; readonly folder: Pick<MediaFolder, 'read'> }

/**
 * One item as its connector gets it, from the draft as it was when Post was pressed: the same in every repeat. May ask the network
 * for what is answered or quoted. Rejects with `AppFailure`, or with what the connector rejects with.
 */
export async function makeOutgoingPost(
  deps: OutgoingPostDependencies,
  connection: Connection,
  item: OutboxRow,
  run: PublishRun,
): Promise<OutgoingPost> {
  const { draft } = run
  const target = draft.targets.find((one) => one.accountId === item.accountId)
  const content = target === undefined ? null : contentFor(draft, target)
  const segment = content?.segments.find((one) => one.id === item.segmentId)
  if (target === undefined || content === null || segment === undefined) {
    throw new Error('An outbox item is not part of the draft of its run')
  }
  const { replyTo, replyRoot } = await findThread(deps, connection, item, run)
  return {
    text: segment.text,
    media: segment.media.map((media) => outgoingMedia(deps, media)),
    contentWarning: warningOf(content),
    sensitive: content.sensitive,
    language: content.language,
    visibility: target.visibility,
    poll: segment.poll,
    replyTo,
    replyRoot,
    quote: draft.quote === null || item.segmentIndex > 0 ? null : await needRemotePost(deps, connection, draft.quote),
    createdAt: run.createdAt,
  }
}

/** What the post answers, and the first post of that thread (null where it cannot be found: the connector may know). */
async function findThread(
  deps: OutgoingPostDependencies,
  connection: Connection,
  item: OutboxRow,
  run: PublishRun,
): Promise<Pick<OutgoingPost, 'replyTo' | 'replyRoot'>> {
  const { replyTo: parentId } = run.draft
  const earlier = deps.store.read((db) => earlierSegment(db, item))
  const first = deps.store.read((db) => firstSegment(db, item))
  if (earlier === null || first === null) {
    if (parentId === null) return { replyTo: null, replyRoot: null }
    return { replyTo: await needRemotePost(deps, connection, parentId), replyRoot: await findRoot(deps, connection, parentId) }
  }
  return {
    replyTo: postedHandles(deps.store, earlier),
    replyRoot: parentId === null ? postedHandles(deps.store, first) : await findRoot(deps, connection, parentId),
  }
}

async function findRoot(deps: OutgoingPostDependencies, connection: Connection, postId: string): Promise<RemotePost | null> {
  const rootId = deps.store.read((db) => getPost(db, postId))?.post.threadRootId ?? postId
  return findRemotePost(deps, connection, rootId)
}

/** Handles of a segment that is on the network. One the person vouched for has none, and nothing can be hung below it. */
function postedHandles(store: Store, item: OutboxRow): RemotePost {
  const { postId, remoteId } = item
  if (postId === null || remoteId === null) throw new AppFailure({ kind: 'post-not-found', message: null })
  return store.read((db) => getRemotePost(db, item.accountId, postId)) ?? { postId, remoteId, revision: null, url: item.url }
}

function outgoingMedia({ folder }: OutgoingPostDependencies, media: DraftMedia): OutgoingMedia {
  const { sha256, fileName, mimeType, bytes, width, height, alt } = media
  return { sha256, fileName, mimeType, bytes, width, height, alt, read: () => folder.read(sha256) }
}
