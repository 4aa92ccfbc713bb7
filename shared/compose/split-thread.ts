import { graphemeOffset } from '../text/graphemes.ts'
import { findRemoteMentions } from '../text/remote-mentions.ts'
import { findWeightedUrls } from '../text/urls.ts'

export type SplitOptions = {
  /** BCP 47 tag of the text; helps to tell sentences and words. */
  readonly language?: string | null
  /** Writes a part's number to it; `index` is from 0. The numbered text is what has to fit. */
  readonly number?: (text: string, index: number, total: number) => string
}

/**
 * Cuts a text into the posts of a thread, in order: at sentence ends where that fits, else between words, else between
 * user-perceived characters; never inside a link or mention that fits by itself. `fits` answers whether a text is short enough
 * for one post (for every target at once, say). Space around a cut is dropped; nothing else is, and no part is empty. A text
 * that fits stays whole and gets no number. A character that does not fit by itself is a part all the same.
 */
export function splitThread(text: string, fits: (text: string) => boolean, options: SplitOptions = {}): readonly string[] {
  const whole = text.trim()
  if (whole === '') return []
  if (fits(whole)) return [whole]
  const { number } = options
  if (number === undefined) return fill(whole, fits, options.language ?? null)
  // How long a number is depends on how many parts there are, and the other way round: room is left for that many digits.
  for (let most = 9; ; most = most * 10 + 9) {
    const parts = fill(whole, (part) => fits(number(part, most - 1, most)), options.language ?? null)
    if (parts.length <= most) return parts.map((part, index) => number(part, index, parts.length))
  }
}

/** Fills part after part with as many sentences as fit. */
function fill(text: string, fits: (text: string) => boolean, language: string | null): readonly string[] {
  const parts: string[] = []
  let part = ''
  for (const atom of atoms(text, fits, language)) {
    if (fits((part + atom).trim())) {
      part += atom
      continue
    }
    if (part.trim() !== '') parts.push(part.trim())
    part = atom
  }
  if (part.trim() !== '') parts.push(part.trim())
  return parts
}

/** The text in pieces each of which fits by itself: sentences, and of one that is too long its words, and of such a word its parts. */
function* atoms(text: string, fits: (text: string) => boolean, language: string | null): Generator<string, void, undefined> {
  const kept = unbreakable(text)
  for (const sentence of pieces(text, 0, text.length, 'sentence', language, kept)) {
    const written = text.slice(sentence.start, sentence.end)
    if (fits(written.trim())) {
      yield written
      continue
    }
    for (const word of pieces(text, sentence.start, sentence.end, 'word', language, kept)) {
      yield* chunks(text.slice(word.start, word.end), fits)
    }
  }
}

/** A word in as large chunks of graphemes as fit; most often one. */
function* chunks(word: string, fits: (text: string) => boolean): Generator<string, void, undefined> {
  let rest = word
  while (rest !== '') {
    if (fits(rest.trim())) {
      yield rest
      return
    }
    // Doubling first: halving the whole rest each time would be quadratic for one endless word.
    let high = 2
    while (graphemeOffset(rest, high) < rest.length && fits(rest.slice(0, graphemeOffset(rest, high)))) high *= 2
    let low = Math.floor(high / 2)
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (fits(rest.slice(0, graphemeOffset(rest, middle)))) low = middle
      else high = middle
    }
    const end = graphemeOffset(rest, low)
    yield rest.slice(0, end)
    rest = rest.slice(end)
  }
}

type Range = { readonly start: number; readonly end: number }

/** Links and mentions, in order: a full stop inside one ends no sentence. */
function unbreakable(text: string): readonly Range[] {
  return [...findWeightedUrls(text), ...findRemoteMentions(text)].sort((a, b) => a.start - b.start)
}

/**
 * A range in its sentences or words, each with the space after it. Punctuation stays with the word before it; what is not to be
 * broken stays together.
 */
function* pieces(
  text: string,
  from: number,
  to: number,
  granularity: 'sentence' | 'word',
  language: string | null,
  kept: readonly Range[],
): Generator<Range, void, undefined> {
  let start = from
  let nextKept = kept.findIndex((range) => range.end > from)
  if (nextKept === -1) nextKept = kept.length
  for (const { index } of segmenterFor(granularity, language).segment(text.slice(from, to))) {
    const at = from + index
    while ((kept[nextKept]?.end ?? Number.POSITIVE_INFINITY) <= at) nextKept += 1
    const insideKept = (kept[nextKept]?.start ?? Number.POSITIVE_INFINITY) < at
    if (at === start || insideKept || (granularity === 'word' && !mayBeginLine(text, at, from))) continue
    yield { start, end: at }
    start = at
  }
  if (start < to) yield { start, end: to }
}

/** Opens what follows, so that it begins a line rather than ends one. */
const opening = /[\p{Ps}\p{Pi}#@$¿¡]/u

/** Whether a line may begin at a word boundary: at no space, and at punctuation only after a space or where it opens something. */
function mayBeginLine(text: string, at: number, from: number): boolean {
  const next = text.charAt(at)
  if (/\s/u.test(next)) return false
  const before = at > from ? text.charAt(at - 1) : ' '
  if (/\s/u.test(before)) return true
  return opening.test(next) || (!opening.test(before) && /[\p{L}\p{N}\p{So}\ud800-\udbff]/u.test(next) && !/['’\-_./]/u.test(before))
}

function segmenterFor(granularity: 'sentence' | 'word', language: string | null): Intl.Segmenter {
  try {
    return new Intl.Segmenter(language ?? 'und', { granularity })
  } catch {
    // A language tag that is none says nothing about the text.
    return new Intl.Segmenter('und', { granularity })
  }
}
