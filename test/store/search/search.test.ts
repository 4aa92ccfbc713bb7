import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore, type Store } from '../../../main/store/open-database.ts'
import { searchNames } from '../../../main/store/search/names.ts'
import { planSearch } from '../../../main/store/search/plan-search.ts'
import { keepWords } from '../../../main/store/search/post-words.ts'
import { searchPosts } from '../../../main/store/search/search-posts.ts'
import type { ReadableDatabase, SqlValue } from '../../../main/store/sql.ts'
import { parseSearch } from '../../../shared/search/parse-search.ts'
import { LARGE, plansOf } from '../../support/query-plans.ts'
import { fillWithPosts, PIECES } from './many-posts.ts'
import { referenceSearch, type ReadyPost } from './reference.ts'

const POSTS = 10_000
const own = new Set(['author:me', 'author:other'])
// Whole stores are filled and gone through, on machines that may be busy.
const PATIENCE_MS = 900_000

let store: Store
let known: ReadyPost[]
beforeAll(() => {
  store = openStore(':memory:')
  known = fillWithPosts(store, POSTS)
}, PATIENCE_MS)
afterAll(() => store.close())

const kept = keepWords()

function search(db: ReadableDatabase, text: string, limit: number, before = Number.MAX_SAFE_INTEGER, patience?: number) {
  const names = searchNames(db)
  const plan = planSearch(parseSearch(text.toWellFormed()), {
    ...names,
    platformsNamed: (name) => names.platforms.filter((platform) => platform.startsWith(name)),
  })
  return plan === null ? [] : searchPosts(db, plan, { before, limit, ...(patience === undefined ? {} : { patience }) }, kept.words)
}

/** All that is found, a page at a time. */
function searchAll(text: string, limit: number, patience?: number): string[] {
  const ids: string[] = []
  for (let before = Number.MAX_SAFE_INTEGER; ;) {
    const page = store.read((db) => search(db, text, limit, before, patience))
    ids.push(...page.map(({ id }) => id))
    if (page.length < limit) return ids
    before = page.at(-1)?.place ?? 0
  }
}

