import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { parseSearch } from '../../../shared/search/parse-search.ts'
import { createSearch, type Search } from '../../../main/services/reading/search.ts'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import { batchOf, MINUTE, NOON, normalisedPost, postOf } from '../../store/builders.ts'
import { valueOf, World } from './world.ts'

let world: World
let search: Search
let me: string
let minute: number
beforeEach(() => {
  world = new World()
  me = world.join('me')
  search = createSearch({ store: world.store, views: world.views })
  minute = 0
})
afterEach(() => world[Symbol.dispose]())

/** Adds a post with a text, a minute older than the one before. */
function add(name: string, text: string, changes: Partial<CanonicalPost> = {}, author = 'ann', viewer: { liked?: boolean } = {}): void {
  const post = postOf(name, author, NOON - minute++ * MINUTE, { text: { text, spans: [] }, ...changes })
  world.ingest(me, { ...batchOf([post]), posts: [normalisedPost(post, viewer)] })
}
const found = (text: string): string[] =>
  valueOf(search.posts({ text, cursor: null, limit: 100 })).postIds.map((id) => id.replace('post:', ''))

const image = {
  kind: 'image',
  url: 'u',
  previewUrl: null,
  width: null,
  height: null,
  blurhash: null,
  focalPoint: null,
  durationMs: null,
  mimeType: null,
} as const

describe('words', () => {
  test('are found from their beginning, in any case and without accents, all of them, newest first', () => {
    add('a', 'The Café is OPEN')
    add('b', 'An open letter')
    add('c', 'reopened')
    expect(found('open')).toEqual(['a', 'b'])
    expect(found('cafe open')).toEqual(['a'])
    expect(found('lett')).toEqual(['b'])
    expect(found('open -letter')).toEqual(['a'])
    expect(found('nothing')).toEqual([])
  })

  test('in quotes are found as they stand', () => {
    add('a', 'one two three')
    add('b', 'two one')
    expect(found('"one two"')).toEqual(['a'])
    expect(found('"one tw"')).toEqual([])
    expect(found('one -"one two"')).toEqual(['b'])
  })

  test('of writing without spaces are found anywhere, also short ones', () => {
    add('a', '今日は東京タワーに行きました')
    add('b', '京都')
    add('c', 'สวัสดีครับ')
    add('d', '안녕하세요 여러분')
    expect(found('東京')).toEqual(['a'])
    expect(found('京')).toEqual(['a', 'b'])
    expect(found('東京タワー')).toEqual(['a'])
    expect(found('วัสดี')).toEqual(['c'])
    expect(found('여러')).toEqual(['d'])
  })

  test('may be signs: :) is a search and not a mistake', () => {
    add('a', 'well done :)')
    add('b', '100% c++ and #climate')
    add('c', 'plain c and climate, 100 of it')
    expect(found(':)')).toEqual(['a'])
    expect(found('c++')).toEqual(['b'])
    expect(found('#climate')).toEqual(['b'])
    expect(found('100%')).toEqual(['b'])
    expect(found('climate')).toEqual(['b', 'c'])
  })

  test('are found in warnings, descriptions of pictures, polls, links and names', () => {
    add('warning', 'x', { contentWarning: 'spoilers ahead' })
    add('picture', 'x', { media: [{ ...image, alt: 'A heron in the reeds' }] })
    add('link', 'x', {
      linkCard: { url: 'https://example.org/turnip', title: 'Roots', description: '', provider: null, imageUrl: null, imageAlt: '' },
    })
    add('named', 'x', {}, 'zacharias')
    expect([found('spoilers'), found('heron'), found('turnip'), found('example.org'), found('zacharias')]).toEqual([
      ['warning'],
      ['picture'],
      ['link'],
      ['link'],
      ['named'],
    ])
  })
})

