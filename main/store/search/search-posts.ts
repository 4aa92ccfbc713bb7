import { indexOfPhrase, type Phrase } from '../../../shared/search/terms.ts'
import type { ReadableDatabase } from '../sql.ts'
import type { PostWords } from './document.ts'
import { anyOf, MAX_AUTHORS, type SearchPlan } from './plan-search.ts'
import { readWords, type WordsOfPosts } from './post-words.ts'
import { isSeenBy, isSeenLaterBy, placesSeenLater } from './seen-by.ts'

/** A post that was found, and where it stands in time. */
export type FoundPost = { readonly place: number; readonly row: number; readonly id: string }

/**
 * Which part of all that is found: up to `limit` posts older than a place. `patience`: so many posts are looked at for one of many people before the
 * index is asked for those; `MAX_BY_MANY` where it is left out.
 */
export type SearchPage = { readonly before: number; readonly limit: number; readonly patience?: number }

/** So many of the newest posts are looked through for words of which only the beginning is known, before the index is asked for those. */
const SAMPLE = 300
/** Words that fewer of the sample have are asked of the index next, and so many of their posts are looked through for the other words. */
const RARE = 0.05
const MAX_LOOKED_THROUGH = 600
/** Words that so many of the sample have are soon found often enough among the posts that have what else is asked for. */
const COMMON = 0.12
/** Where one of many people is to have written it, so many posts are looked at for who did: that is a matter of microseconds each. */
const MAX_BY_MANY = 10_000
const BATCH = 100

type Candidate = FoundPost & { readonly authorRow: number }
type Check = { readonly needsWords: boolean; readonly holds: (post: Candidate, words: PostWords | undefined) => boolean }

/** So many posts that an account saw after they were indexed are looked at one by one. */
const MAX_SEEN_LATER = 1_000

/** The posts that match, newest first. */
export function searchPosts(db: ReadableDatabase, plan: SearchPlan, page: SearchPage, wordsFor: WordsOfPosts = readWords): FoundPost[] {
  const wanted = plan.accounts.flatMap(({ ids, not }) => (not ? [] : [ids]))
  const without = plan.accounts.flatMap(({ ids, not }) => (not && ids.length > 0 ? [ids] : []))
  const checks = without.map((ids) => notSeenLaterCheck(db, ids))
  const rest = { ...plan, unwanted: [...plan.unwanted, ...without.flatMap((ids) => anyOf('account', ids))] }
  const seen = wanted.map((ids) => anyOf('account', ids))
  const said = searchIndex(db, { ...rest, wanted: [...rest.wanted, ...seen] }, checks, page, wordsFor)
  // What the index does not say of an account is only of interest where it is newer than what fills the page already.
  const from = said.length < page.limit ? plan.from : (said.at(-1)?.place ?? plan.from) + 1
  const found = new Map(said.map((post) => [post.place, post]))
  for (const [index, ids] of wanted.entries()) {
    const others = wanted.toSpliced(index, 1)
    const later = { ...rest, unwanted: [...rest.unwanted, anyOf('account', ids)], from, until: Math.min(plan.until, page.before) }
    const places = placesSeenLater(db, ids, others, later, MAX_SEEN_LATER)
    const more =
      places.length < MAX_SEEN_LATER
        ? searchPlaces(db, later, places, checks, page, wordsFor)
        : searchIndex(db, later, [...checks, seenLaterCheck(db, ids), ...others.map((other) => seenCheck(db, other))], page, wordsFor)
    for (const post of more) found.set(post.place, post)
  }
  return [...found.values()].sort((a, b) => b.place - a.place).slice(0, page.limit)
}

/** Those of these places, newest first, whose posts match, up to a page. */
function searchPlaces(
  db: ReadableDatabase,
  plan: SearchPlan,
  places: readonly number[],
  more: readonly Check[],
  { limit }: SearchPage,
  wordsFor: WordsOfPosts,
): FoundPost[] {
  const checks = [...authorChecks(plan), ...more, ...plan.signs.map(signCheck), ...plan.begun.map(({ phrase }) => phraseCheck(phrase))]
  const needsWords = checks.some((check) => check.needsWords)
  const found: FoundPost[] = []
  for (const batch of inBatches(matchingAmong(db, matchOf(plan, []), places), BATCH)) {
    const posts = db.all<Candidate>(selectAtPlaces, JSON.stringify(batch))
    const words = needsWords ? wordsFor(db, posts) : noWords
    for (const post of posts.sort((a, b) => b.place - a.place))
      if (checks.every(({ holds }) => holds(post, words.get(post.row)))) found.push({ place: post.place, row: post.row, id: post.id })
    if (found.length >= limit) break
  }
  return found.slice(0, limit)
}

/**
 * Those of these places that match an expression. All that match between them are gone through: asked for one place the index looks on until it
 * finds the next that matches, which may be a million posts later.
 */
