import { describe, expect, test } from 'vitest'
import { handlesBeforeBridge, idBeforeBridge, idsAfterBridge } from '../../../shared/same-post/bridges.ts'
import { compareMedia } from '../../../shared/same-post/compare-media.ts'
import { isSlip } from '../../../shared/same-post/compare-texts.ts'
import { plainLink } from '../../../shared/same-post/links.ts'
import { lookupKeys } from '../../../shared/same-post/lookup-keys.ts'
import { beginningOf, outlineOf } from '../../../shared/same-post/outline.ts'
import { linkPeople } from '../../../shared/same-post/people.ts'
import { labelledPairs } from '../../fixtures/same-post/all-pairs.ts'
import { richTextOf } from '../../fixtures/same-post/notation.ts'
import { seeded } from '../../support/seeded.ts'

const outline = (text: string) => outlineOf({ text: richTextOf('mastodon', text), linkCard: null, contentWarning: null })

test.each([
  ['https://www.example.com/a/?utm_source=x&b=2&a=1&fbclid=z', 'example.com/a?a=1&b=2'],
  ['http://example.com', 'example.com'],
  ['https://example.com/a#part', 'example.com/a#part'],
  ['https://example.com/a#:~:text=words', 'example.com/a'],
  ['https://youtu.be/aB3dE6gH9jK?si=1', 'youtube.com/watch?v=aB3dE6gH9jK'],
  ['https://example.com:8080/a', 'example.com:8080/a'],
  ['javascript:alert(1)', null],
  ['no address', null],
])('the address %s is compared as %s', (address, plain) => {
  expect(plainLink(address)).toBe(plain)
})

describe('an outline', () => {
  test.each([
    ['It’s 9 o’clock — “well”…', 'its9oclockwell'],
    ['Words #one #two\n\nhttps://example.com/', 'words'],
    ['Words (via @someone@server.example)', 'words'],
    ['Words\n\nvia Some Tool', 'words'],
    ['CW: food\n\nWords', 'words'],
    ['[food]\n\nWords', 'words'],
    ['Words that go on… Read more: https://example.com/1', 'wordsthatgoon'],
    ['One sentence. Read it here: https://example.com/1', 'onesentence'],
    ['worth reading: https://example.com/1', 'worthreading'],
    ['A #tag in the middle', 'ataginthemiddle'],
    ['#only #tags', ''],
    ['Hello @ann@server.example and [@bob](@bob@server.example)', 'helloand'],
    ['FULL　ＷＩＤＴＨ', 'fullwidth'],
  ])('of %j has the letters %j', (text, letters) => {
    expect(outline(text).letters).toBe(letters)
  })

  test.each([
    ['Words 1/3', 1],
    ['Words (2/3)', 2],
    ['Words [3/3] #tag', 3],
    ['1/ Words', 1],
    ['Words (1 of 5)', 1],
    ['Words', null],
    ['Half past 1/3 of it', null],
  ])('of %j is part %j', (text, part) => {
    expect(outline(text).part).toBe(part)
  })

  test('takes any text apart', () => {
    for (const text of [
      '',
      ' ',
      '\n'.repeat(5000),
      '…'.repeat(5000),
      '😀 '.repeat(5000),
      '#a '.repeat(5000),
      '@a.b '.repeat(5000),
      '\ue000\ue002',
      '\ud800',
    ])
      expect(outline(text).letters.length).toBeLessThanOrEqual(text.length)
  })
})

