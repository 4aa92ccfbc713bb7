import { describe, expect, it } from 'vitest'
import { segmentRichText } from '../../../shared/text/rich-text-pieces.ts'
import { rankActions } from '../../../renderer/features/palette/rank.ts'
import { paragraphsOf } from '../../../renderer/features/post/paragraphs.ts'
import { withDividers } from '../../../renderer/features/inbox/inbox-rows.ts'
import type { AppError } from '../../../shared/errors.ts'
import { problemCodes } from '../../../shared/compose/problem-codes.ts'
import { describeError } from '../../../renderer/i18n/describe-error.ts'
import { t, tCode } from '../../../renderer/i18n/i18n.ts'
import { findMarks, searchWords } from '../../../renderer/text/marks.ts'
import { shortCount } from '../../../renderer/text/numbers.ts'
import { absoluteTime, relativeTime } from '../../../renderer/text/time.ts'

const NOW = new Date(2026, 10, 17, 14, 30).getTime()
const MINUTE = 60_000

describe('times and numbers', () => {
  it('say how long ago as shortly as can be', () => {
    const ago = [0, -5, 2, 59, 61, 60 * 23, 60 * 24 * 6].map((minutes) => relativeTime(NOW - minutes * MINUTE, NOW))
    expect(ago).toEqual(['now', 'now', '2m', '59m', '1h', '23h', '6d'])
  })
  it('give the day after a week, and the year when it is another one', () => {
    expect(relativeTime(new Date(2026, 9, 24).getTime(), NOW)).toBe('24 Oct')
    expect(relativeTime(new Date(2025, 9, 24).getTime(), NOW)).toBe('24 Oct 2025')
  })
  it('are exact when pointed at', () => {
    expect(absoluteTime(NOW)).toBe('Tuesday 17 November 2026, 14:30')
  })
  it('never say more than there is', () => {
    expect([0, 412, 999, 1000, 1249, 1999, 13_700, 2_450_000].map(shortCount)).toEqual([
      '0',
      '412',
      '999',
      '1k',
      '1.2k',
      '1.9k',
      '13k',
      '2.4m',
    ])
  })
})

describe('marks of a search', () => {
  const marked = (text: string, query: string): string[] =>
    findMarks(text, searchWords(query)).map(({ start, end }) => text.slice(start, end))
  it.each([
    ['Über den HARBOUR, café', 'uber harbour cafe', ['Über', 'HARBOUR', 'café']],
    ['Cafe\u0301s', 'café', ['Cafe\u0301']],
    ['STRASSE, Straße', 'strass', ['STRASS', 'Straß']],
    ['İstanbul', 'istan', ['İstan']],
    ['The harbours and harbourside, unharboured', 'harbours', ['harbours', 'harbours']],
    ['one two, one three', '"one two"', ['one two']],
    ['night tram, night bus', '"night tram" bus', ['night tram', 'bus']],
    ['nightly trams', '"night tram"', []],
    ['今朝の港。霧が晴れる', '港', ['港']],
    ['東京都と京都、東京', '東京 京都', ['東京都', '京都', '東京']],
    ['ｶﾞｷﾞのガ', 'ガ', ['ｶﾞ', 'ガ']],
    ['한국어'.normalize('NFD'), '국', ['국'.normalize('NFD')]],
    ['สวัสดีครับ', 'ครับ', ['ครับ']],
    ['well done :) and :-)', ':)', [':)']],
    ['a 👍🏽 and 👍', '👍', ['👍', '👍']],
    ['👨‍👩‍👧 together', '👨‍👩‍👧', ['👨‍👩‍👧']],
    ['Climate, #ClimateChange', '#climate', ['#Climate']],
    ['see example.com/path', 'https://example.com/pa', ['example.com/pa']],
    ['a "quoted" word', '"quoted"', ['quoted']],
    ['harbour', 'from:harbour lang:de -harbour', []],
    ['anything', '', []],
    ['\ud800 harbour', 'harbour', ['harbour']],
  ])('in %s for %s', (text, query, expected) => {
    expect(marked(text, query)).toEqual(expected)
  })
  it('join where two words overlap', () => {
    expect(marked('harbourside', 'harbour harbours')).toEqual(['harbours'])
  })
  it('leave out what is searched without', () => {
    expect(searchWords('"night tram" -election from:juno is:liked harbour')).toEqual(['"night tram"', 'harbour'])
  })
})

describe('paragraphs', () => {
  const shown = (text: string): string[] =>
    paragraphsOf(segmentRichText({ text, spans: [] })).map((pieces) => pieces.map((piece) => piece.text).join(''))
  it('begin at an empty line, however many there are', () => {
    expect(shown('one\ntwo\n\n\n \n\nthree')).toEqual(['one\ntwo', 'three'])
  })
  it('take no room for a thousand line breaks at the ends', () => {
    expect(shown(`${'\n'.repeat(1000)}word${'\n'.repeat(1000)}`)).toEqual(['word'])
  })
  it('are none where nothing can be seen', () => {
    expect(shown(' \n \n')).toEqual([])
  })
})

