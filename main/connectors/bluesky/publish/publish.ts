import { XRPCError } from '@atproto/api'
import { z } from 'zod'
import { AppFailure } from '../../../../shared/errors.ts'
import type {
  CommittedPost,
  ConnectorContext,
  OutgoingMedia,
  OutgoingPost,
  PreparedParts,
  Publish,
  RemotePost,
  Witness,
} from '../../connector.ts'
import { ask, connect, type Connection } from '../agent.ts'
import { committedPost } from './committed.ts'
import { facetsFor } from './record/facets.ts'
import { gatesFor } from './record/gates.ts'
import { isVideo, refusal, refuseMedia } from './media-rules.ts'
import { statusOf } from '../failures.ts'
import type { OAuthEnvironment } from '../sign-in/oauth-client.ts'
import { recordKey } from '../normalise/post.ts'
import { PostRecord, PostView } from '../normalise/wire.ts'
import { uploadFiles } from '../../upload-files.ts'
import { PreparedPost, Blob, Uploaded } from './prepared.ts'
import { findOwnRecord } from './own-records.ts'
import { POST_COLLECTION } from './record/record.ts'
import { badAnswer, getPosts } from '../read/read.ts'
import { commitThread } from './thread.ts'
import { newTid } from './record/tid.ts'
import { MOST_PARTS } from './writes.ts'

/** Posting: upload and resolve, then create records under keys chosen before, then look for them by their keys when in doubt. */
export function publisher(environment: OAuthEnvironment): Publish {
  return {
    newKey: newTid,
    // A second create under one record key changes nothing, whenever the first one arrives.
    settleMs: 0,
    prepare: (context, post, onProgress, parts) => prepare(context, environment, post, onProgress, parts),
    commit: (context, key, post, prepared) => commit(context, connect(context, environment), key, post, PreparedPost.parse(prepared)),
    thread: {
      maxParts: MOST_PARTS,
      commit: (context, parts) =>
        commitThread(
          context,
          connect(context, environment),
          parts.map((part) => ({ ...part, prepared: PreparedPost.parse(part.prepared) })),
        ),
    },
    witness: (context, key, post, prepared) => witness(context, connect(context, environment), key, PreparedPost.parse(prepared)),
  }
}

async function prepare(
  context: ConnectorContext,
  environment: OAuthEnvironment,
  post: OutgoingPost,
  onProgress: (share: number) => void,
  parts: PreparedParts | undefined,
): Promise<PreparedPost> {
  refuseMedia(post.media)
  const connection = connect(context, environment)
  const facets = await facetsFor(connection, post.text)
  const reply = post.replyTo === null ? null : await replyRefs(connection, post.replyTo, post.replyRoot)
  const quote = post.quote === null ? null : await strongRef(connection, post.quote)
  const gates = await gatesFor(connection, post)
  const uploaded = await uploadFiles(context, post.media, Uploaded, parts, onProgress, (media, http) =>
    upload(connect({ ...context, http }, environment), media),
  )
  const images: PreparedPost['images'] = []
  let video: PreparedPost['video'] = null
  for (const [index, { blob, ...described }] of uploaded.entries()) {
    const media = post.media[index]
    if (media !== undefined && isVideo(media)) video = { video: blob, ...described }
    else images.push({ image: blob, ...described })
  }
  return { facets: [...facets], images, video, reply, quote, gates }
}

/** The largest blob is each server's own setting, which none tells before it refuses one. */
const BLOB_TOO_LARGE = 413

/** Uploads a file. Rejects with `invalid-input` where it is larger than this server takes. */
async function upload(connection: Connection, media: OutgoingMedia): Promise<Uploaded> {
  const bytes = await media.read()
  const answer = await ask(connection, (agent, options) =>
    agent.com.atproto.repo.uploadBlob(bytes, { ...options, encoding: media.mimeType }),
  ).catch((error: unknown) => {
    if (!(error instanceof XRPCError) || statusOf(error) !== BLOB_TOO_LARGE) throw error
    throw refusal('media-too-big-for-server', { fileName: media.fileName, bytes: media.bytes })
  })
  // The SDK makes objects of blobs; what is stored is the JSON of the wire.
  const uploaded = z.object({ blob: Blob }).safeParse(JSON.parse(JSON.stringify(answer)))
  if (!uploaded.success) throw badAnswer()
  const { width, height, alt } = media
  return { blob: uploaded.data.blob, alt, ...(width === null || height === null ? {} : { aspectRatio: { width, height } }) }
}

/** Both refs of a reply name a version. The root is where the thread began, which the parent's own record says. */
async function replyRefs(connection: Connection, parent: RemotePost, root: RemotePost | null): Promise<PreparedPost['reply']> {
  if (parent.revision !== null && root !== null)
    return { parent: await strongRef(connection, parent), root: await strongRef(connection, root) }
  const found = await findPost(connection, parent.remoteId)
  return { parent: { uri: found.uri, cid: found.cid }, root: found.record.reply?.root ?? { uri: found.uri, cid: found.cid } }
}

async function strongRef(connection: Connection, post: RemotePost): Promise<{ uri: string; cid: string }> {
  if (post.revision !== null) return { uri: post.remoteId, cid: post.revision }
  const { uri, cid } = await findPost(connection, post.remoteId)
  return { uri, cid }
}

const OwnRecord = z.object({ uri: z.string(), cid: z.string(), value: PostRecord })

/** An own post is asked for at its own server, which has it at once; others at the AppView. Rejects with `post-not-found`. */
async function findPost(
  connection: Connection,
  uri: string,
): Promise<{ readonly uri: string; readonly cid: string; readonly record: PostRecord }> {
  const rkey = recordKey(uri)
  if (rkey !== null && uri.startsWith(`at://${connection.did}/`)) {
    const own = OwnRecord.safeParse(await findOwnRecord(connection, POST_COLLECTION, rkey))
    if (!own.success) throw new AppFailure({ kind: 'post-not-found', message: null })
    return { uri, cid: own.data.cid, record: own.data.value }
  }
  const [post] = await getPosts(connection, [uri])
  const view = PostView.safeParse(post)
  if (!view.success) throw new AppFailure({ kind: 'post-not-found', message: null })
  return { uri: view.data.uri, cid: view.data.cid, record: view.data.record }
}

/** A post on its own is a thread of one. */
async function commit(
  context: ConnectorContext,
  connection: Connection,
  key: string,
  post: OutgoingPost,
  prepared: PreparedPost,
): Promise<CommittedPost> {
  const [committed] = await commitThread(context, connection, [{ key, post, prepared }])
  if (committed === undefined) throw new AppFailure({ kind: 'outcome-unknown', message: null })
  return committed
}

/**
 * The own server is asked for the record by its key. Only its clear "no such record" means that it is not there; a server that cannot be asked
 * just now is asked again later.
 */
async function witness(context: ConnectorContext, connection: Connection, key: string, prepared: PreparedPost): Promise<Witness> {
  const found = await findOwnRecord(connection, POST_COLLECTION, key)
  if (found === undefined) return { kind: 'not-there' }
  const record = OwnWitness.safeParse(found)
  return record.success ? { kind: 'there', post: committedPost(context, record.data, prepared) } : { kind: 'cannot-tell' }
}

const OwnWitness = z.object({ uri: z.string(), cid: z.string(), value: z.unknown().optional() })
