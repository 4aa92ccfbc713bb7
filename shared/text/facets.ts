import { countGraphemesUpTo } from './graphemes.ts'
import { safeUrl } from './safe-url.ts'
import { isTopLevelDomain } from './domain-names/top-level-domains.ts'
import { utf8Length } from './utf8.ts'

/**
 * Links, mentions and tags in text that is about to be posted to a network where the author's client marks them. Offsets are
 * UTF-16 units, end exclusive. What counts follows Bluesky's own composer (@atproto/api 0.21.0, rich-text/detection), so that a
 * post looks the same wherever it was written; where that one makes a broken link of what stands beside an address, this does not.
 */
export type DetectedFacet =
  | { readonly kind: 'link'; readonly start: number; readonly end: number; readonly uri: string }
  /** `handle` is without `@`; whether it is anybody's has to be asked. */
  | { readonly kind: 'mention'; readonly start: number; readonly end: number; readonly handle: string }
  /** `tag` is without `#`; a ticker symbol is with its `$`, in capitals. */
  | { readonly kind: 'tag'; readonly start: number; readonly end: number; readonly tag: string }

/** All facets of a text, sorted, none overlapping another. */
export function detectFacets(text: string): readonly DetectedFacet[] {
  const all = [...links(text), ...mentions(text), ...tags(text), ...tickers(text)].sort((a, b) => a.start - b.start || b.end - a.end)
  const kept: DetectedFacet[] = []
  for (const facet of all) if (facet.start >= (kept.at(-1)?.end ?? 0)) kept.push(facet)
  return kept
}

/** A scheme that does not continue a word, a path, a tag or a mention; letters of scripts without spaces may stand before it. */
const withScheme = /(?<![a-z0-9_@#＃$./-])https?:\/\/\S+/giu
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
/** A bare domain at the start of a word or after an opening bracket or quotation mark, and what is written on to it. */
const bareDomain = new RegExp(
  `(?<=^|[\\s([{<"'«“‘「『（【《])(?=[a-z])(?<domain>(?:${label}\\.)+(?<top>[a-z]{2,63}|xn--[a-z0-9-]{1,59}))(?<rest>(?::[0-9]{1,5})?(?:[/?#]\\S*)?)`,
  'giu',
)

function links(text: string): readonly DetectedFacet[] {
  const found: DetectedFacet[] = []
  for (const match of text.matchAll(withScheme)) {
    const uri = withoutTrailingPunctuation(match[0])
    if (safeUrl(uri) !== null) found.push({ kind: 'link', start: match.index, end: match.index + uri.length, uri })
  }
  for (const match of text.matchAll(bareDomain)) {
    const { domain = '', top = '', rest = '' } = match.groups ?? {}
    const after = text.charAt(match.index + domain.length + rest.length)
    // In `name.com@example.org` or `my.is_it` the part before is no address; a name in another script may follow, as in 例.
    if (!isTopLevelDomain(top) || (rest === '' && /[a-z0-9@_-]/i.test(after))) continue
    const written = withoutTrailingPunctuation(domain + rest)
    const uri = `https://${written}`
    if (safeUrl(uri) !== null) found.push({ kind: 'link', start: match.index, end: match.index + written.length, uri })
  }
  return found
}

const punctuation = new Set('.,;:!?\'"…。、，．！？；：»”’」』】》〉')
const closing = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
  ['>', '<'],
  ['）', '（'],
])

/** An address without the sentence's punctuation after it, and without a closing bracket that was opened before it. */
function withoutTrailingPunctuation(address: string): string {
  const surplus = new Map<string, number>()
  for (const [close, open] of closing) surplus.set(close, occurrences(address, close) - occurrences(address, open))
  let end = address.length
  while (end > 0) {
    const last = address.charAt(end - 1)
    const unopened = surplus.get(last)
    if (unopened === undefined ? !punctuation.has(last) : unopened <= 0) break
    if (unopened !== undefined) surplus.set(last, unopened - 1)
    end -= 1
  }
  return address.slice(0, end)
}

function occurrences(text: string, character: string): number {
  let count = 0
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) count += 1
  return count
}

/** The characters of a handle after `@`, ending in a letter or digit; at the start of a word or after an opening bracket. */
const mention = /(?<=^|[\s([{<"'«“‘「『（【《])@([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)/giu
/** https://atproto.com/specs/handle, checked 2026-11-20. */
const handleSyntax = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/i
const longestHandle = 253

/** Whether a text is a handle of the AT Protocol: a domain name of at most 253 characters whose last label begins with a letter. */
export function isHandle(text: string): boolean {
  return text.length <= longestHandle && handleSyntax.test(text)
}

function mentions(text: string): readonly DetectedFacet[] {
  const found: DetectedFacet[] = []
  for (const match of text.matchAll(mention)) {
    const handle = match[1] ?? ''
    const top = handle.slice(handle.lastIndexOf('.') + 1)
    // Development networks live under `.test`, which is nobody's.
    if (!isHandle(handle) || !(isTopLevelDomain(top) || top.toLowerCase() === 'test')) continue
    found.push({ kind: 'mention', start: match.index, end: match.index + match[0].length, handle })
  }
  return found
}

/** Spaces, and characters of no width that an unfinished input leaves behind, end a tag. */
const tag = /(?<=^|\s)[#＃](?!\ufe0f)([^\s\u00ad\u2060\u200a-\u200d\u20e2]+)/gu
/** A tag has something that is neither digit nor punctuation: `#1` is none. */
const tagContent = /[^\d\p{P}]/u
/** As the lexicon `app.bsky.richtext.facet#tag` has it. */
const tagLimits = { graphemes: 64, bytes: 640 }

function tags(text: string): readonly DetectedFacet[] {
  const found: DetectedFacet[] = []
  for (const match of text.matchAll(tag)) {
    const name = withoutFinalPunctuation(match[1] ?? '')
    if (!tagContent.test(name)) continue
    if (name.length > tagLimits.bytes || countGraphemesUpTo(name, tagLimits.graphemes) === null || utf8Length(name) > tagLimits.bytes)
      continue
    found.push({ kind: 'tag', start: match.index, end: match.index + 1 + name.length, tag: name })
  }
  return found
}

const anyPunctuation = /^\p{P}$/u

function withoutFinalPunctuation(text: string): string {
  let end = text.length
  while (end > 0) {
    // An astral punctuation mark is two units.
    const two = end > 1 && anyPunctuation.test(text.slice(end - 2, end))
    if (!two && !anyPunctuation.test(text.charAt(end - 1))) break
    end -= two ? 2 : 1
  }
  return text.slice(0, end)
}

/** A ticker symbol: `$` and up to five letters or digits, the first a letter, as a word of its own. */
const ticker = /(?<=^|[\s(])\$([a-z][a-z0-9]{0,4})(?=\s|$|[.,;:!?)"'\u2019])/giu

function tickers(text: string): readonly DetectedFacet[] {
  return Array.from(text.matchAll(ticker), (match) => ({
    kind: 'tag',
    start: match.index,
    end: match.index + match[0].length,
    tag: match[0].toUpperCase(),
  }))
}
