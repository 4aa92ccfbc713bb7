import { readFile } from 'node:fs/promises'
import type { FitChange, FitRule } from '../../shared/model/media-fit.ts'
import { encodePixels, type Encoding } from './encode-pixels.ts'
import { loadSharp } from './load-sharp.ts'
import { openOptions, readPictureFacts, type PictureFacts, type Unopened } from './picture-facts.ts'
import { isTransparent, openPicture, UnreadablePicture, type OpenPicture } from './pixels.ts'
import { largestSize, searchSize, type Encoded, type Size } from './search-size.ts'
import { stripMetadata } from './strip-metadata.ts'

/** A picture on the disk, of the type its first bytes say. */
export type PictureFile = { readonly path: string; readonly mimeType: string; readonly bytes: number }

/** Why no picture comes out; the first three are what the rule refuses. */
export type PictureRefusal = 'media-wrong-type' | 'media-too-big' | 'animation-too-big' | Unopened

/** What came of it. `kept` is the file as it is. */
export type FittedPicture =
  | { readonly kind: 'kept'; readonly width: number; readonly height: number }
  | {
      readonly kind: 'made'
      readonly bytes: Buffer
      readonly mimeType: string
      readonly width: number
      readonly height: number
      readonly changes: readonly FitChange[]
    }
  | { readonly kind: 'refused'; readonly code: PictureRefusal }

/** Smallest side to which a picture is looked through to see whether it is whole. */
const GLANCE_PIXELS = 16

/**
 * Makes a picture that a target takes: upright, in sRGB where it is coded anew, without metadata, within the rule, and as good as the rule
 * lets it be. One that is all that already is kept byte for byte; one that only has metadata loses it without being coded anew, where its
 * format allows. The same file and rule give the same bytes. Rejects only with the signal's reason, or for a bug.
 */
export async function fitPicture(file: PictureFile, rule: FitRule, signal: AbortSignal): Promise<FittedPicture> {
  signal.throwIfAborted()
  const facts = await readPictureFacts(file.path, file.mimeType)
  if (typeof facts === 'string') return refused(facts)
  if (takenAsItIs(file, facts, rule)) {
    const clean = await cleaned(file, facts)
    if (clean !== null) return clean
  }
  if (facts.animated) return refused(rule.mimeTypes.includes(file.mimeType) ? 'animation-too-big' : 'media-wrong-type')
  if (!WRITTEN.some((type) => rule.mimeTypes.includes(type))) return refused('media-wrong-type')
  signal.throwIfAborted()
  try {
    const picture = await openPicture(file.path, facts, signal)
    const made = await encodeBest(picture, file, facts, rule, signal)
    if (made === null) return refused('media-too-big')
    const { bytes, width, height, encoding } = made
    return { kind: 'made', bytes, mimeType: encoding.mimeType, width, height, changes: changesOf(facts, made) }
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof UnreadablePicture) return refused('media-unreadable')
    throw error
  }
}

function refused(code: PictureRefusal): FittedPicture {
  return { kind: 'refused', code }
}

function takenAsItIs(
  { bytes, mimeType }: PictureFile,
  { width, height, orientation, isPrintColour }: PictureFacts,
  rule: FitRule,
): boolean {
  return (
    rule.mimeTypes.includes(mimeType) &&
    bytes <= rule.maxBytes &&
    (rule.maxPixels === null || width * height <= rule.maxPixels) &&
    (rule.maxSide === null || Math.max(width, height) <= rule.maxSide) &&
    orientation === 1 &&
    !isPrintColour
  )
}

/** The file without its metadata and with its pixels as they are; null where that takes coding it anew. */
async function cleaned(file: PictureFile, facts: PictureFacts): Promise<FittedPicture | null> {
  const { width, height } = facts
  const original = await readFile(file.path)
  const stripped = stripMetadata(original, file.mimeType)
  if (stripped === null) {
    const isBare = !HAS_STRUCTURE.has(file.mimeType) && !facts.hasMetadata
    return isBare ? { kind: 'kept', width, height } : null
  }
  if (!(await isWhole(stripped, file.mimeType))) return refused('media-unreadable')
  if (stripped === original) return { kind: 'kept', width, height }
  return { kind: 'made', bytes: stripped, mimeType: file.mimeType, width, height, changes: ['metadata'] }
}

