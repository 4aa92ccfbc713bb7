import type { Result } from '../../../shared/errors.ts'
import type { DraftMedia } from '../../../shared/model/draft.ts'
import type { DraftMediaService } from './draft-media.ts'

const CHUNK_BYTES = 1_048_576

/** Takes bytes into Chirp's own folder as the composer does with a file: in pieces, and with the same checks. */
export async function copyIn(
  service: DraftMediaService,
  bytes: Uint8Array,
  file: { readonly fileName: string; readonly mimeType: string },
): Promise<Result<DraftMedia>> {
  const begun = await service.begin({ ...file, bytes: bytes.byteLength })
  if (!begun.ok) return begun
  const { uploadId } = begun.value
  for (let at = 0; at < bytes.byteLength; at += CHUNK_BYTES) {
    const chunk = Buffer.from(bytes.subarray(at, at + CHUNK_BYTES)).toString('base64')
    const appended = await service.append({ uploadId, chunk })
    if (!appended.ok) return appended
  }
  return service.finish({ uploadId })
}
