import { stripGif } from './strip-gif.ts'
import { stripJpeg } from './strip-jpeg.ts'
import { stripPng } from './strip-png.ts'
import { stripWebp } from './strip-webp.ts'

const STRIPPERS: Readonly<Partial<Record<string, (file: Buffer) => Buffer | null>>> = {
  'image/jpeg': stripJpeg,
  'image/png': stripPng,
  'image/webp': stripWebp,
  'image/gif': stripGif,
}

/**
 * The file with nothing in it but the picture, its pixels untouched: the same buffer where there was nothing else. Null where that cannot
 * be done without coding the picture anew: another type of file, or one whose structure is not whole.
 */
export function stripMetadata(file: Buffer, mimeType: string): Buffer | null {
  return STRIPPERS[mimeType]?.(file) ?? null
}