/** Types whose files are taken apart: one of these that cannot be is broken, or holds what is better coded anew. */
const HAS_STRUCTURE: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif'])

/** Whether it can be decoded to its end. */
async function isWhole(bytes: Buffer, mimeType: string): Promise<boolean> {
  const sharp = await loadSharp()
  try {
    await sharp(bytes, openOptions(mimeType)).resize(GLANCE_PIXELS, GLANCE_PIXELS, { fit: 'fill' }).raw().toBuffer()
    return true
  } catch {
    return false
  }
}

/** Types that are written. */
const WRITTEN = ['image/jpeg', 'image/webp', 'image/png'] as const
/** Types that are mostly without loss to begin with: drawings and screenshots, whose edges a lossy coding frays. */
const LOSSLESS: ReadonlySet<string> = new Set(['image/png', 'image/gif'])

/** Tries the encodings that suit the picture, the best first. */
async function encodeBest(
  picture: OpenPicture,
  file: PictureFile,
  facts: PictureFacts,
  rule: FitRule,
  signal: AbortSignal,
): Promise<Encoded | null> {
  const glance = largestSize(facts, rule, 'image/webp')
  const transparent = facts.hasAlpha && (await isTransparent(await picture.pixels(glance.width, glance.height)))
  for (const encoding of encodingsFor(rule, transparent, LOSSLESS.has(file.mimeType))) {
    const largest = largestSize(facts, rule, encoding.mimeType)
    const isFallback = encoding.lossy || !hasLossy(rule, transparent)
    // Without loss only in full: rather a little loss than fewer pixels.
    const found = isFallback
      ? await searchSize(picture, largest, encoding, rule.maxBytes, signal)
      : await encodeInFull(picture, file, facts, largest, encoding, rule.maxBytes, signal)
    if (found !== null) return found
  }
  return null
}

function hasLossy(rule: FitRule, transparent: boolean): boolean {
  return encodingsFor(rule, transparent, false).some(({ lossy }) => lossy)
}

/** Ways to write it down that the rule takes, the best first. */
function encodingsFor({ mimeTypes }: FitRule, transparent: boolean, isDrawing: boolean): readonly Encoding[] {
  const takes = (type: Encoding['mimeType']): boolean => mimeTypes.includes(type)
  const lossless: Encoding[] = (['image/png', 'image/webp'] as const)
    .filter(takes)
    .map((mimeType) => ({ mimeType, lossy: false, flat: false }))
  const lossy: Encoding[] = (transparent ? (['image/webp'] as const) : (['image/jpeg', 'image/webp'] as const))
    .filter(takes)
    .map((mimeType) => ({ mimeType, lossy: true, flat: false }))
  const flat: Encoding[] = transparent && takes('image/jpeg') ? [{ mimeType: 'image/jpeg', lossy: true, flat: true }] : []
  if (isDrawing) return [...lossless, ...lossy, ...flat]
  return [...lossy, ...lossless, ...flat]
}

/** Without loss and without fewer pixels than the rule asks for; not tried where the file's own size tells that it comes to nothing. */
async function encodeInFull(
  picture: OpenPicture,
  file: PictureFile,
  facts: PictureFacts,
  size: Size,
  encoding: Encoding,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Encoded | null> {
  const expected = file.bytes * ((size.width * size.height) / (facts.width * facts.height))
  if (expected > maxBytes * 2) return null
  signal.throwIfAborted()
  const bytes = await encodePixels(await picture.pixels(size.width, size.height), encoding, 100)
  return bytes.length <= maxBytes ? { bytes, ...size, encoding } : null
}

function changesOf(facts: PictureFacts, made: Encoded): readonly FitChange[] {
  const changes: FitChange[] = []
  if (facts.hasMetadata) changes.push('metadata')
  if (facts.orientation !== 1) changes.push('upright')
  if (made.encoding.mimeType !== facts.mimeType) changes.push('format')
  if (made.width !== facts.width || made.height !== facts.height) changes.push('size')
  if (made.encoding.lossy) changes.push('quality')
  if (made.encoding.flat) changes.push('background')
  return changes
}
