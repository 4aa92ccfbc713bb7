import type { LinkCard, QuoteReference } from '../../../../shared/model/canonical-post.ts'
import type { MediaAttachment } from '../../../../shared/model/media.ts'
import { EmbeddedRecord, ExternalView, GalleryImageView, ImageView, RecordUri, TypedEmbed, VideoView } from './wire.ts'

/** What hangs on a post. `quoted` is the wire form of the quoted post, to be normalised as a post of its own. */
export type Embed = {
  readonly media: readonly MediaAttachment[]
  readonly linkCard: LinkCard | null
  readonly quote: QuoteReference | null
  readonly quoted: unknown
}

const NOTHING: Embed = { media: [], linkCard: null, quote: null, quoted: undefined }

/** The lexicon's ceiling for a gallery; four for plain images. */
const MAX_MEDIA = 20

/** A post's embed view, whatever its kind; `did` is the post's author, in whose repository blobs are. What is not understood is nothing. */
export function embedOf(did: string, wire: unknown): Embed {
  const embed = TypedEmbed.safeParse(wire)
  if (!embed.success) return NOTHING
  const { $type, images, items, external, record, media } = embed.data
  switch ($type) {
    case 'app.bsky.embed.images#view':
      return { ...NOTHING, media: (images ?? []).slice(0, MAX_MEDIA).flatMap(imageOf) }
    case 'app.bsky.embed.gallery#view':
      return { ...NOTHING, media: (items ?? []).slice(0, MAX_MEDIA).flatMap(galleryImageOf) }
    case 'app.bsky.embed.video#view':
      return { ...NOTHING, media: videoOf(did, wire) }
    case 'app.bsky.embed.external#view':
      return externalOf(external)
    case 'app.bsky.embed.record#view':
      return quoteOf(record)
    case 'app.bsky.embed.recordWithMedia#view':
      return withMediaOf(did, record, media)
    default:
      return NOTHING
  }
}

/** `record` is a whole record embed view here, `media` any of the media embed views. */
function withMediaOf(did: string, record: unknown, media: unknown): Embed {
  const inner = TypedEmbed.safeParse(withType(record, 'app.bsky.embed.record#view'))
  const hanging = TypedEmbed.safeParse(media)
  // A quote inside the media part is not in the lexicon, and following it would let an answer nest without end.
  const nests = hanging.success && hanging.data.$type.startsWith('app.bsky.embed.record')
  const { quote, quoted } = inner.success ? quoteOf(inner.data.record) : NOTHING
  return { ...(nests ? NOTHING : embedOf(did, media)), quote, quoted }
}

/** The inner view of a recordWithMedia may come without its type. */
function withType(wire: unknown, $type: string): unknown {
  return typeof wire === 'object' && wire !== null ? { ...wire, $type } : wire
}

function imageOf(wire: unknown): MediaAttachment[] {
  const image = ImageView.safeParse(wire)
  if (!image.success || image.data.fullsize === undefined) return []
  const { fullsize, thumb, alt, aspectRatio } = image.data
  return [picture(fullsize, thumb, alt, aspectRatio)]
}

function galleryImageOf(wire: unknown): MediaAttachment[] {
  const image = GalleryImageView.safeParse(wire)
  if (!image.success || image.data.fullsize === undefined) return []
  const { fullsize, thumbnail, alt, aspectRatio } = image.data
  return [picture(fullsize, thumbnail, alt, aspectRatio)]
}

type Size = { readonly width: number; readonly height: number } | undefined

function picture(url: string, preview: string | undefined, alt: string | undefined, size: Size): MediaAttachment {
  return { ...attachmentAt(url, alt, size), kind: 'image', previewUrl: preview ?? null }
}

/** A file of which nothing is known but what a record or its view says; without a size, null. */
export function attachmentAt(url: string, alt: string | undefined, size: Size): MediaAttachment {
  return {
    kind: 'unknown',
    url,
    previewUrl: null,
    alt: alt ?? '',
    width: size?.width ?? null,
    height: size?.height ?? null,
    blurhash: null,
    focalPoint: null,
    durationMs: null,
    mimeType: null,
  }
}

/** The view offers a stream in pieces (HLS); Chirp plays the file itself, which the author's server has. */
function videoOf(did: string, wire: unknown): MediaAttachment[] {
  const video = VideoView.safeParse(wire)
  if (!video.success) return []
  const { cid, thumbnail, alt, aspectRatio, presentation } = video.data
  return [
    {
      ...attachmentAt(blobAddress(did, cid), alt, aspectRatio),
      kind: presentation === 'gif' ? 'gif' : 'video',
      previewUrl: thumbnail ?? null,
      mimeType: 'video/mp4',
    },
  ]
}

/** Chirp's own address of a blob in someone's repository; `resolveMedia` turns it into one to fetch. */
export function blobAddress(did: string, cid: string): string {
  return `at-blob:${did}/${cid}`
}

function externalOf(wire: unknown): Embed {
  const external = ExternalView.safeParse(wire)
  if (!external.success || external.data.uri === undefined) return NOTHING
  const gif = gifOf(external.data, new URL(external.data.uri))
  if (gif !== null) return { ...NOTHING, media: [gif] }
  const { uri, title, description, thumb, source } = external.data
  const linkCard = {
    url: uri,
    title: title ?? '',
    description: description ?? '',
    provider: source?.title ?? null,
    imageUrl: thumb ?? null,
    imageAlt: '',
  }
  return { ...NOTHING, linkCard }
}

/** Hosts whose direct .gif addresses the network's own composer attaches as link cards. */
const GIF_HOSTS = new Set(['media.tenor.com', 'static.klipy.com', 'media.giphy.com', 'i.giphy.com'])

function gifOf(view: ExternalView, url: URL): MediaAttachment | null {
  if (url.protocol !== 'https:' || !GIF_HOSTS.has(url.hostname) || !url.pathname.endsWith('.gif')) return null
  // The composer writes the description as `Alt text: …` or `ALT: …`; without that prefix it is only the provider's title.
  const alt = /^(?:alt text|alt):\s*(.*)$/is.exec(view.description ?? '')?.[1] ?? ''
  const width = Number(url.searchParams.get('ww'))
  const height = Number(url.searchParams.get('hh'))
  const known = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0 && width < 10_000 && height < 10_000
  return {
    ...attachmentAt(url.href, alt, known ? { width, height } : undefined),
    kind: 'gif',
    previewUrl: view.thumb ?? null,
    mimeType: 'image/gif',
  }
}

const QUOTE_STATES: Readonly<Record<string, QuoteReference['state']>> = {
  'app.bsky.embed.record#viewNotFound': 'deleted',
  'app.bsky.embed.record#viewBlocked': 'blocked',
  // The quoted author has taken their post out of this one.
  'app.bsky.embed.record#viewDetached': 'rejected',
}

/** Feeds, lists and starter packs come the same way and are no posts: nothing is quoted then. */
function quoteOf(wire: unknown): Embed {
  const record = EmbeddedRecord.safeParse(wire)
  if (!record.success) return NOTHING
  const uri = RecordUri.safeParse(record.data.uri)
  const postId = uri.success && uri.data.includes('/app.bsky.feed.post/') ? uri.data : null
  if (record.data.$type === 'app.bsky.embed.record#viewRecord') {
    return postId === null ? NOTHING : { ...NOTHING, quote: { postId, state: 'available' }, quoted: wire }
  }
  const state = QUOTE_STATES[record.data.$type]
  return state === undefined ? NOTHING : { ...NOTHING, quote: { postId, state } }
}
