import { z } from 'zod'
import { AppFailure } from '../../../../shared/errors.ts'
import type { ConnectorContext, OutgoingMedia, PreparedParts } from '../../connector.ts'
import { uploadFiles } from '../../upload-files.ts'
import { accountClient, type AccountClient } from '../account-client.ts'
import { isNotOffered } from '../../answer-failure.ts'
import { pause } from '../pause.ts'
import { parseAnswer, WireMedia } from '../wire.ts'

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 5_000
/** A server that works on a file for longer has lost it. */
const LONGEST_PROCESSING_MS = 10 * 60_000

/** Uploads a file and waits until the server has processed it, since it refuses posts with unfinished ones. Yields its id. */
export async function uploadMedia(context: ConnectorContext, client: AccountClient, media: OutgoingMedia): Promise<string> {
  const file = new File([await media.read()], media.fileName, { type: media.mimeType })
  const form = {
    file,
    ...(media.alt === '' ? {} : { description: media.alt }),
    ...(media.focalPoint === null ? {} : { focus: focusOf(media.focalPoint) }),
  }
  const uploaded = parseAnswer(WireMedia, (await postMedia(client, form)).data, client.server)
  if (uploaded.id === '') throw new AppFailure({ kind: 'platform-unavailable', reason: 'bad-answer', server: client.server, message: null })
  if (uploaded.url === null) await untilProcessed(context, client, uploaded.id, LONGEST_PROCESSING_MS)
  return uploaded.id
}

/** Uploads the files of a post that the server does not have yet, one after the other. Yields the ids of all, in order. */
export function uploadAll(
  context: ConnectorContext,
  media: readonly OutgoingMedia[],
  onProgress: (share: number) => void,
  parts: PreparedParts | undefined,
): Promise<string[]> {
  return uploadFiles(context, media, z.string(), parts, onProgress, (each, http) => {
    if (each.attachedAs !== undefined) return Promise.resolve(each.attachedAs)
    const telling = { ...context, http }
    return uploadMedia(telling, accountClient(telling), each)
  })
}

/** Two numbers from -1 to 1, y upwards: https://docs.joinmastodon.org/methods/media/#v2 (checked 2026-11-26). */
function focusOf({ x, y }: NonNullable<OutgoingMedia['focalPoint']>): string {
  return `${x.toFixed(2)},${y.toFixed(2)}`
}

/** The second version answers before the file is processed; servers without it have the first. */
async function postMedia(client: AccountClient, form: { readonly file: File; readonly description?: string; readonly focus?: string }) {
  try {
    return await client.postForm('/api/v2/media', form)
  } catch (error) {
    if (!isNotOffered(error)) throw error
    return client.postForm('/api/v1/media', form)
  }
}

/** Asks for a file until it has an address (206 until then), ever less often. */
export async function untilProcessed(context: ConnectorContext, client: AccountClient, id: string, atMostMs: number): Promise<void> {
  let waitMs = FIRST_WAIT_MS
  for (let waited = 0; waited < atMostMs; waited += waitMs, waitMs = Math.min(waitMs * 1.5, LONGEST_WAIT_MS)) {
    await pause(waitMs, context.signal)
    if (await isProcessed(client, id)) return
  }
  throw new AppFailure({ kind: 'platform-unavailable', reason: 'timeout', server: client.server, message: null })
}

export async function isProcessed(client: AccountClient, id: string): Promise<boolean> {
  try {
    const { data } = await client.get(`/api/v1/media/${encodeURIComponent(id)}`)
    return parseAnswer(WireMedia, data, client.server).url !== null
  } catch (error) {
    // Nothing to ask: such servers are ready when they answer the upload.
    if (isNotOffered(error)) return true
    throw error
  }
}
