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
import { ask, askToWrite, connect, type Connection } from '../agent.ts'
import { blueskyCapabilities, MAX_IMAGE_BYTES } from '../capabilities.ts'
import { committedPost } from './committed.ts'
import { facetsFor } from './facets.ts'
import { isRecordMissing } from '../failures.ts'
import type { OAuthEnvironment } from '../sign-in/oauth-client.ts'
import { recordKey } from '../normalise/post.ts'
import { PostRecord, PostView } from '../normalise/wire.ts'
import { uploadFiles } from '../../upload-files.ts'
import { Blob, PreparedImage, PreparedPost } from './prepared.ts'
import { badAnswer, getPosts } from '../read/read.ts'
import { newTid } from './tid.ts'

const COLLECTION = 'app.bsky.feed.post'

/** Posting: upload and resolve, then create one record under a key chosen before, then look for it by that key when in doubt. */
export function publisher(environment: OAuthEnvironment): Publish {
  return {
    newKey: newTid,
    // A second create under one record key changes nothing, whenever the first one arrives.
    settleMs: 0,
    prepare: (context, post, onProgress, parts) => prepare(context, environment, post, onProgress, parts),
    commit: (context, key, post, prepared) => commit(context, connect(context, environment), key, post, PreparedPost.parse(prepared)),
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
  const images = await uploadFiles(context, post.media, PreparedImage, parts, onProgress, (media, http) =>
    upload(connect({ ...context, http }, environment), media),
  )
  return { facets: [...facets], images, reply, quote }
}

/** The server would take a blob that is too large or of a wrong type, and refuse the post afterwards. */
function refuseMedia(media: readonly OutgoingMedia[]): void {
  const rule = blueskyCapabilities.images
  const refuse = (code: string, values: Record<string, string | number>) =>
    new AppFailure({ kind: 'invalid-input', issues: [{ field: 'media', code, values: { network: 'Bluesky', ...values } }] })
  const limit = rule?.maxCount.value ?? 0
  if (media.length > limit) throw refuse('too-many-images', { count: media.length, limit, over: media.length - limit })
  for (const { fileName, mimeType, bytes } of media) {
    if (rule?.mimeTypes.includes(mimeType) !== true)
      throw refuse('media-wrong-type', { fileName, mimeType, allowed: rule?.mimeTypes.join(', ') ?? '' })
    if (bytes > MAX_IMAGE_BYTES) throw refuse('media-too-big', { fileName, bytes, limit: MAX_IMAGE_BYTES })
  }
}

async function upload(connection: Connection, media: OutgoingMedia): Promise<PreparedPost['images'][number]> {
  const bytes = await media.read()
  const answer = await ask(connection, (agent, options) =>
    agent.com.atproto.repo.uploadBlob(bytes, { ...options, encoding: media.mimeType }),
  )
  // The SDK makes objects of blobs; what is stored is the JSON of the wire.
  const uploaded = z.object({ blob: Blob }).safeParse(JSON.parse(JSON.stringify(answer)))
  if (!uploaded.success) throw badAnswer()
  const { width, height, alt } = media
  return { image: uploaded.data.blob, alt, ...(width === null || height === null ? {} : { aspectRatio: { width, height } }) }
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
    const own = OwnRecord.safeParse(await getOwnRecord(connection, rkey))
    if (!own.success) throw new AppFailure({ kind: 'post-not-found', message: null })
    return { uri, cid: own.data.cid, record: own.data.value }
  }
  const [post] = await getPosts(connection, [uri])
  const view = PostView.safeParse(post)
  if (!view.success) throw new AppFailure({ kind: 'post-not-found', message: null })
  return { uri: view.data.uri, cid: view.data.cid, record: view.data.record }
}

function getOwnRecord(connection: Connection, rkey: string): Promise<unknown> {
  return ask(connection, (agent, options) =>
    agent.com.atproto.repo.getRecord({ repo: connection.did, collection: COLLECTION, rkey }, options),
  )
}

const Created = z.object({ uri: z.string(), cid: z.string() })

async function commit(
  context: ConnectorContext,
  connection: Connection,
  key: string,
  post: OutgoingPost,
  prepared: PreparedPost,
): Promise<CommittedPost> {
  const record = recordOf(post, prepared)
  const answer = await askToWrite(connection, (agent, options) =>
    agent.com.atproto.repo.createRecord(
      { repo: connection.did, collection: COLLECTION, rkey: key, record },
      { ...options, encoding: 'application/json' },
    ),
  )
  const created = Created.safeParse(answer)
  // It answered 200: the record is there, whatever it then said about it.
  if (!created.success) throw new AppFailure({ kind: 'outcome-unknown', message: null })
  return committedPost(context, { ...created.data, value: record }, prepared)
}

/** The record as the lexicon wants it: https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/feed/post.json */
function recordOf(post: OutgoingPost, prepared: PreparedPost): Readonly<Record<string, unknown>> & { readonly $type: typeof COLLECTION } {
  const embed = embedOf(prepared)
  const label = labelOf(post)
  return {
    $type: COLLECTION,
    text: post.text,
    createdAt: new Date(post.createdAt).toISOString(),
    ...(prepared.facets.length === 0 ? {} : { facets: prepared.facets }),
    ...(post.language === null ? {} : { langs: [post.language] }),
    ...(prepared.reply === null ? {} : { reply: prepared.reply }),
    ...(embed === null ? {} : { embed }),
    ...(label === null ? {} : { labels: { $type: 'com.atproto.label.defs#selfLabels', values: [{ val: label }] } }),
  }
}

function embedOf({ images, quote }: PreparedPost): Readonly<Record<string, unknown>> | null {
  const media = images.length === 0 ? null : { $type: 'app.bsky.embed.images', images }
  const record = quote === null ? null : { $type: 'app.bsky.embed.record', record: quote }
  return media !== null && record !== null ? { $type: 'app.bsky.embed.recordWithMedia', record, media } : (media ?? record)
}

/** The labels an author may put on a post: https://docs.bsky.app/docs/advanced-guides/moderation#self-labels (checked 2026-11-20). */
const SELF_LABELS: ReadonlySet<string> = new Set(['porn', 'sexual', 'nudity', 'graphic-media'])

/** A warning in the author's own words has no place on Bluesky; it covers the media, as "sensitive" does. */
function labelOf(post: OutgoingPost): string | null {
  const warning = post.contentWarning?.trim() ?? ''
  if (SELF_LABELS.has(warning)) return warning
  return warning !== '' || post.sensitive ? 'graphic-media' : null
}

/** The own server is asked for the record by its key. Only its clear "no such record" means that it is not there. */
async function witness(context: ConnectorContext, connection: Connection, key: string, prepared: PreparedPost): Promise<Witness> {
  try {
    const record = OwnWitness.safeParse(await getOwnRecord(connection, key))
    return record.success ? { kind: 'there', post: committedPost(context, record.data, prepared) } : { kind: 'cannot-tell' }
  } catch (error) {
    context.signal.throwIfAborted()
    return { kind: isRecordMissing(error) ? 'not-there' : 'cannot-tell' }
  }
}

const OwnWitness = z.object({ uri: z.string(), cid: z.string(), value: z.unknown().optional() })
