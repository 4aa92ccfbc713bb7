import { describe, expect, test } from 'vitest'
import { matcherOf, mutedTextProblem, saidSubject } from '../../../shared/mute/matcher.ts'
import { readPost, type MutablePost } from '../../../shared/mute/read-post.ts'

const post = (text: string, changes: Partial<MutablePost> = {}): MutablePost => ({
  text,
  spans: [],
  contentWarning: null,
  media: [],
  linkCard: null,
  poll: null,
  ...changes,
})
/** Whether what somebody typed is found in posts, the second one quoted by the first. */
const finds = (typed: string, ...posts: (string | MutablePost)[]): boolean => {
  const matcher = matcherOf(saidSubject(typed))
  if (matcher === null) throw new Error(`${typed} cannot be muted`)
  return matcher(readPost(...posts.map((one) => (typeof one === 'string' ? post(one) : one))))
}

describe('words', () => {
  test.each([
    ['spoiler', 'A SPOILER ahead', true],
    ['spoiler', 'no spoilers here', false],
    ['cat', 'concatenate', false],
    ['cat', 'my cat.', true],
    ['cat', '(cat)', true],
    ['cat', '“cat”—yes', true],
    ['cat', 'snake_cat_case', true],
    ['cat', '#cat', true],
    ['cat', '#catsofchirp', false],
    ['cat', 'cat2', false],
    ["don't", 'I don’t know', true],
    ['world cup', 'the World  Cup\nfinal', true],
    ['world cup', 'the world’s cup', false],
    ['world cup', 'cup world', false],
    ['café', 'CAFE at noon', true],
    ['cafe', 'cafe\u0301', true],
    ['strasse', 'Die Straße', true],
    ['istanbul', 'İSTANBUL', true],
    ['ΣΊΣΥΦΟΣ', 'σισυφος', true],
    ['война', 'ВОЙНА и мир', true],
    ['война', 'войнами', false],
    ['żółw', 'zolw', true],
    ['שלום', 'שָׁלוֹם', true],
    ['كتاب', 'كِتَابٌ', true],
    ['ｆｏｏ', 'foo bar', true],
    ['खेल', 'यह खेल है', true],
    ['खेल', 'यह खेलना है', false],
    ['a', 'what a day', true],
    ['a', 'banana', false],
    ['2026', 'in 2026.', true],
    ['2026', '12026', false],
    ['example.com', 'see https://example.com/path', true],
    [':blobcat:', 'hello :blobcat: there', true],
  ])('%j in %j: %j', (typed, text, expected) => expect(finds(typed, text)).toBe(expected))

  test.each([
    ['選挙', '明日は選挙です', true],
    ['選挙', '選び、挙げる', false],
    ['港', '今朝の港。', true],
    ['ガ', 'ｶﾞが並ぶ', true],
    ['선거', '내일은선거입니다', true],
    ['ครับ', 'สวัสดีครับผม', true],
    ['AI時代', 'このAI時代に', true],
  ])('in writing that sets no words apart: %j in %j: %j', (typed, text, expected) => expect(finds(typed, text)).toBe(expected))

  test('are found when invisible signs are put among their letters', () => {
    expect(finds('spoiler', 'spo\u200biler')).toBe(true)
    expect(finds('spoiler', 's\u00adpoi\u2060ler\ufeff')).toBe(true)
    expect(finds('spo\u200diler', 'SPOILER')).toBe(true)
  })

  test('with signs are found as they stand, and not inside of other words', () => {
    expect(finds('c++', 'learn C++, now')).toBe(true)
    expect(finds('c++', 'learn C now')).toBe(false)
    expect(finds('c++', 'abc++')).toBe(false)
    expect(finds('c#', 'C#')).toBe(true)
    expect(finds('100%', 'to 100% sure')).toBe(true)
    expect(finds('100%', '2100%')).toBe(false)
  })

  test('are never read as a pattern', () => {
    for (const typed of ['.*', 'a|b', '(x+x+)+y', '[a-z]+', '\\bcat\\b', '$^', 'a{2}'])
      expect(finds(typed, 'some words, bab aa cats')).toBe(false)
    expect(finds('(x+x+)+y', 'what is (x+x+)+y here')).toBe(true)
    expect(finds('(x+x+)+y', 'x'.repeat(20_000))).toBe(false)
  })
})

