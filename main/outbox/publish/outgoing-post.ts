import { parse } from 'node:path'
import { AppFailure } from '../../../shared/errors.ts'
import { planPublication, type PlannedParent, type PlannedPost } from '../../../shared/compose/plan-publication.ts'
import type { ProblemCode } from '../../../shared/compose/problem-codes.ts'
import { mediaRuleFor } from '../../../shared/compose/resolve-capabilities.ts'
import type { DraftMedia } from '../../../shared/model/draft.ts'
import type { OutgoingMedia, OutgoingPost, RemotePost } from '../../connectors/connector.ts'
import type { Clock } from '../../core/ports.ts'
import type { Store } from '../../store/open-database.ts'
import type { ReadableDatabase } from '../../store/sql.ts'
import { getAccount } from '../../store/tables/accounts.ts'
import { getKeptMedia } from '../../store/tables/drafts.ts'
import { outboxItemsOfRun, type OutboxRow } from '../../store/tables/outbox-items.ts'
import { getRemotePost } from '../../store/tables/post-accounts.ts'
import { getPost } from '../../store/tables/posts.ts'
import type { PublishRun } from '../../store/tables/publish-runs.ts'
import type { Connection } from '../dependencies.ts'
import { findRemotePost, needRemotePost } from '../find-post.ts'
import type { FittedFile, FittedFiles } from '../media/fitted-files.ts'
import type { MediaFolder } from '../media/media-folder.ts'
import { partsIn } from './units.ts'

export type OutgoingPostDependencies = {
  readonly store: Store
  readonly clock: Clock
  readonly folder: Pick<MediaFolder, 'read'>
  readonly files: FittedFiles
}

/** Files are made to fit when a post is prepared, which uploads them; afterwards they only have to be named. */
export type OutgoingPhase = 'prepare' | 'afterwards'

/**
 * One item as its connector gets it, from the draft as it was when Post was pressed: the same in every repeat. May ask the network
 * for what is answered or quoted. Rejects with `AppFailure`, or with what the connector rejects with.
 */
export async function makeOutgoingPost(
  deps: OutgoingPostDependencies,
  connection: Connection,
  item: OutboxRow,
  run: PublishRun,
  phase: OutgoingPhase,
): Promise<OutgoingPost> {
  const planned = item.planned ?? planAnew(deps, connection, item, run)
  const { text, contentWarning, sensitive, language, visibility, poll, replyPolicy, quotePolicy, topicTag } = planned
  const kept = item.operation === 'edit' ? deps.store.read((db) => getKeptMedia(db, item.draftId)) : {}
  return {
    text,
    contentWarning,
    sensitive,
    language,
    visibility,
    poll,
    media: await outgoingFiles(deps, connection, planned.media, kept, phase),
    replyTo: planned.replyTo === null ? null : await findParent(deps, connection, item, planned.replyTo),
    replyRoot: planned.root === null ? null : await findRoot(deps, connection, item, planned.root),
    quote: planned.quote === null ? null : await needRemotePost(deps, connection, planned.quote),
    replyPolicy,
    quotePolicy,
    topicTag,
    createdAt: deps.store.read((db) => createdAtFor(db, item, run, deps.clock())),
  }
}

/**
 * The time a post has: when Post was pressed, or for one that was put off when its thread was first sent, so that nobody finds it in the past.
 * The same in every repeat. A thread keeps its order where a network sorts by this.
 */
export function createdAtFor(db: ReadableDatabase, item: OutboxRow, run: PublishRun, now: number): number {
  if (run.draft.options.scheduledAt === null) return run.createdAt + item.segmentIndex
  const began = outboxItemsOfRun(db, item.runId).flatMap(({ accountId, sendingSince }) =>
    accountId === item.accountId && sendingSince !== null ? [sendingSince] : [],
  )
  return (began.length === 0 ? now : Math.min(...began)) + item.segmentIndex
}

/** What an older Chirp did not store. */
function planAnew({ store }: OutgoingPostDependencies, { connector }: Connection, item: OutboxRow, run: PublishRun): PlannedPost {
  const account = store.read((db) => getAccount(db, item.accountId))
  const accounts = account === null ? [] : [{ ...account, platformName: connector.manifest.name }]
  const planned = planPublication(run.draft, accounts)[0]?.posts.find((post) => post.segmentId === item.segmentId)
  if (planned === undefined) throw new Error('An outbox item is not part of the draft of its run')
  return planned
}

/** Null where what it answers goes in the same request. */
function findParent(
  deps: OutgoingPostDependencies,
  connection: Connection,
  item: OutboxRow,
  parent: PlannedParent,
): Promise<RemotePost | null> {
  if (parent.kind === 'post') return needRemotePost(deps, connection, parent.postId)
  return Promise.resolve(segmentHandles(deps.store, connection, item, parent.segmentId))
}

