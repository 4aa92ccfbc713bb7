import { isDomainCharacter, isEncodable, latinDomainsIn, matchDomain } from './domain-names/domains.ts'

/**
 * Finding the addresses that networks count at a flat cost, in text. Two dialects of one grammar: twitter-text
 * (https://github.com/twitter/twitter-text, config v3) and Mastodon's widening of it (config/initializers/twitter_regex.rb,
 * checked 2026-11-20). Written as a scanner, since as regular expressions these rules backtrack badly on hostile text.
 */

/** A stretch of text, in UTF-16 units, end exclusive. */
export type TextRange = { readonly start: number; readonly end: number }

type Dialect = {
  /** Schemes before `://`. */
  readonly schemes: RegExp
  /** `example.com` without a scheme counts as a link. */
  readonly bare: boolean
  readonly pathCharacter: RegExp
  /** What a path may end with, so that the full stop after a link is not part of it. */
  readonly pathEnd: RegExp
  readonly queryCharacter: RegExp
  readonly queryEnd: RegExp
}

const latin =
  '\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u024f\\u0253\\u0254\\u0256\\u0257\\u0259\\u025b\\u0263\\u0268\\u026f\\u0272\\u0289\\u028b\\u02bb\\u0300-\\u036f\\u1e00-\\u1eff'
const cyrillic = '\\u0400-\\u04ff'
/** The characters of RFC 3987 that are not ASCII; astral ones come as surrogates, since the scanner goes by units. */
const international = '\\u00a0-\\udfff\\ue000-\\ufdcf\\ufdf0-\\uffef'

