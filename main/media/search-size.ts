import type { FitRule } from '../../shared/model/media-fit.ts'
import { encodePixels, MOST_SIDE, type Encoding } from './encode-pixels.ts'
import { shrinkPixels, type OpenPicture, type Pixels } from './pixels.ts'

/** A picture that is within its limit. */
export type Encoded = { readonly bytes: Buffer; readonly width: number; readonly height: number; readonly encoding: Encoding }

export type Size = { readonly width: number; readonly height: number }

/** Above the best quality more bytes show nothing; below the least one fewer pixels look better than worse ones. */
const QUALITY = { best: 92, least: 70 } as const
/** Within so many steps of quality nothing is to be seen. */
const STEP = 2
/** More pixels than these are of no use to any network: the largest limit that one states is 33 megapixels. */
const MOST_PIXELS = 36_000_000
/** What the first guess is made from: enough to tell, and quickly coded. */
const PROBE_PIXELS = 3_000_000
/** Halving the pixels takes away somewhat less than half of the bytes; so measured over photographs. */
const BYTES_PER_PIXELS = 0.85
/** Sizes that are tried before giving up; each is well below the one before. */
const MOST_SIZES = 24

/** A size of the same shape within a rule, and within what the format can write down. Never below one pixel. */
export function largestSize(full: Size, rule: Pick<FitRule, 'maxPixels' | 'maxSide'>, mimeType: Encoding['mimeType']): Size {
  const side = Math.min(rule.maxSide ?? Infinity, MOST_SIDE[mimeType])
  const pixels = Math.min(rule.maxPixels ?? Infinity, MOST_PIXELS)
  const scale = Math.min(1, side / Math.max(full.width, full.height), Math.sqrt(pixels / (full.width * full.height)))
  return scaled(full, scale, side, pixels)
}

function scaled({ width, height }: Size, scale: number, side: number, pixels: number): Size {
  const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
  // A side that cannot be less than one pixel leaves the other with all that there is.
  const within = { width: Math.min(size.width, side), height: Math.min(size.height, side) }
  if (within.width * within.height <= pixels) return within
  return within.width >= within.height
    ? { ...within, width: Math.max(1, Math.floor(pixels / within.height)) }
    : { ...within, height: Math.max(1, Math.floor(pixels / within.width)) }
}

/**
 * The best of a picture that an encoding can put below a limit: first as many pixels as can be had at a quality that still looks good, then
 * the highest quality these pixels leave room for. Null where even the smallest is too big. Rejects where the picture cannot be decoded.
 */
export async function searchSize(
  picture: OpenPicture,
  largest: Size,
  encoding: Encoding,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Encoded | null> {
  const size = await firstGuess(picture, largest, encoding, maxBytes, signal)
  signal.throwIfAborted()
  let pixels = await picture.pixels(size.width, size.height)
  for (let tries = 0; tries < MOST_SIZES; tries++) {
    signal.throwIfAborted()
    const { width, height } = pixels
    const bytes = await searchQuality(pixels, encoding, maxBytes, signal)
    if (Buffer.isBuffer(bytes)) return { bytes, width, height, encoding }
    if (width === 1 && height === 1) return null
    pixels = await shrinkPixels(pixels, shrunk(pixels, maxBytes / bytes.least))
  }
  return null
}

/** The highest quality below a limit; else how many bytes the least one needs. */
async function searchQuality(
  pixels: Pixels,
  encoding: Encoding,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Buffer | { readonly least: number }> {
  const least = await encodePixels(pixels, encoding, QUALITY.least)
  if (least.length > maxBytes) return { least: least.length }
  if (!encoding.lossy) return least
  signal.throwIfAborted()
  let [fits, found] = [QUALITY.least as number, least]
  let over: number = QUALITY.best + 1
  // The best is tried first: most pictures that are coded anew for another reason than their size end there.
  for (let next: number = QUALITY.best; over - fits > STEP; next = Math.floor((fits + over) / 2)) {
    signal.throwIfAborted()
    const tried = await encodePixels(pixels, encoding, next)
    if (tried.length <= maxBytes) [fits, found] = [next, tried]
    else over = next
  }
  const progressive = encoding.mimeType === 'image/jpeg' ? await encodePixels(pixels, encoding, fits, true) : found
  return progressive.length < found.length ? progressive : found
}

/**
 * Where to begin: the largest size, unless a small copy tells that it would be far too big. Fine detail, which a small copy lacks, costs
 * more, so a guess is rather too large than too small.
 */
async function firstGuess(picture: OpenPicture, largest: Size, encoding: Encoding, maxBytes: number, signal: AbortSignal): Promise<Size> {
  const pixels = largest.width * largest.height
  if (pixels <= PROBE_PIXELS * 1.5) return largest
  const probe = shape(largest, Math.sqrt(PROBE_PIXELS / pixels))
  signal.throwIfAborted()
  const bytes = (await encodePixels(await picture.pixels(probe.width, probe.height), encoding, QUALITY.least)).length
  const affordable = PROBE_PIXELS * (maxBytes / bytes) ** (1 / BYTES_PER_PIXELS)
  return affordable >= pixels ? largest : shape(largest, Math.sqrt(affordable / pixels))
}

/** The next size to try when only so much of the bytes may be there; always clearly smaller. */
function shrunk({ width, height }: Size, share: number): Size {
  const size = { width, height }
  const scale = Math.min(0.93, Math.max(0.25, Math.sqrt(share ** (1 / BYTES_PER_PIXELS)) * 0.99))
  const next = shape(size, scale)
  // Rounding must not keep a small picture as it is.
  return next.width === size.width && next.height === size.height
    ? { width: Math.max(1, size.width - 1), height: Math.max(1, size.height - 1) }
    : next
}

function shape({ width, height }: Size, scale: number): Size {
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}
