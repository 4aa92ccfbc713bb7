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
  const language = options.language ?? null
  if (number === undefined) return fill(whole, fits, language, Number.POSITIVE_INFINITY)
  // How long a number is depends on how many parts there are, and the other way round: room is left for that many digits.
  for (let most = 9; ; most = most * 10 + 9) {
    const parts = fill(whole, (part) => fits(number(part, most - 1, most)), language, most)
    if (parts.length <= most) return parts.map((part, index) => number(part, index, parts.length))
  }
}

/** Fills part after part with as many atoms as fit; stops when there are more than `most`. */
function fill(text: string, fits: (text: string) => boolean, language: string | null, most: number): readonly string[] {
  const ends = atomEnds(text, fits, language)
  const parts: string[] = []
  let start = 0
  let next = 0
  while (start < text.length && parts.length <= most) {
    const from = start
    const upTo = (count: number): string => text.slice(from, ends[next + count - 1]).trim()
    const count = greatest(ends.length - next, (atoms) => fits(upTo(atoms)))
    let end = ends[next + count - 1] ?? text.length
    if (count === 1 && !fits(upTo(1))) {
      // A word that does not fit by itself: as much of it as does. The rest of it begins the next part.
      const word = text.slice(from, end)
      end =
        from +
        graphemeOffset(
          word,
          greatest(word.length, (graphemes) => fits(word.slice(0, graphemeOffset(word, graphemes)))),
        )
    }
    const part = text.slice(from, end).trim()
    if (part !== '') parts.push(part)
    start = end
    while ((ends[next] ?? text.length) <= start && next < ends.length) next += 1
  }
  return parts
}

/** The greatest number from 1 to `most` that is good, when all below it are; 1 when none is. Asks near the answer, not near `most`. */
function greatest(most: number, isGood: (count: number) => boolean): number {
  let high = 2
  while (high <= most && isGood(high)) high *= 2
  let low = high / 2
  high = Math.min(high, most + 1)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (isGood(middle)) low = middle
    else high = middle
  }
  return low
}

/** Where the atoms of the text end: sentences that fit by themselves, and the words of those that do not. */
function atomEnds(text: string, fits: (text: string) => boolean, language: string | null): readonly number[] {
  const kept = unbreakable(text)
  const ends: number[] = []
  for (const sentence of pieces(text, 0, text.length, 'sentence', language, kept)) {
    if (fits(text.slice(sentence.start, sentence.end).trim())) ends.push(sentence.end)
    else for (const word of pieces(text, sentence.start, sentence.end, 'word', language, kept)) ends.push(word.end)
  }
  return ends
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
