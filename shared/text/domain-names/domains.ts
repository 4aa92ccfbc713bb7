import { isTopLevelDomain, longestUnicodeTopLevelDomain } from './top-level-domains.ts'
import { punycodeLength } from './punycode.ts'

/** Finding domain names inside text, by the rules that twitter-text set and Mastodon took over. Linear in the length of the text. */

/**
 * ASCII punctuation, every kind of space, control and direction characters, and what is no character. All else may stand in a
 * domain name, so that internationalised names are found in their Unicode form.
 */
const notInDomain = /[!-/:-@[-`{-~\p{White_Space}\p{Cc}\u180e\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/u

/** The same for ASCII, since most text is. */
const asciiInDomain = Uint8Array.from({ length: 0x80 }, (_, unit) => (notInDomain.test(String.fromCharCode(unit)) ? 0 : 1))

/** Whether the unit at `index` may begin or end a label. */
export function isDomainCharacter(text: string, index: number): boolean {
  const unit = text.charCodeAt(index)
  if (unit < 0x80) return asciiInDomain[unit] === 1
  const character = text[index]
  return character !== undefined && !notInDomain.test(character)
}

function isLabelUnit(text: string, index: number): boolean {
  const character = text[index]
  return character === '-' || character === '_' || isDomainCharacter(text, index)
}

/** What was found at a place: a domain that ends at `end`, or none, and where the labels that were looked at end. */
export type DomainMatch = { readonly end: number | null; readonly scannedTo: number }

/**
 * The longest domain name that begins at `start`: labels, and a top-level domain after which no ASCII letter, digit, `@`, `+`
 * or `-` follows. Other letters may follow, since in many scripts a link is written without spaces around it.
 */
export function matchDomain(text: string, start: number): DomainMatch {
  let end: number | null = null
  let labelStart = start
  for (;;) {
    let at = labelStart
    let underscored = false
    while (isLabelUnit(text, at)) {
      if (text[at] === '_') underscored = true
      at += 1
    }
    const wellFormed = at > labelStart && isDomainCharacter(text, labelStart) && isDomainCharacter(text, at - 1)
    if (!wellFormed || text[at] !== '.') return { end, scannedTo: at }
    labelStart = at + 1
    // The label before the top-level domain has no underscore; those of subdomains may.
    if (!underscored) end = matchTopLevelDomain(text, labelStart) ?? end
  }
}

const asciiTopLevel = /[a-z0-9]+/iy
const punycodeTopLevel = /xn--[-0-9a-z]+/iy

/** Where a top-level domain that begins at `start` ends; null when there is none. */
function matchTopLevelDomain(text: string, start: number): number | null {
  punycodeTopLevel.lastIndex = start
  const encoded = punycodeTopLevel.exec(text)
  if (encoded !== null) return start + encoded[0].length
  asciiTopLevel.lastIndex = start
  const ascii = asciiTopLevel.exec(text)
  if (ascii !== null) {
    const end = start + ascii[0].length
    return isTopLevelDomain(ascii[0]) && mayFollow(text[end]) ? end : null
  }
  let end = start
  while (end < start + longestUnicodeTopLevelDomain && isDomainCharacter(text, end)) end += 1
  for (; end > start; end -= 1) {
    if (mayFollow(text[end]) && isTopLevelDomain(text.slice(start, end))) return end
  }
  return null
}

function mayFollow(character: string | undefined): boolean {
  return character === undefined || !/[0-9a-z@+-]/i.test(character)
}

/** Labels of ASCII and accented Latin letters: what of a domain counts as a link where no scheme stands before it. */
const latinLabels = /(?:[-a-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0253-\u028b\u0300-\u036f\u1e00-\u1eff]+\.)+/giy

/** The Latin domain names inside a longer run of text that is itself a domain by its characters ("見てexample.com"). */
export function latinDomainsIn(text: string, start: number, end: number): readonly { readonly start: number; readonly end: number }[] {
  const domain = text.slice(0, end)
  const found: { start: number; end: number }[] = []
  let at = start
  while (at < end) {
    latinLabels.lastIndex = at
    const labels = latinLabels.exec(domain)
    if (labels === null) {
      // No label chain begins here; one that begins further inside the same label would end the same way.
      at += Math.max(1, latinRunLength(domain, at))
      continue
    }
    const chainEnd = at + labels[0].length
    let domainEnd: number | null = null
    for (let dot = chainEnd - 1; dot > at && domainEnd === null; dot = domain.lastIndexOf('.', dot - 1)) {
      domainEnd = matchTopLevelDomain(domain, dot + 1)
    }
    if (domainEnd !== null) found.push({ start: at, end: domainEnd })
    at = domainEnd ?? chainEnd
  }
  return found
}

const latinRun = /[-a-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0253-\u028b\u0300-\u036f\u1e00-\u1eff]*/iy

function latinRunLength(text: string, at: number): number {
  latinRun.lastIndex = at
  return latinRun.exec(text)?.[0].length ?? 0
}

/** Whether a domain could be registered: labels of 1 to 63 characters in their ASCII form, and no non-ASCII one that pretends to be encoded. */
export function isEncodable(domain: string): boolean {
  return domain.split('.').every((label) => {
    const encoded = punycodeLength(label)
    if (encoded === null) return label.length >= 1 && label.length <= 63
    return !/^xn--/i.test(label) && encoded + 'xn--'.length <= 63
  })
}
