import { loadSharp } from './load-sharp.ts'
import type { Pixels } from './pixels.ts'

/** A way to write pixels down. Lossy ones take a quality from 1 to 100. */
export type Encoding = {
  readonly mimeType: 'image/jpeg' | 'image/webp' | 'image/png'
  readonly lossy: boolean
  /** Transparent pixels are put on white. */
  readonly flat: boolean
}

/** The longest side a format can write down, pixels. */
export const MOST_SIDE = { 'image/jpeg': 65_535, 'image/webp': 16_383, 'image/png': 65_535 } as const

/**
 * Writes pixels down, with nothing beside them: no metadata and, being sRGB, no profile. `progressive` takes a JPEG some time more and some
 * bytes fewer, mostly.
 */
export async function encodePixels(
  { data, width, height, channels }: Pixels,
  encoding: Encoding,
  quality: number,
  progressive = false,
): Promise<Buffer> {
  const sharp = await loadSharp()
  const raw = sharp(data, { raw: { width, height, channels }, limitInputPixels: false })
  const picture = encoding.flat ? raw.flatten({ background: '#ffffff' }) : raw
  switch (encoding.mimeType) {
    case 'image/jpeg':
      return picture.jpeg({ quality, progressive, chromaSubsampling: quality >= 90 ? '4:4:4' : '4:2:0' }).toBuffer()
    case 'image/webp':
      return (
        encoding.lossy ? picture.webp({ quality, effort: 3, smartSubsample: true }) : picture.webp({ lossless: true, effort: 3 })
      ).toBuffer()
    case 'image/png':
      return picture.png({ compressionLevel: 9, adaptiveFiltering: true }).toBuffer()
  }
}