const pieces = fc.constantFrom(...PIECES)
/** Part of what posts are made of, from anywhere in it. */
const part = fc.tuple(pieces, fc.nat(6), fc.nat(8)).map(([piece, from, length]) => {
  const characters = Array.from(piece)
  return characters.slice(from % characters.length, (from % characters.length) + length + 1).join('')
})
const word = fc.oneof(
  pieces,
  part,
  fc.tuple(pieces, pieces).map((two) => two.join('')),
)
const phrase = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => `"${words.join(' ').replaceAll('"', '')}"`)
const filter = fc.oneof(
  fc.constantFrom('from:p', 'from:p1', 'from:ann', 'from:@ANN', 'from:ann.test', 'from:me', 'from:nobody', 'from:bob'),
  fc.constantFrom('network:testnet', 'network:other', 'network:none', 'account:me', 'account:other', 'account:@other.test', 'account:none'),
  fc.constantFrom('has:image', 'has:link', 'has:video', 'has:poll', 'has:quote'),
  fc.constantFrom('is:mine', 'is:liked', 'is:reposted', 'is:bookmarked', 'is:reply'),
  fc.constantFrom('lang:de', 'lang:de-at', 'lang:zh', 'lang:zh-hant', 'lang:EN', 'lang:d', 'lang:fr'),
)
const date = fc.constantFrom('before:2025', 'after:2025', 'before:2024-06-15', 'after:2026-02', 'before:2023-03-10', 'after:2026-03-03')
const not = <T extends string>(of: fc.Arbitrary<T>) => fc.tuple(fc.constantFrom('', '', '', '-'), of).map(([minus, text]) => minus + text)
const query = fc
  .array(
    fc.oneof({ arbitrary: not(word), weight: 4 }, { arbitrary: not(phrase), weight: 1 }, { arbitrary: not(filter), weight: 3 }, date),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((parts) => parts.join(' '))

describe('a search finds what looking at every post finds, in the same order', () => {
  const expected = (text: string): string[] => referenceSearch(known, parseSearch(text.toWellFormed()), own)

  test.each([
    ...['from:p', 'from:p1', 'from:ann', '-from:p', '-from:ann has:poll', 'from:me', 'is:mine', '-is:mine is:liked'],
    ...['network:testnet', '-network:testnet', 'account:other', '-account:me', 'account:me account:other', 'network:none'],
    ...['has:image', 'has:video', 'has:link', 'has:poll', 'has:quote', '-has:image -is:reply -has:link', 'is:reply'],
    ...['is:liked', 'is:reposted', 'is:bookmarked', '-is:liked is:reposted', 'lang:de', 'lang:zh-hant', '-lang:en', 'lang:d'],
    ...['before:2025', 'after:2025', 'after:2024-06 before:2024-07', 'before:2000', 'after:2026-03-03'],
    ...['the', 't', 'harbour', 'harbours', '"harbour"', '-harbour the', 'the -"tram"', 'cafe', 'strasse', 'STRASSE', 'lodz', 'istanbul'],
    ...['東京', '京', '東京都', '北京大', '"東京"', '-京 雨', 'ガギ', 'ｶﾞ', 'สวัสดี', 'ัส', '안녕', '하', 'を買', 'iphone15を', 'ne15'],
    ...[
      ':)',
      ':',
      '.',
      '...',
      '…',
      '100%',
      'c++',
      'c',
      '#climate',
      '#c',
      '-#climate climate',
      '🚲',
      '👍',
      '🇩🇪',
      '👨‍👩‍👧',
      '?!',
      '"',
      '<3',
      '§',
    ],
    ...['example.com', 'https://example.org/tram', 'bob', 'brückner', '雨 from:bob', 'the tram bell', '"the tram"', 'opens -open'],
    ...['كتاب', 'שלום', 'می‌خواهم', 'हिन्दी', 'привет', 'ΕΛΛΆΣ', 'fine', '1', '½', 'AND', 'NEAR(a', 'words:x', 'snake_case'],
  ])('%s', { timeout: PATIENCE_MS }, (text) => {
    expect(searchAll(text, 1_000)).toEqual(expected(text))
  })

  // `from:p` names 200 people.
  test.each([
    'from:p',
    'from:p harbour',
    'from:p t -京',
    'from:p1 the',
    '-from:p1 from:p',
    'from:p from:p1 ht',
    'from:p -from:p',
    'from:p :)',
  ])('%s, where the index is asked for some of the people at a time', { timeout: PATIENCE_MS }, (text) => {
    for (const patience of [0, 20]) expect(searchAll(text, 25, patience)).toEqual(expected(text))
  })

  test('for any combination of words and conditions', { timeout: PATIENCE_MS }, () => {
    let found = 0
    fc.assert(
      fc.property(query, fc.constantFrom(7, 25, 60), fc.constantFrom(undefined, 5), (text, limit, patience) => {
        const wanted = expected(text)
        if (wanted.length > 0) found++
        expect(store.read((db) => search(db, text, limit, undefined, patience)).map(({ id }) => id)).toEqual(wanted.slice(0, limit))
        if (wanted.length < 20 * limit) expect(searchAll(text, limit, patience)).toEqual(wanted)
      }),
      { numRuns: 500 },
    )
    // Most of the queries are for something.
    expect(found).toBeGreaterThan(150)
  })
})

describe('whatever is typed', () => {
  const nasty = [
    ...['"', '""', '"""', '-', '-"', '--', '(', ')', '()', '*', 'a*', '^a', '+', '{a b}: c', 'col:', 'words:', 'facets:has', '- words:a'],
    ...['AND', 'OR', 'NOT', 'a AND', 'NOT a', 'a OR OR b', 'NEAR(', 'NEAR(a b, 5)', 'NEAR/3', 'rowid:1', 'rank', "';--", "' or 1=1 --"],
    ...[
      '; drop table post',
      'union select * from post',
      '%',
      '_',
      '%_\\',
      '\\',
      '\\%',
      '\0',
      'a\0b',
      '"\0"',
      '\ud800',
      '\udc00a',
      'a\ud83d',
    ],
    ...['\u202e\u202dabc', '\u200f', '\ufeff', '\u2028', '\u0000\u0001\u0002', '\uffff', '\u{10ffff}', '|', '| |', '"a | b"', '\u{e000}x'],
    ...['👩‍👩‍👧‍👦', '🏳️‍🌈', '👍🏽👍🏿', '🇩🇪🇫🇷🇯🇵', '\u200d', '\ufe0f', 'e\u0301\u0301\u0301\u0301', 'ﷺ', '㍿', 'ǅ', 'ﬃ', 'İ', 'ß', 'ſ', '\u1e9e'],
    ...['from:', 'from:%', 'from:@', 'from:"', 'has:', 'has:constructor', 'is:__proto__', 'lang:', 'lang:%', 'network:%', 'account:_'],
    ...['before:', 'before:9999-99', 'after:0000', 'before:275760-09-13', 'after:2026-02-30', '-before:2025', '-after:x', 'lang:\ud800'],
    ...['a'.repeat(100_000), '京'.repeat(100_000), '"'.repeat(100_000), ':)'.repeat(50_000), 'a '.repeat(50_000), '-a '.repeat(40_000)],
    ...[
      `"${'a '.repeat(50_000)}"`,
      `"${'🚲 '.repeat(30_000)}"`,
      `from:${'p'.repeat(100_000)}`,
      '(*^"\''.repeat(20_000),
      '한'.normalize('NFD').repeat(30_000),
    ],
    ...['network:x '.repeat(40), 'from:p -from:p '.repeat(16), 'a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h'],
  ]
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.stringMatching(/^[-"a-c:^*(){}|'+%_\\ ,.;#0-9]{0,40}$/),
    fc
      .array(fc.oneof(query, fc.constantFrom(...nasty.filter((text) => text.length < 100)), fc.string()), { maxLength: 5 })
      .map((parts) => parts.join(' ')),
  )

  test('is no error, and no statement of it walks through a table', { timeout: PATIENCE_MS }, () => {
    const statements = new Map<string, readonly SqlValue[]>()
    const typed = [...nasty, ...fc.sample(hostile, 5_000)]
    store.read((db) => {
      const watched: ReadableDatabase = {
        get: <Row>(sql: string, ...parameters: readonly SqlValue[]) => {
          statements.set(sql, parameters)
          return db.get<Row>(sql, ...parameters)
        },
        all: <Row>(sql: string, ...parameters: readonly SqlValue[]) => {
          statements.set(sql, parameters)
          return db.all<Row>(sql, ...parameters)
        },
        each: <Row>(sql: string, ...parameters: readonly SqlValue[]) => {
          statements.set(sql, parameters)
          return db.each<Row>(sql, ...parameters)
        },
        reportBroken: (table, key, cause) => {
          throw new Error(`${table} ${key}`, { cause })
        },
      }
      for (const text of typed) {
        try {
          search(watched, text, 20)
        } catch (cause) {
          throw new Error(`Failed: ${JSON.stringify(text.slice(0, 200))}`, { cause })
        }
      }
    })
    // The texts of the statements are constant: what is typed is bound to them, so these are all the plans there are.
    expect(statements.size).toBeGreaterThanOrEqual(3)
    expect(statements.size).toBeLessThan(10)
    for (const [sql, parameters] of statements) {
      const steps = plansOf(store, (db) => db.all(sql, ...parameters))
      expect(steps.filter((step) => LARGE.test(step))).toEqual([])
      // The index of terms is asked for a match, and gives it in the order of time.
      expect(steps.filter((step) => /SCAN post_terms/.test(step) && !/INDEX \d+:.*M/.test(step))).toEqual([])
      expect(steps.filter((step) => /B-TREE FOR ORDER BY/.test(step) && sql.includes('post_terms match'))).toEqual([])
    }
  })
})
