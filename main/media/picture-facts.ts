import { readFile } from 'node:fs/promises'
import type { Metadata, SharpOptions } from 'sharp'
import { loadSharp } from './load-sharp.ts'

/**
 * How many pixels a picture may have to be opened at all. The largest phone sensors make JPEGs of 200 megapixels, which are read in strips
 * and at a fraction of their size; everything else may have to be held in memory as a whole.
 */
export const OPENED_PIXELS = { jpeg: 210_000_000, other: 100_000_000 } as const

/** What a picture's head says. */
export type PictureFacts = {
  readonly mimeType: string
  /** As it is shown, so turned where its orientation says so. */
  readonly width: number
  readonly height: number
  /** EXIF's, 1 to 8; 1 = as it is stored. */
  readonly orientation: number
  readonly hasAlpha: boolean
  /** More than one frame. */
  readonly animated: boolean
  /** Neither red, green and blue nor grey: needs converting wherever it is to be shown. */
  readonly isPrintColour: boolean
  /** EXIF, XMP or IPTC, as far as the library sees them. */
  readonly hasMetadata: boolean
  readonly icc: Buffer | null
}

/** Why a picture cannot be opened. */
export type Unopened = 'media-unreadable' | 'media-too-large-to-open'

/** Types whose pages are frames; those of others are further pictures beside the main one. */
const MOVING: ReadonlySet<string> = new Set(['image/gif', 'image/webp'])

/** How the library is to open a picture: whole or not at all. */
export function openOptions(mimeType: string): SharpOptions {
  return { failOn: 'error', limitInputPixels: pixelBound(mimeType), sequentialRead: true, animated: false }
}

export function pixelBound(mimeType: string): number {
  return mimeType === 'image/jpeg' ? OPENED_PIXELS.jpeg : OPENED_PIXELS.other
}

/** Reads the head of a picture that was sniffed as `mimeType`. Decodes nothing. */
export async function readPictureFacts(path: string, mimeType: string): Promise<PictureFacts | Unopened> {
  const sharp = await loadSharp()
  let metadata: Metadata
  try {
    // Whether it is too large is said below; the library would only refuse.
    metadata = await sharp(path, { ...openOptions(mimeType), limitInputPixels: false }).metadata()
  } catch {
    return 'media-unreadable'
  }
  const { autoOrient, orientation = 1, pages = 1, space } = metadata
  if (metadata.mediaType !== mimeType || !(autoOrient.width > 0 && autoOrient.height > 0)) return 'media-unreadable'
  if (autoOrient.width * autoOrient.height > pixelBound(mimeType)) return 'media-too-large-to-open'
  return {
    mimeType,
    width: autoOrient.width,
    height: autoOrient.height,
    orientation,
    hasAlpha: metadata.hasAlpha,
    animated: MOVING.has(mimeType) ? pages > 1 : mimeType === 'image/png' && (await isAnimatedPng(path)),
    isPrintColour: space === 'cmyk' || space === 'lab',
    hasMetadata: [metadata.exif, metadata.xmp, metadata.iptc, metadata.tifftagPhotoshop].some((block) => block !== undefined),
    icc: metadata.icc ?? null,
  }
}

/** The library reads only the first frame of such a file: it is told by its animation chunk, which stands before the first pixels. */
async function isAnimatedPng(path: string): Promise<boolean> {
  const file = await readFile(path)
  for (let at = 8; at + 12 <= file.length; at += 12 + file.readUInt32BE(at)) {
    const type = file.toString('latin1', at + 4, at + 8)
    if (type === 'acTL') return true
    if (type === 'IDAT') return false
  }
  return false
}
