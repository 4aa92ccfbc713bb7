import { fold } from '../../../shared/search/fold.ts'
import type { SearchFilter, SearchQuery, SearchWord } from '../../../shared/search/parse-search.ts'
import { hasSigns, signText, wantedSigns } from '../../../shared/search/signs.ts'
import { phraseOf, type Phrase } from '../../../shared/search/terms.ts'
import { facet } from './document.ts'
import { placeOfTime } from './places.ts'

/** What names in a query stand for. */
export type SearchNames = {
  readonly platformsNamed: (name: string) => readonly string[]
  /** Ids of the person's accounts whose handle begins so. */
  readonly accountsNamed: (handle: string) => readonly string[]
  /** Row numbers of the authors whose handle begins so. */
  readonly authorsNamed: (handle: string) => readonly number[]
  /** Row numbers of the person's own authors. */
  readonly ownAuthors: readonly number[]
  /** Every platform there are posts of. */
  readonly platforms: readonly string[]
}

/**
 * What the store is asked for. The expressions are FTS5's, over `post_terms`, and all of `wanted` and none of `unwanted` hold; so do the
 * rest, which are expressions too where that is cheap, and looked at post by post where it is not.
 */
export type SearchPlan = {
  readonly wanted: readonly string[]
  readonly unwanted: readonly string[]
  /** Words of which only the beginning is known: many terms of the index, which takes time where many posts have one of them. */
  readonly begun: readonly { readonly expression: string; readonly phrase: Phrase }[]
  /** Signs that the text has, or has not, as they stand. */
  readonly signs: readonly { readonly text: string; readonly not: boolean }[]
  /** Written by one of so many people, or by none of them, that they are no expression; null: whoever wrote it, or an expression says it. */
  readonly by: { readonly rows: ReadonlySet<number>; readonly not: boolean } | null
  /** Seen by one of these accounts, or by none of them. */
  readonly accounts: readonly SeenByOneOf[]
  /** Holds for every post. */
  readonly everything: string
  /** The place of the oldest post that may be found, and of the first that is too new. */
  readonly from: number
  readonly until: number
}

/** Ids of accounts, one of which has seen a post; `not`: none has. */
export type SeenByOneOf = { readonly ids: readonly string[]; readonly not: boolean }

/** So many people at most make up one expression. */
export const MAX_AUTHORS = 64

type Builder = { -readonly [Key in keyof SearchPlan]: SearchPlan[Key] extends readonly (infer Item)[] ? Item[] : SearchPlan[Key] }

/** How the store finds what is asked for. Null: the query asks for nothing. */
export function planSearch(query: SearchQuery, names: SearchNames): SearchPlan | null {
  const plan: Builder = {
    wanted: [],
    unwanted: [],
    begun: [],
    signs: [],
    by: null,
    accounts: [],
    everything: anyOf('network', names.platforms),
    from: 0,
    until: Number.MAX_SAFE_INTEGER,
  }
  let asks = query.filters.length > 0
  for (const word of query.words) if (addWord(plan, word) && !word.not) asks = true
  if (!asks) return null
  for (const filter of query.filters) addFilter(plan, filter, names)
  addAuthors(
    plan,
    query.filters.flatMap((filter) => authorsOf(filter, names) ?? []),
  )
  return plan
}

/** False for a word that is nothing but punctuation as it stands in every text. */
function addWord(plan: Builder, { text, exact, not }: SearchWord): boolean {
  const folded = fold(text.replace(/^https?:\/\//i, ''))
  const signs = signText(folded)
  const phrase = phraseOf(folded, exact || not)
  const signed = hasSigns(signs)
  if (phrase === null && !signed) return false
  if (signed) plan.signs.push({ text: signs, not })
  if (not) {
    if (!signed && phrase !== null) plan.unwanted.push(expressionOf(phrase))
    return true
  }
  if (signed) {
    for (const sign of wantedSigns(signs)) plan.wanted.push(`signs : ${quoted(sign.text)}${sign.prefix ? ' *' : ''}`)
  }
  if (phrase?.prefix === true) plan.begun.push({ expression: expressionOf(phrase), phrase })
  else if (phrase !== null) plan.wanted.push(expressionOf(phrase))
  return true
}

/** A string of FTS5: everything in it is text. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '""').replaceAll('\0', ' ')}"`
}

function expressionOf({ terms, prefix }: Phrase): string {
  return `{words author} : ${quoted(terms.join(' '))}${prefix ? ' *' : ''}`
}

/** Has one of the values; with none, an expression that nothing matches. */
export function anyOf(name: string, values: readonly (string | number)[]): string {
  if (values.length === 0) return `facets : ${quoted(`${name}:`)}`
  return `facets : (${values.map((value) => quoted(facet(name, value))).join(' OR ')})`
}

function addFilter(plan: Builder, filter: SearchFilter, names: SearchNames): void {
  switch (filter.kind) {
    // See `addAuthors`.
    case 'from':
      break
    case 'network':
      add(plan, anyOf('network', names.platformsNamed(filter.value)), filter.not)
      break
    case 'account':
      plan.accounts.push({ ids: names.accountsNamed(filter.value), not: filter.not })
      break
    case 'lang':
      add(plan, anyOf('lang', [filter.value]), filter.not)
      break
    case 'is':
      if (filter.value !== 'mine') add(plan, anyOf('is', [filter.value]), filter.not)
      break
    case 'has':
      add(plan, anyOf('has', [filter.value]), filter.not)
      break
    case 'before':
      plan.until = Math.min(plan.until, placeOfTime(filter.at))
      break
    case 'after':
      plan.from = Math.max(plan.from, placeOfTime(filter.at))
      break
  }
}

function add(plan: Builder, expression: string, not: boolean): void {
  ;(not ? plan.unwanted : plan.wanted).push(expression)
}

/** The people a filter names, by row number. */
type Named = { readonly rows: readonly number[]; readonly not: boolean }

function authorsOf(filter: SearchFilter, names: SearchNames): Named | null {
  if (filter.kind === 'from') return { rows: names.authorsNamed(filter.value), not: filter.not }
  return filter.kind === 'is' && filter.value === 'mine' ? { rows: names.ownAuthors, not: filter.not } : null
}

/** All that is said of who wrote it, as one set of people: those in all that are wanted and in none that is not. */
function addAuthors(plan: Builder, named: readonly Named[]): void {
  const unwanted = new Set(named.flatMap(({ rows, not }) => (not ? rows : [])))
  const [first, ...others] = named.flatMap(({ rows, not }) => (not ? [] : [new Set(rows)]))
  const wanted = first === undefined ? null : [...first].filter((row) => !unwanted.has(row) && others.every((rows) => rows.has(row)))
  const rows = wanted ?? [...unwanted]
  if (wanted === null && unwanted.size === 0) return
  if (rows.length <= MAX_AUTHORS) add(plan, anyOf('by', rows), wanted === null)
  else plan.by = { rows: new Set(rows), not: wanted === null }
}
