import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import { AppFailure } from '../../../../shared/errors.ts'
import type { ConnectorContext, OutgoingMedia, PreparedParts } from '../../connector.ts'
import { uploadFiles } from '../../upload-files.ts'
import { accountClient, type AccountClient } from '../account-client.ts'
import { unreadable } from '../../answer-failure.ts'
import { isAnimatedGif } from './animated-gif.ts'

/** A part may have 5 MB: docs.x.com on POST media/upload (APPEND), read 2026-11-27. */
const PART_BYTES = 4_000_000
const LONGEST_WAIT_MS = 15_000
/** X works on a film for minutes; for longer than this it has lost it. */
const LONGEST_PROCESSING_MS = 15 * 60_000

const ProcessingInfo = z.object({
  state: z.string(),
  check_after_secs: z.number().nonnegative().catch(1),
  error: z.object({ message: z.string().optional() }).optional().catch(undefined),
})
const Upload = z.object({ data: z.object({ id: z.string().regex(/^\d{1,19}$/), processing_info: ProcessingInfo.optional() }) })

/**
 * Uploads the files of a post that X does not have yet, one after the other, and waits until each can be attached. Yields X's ids of all, in order.
 * Steps: docs.x.com/x-api/media/quickstart/media-upload-chunked with the addresses of openapi.json 2.168, read 2026-11-27.
 */
export function uploadAll(
  context: ConnectorContext,
  media: readonly OutgoingMedia[],
  onProgress: (share: number) => void,
  parts: PreparedParts | undefined,
): Promise<string[]> {
  return uploadFiles(context, media, z.string(), parts, onProgress, async (each, http) => {
    const client = accountClient({ ...context, http })
    const bytes = await each.read()
    const category = categoryOf(each, bytes)
    if (category === 'tweet_gif' && media.length > 1) throw lonelyGif()
    const id = await upload(client, each, bytes, category)
    await untilProcessed(context, client, id)
    const alt = each.alt.trim()
    // Alt texts are for pictures: X's page on them says so.
    if (alt !== '' && category !== 'tweet_video')
      await client.send('POST', '/2/media/metadata', { id: id.id, metadata: { alt_text: { text: alt } } })
    return id.id
  })
}

type Category = 'tweet_image' | 'tweet_gif' | 'tweet_video'

function categoryOf({ mimeType }: OutgoingMedia, bytes: Uint8Array): Category {
  if (mimeType.startsWith('video/')) return 'tweet_video'
  return mimeType === 'image/gif' && isAnimatedGif(bytes) ? 'tweet_gif' : 'tweet_image'
}

/** "Up to 4 photos, 1 animated GIF or 1 video": docs.x.com/x-api/media/quickstart/best-practices, read 2026-11-27. */
function lonelyGif(): AppFailure {
  return new AppFailure({
    kind: 'remote-rejected',
    message: 'An animated GIF has to be the only file of a post on X.',
    code: 'animated-gif',
  })
}

async function upload(
  client: AccountClient,
  media: OutgoingMedia,
  bytes: Uint8Array<ArrayBuffer>,
  category: Category,
): Promise<z.infer<typeof Upload>['data']> {
  const begun = await client.send('POST', '/2/media/upload/initialize', {
    media_type: media.mimeType,
    media_category: category,
    total_bytes: bytes.byteLength,
  })
  const { id } = parse(client, begun)
  for (let index = 0; index * PART_BYTES < bytes.byteLength; index++) {
    const form = new FormData()
    form.set('segment_index', String(index))
    form.set('media', new Blob([bytes.subarray(index * PART_BYTES, (index + 1) * PART_BYTES)]), media.fileName)
    await client.sendForm(`/2/media/upload/${id}/append`, form)
  }
  return parse(client, await client.send('POST', `/2/media/upload/${id}/finalize`))
}

async function untilProcessed(context: ConnectorContext, client: AccountClient, uploaded: z.infer<typeof Upload>['data']): Promise<void> {
  let { processing_info: info } = uploaded
  for (let waited = 0; info !== undefined && info.state !== 'succeeded';) {
    if (info.state === 'failed')
      throw new AppFailure({
        kind: 'remote-rejected',
        message: info.error?.message ?? 'X could not process a file.',
        code: 'media-processing-failed',
      })
    if (waited >= LONGEST_PROCESSING_MS)
      throw new AppFailure({ kind: 'platform-unavailable', reason: 'timeout', server: client.server, message: null })
    const waitMs = Math.min(Math.max(info.check_after_secs * 1000, 500), LONGEST_WAIT_MS)
    await setTimeout(waitMs, undefined, { signal: context.signal })
    waited += waitMs
    info = parse(client, await client.get('/2/media/upload', { command: 'STATUS', media_id: uploaded.id })).processing_info
  }
}

function parse(client: AccountClient, answer: unknown): z.infer<typeof Upload>['data'] {
  const parsed = Upload.safeParse(answer)
  if (parsed.success) return parsed.data.data
  throw unreadable(client.server)
}
