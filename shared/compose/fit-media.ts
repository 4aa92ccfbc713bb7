import type { Limit, LimitSource, MediaRule } from '../model/capabilities.ts'
import type { DraftMedia } from '../model/draft.ts'
import type { FitChange, FitRule } from '../model/media-fit.ts'
import { mediaKind } from './resolve-capabilities.ts'

/** What of a file decides whether a target takes it. */
export type FitSubject = Pick<DraftMedia, 'fileName' | 'mimeType' | 'bytes' | 'width' | 'height' | 'durationMs' | 'animated'>

/** Why a target does not take a file, as a code of `problemCodes` with its values; whose limit it is stands in neither. */
export type MediaObstacle = {
  readonly code:
    | 'media-wrong-type'
    | 'media-too-big'
    | 'media-too-many-pixels'
    | 'animation-too-big'
    | 'video-too-long'
    | 'video-too-short'
    | 'media-wrong-shape'
  /** Whose limit is passed; null = the type. */
  readonly limit: LimitSource | null
  readonly values: Readonly<Record<string, string | number>>
}

/**
 * What will happen to a file at a target: it goes as it is (only its metadata, where it has any, is taken out), it is made to fit, or it
 * cannot go. What is changed is what can be told without opening the file; the file that is made tells all of it.
 */
export type MediaFit =
  | { readonly kind: 'kept' }
  | { readonly kind: 'fitted'; readonly changes: readonly FitChange[] }
  | { readonly kind: 'refused'; readonly obstacle: MediaObstacle }

/** Pictures that Chirp can open. */
const OPENED: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif', 'image/heic'])
/** Types that Chirp can make of them. */
const WRITTEN: readonly string[] = ['image/jpeg', 'image/webp', 'image/png']

/** What will happen to a file under a rule. Conventions (soft limits) refuse nothing, but what is made to fit keeps to them too. */
export function planFit(media: FitSubject, rule: MediaRule): MediaFit {
  const obstacle = obstaclesOf(media, rule).find(({ limit }) => limit?.strength !== 'soft')
  if (obstacle !== undefined) return { kind: 'refused', obstacle }
  if (!isConvertible(media, rule)) return { kind: 'kept' }
  const changes: FitChange[] = []
  const passed = passedLimits(media, rule)
  if (!rule.mimeTypes.includes(media.mimeType)) changes.push('format')
  if (passed.some(({ code }) => code === 'media-too-many-pixels')) changes.push('size')
  if (passed.some(({ code }) => code === 'media-too-big')) changes.push('quality')
  return changes.length === 0 ? { kind: 'kept' } : { kind: 'fitted', changes }
}

/** Everything about a file that a target does not take and Chirp cannot change. */
export function obstaclesOf(media: FitSubject, rule: MediaRule): readonly MediaObstacle[] {
  if (isConvertible(media, rule)) return []
  const { fileName, mimeType } = media
  const found: MediaObstacle[] = []
  if (!rule.mimeTypes.includes(mimeType)) {
    found.push({ code: 'media-wrong-type', limit: null, values: { fileName, mimeType, allowed: rule.mimeTypes.join(', ') } })
  }
  return [...found, ...passedLimits(media, rule)]
}

/** A still picture of a type that Chirp opens, for a target that takes one of those it writes. A moving one would lose what makes it one. */
function isConvertible({ mimeType, animated }: FitSubject, rule: MediaRule): boolean {
  return animated !== true && OPENED.has(mimeType) && WRITTEN.some((type) => rule.mimeTypes.includes(type))
}

function passedLimits(media: FitSubject, rule: MediaRule): readonly MediaObstacle[] {
  const { fileName, bytes, width, height, durationMs } = media
  const found: MediaObstacle[] = []
  if (bytes > rule.maxBytes.value) {
    const code = media.animated === true ? 'animation-too-big' : 'media-too-big'
    found.push({ code, limit: rule.maxBytes, values: { fileName, bytes, limit: rule.maxBytes.value } })
  }
  if (width !== null && height !== null) {
    const pixels = width * height
    const most = fewest(rule.maxPixels, rule.maxSide, width / height)
    if (most !== null && (pixels > (rule.maxPixels?.value ?? Infinity) || Math.max(width, height) > (rule.maxSide?.value ?? Infinity))) {
      found.push({ code: 'media-too-many-pixels', limit: most.limit, values: { fileName, width, height, pixels, limit: most.pixels } })
    }
  }
  if (
    rule.maxDurationMs !== null &&
    durationMs !== null &&
    durationMs > rule.maxDurationMs.value &&
    mediaKind(media.mimeType) === 'video'
  ) {
    const [seconds, limit] = [Math.ceil(durationMs / 1000), Math.floor(rule.maxDurationMs.value / 1000)]
    found.push({ code: 'video-too-long', limit: rule.maxDurationMs, values: { fileName, seconds, limit } })
  }
  return [...found, ...fallenShortOf(media, rule)]
}

/** What rounding to whole and even pixels may make of a shape. */
const SHAPE_SLACK = 0.02

function fallenShortOf({ fileName, mimeType, width, height, durationMs }: FitSubject, rule: MediaRule): readonly MediaObstacle[] {
  const found: MediaObstacle[] = []
  const { minDurationMs: least, shape } = rule
  if (least !== null && durationMs !== null && durationMs < least.value && mediaKind(mimeType) === 'video') {
    const [seconds, limit] = [Math.floor(durationMs / 1000), Math.ceil(least.value / 1000)]
    found.push({ code: 'video-too-short', limit: least, values: { fileName, seconds, limit } })
  }
  if (shape === null || width === null || height === null) return found
  const isOfShape = Math.abs((width * shape.height) / (height * shape.width) - 1) <= SHAPE_SLACK
  if (isOfShape && width >= shape.minWidth && height >= shape.minHeight) return found
  const values = {
    shape: `${String(shape.width)}:${String(shape.height)}`,
    least: `${String(shape.minWidth)} × ${String(shape.minHeight)}`,
  }
  return [...found, { code: 'media-wrong-shape', limit: shape, values: { fileName, width, height, ...values } }]
}

/** How many pixels of a shape both limits leave, and which of them it is. */
function fewest(maxPixels: Limit | null, maxSide: Limit | null, ratio: number): { readonly limit: Limit; readonly pixels: number } | null {
  const bySide = maxSide === null ? null : { limit: maxSide, pixels: Math.floor(maxSide.value ** 2 * Math.min(ratio, 1 / ratio)) }
  const byPixels = maxPixels === null ? null : { limit: maxPixels, pixels: maxPixels.value }
  if (bySide === null || byPixels === null) return bySide ?? byPixels
  return bySide.pixels < byPixels.pixels ? bySide : byPixels
}

/** A rule as the making of a file needs it. */
export function fitRuleOf(rule: MediaRule): FitRule {
  return {
    mimeTypes: rule.mimeTypes,
    maxBytes: rule.maxBytes.value,
    maxPixels: rule.maxPixels?.value ?? null,
    maxSide: rule.maxSide?.value ?? null,
  }
}