test('the beginning of a text is that of its outline, whatever the text is made of', () => {
  const chance = seeded(11)
  const said =
    'the quick brown fox, Jumps over a lazy dog; it’s fine don`t 24 of n x 12 Ünïcode ΟΔΟΣ İstanbul 東京タワー ラーメン 한국어 слово كلمة ½ ㎏ ﬁne'.split(
      ' ',
    )
  const numbers = ['1 of 3', '12 of 12', '2 of n', '99 of 99', '- 3 of x']
  const ends = [...numbers, '1/3', '(3/4)', '[9 of 9]', 'of x', '…', '...', '[...]', '-', '|', '(', ')', '12/', 'n', '\u2139', '🧵']
  const around = [
    '\n',
    '\r\n',
    '\nvia Some Tool',
    '(via @ann@one.example)',
    '@ann@one.example',
    ':smile:',
    '#tag',
    'CW: food',
    '[food]',
    'https://one.example/a',
  ]
  const odd = [
    '\ue000',
    '\ue001',
    '\ue002tag',
    '\ue003',
    'É',
    'e\u0301',
    '\u0301',
    'か\u3099',
    '\u1100\u1161',
    '🚲',
    '\u200d',
    '´',
    'ʼ',
    'is: ',
    '1/',
  ]
  const pieces = (most: number, lists: readonly (readonly string[])[]): string[] =>
    Array.from({ length: chance.below(most) }, () => chance.pick(chance.pick(lists)))
  for (let round = 0; round < 20_000; round++) {
    const text = pieces(24, [said])
    if (round % 4 === 1) text.splice(6, 24, ...pieces(9, [numbers]))
    // Mostly at the end, where they are taken off; sometimes anywhere.
    if (round % 4 > 1)
      for (const piece of pieces(9, [ends, ends, around, odd]))
        text.splice(chance.below(3) > 0 ? text.length : chance.below(text.length + 1), 0, piece)
    const whole = text.join(chance.pick([' ', ' ', ' ', '  ', '']))
    const linkCard = { url: 'https://one.example/a?utm_source=b', title: '', description: '', provider: null, imageUrl: null, imageAlt: '' }
    for (const rich of [richTextOf('mastodon', whole), { text: whole, spans: [] }]) {
      const post = { text: rich, linkCard: round % 5 === 0 ? linkCard : null, contentWarning: null }
      const { letters, emoji, links } = outlineOf(post)
      expect(beginningOf(post, 24), JSON.stringify(rich)).toEqual({ begins: (letters === '' ? emoji : letters).slice(0, 24), links })
    }
  }
})

test('a slip of the keys is told from another word', () => {
  expect([isSlip('taht', 'that'), isSlip('numberd', 'numbered'), isSlip('dass', 'das')]).toEqual([true, true, true])
  expect([isSlip('now', 'not'), isSlip('monday', 'tuesday'), isSlip('northern', 'southern'), isSlip('v12', 'v13')]).toEqual([
    false,
    false,
    false,
    false,
  ])
})

test('bridges are looked through', () => {
  expect(handlesBeforeBridge('alice.bsky.social@bsky.brid.gy')).toEqual(['alice.bsky.social'])
  expect(handlesBeforeBridge('alice.server.example.ap.brid.gy')).toContain('alice@server.example')
  expect(handlesBeforeBridge('alice@server.example')).toEqual([])
  const id = 'at://did:plc:a/app.bsky.feed.post/1'
  expect(idsAfterBridge(id).map(idBeforeBridge)).toEqual([id])
  expect(idBeforeBridge('https://bsky.brid.gy/convert/ap/at:/did:plc:a/app.bsky.feed.post/1')).toBe(id)
  expect(idBeforeBridge('https://server.example/statuses/1')).toBeNull()
})

test('pictures agree by their words and differ by their shape', () => {
  const picture = {
    kind: 'image',
    url: '',
    previewUrl: null,
    width: 400,
    height: 300,
    blurhash: null,
    focalPoint: null,
    durationMs: null,
    mimeType: null,
  } as const
  const boats = { ...picture, alt: 'Boats in the mist' }
  expect(compareMedia([boats], [{ ...boats, width: 800, height: 600 }])).toBe('agree')
  expect(compareMedia([boats], [{ ...boats, alt: '' }])).toBe('open')
  expect(compareMedia([boats], [])).toBe('open')
  expect(compareMedia([boats], [{ ...boats, alt: 'A lighthouse' }])).toBe('conflict')
  expect(compareMedia([boats], [{ ...boats, width: 300, height: 400 }])).toBe('conflict')
  expect(compareMedia([boats], [{ ...boats, kind: 'video' }])).toBe('conflict')
})

test('a profile points to an account only by its whole name', () => {
  const author = {
    id: 'a',
    platform: 'bluesky',
    handle: 'ann.example',
    displayName: '',
    emojis: [],
    avatarUrl: null,
    url: null,
    bot: false,
  }
  const other = { ...author, id: 'b', platform: 'mastodon', handle: 'x@server.example' }
  const link = (about: string) => linkPeople({ author, about: '' }, { author: other, about }, { own: new Set(), known: [] })?.reason ?? null
  expect([link('me: @ann.example.'), link('https://bsky.app/profile/ann.example'), link('joann.example'), link('ann.example.org')]).toEqual(
    ['profile', 'profile', null, null],
  )
})

test('posts that are the same share a key, but for few', () => {
  const same = labelledPairs.filter((pair) => pair.same && pair.a.post.replyTo === null)
  const apart = same.filter(({ a, z }) => {
    const [one, two] = [lookupKeys(a.post), lookupKeys(z.post)]
    return one === null || two === null || !((one.text !== null && one.text === two.text) || (one.link !== null && one.link === two.link))
  })
  expect(apart.length / same.length).toBeLessThan(0.05)
})