/** The first post of the thread; null where it is somebody's and cannot be found: the connector may know. */
function findRoot(
  deps: OutgoingPostDependencies,
  connection: Connection,
  item: OutboxRow,
  root: PlannedParent,
): Promise<RemotePost | null> {
  if (root.kind === 'segment') return Promise.resolve(segmentHandles(deps.store, connection, item, root.segmentId))
  const rootId = deps.store.read((db) => getPost(db, root.postId))?.post.threadRootId ?? root.postId
  return findRemotePost(deps, connection, rootId)
}

/**
 * Handles of a segment that is on the network. One the person vouched for has none, and nothing can be hung below it. Null for one that is not
 * there yet, of a thread that goes as one.
 */
function segmentHandles(store: Store, connection: Connection, item: OutboxRow, segmentId: string): RemotePost | null {
  return store.read((db) => {
    const posted = outboxItemsOfRun(db, item.runId).find((one) => one.accountId === item.accountId && one.segmentId === segmentId)
    if (posted !== undefined && posted.state !== 'done' && partsIn(connection) > 1) return null
    if (posted?.postId == null || posted.remoteId === null) throw new AppFailure({ kind: 'post-not-found', message: null })
    const { postId, remoteId, url } = posted
    return getRemotePost(db, item.accountId, postId) ?? { postId, remoteId, revision: null, url }
  })
}

/** The files as the account takes them, one after the other. */
async function outgoingFiles(
  deps: OutgoingPostDependencies,
  connection: Connection,
  files: readonly DraftMedia[],
  kept: Readonly<Record<string, string>>,
  phase: OutgoingPhase,
): Promise<readonly OutgoingMedia[]> {
  const outgoing: OutgoingMedia[] = []
  for (const media of files) {
    const attachedAs = kept[media.id]
    // What the network has already is not sent again, and need not fit anything.
    const file =
      attachedAs !== undefined
        ? { ...media, changes: [] }
        : phase === 'prepare'
          ? await fitted(deps, connection, media)
          : await known(deps, connection, media)
    const { sha256, mimeType, bytes, width, height } = file
    const { alt, focalPoint, durationMs } = media
    const read = () => deps.folder.read(sha256)
    outgoing.push({
      sha256,
      fileName: nameFor(media.fileName, mimeType),
      mimeType,
      bytes,
      width,
      height,
      durationMs,
      alt,
      focalPoint,
      ...(attachedAs === undefined ? {} : { attachedAs }),
      read,
    })
  }
  return outgoing
}

/** The file made to fit. Rejects with `invalid-input` where it cannot go. */
async function fitted({ files }: OutgoingPostDependencies, { connector, context }: Connection, media: DraftMedia): Promise<FittedFile> {
  const refuse = (code: ProblemCode, values: Readonly<Record<string, string | number>>): AppFailure => {
    const names = { handle: context.account.handle, network: connector.manifest.name, fileName: media.fileName }
    return new AppFailure({ kind: 'invalid-input', issues: [{ field: 'media', code, values: { ...values, ...names } }] })
  }
  const rule = mediaRuleFor(media.mimeType, context.account.capabilities)
  if (rule === null) throw refuse('media-not-offered', { mimeType: media.mimeType })
  const fit = await files.fit(media.sha256, rule, context.signal)
  if (fit.kind === 'refused') throw refuse(fit.code, fit.values)
  if (fit.kind === 'missing') throw refuse('media-unreadable', {})
  return fit.file
}

/** The file as it was made when the post was prepared. Nothing is uploaded any more: where it is gone the attached one stands for it. */
async function known({ files }: OutgoingPostDependencies, { context }: Connection, media: DraftMedia): Promise<FittedFile> {
  const rule = mediaRuleFor(media.mimeType, context.account.capabilities)
  return (rule === null ? null : await files.known(media.sha256, rule)) ?? { ...media, changes: [] }
}

/** Ends of file names by type, for those that are made; servers tell some files apart by them. */
const EXTENSIONS: Readonly<Record<string, string>> = { 'image/jpeg': '.jpg', 'image/webp': '.webp', 'image/png': '.png' }

/** The name of a file under the type that it has now. */
function nameFor(fileName: string, mimeType: string): string {
  const extension = EXTENSIONS[mimeType]
  const known =
    extension === undefined || (mimeType === 'image/jpeg' && /\.jpe?g$/i.test(fileName)) || fileName.toLowerCase().endsWith(extension)
  return known ? fileName : `${parse(fileName).name}${extension}`
}
