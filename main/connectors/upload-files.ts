import type { z } from 'zod'
import type { HttpPort } from '../core/ports.ts'
import type { ConnectorContext, OutgoingMedia, PreparedParts } from './connector.ts'

/** One file on its way: `http` tells how far it is. */
export type UploadOne<Uploaded> = (media: OutgoingMedia, http: HttpPort) => Promise<Uploaded>

/**
 * Uploads files one after the other, in order, each once: what an earlier `prepare` of the post has uploaded is taken from `parts`. Progress
 * goes by bytes where the HTTP port can tell them, else by files. Rejects as `upload` does; what is uploaded by then is kept.
 */
export async function uploadFiles<Uploaded>(
  context: Pick<ConnectorContext, 'http' | 'signal'>,
  files: readonly OutgoingMedia[],
  schema: z.ZodType<Uploaded>,
  parts: PreparedParts | undefined,
  onProgress: (share: number) => void,
  upload: UploadOne<Uploaded>,
): Promise<Uploaded[]> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  const uploaded: Uploaded[] = []
  let before = 0
  for (const [index, media] of files.entries()) {
    context.signal.throwIfAborted()
    // The same file may stand in a post twice, with two alt texts.
    const name = `${index} ${media.sha256}`
    const earlier = schema.safeParse(parts?.find(name))
    if (earlier.success) uploaded.push(earlier.data)
    else {
      const done = before
      // A body has some bytes around the file; and what was handed over is not processed yet.
      const onSent = (bytes: number, of: number) => onProgress((done + (media.bytes * bytes * SENT) / of) / total)
      const answer = await upload(media, context.http.telling?.(onSent) ?? context.http)
      parts?.keep(name, answer)
      uploaded.push(answer)
    }
    before += media.bytes
    onProgress(before / total)
  }
  return uploaded
}

/** How much of a file is done when its last byte is handed over; the rest is the server's work. */
const SENT = 0.95