const weighted: Dialect = {
  schemes: /https?:\/\//gi,
  bare: true,
  pathCharacter: new RegExp(`[a-z0-9${cyrillic}${latin}!*';:=+,.$/%#[\\]\\-\\u2013_~@|&]`, 'i'),
  pathEnd: new RegExp(`[+\\-a-z0-9=_#/${cyrillic}${latin}]`, 'i'),
  queryCharacter: /[a-z0-9!?*'@();:&=+$/%#[\]\-_.,~|]/i,
  queryEnd: /[a-z0-9\-_&=#/]/i,
}

const federated: Dialect = {
  schemes: /(?:https?|dat|dweb|ipfs|ipns|ssb|gopher|gemini):\/\//gi,
  bare: false,
  pathCharacter: /[^\s<>()?]/,
  pathEnd: /[^\s()?!*"'「」<>;:=,.$%[\]~&|@]/,
  queryCharacter: new RegExp(`[a-z0-9!?*'();:&=+$/%#[\\]\\-_.,~|@^${international}]`, 'i'),
  queryEnd: new RegExp(`[a-z0-9_&=#/\\-${international}]`, 'i'),
}

/** The addresses in `text` that Mastodon counts as links: those with a scheme. */
export function findUrls(text: string): readonly TextRange[] {
  return scan(text, federated)
}

/** The addresses in `text` that twitter-text counts as links: with a scheme, and bare domains. `text` should be in NFC. */
export function findWeightedUrls(text: string): readonly TextRange[] {
  return scan(text, weighted)
}

const longestUrl = 4096

function scan(text: string, dialect: Dialect): readonly TextRange[] {
  const found: TextRange[] = []
  const schemes = Array.from(text.matchAll(dialect.schemes), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
  })).filter((scheme) => mayPrecede(text, scheme.start))
  let nextScheme = 0
  let at = 0
  while (at < text.length) {
    while ((schemes[nextScheme]?.start ?? text.length) < at) nextScheme += 1
    const scheme = schemes[nextScheme]
    if (scheme?.start === at) {
      const domain = matchDomain(text, scheme.end)
      if (domain.end !== null) {
        const end = matchRest(text, domain.end, dialect)
        const range = withScheme(text, scheme.start, scheme.end, domain.end, end)
        if (range !== null) found.push(range)
        at = end + 1
        continue
      }
    }
    if (!isDomainCharacter(text, at) || !mayPrecede(text, at)) {
      at += 1
      continue
    }
    const domain = matchDomain(text, at)
    if (domain.end === null) {
      // Nothing that begins further inside these labels ends better; only a scheme there could begin a link.
      const inside = schemes.at(scheme?.start === at ? nextScheme + 1 : nextScheme)?.start ?? text.length
      at = Math.max(at + 1, Math.min(inside, domain.scannedTo))
      continue
    }
    const end = matchRest(text, domain.end, dialect)
    if (dialect.bare && !/[-_./]/.test(text[at - 1] ?? '')) found.push(...bareDomains(text, at, domain.end, end))
    // One character has to stand between two links.
    at = end + 1
  }
  return found
}

/** A link may not begin inside a word, a mention or a tag. Letters that are not ASCII may stand right before it. */
function mayPrecede(text: string, start: number): boolean {
  const before = text[start - 1]
  return before === undefined || !/[a-z0-9@＠$#＃\ufeff\ufffe\uffff]/i.test(before)
}

const shortener = /^https?:\/\/t\.co\/([a-z0-9]+)/i

function withScheme(text: string, start: number, domainStart: number, domainEnd: number, end: number): TextRange | null {
  if (end - start > longestUrl || !isEncodable(text.slice(domainStart, domainEnd))) return null
  const short = shortener.exec(text.slice(start, end))
  if (short === null) return { start, end }
  // twitter-text ends its own short links after the slug, and takes none for one with more than 40 characters.
  return (short[1] ?? '').length > 40 ? null : { start, end: start + short[0].length }
}

function bareDomains(text: string, start: number, domainEnd: number, end: number): readonly TextRange[] {
  if (end - start > longestUrl || !isEncodable(text.slice(start, domainEnd))) return []
  const domains = latinDomainsIn(text, start, domainEnd)
  // twitter-text takes what follows a bare domain only where there is a path.
  const hasPath = /^(?::[0-9]+)?\//.test(text.slice(domainEnd, end))
  return domains.map((domain, index) => ({
    start: domain.start,
    end: hasPath && domain.end === domainEnd && index === domains.length - 1 ? end : domain.end,
  }))
}

const port = /:[0-9]+/y

/** Where an address ends whose domain ends at `domainEnd`: after port, path and query. */
function matchRest(text: string, domainEnd: number, dialect: Dialect): number {
  let end = domainEnd
  port.lastIndex = end
  end += port.exec(text)?.[0].length ?? 0
  if (text[end] === '/') end = matchPath(text, end, dialect)
  if (text[end] === '?') end = matchQuery(text, end, dialect)
  return end
}

function matchPath(text: string, slash: number, dialect: Dialect): number {
  let end = slash + 1
  for (let at = slash + 1; at < text.length;) {
    const character = text[at] ?? ''
    if (character === '(') {
      const closed = matchParentheses(text, at, dialect)
      if (closed === null) return end
      at = closed
      end = closed
    } else if (dialect.pathCharacter.test(character)) {
      at += 1
      if (dialect.pathEnd.test(character)) end = at
    } else {
      return end
    }
  }
  return end
}

/** Balanced parentheses with at most one pair inside, as in addresses of encyclopaedias. */
function matchParentheses(text: string, open: number, dialect: Dialect): number | null {
  let depth = 0
  for (let at = open; at < text.length; at += 1) {
    const character = text[at] ?? ''
    if (character === '(') {
      depth += 1
      if (depth > 2 || text[at + 1] === ')') return null
    } else if (character === ')') {
      depth -= 1
      if (depth === 0) return at + 1
    } else if (!dialect.pathCharacter.test(character)) {
      return null
    }
  }
  return null
}

function matchQuery(text: string, mark: number, dialect: Dialect): number {
  let end = mark
  for (let at = mark + 1; at < text.length; at += 1) {
    const character = text[at] ?? ''
    if (!dialect.queryCharacter.test(character)) break
    if (dialect.queryEnd.test(character)) end = at + 1
  }
  return end
}
