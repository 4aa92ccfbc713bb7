import { assertNever } from '../errors.ts'
import type { TextLimit } from '../model/capabilities.ts'
import { emojiByteCost, emojiByteLength } from '../text/emoji-bytes.ts'
import { countGraphemes, graphemeBoundary, graphemeOffset, graphemes } from '../text/graphemes.ts'
import { findRemoteMentions } from '../text/remote-mentions.ts'
import { findUrls, findWeightedUrls, type TextRange } from '../text/urls.ts'
import { utf8Length } from '../text/utf8.ts'
import { graphemeWeight, weightedLength } from '../text/weighted-length.ts'

/** What counting needs to know of a limit. */
export type CountingRule = Pick<TextLimit, 'unit' | 'linkCost' | 'countsWarning'>

/**
 * How long a post's text is, as the network that set `limit` counts it, in the limit's own unit.
 * `warning` is the content warning, null or empty for none; it counts where the limit says so, and never has links.
 */
export function countText(text: string, warning: string | null, limit: CountingRule): number {
  const counted = limit.countsWarning ? (warning ?? '') : ''
  switch (limit.unit) {
    case 'graphemes':
      return countGraphemes(counted + text)
    case 'graphemes-and-links':
      return countGraphemes(counted + substitute(text, limit.linkCost).text)
    case 'utf8-bytes':
      return utf8Length(counted) + utf8Length(text)
    case 'utf16-units':
      return counted.length + text.length
    case 'weighted':
      return weightedLength(counted) + sumOf(weightedParts(text, limit.linkCost))
    case 'emoji-bytes':
      return emojiByteLength(counted) + emojiByteLength(text)
    default:
      return assertNever(limit.unit)
  }
}

/**
 * Where `text` gets longer than `limit` allows: the UTF-16 offset of the first user-perceived character that no longer fits
 * (the whole link or mention where one does not fit), always on a grapheme boundary. Null when it fits; 0 when the warning
 * alone is too long.
 */
export function overflowStart(text: string, warning: string | null, limit: CountingRule & Pick<TextLimit, 'value'>): number | null {
  if (countText(text, warning, limit) <= limit.value) return null
  const counted = limit.countsWarning ? (warning ?? '') : ''
  switch (limit.unit) {
    case 'graphemes':
      return graphemeBoundary(text, Math.max(0, graphemeOffset(counted + text, limit.value) - counted.length))
    case 'graphemes-and-links': {
      const substituted = substitute(text, limit.linkCost)
      const offset = graphemeOffset(counted + substituted.text, limit.value) - counted.length
      return graphemeBoundary(text, originalOffset(substituted.replacements, Math.max(0, offset)))
    }
    case 'utf8-bytes':
      return firstOver(parts(text, utf8Length), limit.value - utf8Length(counted))
    case 'utf16-units':
      return firstOver(
        parts(text, (grapheme) => grapheme.length),
        limit.value - counted.length,
      )
    case 'weighted':
      return graphemeBoundary(text, firstOver(weightedParts(text, limit.linkCost), limit.value - weightedLength(counted)))
    case 'emoji-bytes':
      return firstOver(parts(text, emojiByteCost), limit.value - emojiByteLength(counted))
    default:
      return assertNever(limit.unit)
  }
}

/** A piece of text that counts as a whole: where it starts and what it costs. */
type Part = { readonly start: number; readonly cost: number }

function sumOf(all: Iterable<Part>): number {
  let sum = 0
  for (const part of all) sum += part.cost
  return sum
}

/** The start of the first part with which the sum passes `limit`. */
function firstOver(all: Iterable<Part>, limit: number): number {
  let sum = 0
  let last = 0
  for (const part of all) {
    last = part.start
    sum += part.cost
    if (sum > limit) return last
  }
  return last
}

function* parts(text: string, costOf: (grapheme: string) => number): Generator<Part, void, undefined> {
  for (const grapheme of graphemes(text)) yield { start: grapheme.start, cost: costOf(grapheme.text) }
}

function* weightedParts(text: string, linkCost: number | null): Generator<Part, void, undefined> {
  let at = 0
  for (const url of linkCost === null ? [] : findWeightedUrls(text)) {
    yield* textParts(text, at, url.start)
    yield { start: url.start, cost: linkCost ?? 0 }
    at = url.end
  }
  yield* textParts(text, at, text.length)
}

function* textParts(text: string, from: number, to: number): Generator<Part, void, undefined> {
  for (const grapheme of graphemes(text.slice(from, to))) yield { start: from + grapheme.start, cost: graphemeWeight(grapheme.text) }
}

/** What stands for a range of the original text while counting. */
type Replacement = TextRange & { readonly replacement: string }

/** The text as it is counted: links as long as their flat cost, remote mentions without their server. */
function substitute(text: string, linkCost: number | null): { readonly text: string; readonly replacements: readonly Replacement[] } {
  const placeholder = linkCost === null ? null : 'x'.repeat(linkCost)
  const links = placeholder === null ? [] : findUrls(text).map((url) => ({ ...url, replacement: placeholder }))
  const mentions = findRemoteMentions(text).map(({ start, end, userEnd }) => ({ start, end, replacement: text.slice(start, userEnd) }))
  const replacements: Replacement[] = []
  let counted = ''
  let at = 0
  // Where a mention and a link overlap the one that begins first counts, as on the server.
  for (const entity of [...links, ...mentions].sort((a, b) => a.start - b.start)) {
    if (entity.start < at) continue
    counted += text.slice(at, entity.start) + entity.replacement
    replacements.push(entity)
    at = entity.end
  }
  return { text: counted + text.slice(at), replacements }
}

/** The offset in the original text for one in the counted text; inside a replacement, where the replaced range starts. */
function originalOffset(replacements: readonly Replacement[], counted: number): number {
  let shift = 0
  for (const { start, end, replacement } of replacements) {
    const countedStart = start + shift
    if (counted <= countedStart) break
    if (counted < countedStart + replacement.length) return start
    shift += replacement.length - (end - start)
  }
  return counted - shift
}
