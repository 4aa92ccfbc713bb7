import { z } from 'zod'
import { AppFailure } from '../../../../shared/errors.ts'
import type { MediaAttachment } from '../../../../shared/model/media.ts'
import type { PostSource, RemotePost, SourceMedia } from '../../connector.ts'
import type { Connection } from '../agent.ts'
import { attachmentAt, blobAddress } from '../normalise/embed.ts'
import { labelsOf } from '../normalise/author.ts'
import { recordKey } from '../normalise/post.ts'
import { richTextOf } from '../normalise/text.ts'
import { PostRecord } from '../normalise/wire.ts'
import { POSTGATE, quotePolicyOf, replyPolicyOf, THREADGATE } from './record/gates.ts'
import { findOwnRecord } from './own-records.ts'
import { POST_COLLECTION } from './record/record.ts'

const OwnRecord = z.object({ value: PostRecord.extend({ embed: z.unknown().optional() }) })

/** What an own post was written as: its record, as the own server has it, and the records of its gates. Rejects with `post-not-found`. */
export async function readSource(connection: Connection, post: RemotePost): Promise<PostSource> {
  const rkey = recordKey(post.remoteId)
  if (rkey === null || !post.remoteId.startsWith(`at://${connection.did}/`)) throw notFound()
  const [found, threadgate, postgate] = await Promise.all(
    [POST_COLLECTION, THREADGATE, POSTGATE].map((collection) => findOwnRecord(connection, collection, rkey)),
  )
  const record = OwnRecord.safeParse(found)
  if (!record.success) throw notFound()
  const { text, facets, langs, labels, reply, embed } = record.data.value
  const warning = labelsOf(labels?.values).map(({ val }) => val)
  return {
    text: withWholeLinks(text, facets ?? [], Card.safeParse(embed).data?.external.uri),
    // "Graphic media" is also what plain "sensitive" becomes.
    contentWarning: warning.find((label) => label !== 'graphic-media') ?? null,
    sensitive: warning.length > 0,
    language: langs?.find((tag): tag is string => typeof tag === 'string') ?? null,
    media: mediaOf(connection.did, embed),
    replyPolicy: reply === undefined ? replyPolicyOf(valueOf(threadgate)) : null,
    quotePolicy: quotePolicyOf(valueOf(postgate)),
    topicTag: null,
  }
}

function valueOf(answer: unknown): unknown {
  return z.object({ value: z.unknown() }).safeParse(answer).data?.value ?? {}
}

/**
 * The text with links in full where an app shortened what is shown ("example.com/a/lo..."): written anew, they would lead nowhere. So would a link
 * that only a card has.
 */
function withWholeLinks(text: string, facets: readonly unknown[], card: string | undefined): string {
  let whole = text
  const links = richTextOf(text, facets).spans.filter((span) => span.kind === 'link')
  for (const { start, end, uri } of links.toReversed()) {
    if (/(\.\.\.|…)$/.test(text.slice(start, end))) whole = whole.slice(0, start) + uri + whole.slice(end)
  }
  const isSaid = card === undefined || whole.includes(card) || links.some(({ uri }) => uri === card)
  return isSaid ? whole : `${whole}\n\n${card}`.trim()
}

const StoredBlob = z.union([
  z.object({ ref: z.object({ $link: z.string() }), mimeType: z.string() }).transform(({ ref, mimeType }) => ({ cid: ref.$link, mimeType })),
  // How blobs were written before 2023: https://atproto.com/specs/data-model#blob-type
  z.object({ cid: z.string(), mimeType: z.string() }),
])
const Size = z.object({ width: z.number().int().positive(), height: z.number().int().positive() }).optional().catch(undefined)
const Card = z.object({ external: z.object({ uri: z.string() }) })
const Hung = { alt: z.string().optional(), aspectRatio: Size }
const Embed = z.object({
  images: z.array(z.object({ image: StoredBlob, ...Hung })).optional(),
  items: z.array(z.object({ image: StoredBlob, ...Hung })).optional(),
  video: StoredBlob.optional(),
  media: z.unknown().optional(),
  ...Hung,
})

/** The files a record refers to, as they were uploaded. Rejects rather than leave one out: who writes the post anew counts on them. */
function mediaOf(did: string, wire: unknown): readonly SourceMedia[] {
  if (wire === undefined) return []
  const embed = Embed.safeParse(wire)
  if (!embed.success) throw new AppFailure({ kind: 'capability-not-supported', capability: 'source', message: null })
  const { images = [], items = [], video, media, alt, aspectRatio } = embed.data
  if (media !== undefined) return mediaOf(did, media)
  return [
    ...[...images, ...items].map((one) => attachmentOf(did, 'image', one.image, one.alt, one.aspectRatio)),
    ...(video === undefined ? [] : [attachmentOf(did, 'video', video, alt, aspectRatio)]),
  ]
}

function attachmentOf(
  did: string,
  kind: MediaAttachment['kind'],
  blob: z.infer<typeof StoredBlob>,
  alt: string | undefined,
  size: z.infer<typeof Size>,
): SourceMedia {
  return { attachedAs: null, attachment: { ...attachmentAt(blobAddress(did, blob.cid), alt, size), kind, mimeType: blob.mimeType } }
}

function notFound(): AppFailure {
  return new AppFailure({ kind: 'post-not-found', message: null })
}