function* matchingAmong(db: ReadableDatabase, expression: string, places: readonly number[]): Generator<number> {
  const [newest, oldest] = [places[0], places.at(-1)]
  if (newest === undefined || oldest === undefined) return
  const wanted = new Set(places)
  for (const { place } of db.each<{ place: number }>(selectPlaces, expression, oldest, newest + 1)) if (wanted.has(place)) yield place
}

/**
 * The posts that match by what the index says of them, and for which `more` hold, newest first. The index keeps posts in the order of time, so that
 * what many posts have is not fetched and sorted: the walk ends with the page. Words of which only the beginning is known make the index gather every
 * post that has any such word, so what most posts have is looked for in the posts themselves.
 */
function searchIndex(
  db: ReadableDatabase,
  plan: SearchPlan,
  more: readonly Check[],
  page: SearchPage,
  wordsFor: WordsOfPosts,
): FoundPost[] {
  const signs = [...more, ...plan.signs.map(signCheck)]
  const begun = plan.begun.map(({ expression, phrase }) => ({ expression, ...phraseCheck(phrase) }))
  const words = begun.map(({ expression }) => expression)
  const walk: Walk = (expressions, checks, most, by = null) =>
    walkPosts(db, { expression: matchOf(plan, expressions), from: plan.from, until: Math.min(plan.until, page.before), by }, checks, {
      limit: page.limit,
      most,
      wordsFor,
    })
  if (plan.by?.not === false) return searchByMany(walk, plan.by.rows, words, [...begun, ...signs], signs, page)
  const authors = authorChecks(plan)
  const isOver = isOverAt(page.limit)
  if (begun.length > 0) {
    const sample = walk([], [...begun, ...authors, ...signs], SAMPLE)
    if (isOver(sample)) return sample.found
    const rare = rarest(begun, sample)
    const common = begun.filter((word) => !rare.includes(word))
    if (rare.length > 0 && common.length + authors.length > 0) {
      const few = walk(
        rare.map(({ expression }) => expression),
        [...common, ...authors, ...signs],
        MAX_LOOKED_THROUGH,
      )
      if (isOver(few)) return few.found
    }
    // Gathering every post that has a common word takes longer than to look at those that something else is asked of.
    const isCommon = begun.every((_, index) => (sample.held[index] ?? 0) >= sample.looked * COMMON)
    if (isCommon && plan.wanted.length + authors.length > 0) {
      const further = walk([], [...begun, ...signs, ...authors], MAX_LOOKED_THROUGH)
      if (isOver(further)) return further.found
    }
  }
  return walk(words, [...signs, ...authors], Number.POSITIVE_INFINITY).found
}

type Walk = (expressions: readonly string[], checks: readonly Check[], most: number, by?: ReadonlySet<number> | null) => Walked

function isOverAt(limit: number): (walked: Walked) => boolean {
  return ({ found, ended }) => ended || found.length >= limit
}

/**
 * What one of so many people wrote that they are no expression: whoever types a name letter by letter asks for hundreds on the way. First the
 * newest posts are looked through for who wrote them, as far as those promise a page, then those with the words. Only who wrote little is asked
 * of the index, some people at a time, for which it has to gather the words each time anew.
 */
function searchByMany(
  walk: Walk,
  rows: ReadonlySet<number>,
  words: readonly string[],
  checks: readonly Check[],
  signs: readonly Check[],
  { limit, patience = MAX_BY_MANY }: SearchPage,
): FoundPost[] {
  const isOver = isOverAt(limit)
  const sample = walk([], checks, SAMPLE, rows)
  if (isOver(sample)) return sample.found
  if (sample.found.length * patience >= limit * sample.looked) {
    const further = walk([], checks, 2 * patience, rows)
    if (isOver(further)) return further.found
  }
  if (words.length > 0) {
    const said = walk(words, signs, 2 * patience, rows)
    if (isOver(said)) return said.found
  }
  const found = authorExpressions(rows).flatMap((by) => walk([...words, by], signs, Number.POSITIVE_INFINITY).found)
  return found.toSorted((a, b) => b.place - a.place).slice(0, limit)
}

/** The words that few posts have. Where there is none, all but the most common one; none if even the sample says that they do not go together. */
function rarest<Word>(words: readonly Word[], { looked, held, found }: Walked): readonly Word[] {
  const rare = words.filter((_, index) => (held[index] ?? 0) < looked * RARE)
  if (rare.length > 0 || found.length === 0) return rare
  const most = held.indexOf(Math.max(...held.slice(0, words.length)))
  return words.filter((_, index) => index !== most)
}

/** Expressions that together hold for what these people wrote. */
function authorExpressions(rows: ReadonlySet<number>): string[] {
  const all = [...rows]
  return Array.from({ length: Math.ceil(all.length / MAX_AUTHORS) }, (_, index) =>
    anyOf('by', all.slice(index * MAX_AUTHORS, (index + 1) * MAX_AUTHORS)),
  )
}

