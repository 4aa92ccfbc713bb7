import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countText } from '../../../shared/compose/count-text.ts'
import { overflowOf } from '../../../shared/compose/overflow.ts'
import { planTarget } from '../../../shared/compose/plan-publication.ts'
import { targetText, unknownOn } from '../../../shared/compose/target-text.ts'
import { isPostable, validateDraft } from '../../../shared/compose/validate-draft.ts'
import { defaultDraftOptions, type Draft, type DraftMention, type DraftOptions } from '../../../shared/model/draft.ts'
import { account, content, context, draft, media, segment } from './build-draft.ts'

const ada = account('ada', 'bluesky')
const ben = account('ben', 'mastodon')
const sentence = 'The tram bell rings twice when two of them pass on the bridge. '

function written(text: string, options: Partial<DraftOptions>, rest: Partial<Draft> = {}): Draft {
  return { ...draft(content([segment(text, { id: 's' })]), ['ada', 'ben']), options: { ...defaultDraftOptions, ...options }, ...rest }
}

function postsOf(made: Draft, of: typeof ada) {
  const target = made.targets.find(({ accountId }) => accountId === of.id)
  if (target === undefined) throw new Error('No target')
  return planTarget(made, target, of)
}

describe('a long text that is cut', () => {
  test('becomes fewer posts where the limit is larger, each within it, in sentences', () => {
    const text = sentence.repeat(12).trim()
    const made = written(text, { split: true })
    const [small, large] = [postsOf(made, ada), postsOf(made, ben)]
    expect([small.length, large.length]).toEqual([3, 2])
    for (const { text: part } of small) expect(part).toMatch(/^The tram.*bridge\.$/s)
    expect(small.map(({ text: part }) => part).join(' ')).toBe(text)
    expect(isPostable(validateDraft(made, [context(ada), context(ben)], { altTextReminder: true }))).toBe(true)
  })

  test('stays one post without being asked, and is then too long', () => {
    const made = written(sentence.repeat(12), {})
    expect(postsOf(made, ada)).toHaveLength(1)
    expect(
      validateDraft(made, [context(ada), context(ben)], { altTextReminder: true }).map(({ code, accountId }) => [accountId, code]),
    ).toEqual([
      ['ada', 'text-too-long'],
      ['ben', 'text-too-long'],
    ])
  })

  test('keeps files, poll and quote with its first post, and hangs each post below the one before', () => {
    const poll = { options: ['a', 'b'], multiple: false, seconds: 3600 }
    const made = {
      ...draft(content([segment(sentence.repeat(6), { id: 's', media: [media()], poll }), segment('End', { id: 'e' })]), ['ada']),
      quote: 'quoted',
      options: { ...defaultDraftOptions, split: true },
    }
    const posts = postsOf(made, ada)
    expect(posts.map(({ segmentId, sourceSegmentId, segmentIndex }) => [segmentId, sourceSegmentId, segmentIndex])).toEqual([
      ['s', 's', 0],
      ['s.1', 's', 1],
      ['e', 'e', 2],
    ])
    expect(posts.map((post) => [post.media.length, post.poll !== null, post.quote])).toEqual([
      [1, true, 'quoted'],
      [0, false, null],
      [0, false, null],
    ])
    expect(posts.map(({ replyTo }) => replyTo)).toEqual([null, { kind: 'segment', segmentId: 's' }, { kind: 'segment', segmentId: 's.1' }])
  })

  test('is never cut where the network has no threads', () => {
    const alone = { ...ada, capabilities: { ...ada.capabilities, thread: null } }
    expect(postsOf(written(sentence.repeat(12), { split: true }), alone)).toHaveLength(1)
  })

  test('loses no word and passes no limit, whatever is written, with numbers and without', () => {
    const word = fc.oneof(
      fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
      fc.constantFrom('https://example.org/a/b', '漢字', '👩‍👩‍👧‍👦', 'نص', 'e\u0301'),
    )
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 200 }), fc.boolean(), (words, numbered) => {
        const text = words.join(' ')
        for (const of of [ada, ben]) {
          const posts = postsOf(written(text, { split: true, numbered }), of)
          for (const post of posts) {
            for (const limit of of.capabilities.text.limits) expect(countText(post.text, null, limit)).toBeLessThanOrEqual(limit.value)
          }
          const plain = posts.map((post) => (numbered && posts.length > 1 ? post.text.replace(/\s*\d+\/\d+$/, '') : post.text))
          expect(plain.join('').replace(/\s+/gu, '')).toBe(text.replace(/\s+/gu, ''))
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('numbers', () => {
  test('stand at the end of every post, counted over the whole thread of a target', () => {
    const posts = postsOf(written(sentence.repeat(12), { split: true, numbered: true }), ada)
    expect(posts.map(({ text }) => text.slice(-3))).toEqual(posts.map((_, index) => `${String(index + 1)}/${String(posts.length)}`))
  })

  test('are not written on a post that is alone', () => {
    expect(postsOf(written('Short', { split: true, numbered: true }), ada).map(({ text }) => text)).toEqual(['Short'])
  })

  test('leave room for as many digits as they need', () => {
    const posts = postsOf(written('x'.repeat(300 * 12), { split: true, numbered: true }), ada)
    expect(posts.length).toBeGreaterThan(12)
    expect(posts.at(-1)?.text.endsWith(` ${String(posts.length)}/${String(posts.length)}`)).toBe(true)
    for (const { text } of posts) expect(text.length).toBeLessThanOrEqual(300)
  })

  test('count against the limit of a thread made by hand', () => {
    const two = content([segment('x'.repeat(300), { id: 'a' }), segment('y', { id: 'b' })])
    const made = { ...draft(two, ['ada']), options: { ...defaultDraftOptions, numbered: true } }
    expect(validateDraft(made, [context(ada)], { altTextReminder: true }).map(({ code, values }) => [code, values['count']])).toEqual([
      ['text-too-long', 304],
    ])
  })
})

describe('people', () => {
  const amara: DraftMention = {
    platform: 'bluesky',
    handle: 'amara.example.com',
    elsewhere: [{ platform: 'mastodon', handle: 'amara@tidepool.example' }],
  }
  const dele: DraftMention = { platform: 'mastodon', handle: 'dele@bayt.example', elsewhere: [] }

  test('are named on each network as they are known there (bluesky-crossposter#44)', () => {
    const made = written('Thanks @amara.example.com, @Amara.Example.Com!', { mentions: [amara] })
    expect(postsOf(made, ada)[0]?.text).toBe('Thanks @amara.example.com, @Amara.Example.Com!')
    expect(postsOf(made, ben)[0]?.text).toBe('Thanks @amara@tidepool.example, @amara@tidepool.example!')
  })

  test('are only found where a name stands, not inside an address, a path or a longer name', () => {
    for (const text of [
      'mail@amara.example.com',
      'x/@amara.example.com',
      '@amara.example.com.au',
      '@amara.example.community',
      '@@amara.example.com',
    ]) {
      expect(targetText(text, 'mastodon', [amara]).text).toBe(text)
    }
  })

  test('that a network does not know are pointed out there, and only there', () => {
    const made = written('Hello @dele@bayt.example', { mentions: [dele] })
    const able = { ...ada, capabilities: { ...ada.capabilities, mentions: { pattern: '@x', example: '@x' } } }
    const found = validateDraft(made, [context(able), context(ben)], { altTextReminder: true })
    expect(found.map(({ accountId, severity, code, values }) => [accountId, severity, code, values['mention']])).toEqual([
      ['ada', 'warning', 'mention-not-here', '@dele@bayt.example'],
    ])
    expect(unknownOn('nobody here', 'bluesky', [dele])).toEqual([])
  })

  test('move the place where a text gets too long back to where it was written', () => {
    const text = `@amara.example.com ${'x'.repeat(500)}`
    const made = written(text, { mentions: [amara] })
    const s = made.content.segments[0]
    if (s === undefined) throw new Error('No segment')
    // Mastodon counts `@amara`: 6 characters and a space, so 493 of the x fit.
    expect(overflowOf(s, postsOf(made, ben), made, ben)).toBe('@amara.example.com '.length + 493)
  })
})

test('what is too long with its number is marked where the text has no more room', () => {
  const long = segment('x'.repeat(298), { id: 'a' })
  const made = { ...draft(content([long, segment('y', { id: 'b' })]), ['ada']), options: { ...defaultDraftOptions, numbered: true } }
  expect(overflowOf(long, postsOf(made, ada), made, ada)).toBe(296)
})