describe('conditions', () => {
  beforeEach(() => {
    add('image', 'tree', { media: [{ ...image, alt: '' }], languages: ['de-AT'] })
    add('video', 'tree', { media: [{ ...image, kind: 'gif', alt: '' }] }, 'bob', { liked: true })
    add(
      'link',
      'tree https://a.test',
      { text: { text: 'tree https://a.test', spans: [{ kind: 'link', start: 5, end: 19, uri: 'https://a.test' }] } },
      'me',
    )
    add('reply', 'tree', { replyTo: { postId: null, authorId: null, authorHandle: 'bob.test' }, createdAt: new Date(2024, 5, 1).getTime() })
  })
  test.each([
    ['tree has:image', ['image']],
    ['tree has:video', ['video']],
    ['has:link', ['link']],
    ['tree -has:image -has:link', ['video', 'reply']],
    ['from:bob', ['video']],
    ['from:@bob tree', ['video']],
    ['from:me', ['link']],
    ['is:mine tree', ['link']],
    ['is:liked', ['video']],
    ['-is:liked tree', ['image', 'link', 'reply']],
    ['is:reply', ['reply']],
    ['lang:de', ['image']],
    ['lang:en tree', ['video', 'link', 'reply']],
    ['before:2025', ['reply']],
    ['after:2024-06-02 tree', ['image', 'video', 'link']],
    ['after:2024-06-01 before:2024-06-02', ['reply']],
    ['network:testnet tree', ['image', 'video', 'link', 'reply']],
    ['network:elsewhere tree', []],
    ['-tree', []],
    ['', []],
    ['   ', []],
  ])('%s', (text, names) => {
    expect(found(text)).toEqual(names)
  })

  test('that are none are words', () => {
    add('odd', 'has:nothing and before:never, time is:short')
    expect(found('has:nothing')).toEqual(['odd'])
    expect(found('before:never')).toEqual(['odd'])
    expect(parseSearch('before:2026-02-30 is:odd a:b')).toEqual({
      words: ['before:2026-02-30', 'is:odd', 'a:b'].map((text) => ({ text, exact: false, not: false })),
      filters: [],
    })
  })
})

test('a condition that is still being typed changes nothing, and in quotes it is words', () => {
  add('a', 'harbour')
  add('b', 'harbour has: links')
  for (const unfinished of [
    'has:',
    'has:im',
    'HAS:IM',
    '-has:',
    'is:',
    'is:li',
    'from:',
    'network:',
    'account:',
    'lang:',
    'before:',
    'after:20',
    'before:2026-',
  ])
    expect(found(`harbour ${unfinished}`)).toEqual(['a', 'b'])
  expect(found('"has:" harbour')).toEqual(['b'])
  expect(found('has:')).toEqual([])
  expect(parseSearch('has:images is:l is:x').words).toEqual([{ text: 'is:x', exact: false, not: false }])
})

test('pages lead on through all results, few or many', () => {
  const many = Array.from({ length: 4_500 }, (_, index) =>
    postOf(`n${index}`, 'ann', NOON - index, { text: { text: index % 50 === 0 ? 'rare common' : 'common', spans: [] } }),
  )
  world.ingest(me, batchOf(many))
  for (const [text, total] of [
    ['common', 4_500],
    ['rare', 90],
  ] as const) {
    const ids = new Set<string>()
    let cursor: string | null = null
    let last = Number.POSITIVE_INFINITY
    do {
      const next: ReturnType<typeof valueOf<{ postIds: string[]; posts: { post: CanonicalPost }[]; older: string | null }>> = valueOf(
        search.posts({ text, cursor, limit: 100 }),
      )
      for (const { post } of next.posts) {
        expect(post.createdAt).toBeLessThan(last)
        last = post.createdAt
        ids.add(post.id)
      }
      cursor = next.older
    } while (cursor !== null)
    expect(ids.size).toBe(total)
  }
})

test('nothing that can be typed is an error, and what is deleted is not found', () => {
  add('a', 'something "quoted" AND (NEAR) NOT* ^col:')
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.stringMatching(/^[-"a-z:^*(){}'+%_\\ ]{0,30}$/)), (text) => {
      expect(search.posts({ text, cursor: null, limit: 5 }).ok).toBe(true)
    }),
    { numRuns: 500 },
  )
  for (const text of ['"', '""', '-', '-"', '(', 'AND', 'NOT', 'NEAR(a b)', '*', '^a', 'col:', "';--", '\0', '\ud800', '{a b}: c']) {
    expect(search.posts({ text, cursor: null, limit: 5 }).ok).toBe(true)
  }
  expect(found('AND')).toEqual(['a'])
  expect(found('(NEAR)')).toEqual(['a'])
  world.store.write((db) => db.run('update post set deleted_at = 1'))
  expect(found('something')).toEqual([])
})