/** All that is wanted, and these, and nothing of what is not wanted. */
function matchOf(plan: SearchPlan, expressions: readonly string[]): string {
  const all = [...plan.wanted, ...expressions]
  const wanted = (all.length === 0 ? [plan.everything] : all).map((expression) => `(${expression})`).join(' AND ')
  return plan.unwanted.length === 0 ? wanted : `(${wanted}) NOT (${plan.unwanted.map((expression) => `(${expression})`).join(' OR ')})`
}

function phraseCheck(phrase: Phrase): Check {
  return {
    needsWords: true,
    holds: (_, words) => words !== undefined && (indexOfPhrase(words.words, phrase) >= 0 || indexOfPhrase(words.author, phrase) >= 0),
  }
}

function signCheck({ text, not }: SearchPlan['signs'][number]): Check {
  return { needsWords: true, holds: (_, words) => words !== undefined && words.signs.includes(text) !== not }
}

function authorChecks({ by }: SearchPlan): readonly Check[] {
  return by === null ? [] : [{ needsWords: false, holds: ({ authorRow }) => by.rows.has(authorRow) !== by.not }]
}

function seenCheck(db: ReadableDatabase, ids: readonly string[]): Check {
  return { needsWords: false, holds: ({ row }) => isSeenBy(db, row, ids) }
}

function seenLaterCheck(db: ReadableDatabase, ids: readonly string[]): Check {
  return { needsWords: false, holds: ({ row }) => isSeenLaterBy(db, row, ids) }
}

function notSeenLaterCheck(db: ReadableDatabase, ids: readonly string[]): Check {
  return { needsWords: false, holds: ({ row }) => !isSeenLaterBy(db, row, ids) }
}

type Walked = {
  readonly found: FoundPost[]
  /** Whether all that match were looked at. */
  readonly ended: boolean
  readonly looked: number
  /** How many of those held each check. */
  readonly held: readonly number[]
}

// Numbers arrive as floating-point ones, which FTS5 does not take for places: it would begin at the newest post each time.
const inRange = `post_terms match ? and post_terms.rowid >= cast(? as integer) and post_terms.rowid < cast(? as integer)`
const selectBefore = `select post_terms.rowid as place, post.row, post.id, author_row as authorRow
  from post_terms cross join search_place on place = post_terms.rowid cross join post on post.row = post_row
  where ${inRange} and deleted_at is null order by post_terms.rowid desc`
const selectPlaces = `select rowid as place from post_terms where ${inRange} order by rowid desc`
const selectAtPlaces = `select place, post.row, post.id, author_row as authorRow
  from json_each(?) wanted cross join search_place on place = wanted.value cross join post on post.row = post_row where deleted_at is null`

const noWords: ReadonlyMap<number, PostWords> = new Map()

type WalkedPosts = {
  readonly expression: string
  readonly from: number
  readonly until: number
  /** Only what these people wrote is looked at any further; null: whoever wrote it. */
  readonly by: ReadonlySet<number> | null
}

/** Looks at the posts that match an expression, from the newest on, until the page is full or about so many were looked at. */
function walkPosts(
  db: ReadableDatabase,
  { expression, from, until, by }: WalkedPosts,
  checks: readonly Check[],
  { limit, most, wordsFor }: { readonly limit: number; readonly most: number; readonly wordsFor: WordsOfPosts },
): Walked {
  const found: FoundPost[] = []
  const held = checks.map(() => 0)
  const needsWords = checks.some((check) => check.needsWords)
  let looked = 0
  // In one go: for words of which only the beginning is known the index gathers all posts that have one before it gives the first.
  for (const batch of inBatches(
    db.each<Candidate>(selectBefore, expression, from, until),
    checks.length === 0 && by === null ? limit : BATCH,
  )) {
    const posts = by === null ? batch : batch.filter(({ authorRow }) => by.has(authorRow))
    const words = needsWords && posts.length > 0 ? wordsFor(db, posts) : noWords
    for (const post of posts) {
      const results = checks.map(({ holds }) => holds(post, words.get(post.row)))
      for (const [index, result] of results.entries()) if (result) held[index] = (held[index] ?? 0) + 1
      if (results.every(Boolean)) found.push({ place: post.place, row: post.row, id: post.id })
      if (found.length >= limit) return { found, ended: false, looked: looked + batch.length, held }
    }
    looked += batch.length
    if (looked >= most) return { found, ended: false, looked, held }
  }
  return { found, ended: true, looked, held }
}

function* inBatches<Item>(items: Iterable<Item>, size: number): Generator<readonly Item[]> {
  let batch: Item[] = []
  for (const item of items) {
    batch.push(item)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