describe('emoji', () => {
  test.each([
    ['🦀', 'a 🦀.', true],
    ['🦀', 'a 🦞', false],
    ['❤️', 'with ❤', true],
    ['👍', 'fine 👍🏽', true],
    ['👍🏿', 'fine 👍', true],
    ['👩', 'an astronaut 👩‍🚀', false],
    ['👩‍🚀', 'an astronaut 👩‍🚀', true],
    ['🇩🇪', '🇩🇪', true],
    ['🇩🇪', '🇩🇰🇪🇸', false],
    ['🦀🦀', 'a 🦀 b 🦀', false],
    ['🦀🦀', 'a 🦀 🦀🦀', true],
    [':)', 'well :)', true],
    [':)', 'well (:', false],
  ])('%j in %j: %j', (typed, text, expected) => expect(finds(typed, text)).toBe(expected))
})

describe('a tag', () => {
  const tagged = (tag: string): MutablePost => post('see', { spans: [{ kind: 'tag', tag }] })
  test('is exactly that tag, in any case', () => {
    expect(finds('#Cats', tagged('cats'))).toBe(true)
    expect(finds('#cats', tagged('CatsOfChirp'))).toBe(false)
    expect(finds('#cats', tagged('cat'))).toBe(false)
    expect(finds('#cats', 'no tag but cats')).toBe(false)
  })
  test('is found where no span marks it', () => {
    expect(finds('#cats', post('', { media: [{ alt: 'many #Cats!' }] }))).toBe(true)
    expect(finds('#cats', 'https://example.com/#cats')).toBe(false)
    expect(finds('#東京', 'の#東京 にて')).toBe(false)
    expect(finds('#東京', '朝 #東京 にて')).toBe(true)
    expect(finds('＃cats', '＃cats')).toBe(true)
  })
})

test('everything that is read in a post is looked at, the quoted post too, and nothing across two parts', () => {
  const parts: MutablePost[] = [
    post('spoiler'),
    post('', { contentWarning: 'spoiler' }),
    post('', { media: [{ alt: '' }, { alt: 'a spoiler' }] }),
    post('', { linkCard: { title: 'Spoiler!', description: '', url: '' } }),
    post('', { linkCard: { title: '', description: 'Spoiler!', url: '' } }),
    post('', { poll: { options: [{ title: 'no' }, { title: 'spoiler' }] } }),
  ]
  for (const one of parts) expect(finds('spoiler', one)).toBe(true)
  expect(finds('spoiler', 'look', 'a spoiler')).toBe(true)
  expect(finds('world cup', post('world', { contentWarning: 'cup' }))).toBe(false)
  expect(finds('world cup', 'world', 'cup')).toBe(false)
})

describe('what cannot be muted', () => {
  test.each(['', '   ', '\u200b\u2060', '\ufe0f', '.', '—', '\ud800', '\0\0'])('%j', (typed) =>
    expect(mutedTextProblem(saidSubject(typed))).toBe('mute-nothing'),
  )
  test('a text without end', () => expect(mutedTextProblem(saidSubject('word '.repeat(100)))).toBe('mute-too-long'))
  test('a tag of nothing', () => expect(mutedTextProblem({ kind: 'tag', tag: '#' })).toBe('mute-nothing'))
})

test('a text without end is looked at as far as a search looks', () => {
  const long = readPost(post('🦀 word #tag '.repeat(200_000) + 'end'))
  for (const typed of ['🦞', 'end', '#none', 'a++']) expect(matcherOf(saidSubject(typed))?.(long)).toBe(false)
  expect(matcherOf(saidSubject('🦀'))?.(long)).toBe(true)
})
