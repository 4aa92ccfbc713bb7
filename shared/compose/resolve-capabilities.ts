import type { PlatformCapabilities, TextLimit } from '../model/capabilities.ts'
import { countText } from './count-text.ts'
import { recent, type Recent } from './recent.ts'

/** How full a text is: `near` within the last 5 % of the limit or its last 20 characters, whichever is more. */
export type Fullness = 'ok' | 'near' | 'over'

/** A count against a limit, for the counter beside a target. `remaining` is negative when the text is too long. */
export type TextCount = { readonly limit: TextLimit; readonly count: number; readonly remaining: number; readonly fullness: Fullness }

/**
 * The limit that a counter shows as long as no other is passed: the first one in characters, or else the first of all.
 * Null where a network has no limit on text.
 */
export function primaryTextLimit(capabilities: Pick<PlatformCapabilities, 'text'>): TextLimit | null {
  const { limits } = capabilities.text
  return limits.find((limit) => limit.unit !== 'utf8-bytes') ?? limits[0] ?? null
}

/** While one writes, the same texts are counted again at every key, for every target: each is counted once, by each way of counting. */
const counts = new Map<string, Recent<number>>()
/** What that is against each limit: the same object as long as nothing changed. */
const against = new WeakMap<TextLimit, Recent<TextCount>>()
const KEPT = 500
const KEPT_RULES = 50

/** Counts a text against one limit. The same object for the same text, for as long as it is asked for again and again. */
export function countAgainst(text: string, warning: string | null, limit: TextLimit): TextCount {
  const known = against.get(limit) ?? recent<TextCount>(KEPT)
  against.set(limit, known)
  const counted = limit.countsWarning && warning !== null && warning !== ''
  const key = counted || text.startsWith('\0') ? `\0${JSON.stringify([warning, text])}` : text
  return known(key, () =>
    countNow(
      countsBy(limit)(key, () => countText(text, warning, limit)),
      limit,
    ),
  )
}

function countsBy({ unit, linkCost, countsWarning }: TextLimit): Recent<number> {
  const rule = [unit, linkCost, countsWarning].join(' ')
  const known = counts.get(rule)
  if (known !== undefined) return known
  // A server may say any cost of a link, and another one tomorrow.
  if (counts.size >= KEPT_RULES) counts.clear()
  const made = recent<number>(KEPT)
  counts.set(rule, made)
  return made
}

function countNow(count: number, limit: TextLimit): TextCount {
  const remaining = limit.value - count
  return { limit, count, remaining, fullness: fullnessOf(remaining, limit.value) }
}

function fullnessOf(remaining: number, limit: number): Fullness {
  if (remaining < 0) return 'over'
  // Of a very short limit the last 20 characters would be all of it: there the last half is near.
  return remaining <= Math.max(limit * 0.05, Math.min(20, limit / 2)) ? 'near' : 'ok'
}

/**
 * What a target's counter shows for a text: the primary limit, or the one that is passed when the primary is not
 * (Bluesky: 300 graphemes of long emoji can be more than 3,000 bytes). Null where there is no limit.
 */
export function textCount(text: string, warning: string | null, capabilities: Pick<PlatformCapabilities, 'text'>): TextCount | null {
  const primary = primaryTextLimit(capabilities)
  if (primary === null) return null
  const first = countAgainst(text, warning, primary)
  if (first.fullness === 'over') return first
  for (const limit of capabilities.text.limits) {
    if (limit === primary) continue
    const other = countAgainst(text, warning, limit)
    if (other.fullness === 'over') return other
  }
  return first
}

/** The rule for media of a type, or null where this target takes none of that kind. */
export function mediaRuleFor(mimeType: string, capabilities: PlatformCapabilities): PlatformCapabilities['images'] {
  switch (mediaKind(mimeType)) {
    case 'image':
      return capabilities.images
    case 'video':
      return capabilities.video
    case 'other':
      return null
  }
}

/** What counts as an image and what as a video in a draft. */
export function mediaKind(mimeType: string): 'image' | 'video' | 'other' {
  if (mimeType.startsWith('image/')) return 'image'
  return mimeType.startsWith('video/') ? 'video' : 'other'
}

/** What every one of some targets offers, for controls that stand for all of them. */
export type CommonOffer = {
  /** Visibilities that all targets which have any know; null when none has any. */
  readonly visibility: PlatformCapabilities['visibility']
  readonly contentWarning: boolean
  readonly poll: boolean
  readonly thread: boolean
  readonly language: boolean
}

/** Which controls a composer shows for these targets: a control appears when some target has it. */
export function offeredBySome(targets: readonly PlatformCapabilities[]): CommonOffer {
  const visibilities = targets.flatMap((target) => (target.visibility === null ? [] : [target.visibility]))
  const [first] = visibilities
  return {
    visibility: first === undefined ? null : first.filter((one) => visibilities.every((offered) => offered.includes(one))),
    contentWarning: targets.some((target) => target.contentWarning !== null),
    poll: targets.some((target) => target.poll !== null),
    thread: targets.some((target) => target.thread !== null),
    language: targets.some((target) => target.maxLanguages !== null),
  }
}
