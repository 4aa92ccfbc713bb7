import type { RichText, RichTextSpan } from '../model/rich-text.ts'
import { splitsPair } from './graphemes.ts'
import { safeUrl } from './safe-url.ts'

type SpanOf<Kind extends RichTextSpan['kind']> = Extract<RichTextSpan, { kind: Kind }>

export type RichTextStyle = Exclude<SpanOf<'style'>['style'], 'quotation' | 'preformatted'>
export type RichTextBlock = 'quotation' | 'preformatted'
export type RichTextEntity = SpanOf<'link'> | SpanOf<'mention'> | SpanOf<'tag'>

/** The smallest stretch: one set of styles, and one custom emoji or none. */
export type RichTextRun = {
  readonly text: string
  readonly styles: readonly RichTextStyle[]
  readonly emoji: { readonly shortcode: string; readonly url: string } | null
}

/**
 * A stretch that belongs to one link, mention or tag, or to none, and to one block or none. `text` is that of its runs together.
 * Neighbouring pieces with the same `block` are one block. Links lead to http(s) addresses only; a mention's `uri` too, or null.
 */
export type RichTextPiece = {
  /** UTF-16 offset in the whole text; unique, so it serves as a key. */
  readonly start: number
  readonly text: string
  readonly entity: RichTextEntity | null
  readonly block: RichTextBlock | null
  readonly runs: readonly RichTextRun[]
}

const styles: readonly RichTextStyle[] = ['strong', 'emphasis', 'code', 'strike']

/**
 * Cuts a text at its spans, in order and without a gap: the pieces' texts joined are the text. Total: spans from the network may
 * be out of range, in half of a surrogate pair, unsorted or overlapping; a span that cannot be is left out, of two that overlap
 * the one that starts first (then the longer one) stays.
 */
export function segmentRichText(richText: RichText): readonly RichTextPiece[] {
  const { text } = richText
  const spans = richText.spans.filter((span) => isInside(span, text))
  const entities = withoutOverlaps(spans.flatMap(entityOf))
  const emojis = withoutOverlaps(spans.filter((span) => span.kind === 'emoji')).filter((emoji) => !crossesAny(emoji, entities))
  const styled = spans.filter((span) => span.kind === 'style')
  const cuts = [...new Set([0, text.length, ...[...entities, ...emojis, ...styled].flatMap((span) => [span.start, span.end])])]
  cuts.sort((a, b) => a - b)

  const entityAt = cover(entities)
  const emojiAt = cover(emojis)
  const stylesAt = activeStyles(styled)
  const pieces: (RichTextPiece & { runs: RichTextRun[]; text: string })[] = []
  let emojiBefore: SpanOf<'emoji'> | null = null
  for (const [index, start] of cuts.entries()) {
    const end = cuts[index + 1]
    if (end === undefined) break
    const entity = entityAt(start)
    const emoji = emojiAt(start)
    const active = stylesAt(start)
    const run = text.slice(start, end)
    const last = pieces.at(-1)
    const joins = last !== undefined && last.entity === entity && last.block === active.block
    const piece = joins ? last : { start, text: '', entity, block: active.block, runs: [] }
    if (!joins) pieces.push(piece)
    piece.text += run
    const lastRun = piece.runs.at(-1)
    // An emoji whose styles change in its middle is still one picture.
    if (emoji !== null && emoji === emojiBefore && joins && lastRun !== undefined)
      piece.runs.splice(-1, 1, { ...lastRun, text: lastRun.text + run })
    else
      piece.runs.push({ text: run, styles: active.styles, emoji: emoji === null ? null : { shortcode: emoji.shortcode, url: emoji.url } })
    emojiBefore = emoji
  }
  return pieces
}

function isInside({ start, end }: RichTextSpan, text: string): boolean {
  return (
    Number.isInteger(start) &&
    Number.isInteger(end) &&
    start >= 0 &&
    start < end &&
    end <= text.length &&
    !splitsPair(text, start) &&
    !splitsPair(text, end)
  )
}

function entityOf(span: RichTextSpan): readonly RichTextEntity[] {
  if (span.kind === 'tag') return [span]
  if (span.kind === 'mention') return [{ ...span, uri: span.uri === null ? null : safeUrl(span.uri) }]
  if (span.kind !== 'link') return []
  const uri = safeUrl(span.uri)
  return uri === null ? [] : [{ ...span, uri }]
}

type Range = { readonly start: number; readonly end: number }

function withoutOverlaps<Span extends Range>(spans: readonly Span[]): readonly Span[] {
  const kept: Span[] = []
  for (const span of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (span.start >= (kept.at(-1)?.end ?? 0)) kept.push(span)
  }
  return kept
}

/** Whether a range begins in one of the sorted `others` and ends outside it, or the other way round. */
function crossesAny(range: Range, others: readonly Range[]): boolean {
  const at = cover(others)
  return at(range.start) !== at(range.end - 1)
}

/** Answers which of the sorted, disjoint spans covers a position, by halving. */
function cover<Span extends Range>(spans: readonly Span[]): (position: number) => Span | null {
  return (position) => {
    let low = 0
    let high = spans.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((spans[middle]?.end ?? 0) <= position) low = middle + 1
      else high = middle
    }
    const span = spans[low]
    return span !== undefined && span.start <= position ? span : null
  }
}

type Active = { readonly styles: readonly RichTextStyle[]; readonly block: RichTextBlock | null }

/** Answers what styles hold at a position; to be asked in ascending order. */
function activeStyles(spans: readonly SpanOf<'style'>[]): (position: number) => Active {
  const changes = spans
    .flatMap(({ style, start, end }) => [
      { at: start, style, by: 1 },
      { at: end, style, by: -1 },
    ])
    .sort((a, b) => a.at - b.at)
  const depth = { strong: 0, emphasis: 0, code: 0, preformatted: 0, quotation: 0, strike: 0 }
  let next = 0
  return (position) => {
    for (let change = changes[next]; change !== undefined && change.at <= position; change = changes[next]) {
      depth[change.style] += change.by
      next += 1
    }
    return {
      styles: styles.filter((style) => depth[style] > 0),
      block: depth.preformatted > 0 ? 'preformatted' : depth.quotation > 0 ? 'quotation' : null,
    }
  }
}
