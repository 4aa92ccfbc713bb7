import type { RichText, RichTextSpan } from '../../../../shared/model/rich-text.ts'
import { authorIdOf } from '../ids.ts'
import type { WireEntities, WireUrl } from '../wire.ts'
import { webAddress } from './web-address.ts'

/** Longer texts than X has, 25,000 characters, are cut. UTF-16 units of the wire. */
const LONGEST_TEXT = 100_000
/** More than any text needs; a post with more is trying something. */
const MOST_ENTITIES = 500

export type WireText = { readonly text: string; readonly entities: WireEntities }

export type TextOptions = {
  /** Addresses at the end that stand for what is attached or quoted, which is shown itself. */
  readonly isAttached: (url: WireUrl) => boolean
  /** Code points at the start that name the people answered, which is shown otherwise. */
  readonly hiddenStart: number
}

export const PLAIN: TextOptions = { isAttached: () => false, hiddenStart: 0 }

/** An entity at its place in the text as it is read. `shown` stands there instead of what is written, where that is an address of X's own. */
type Found = {
  readonly start: number
  readonly end: number
  readonly shown: string
  readonly span: Spanned | null
  readonly attached: boolean
}
type Spanned =
  | { readonly kind: 'link'; readonly uri: string }
  | { readonly kind: 'mention'; readonly authorId: string | null; readonly handle: string; readonly uri: string }
  | { readonly kind: 'tag'; readonly tag: string }

/**
 * A text of X with its entities as spans: `&amp;` and the like are read, t.co addresses replaced by where they lead. X counts in code points, spans in
 * UTF-16 units. Whether it counts before or after `&amp;` its pages do not say, so each entity is looked for at both places, and after the one
 * before it; one that stands nowhere is left out.
 */
export function richTextOf(wire: WireText, options: TextOptions): RichText {
  const raw = wire.text.slice(0, LONGEST_TEXT).toWellFormed()
  const places = new Places(raw)
  const found = withoutOverlaps(findAll(wire.entities, places, options))
  const hidden = hiddenUnits(places, options.hiddenStart)
  let text = ''
  let at = hidden
  const spans: RichTextSpan[] = []
  for (const entity of found) {
    if (entity.start < at) continue
    text += places.plain.slice(at, entity.start)
    at = entity.end
    // What is attached stands at the end, and is not text.
    if (entity.attached) {
      text = text.trimEnd()
      continue
    }
    const start = text.length
    text += entity.shown
    if (entity.span !== null && entity.shown !== '') spans.push({ ...entity.span, start, end: text.length })
  }
  text = (text + places.plain.slice(at)).trimEnd()
  return { text, spans: spans.filter(({ end }) => end <= text.length) }
}

function findAll(entities: WireEntities, places: Places, { isAttached }: TextOptions): Found[] {
  const found: Found[] = []
  const add = (start: number, written: readonly string[], make: (literal: string) => Omit<Found, 'start' | 'end'>): void => {
    for (const literal of written) {
      const place = places.find(start, literal)
      if (place === null) continue
      found.push({ start: place, end: place + literal.length, ...make(places.plain.slice(place, place + literal.length)) })
      return
    }
  }
  for (const url of entities.urls.slice(0, MOST_ENTITIES)) {
    const expanded = webAddress(url.expanded_url)
    const uri = expanded ?? webAddress(url.url)
    // What is shown is where it leads, as it was written unless that would rearrange the text.
    const isPlain = url.expanded_url !== null && /^[^\s\p{Cc}\p{Cf}]+$/u.test(url.expanded_url)
    const shown = expanded === null ? url.url : isPlain ? (url.expanded_url ?? expanded) : expanded
    add(url.start, [url.url], () => ({ shown, span: uri === null ? null : { kind: 'link', uri }, attached: isAttached(url) }))
  }
  for (const { start, username, id } of entities.mentions.slice(0, MOST_ENTITIES)) {
    const authorId = id === null ? null : authorIdOf(id)
    add(start, [`@${username}`, `＠${username}`], (shown) => ({
      shown,
      span: { kind: 'mention', authorId, handle: username, uri: `https://x.com/${username}` },
      attached: false,
    }))
  }
  for (const { start, tag } of entities.hashtags.slice(0, MOST_ENTITIES))
    add(start, [`#${tag}`, `＃${tag}`], (shown) => ({ shown, span: { kind: 'tag', tag }, attached: false }))
  for (const { start, tag } of entities.cashtags.slice(0, MOST_ENTITIES))
    add(start, [`$${tag}`], (shown) => ({ shown, span: { kind: 'tag', tag: `$${tag}` }, attached: false }))
  return found
}

function withoutOverlaps(found: readonly Found[]): Found[] {
  const kept: Found[] = []
  for (const entity of found.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (entity.start >= (kept.at(-1)?.end ?? 0)) kept.push(entity)
  }
  return kept
}

/** How many UTF-16 units at the start are people who are answered; 0 where something else stands there. */
function hiddenUnits(places: Places, codePoints: number): number {
  const end = places.ofPlain(codePoints) ?? 0
  return /^(?:[@＠]\w{1,50}\s+)+$/u.test(places.plain.slice(0, end)) ? end : 0
}

const HTML: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }

/** The text as it is read, and where code points of it and of what was on the wire begin in it. */
class Places {
  readonly plain: string
  private readonly plainStarts: number[] = []
  private readonly rawStarts: number[] = []

  constructor(raw: string) {
    let plain = ''
    for (const [piece] of raw.matchAll(/&(?:amp|lt|gt|quot|#39);|[\s\S]/gu)) {
      const read = HTML[piece] ?? piece
      this.plainStarts.push(plain.length)
      // Written longer than it is read: all of it begins where the one character does.
      for (let unit = 0; unit < (piece === read ? 1 : piece.length); unit++) this.rawStarts.push(plain.length)
      plain += read
    }
    this.plain = plain
  }

  ofPlain(codePoints: number): number | null {
    return this.plainStarts[codePoints] ?? (codePoints === this.plainStarts.length ? this.plain.length : null)
  }

  /** Where `literal` stands that is said to begin at this code point; null where nowhere. */
  find(codePoint: number, literal: string): number | null {
    const wanted = literal.toLowerCase()
    for (const starts of [this.plainStarts, this.rawStarts]) {
      const start = starts[codePoint]
      if (start !== undefined && this.plain.slice(start, start + literal.length).toLowerCase() === wanted) return start
    }
    const near = this.plain.indexOf(literal)
    return near === -1 ? null : near
  }
}