describe('the palette', () => {
  const actions = ['Bookmark this post', 'Show new posts', 'Go to Outbox', 'New post'].map((label) => ({ label }))
  const found = (text: string): string[] => rankActions(actions, text).map((action) => action.label)
  it('puts names that begin so first, then words, then letters in that order', () => {
    expect(found('new')).toEqual(['New post', 'Show new posts'])
    expect(found('gtob')).toEqual(['Go to Outbox'])
  })
  it('shows all for nothing, and nothing for nonsense', () => {
    expect(found('')).toHaveLength(4)
    expect(found('zzz')).toEqual([])
  })
})

describe('the Mentions view', () => {
  it('parts the last hour from earlier today, yesterday and before', () => {
    const row = (key: string, minutes: number) => ({
      key,
      kind: 'like' as const,
      groupId: 1,
      upTo: 1,
      accountId: 'a',
      accountIds: ['a'],
      actors: [],
      actorCount: 1,
      postId: null,
      at: NOW - minutes * MINUTE,
      sortAt: NOW - minutes * MINUTE,
      unread: 0,
      read: true,
      kept: false,
      place: 'inbox' as const,
      until: null,
    })
    const lines = withDividers([row('a', 3), row('b', 120), row('c', 60 * 20), row('d', 60 * 60)], NOW)
    expect(lines.map((line) => (line.kind === 'item' ? line.key : line.when))).toEqual([
      'a',
      'earlierToday',
      'b',
      'yesterday',
      'c',
      'earlier',
      'd',
    ])
  })
})

describe('words', () => {
  it('know one from many', () => {
    expect([t('timeline.newPosts', { count: 1 }), t('timeline.newPosts', { count: 12 })]).toEqual(['1 new post', '12 new posts'])
  })
  it('are never a bare code', () => {
    expect(tCode('notice', 'like-refused', { handle: 'juno.example.com', message: '' }, 'notice.unknown-error')).toContain(
      '@juno.example.com',
    )
    expect(tCode('notice', 'from-a-newer-core', {}, 'notice.unknown-error')).toBe('Something could not be done.')
  })
  it("carry the network's own after ours", () => {
    expect(describeError({ kind: 'remote-rejected', message: 'Text is too long', code: null })).toBe(
      'The network refused it. “Text is too long”',
    )
  })
  const message = null
  const platform = { kind: 'platform-unavailable', server: 'tidepool.example', message } as const
  const authentication = { kind: 'authentication', message } as const
  const storage = { kind: 'storage-unavailable' } as const
  it.each<AppError>([
    { ...authentication, reason: 'wrong-credentials' },
    { ...authentication, reason: 'expired' },
    { ...authentication, reason: 'revoked' },
    { ...authentication, reason: 'cancelled' },
    { ...authentication, reason: 'second-factor-needed' },
    { ...authentication, reason: 'flow-expired' },
    { ...authentication, reason: 'forbidden' },
    { kind: 'rate-limit-exceeded', retryAt: NOW, message },
    { ...platform, reason: 'server-error' },
    { ...platform, reason: 'bad-answer' },
    { ...platform, reason: 'timeout' },
    { ...platform, reason: 'unreachable' },
    { ...platform, reason: 'not-this-platform' },
    { kind: 'offline' },
    { kind: 'capability-not-supported', capability: 'edit', message },
    { kind: 'post-not-found', message },
    { kind: 'remote-rejected', message, code: null },
    { kind: 'conflict', message },
    { kind: 'invalid-input', issues: [] },
    { kind: 'outcome-unknown', message },
    { ...storage, reason: 'full' },
    { ...storage, reason: 'read-only' },
    { ...storage, reason: 'failed' },
    { ...storage, reason: 'busy' },
    { kind: 'internal', reference: 'a1' },
  ])('have a sentence for every error: %o', (error) => {
    expect(describeError(error)).toMatch(/^[A-Z@a-z].{10,}[.1]$/)
    expect(describeError(error)).not.toMatch(/\{\{|^error\.|undefined|null/)
  })
  it.each(Object.keys(problemCodes))('say what is wrong with what was written, wherever it is found: %s', (code) => {
    const values = {
      network: 'Bluesky',
      fileName: 'pier.mp4',
      bytes: 1,
      limit: 1,
      over: 1,
      count: 2,
      handle: 'juno',
      mention: '@amara',
      option: 1,
      found: '.',
      width: 640,
      height: 480,
      shape: '9:16',
      least: '540 × 960',
    }
    const words = describeError({ kind: 'invalid-input', issues: [{ field: '', code, values }] })
    expect(words).not.toBe('That cannot be accepted as it is.')
    expect(words).not.toMatch(/\*\*|\{\{|^problem\./)
  })
  it('say of a file that a server refused how big it is and what to do', () => {
    const refused = (code: string) =>
      describeError({ kind: 'invalid-input', issues: [{ field: 'media', code, values: { fileName: 'pier.mp4', bytes: 61_000_000 } }] })
    expect(refused('media-too-big-for-server')).toBe('pier.mp4 (61 MB) is larger than this server takes. Send a smaller one, or none.')
    expect(refused('media-unreadable')).toBe('pier.mp4 is damaged and cannot be opened')
    expect(refused('some-other-code')).toBe('That cannot be accepted as it is.')
    expect(describeError({ kind: 'invalid-input', issues: [] })).toBe('That cannot be accepted as it is.')
  })
})
