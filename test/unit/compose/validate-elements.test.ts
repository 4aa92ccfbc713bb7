import { describe, expect, test } from 'vitest'
import type { DraftProblem } from '../../../shared/model/draft-problem.ts'
import { problemCodes, type ProblemCode } from '../../../shared/compose/problem-codes.ts'
import { isPostable, validateDraft, type PostContext, type TargetContext } from '../../../shared/compose/validate-draft.ts'
import type { ElementLimit, PlatformCapabilities, TextElement } from '../../../shared/model/capabilities.ts'
import type { Draft, DraftContent, DraftMedia, ReplyPolicy } from '../../../shared/model/draft.ts'
import { facebookCapabilities } from '../../../main/connectors/facebook/capabilities.ts'
import { instagramCapabilities } from '../../../main/connectors/instagram/capabilities.ts'
import { threadsCapabilities } from '../../../main/connectors/threads/capabilities.ts'
import { capabilitiesOf as xCapabilities } from '../../../main/connectors/x/capabilities.ts'
import { account, content, context, draft, media, segment } from './build-draft.ts'

const source = { source: 'https://example.org/limits', checkedOn: '2026-11-27' }
const limit = (element: TextElement, value: number, strength: 'hard' | 'soft' = 'hard', inReplies = true): ElementLimit => ({
  element,
  value,
  inReplies,
  strength,
  ...source,
})
const hard = (value: number) => ({ value, strength: 'hard', ...source }) as const

const there: PostContext = { platform: 'bluesky', canReply: true, canQuote: true, own: false }
function able(capabilities: Partial<PlatformCapabilities>, rest: Partial<TargetContext> = {}): TargetContext {
  const of = account('ada', 'bluesky')
  return context({ ...of, capabilities: { ...of.capabilities, ...capabilities } }, rest)
}

function find(written: DraftContent, target: TargetContext, rest: Partial<Draft> = {}): readonly DraftProblem[] {
  const found = validateDraft(draft(written, ['ada'], rest), [target], { altTextReminder: false })
  for (const { code, values } of found) expect(Object.keys(values).sort()).toEqual([...problemCodes[code as ProblemCode]].sort())
  return found
}

/** In short: severity, code, and how many of how many. */
function brief(problems: readonly DraftProblem[]): readonly string[] {
  return problems.map(({ severity, code, values }) =>
    [severity, code, ...(values['limit'] === undefined ? [] : [`${String(values['count'])}/${String(values['limit'])}`])].join(' '),
  )
}

const times = (count: number, of: (index: number) => string): string => Array.from({ length: count }, (_, index) => of(index)).join(' ')
const files = (images: number, videos = 0) => [
  ...Array.from({ length: images }, (_, index) => media({ id: `i${String(index)}` })),
  ...Array.from({ length: videos }, (_, index) => media({ id: `v${String(index)}`, mimeType: 'video/mp4', fileName: 'film.mp4' })),
]
const withFiles = (text: string, images: number, videos = 0): DraftContent => content([segment(text, { media: files(images, videos) })])

describe('what stands in a text', () => {
  test.each<[TextElement, (index: number) => string]>([
    ['links', (index) => `https://example.com/${String(index)}`],
    ['links', (index) => `見て、https://example.com/${String(index)}、`],
    ['hashtags', (index) => `#tag${String(index)}`],
    ['hashtags', () => '#日本'],
    ['hashtags', () => '#हिन्दी'],
    ['mentions', (index) => `@name${String(index)}`],
    ['mentions', () => 'こんにちは@ann'],
    ['cashtags', (index) => `$${'ABCDEF'.charAt(index)}`],
  ])('is fine up to the limit, and an error above it: %s', (element, one) => {
    const target = able({ elements: [limit(element, 4)] })
    expect(brief(find(content(times(4, one)), target))).toEqual([])
    const found = find(content(times(5, one)), target)
    expect(brief(found)).toEqual([`error too-many-${element} 5/4`])
    expect(found[0]).toMatchObject({ accountId: 'ada', segmentId: 'segment', values: { network: 'Bluesky', over: 1 } })
    expect(isPostable(found)).toBe(false)
  })

  test('over a convention only warns, and is not said beside what refuses', () => {
    for (const elements of [
      [limit('hashtags', 2, 'soft'), limit('hashtags', 4)],
      [limit('hashtags', 4), limit('hashtags', 2, 'soft')],
    ]) {
      const of = (count: number) => find(content(times(count, () => '#a')), able({ elements }))
      expect([2, 3, 4, 5].map((count) => brief(of(count)))).toEqual([
        [],
        ['warning too-many-hashtags 3/2'],
        ['warning too-many-hashtags 4/2'],
        ['error too-many-hashtags 5/4'],
      ])
      expect(isPostable(of(4))).toBe(true)
    }
  })

  test('is counted post by post, and said once, of the worst', () => {
    const three = content([segment('#a #b', { id: '1' }), segment('#a #b #c #d', { id: '2' }), segment('#a #b #c', { id: '3' })])
    const found = find(three, able({ elements: [limit('hashtags', 2)] }))
    expect(brief(found)).toEqual(['error too-many-hashtags 4/2'])
    expect(found[0]?.segmentId).toBe('2')
    expect(find(three, able({ elements: [limit('hashtags', 4)] }))).toEqual([])
  })

  test('is not counted in replies where the limit is for posts', () => {
    const reply = { replyTo: 'at://x' } as const
    const tags = content('#a #b #c')
    expect(brief(find(tags, able({ elements: [limit('hashtags', 2, 'hard', false)] }, { reply: there }), reply))).toEqual([])
    expect(brief(find(tags, able({ elements: [limit('hashtags', 2)] }, { reply: there }), reply))).toEqual(['error too-many-hashtags 3/2'])
  })

  test('is looked at as the target gets it, in its own version', () => {
    const own = draft(content('#a #b #c'), [], {
      targets: [{ accountId: 'ada', override: content('#a'), visibility: null, replyPolicy: null, quotePolicy: null, topicTag: null }],
    })
    expect(validateDraft(own, [able({ elements: [limit('hashtags', 2)] })], { altTextReminder: false })).toEqual([])
  })
})

describe('how many files there are in all', () => {
  const most = (value: number, rest: Partial<PlatformCapabilities['files']> = {}) =>
    able({ mixedMedia: true, files: { least: null, most: hard(value), mostInReplies: null, ...rest } })

  test('is one limit for images and video together', () => {
    expect(brief(find(withFiles('x', 3, 1), most(4)))).toEqual([])
    expect(brief(find(withFiles('x', 4, 1), most(4)))).toEqual(['error too-many-files 5/4'])
  })

  test('is said instead of the same for one kind, and beside a smaller limit of one', () => {
    expect(brief(find(withFiles('x', 5), most(4)))).toEqual(['error too-many-files 5/4'])
    expect(brief(find(withFiles('x', 5), most(5)))).toEqual(['error too-many-images 5/4'])
    expect(brief(find(withFiles('x', 3, 3), most(5)))).toEqual(['error too-many-files 6/5', 'error too-many-videos 3/1'])
  })

  test('has to be at least one where a network wants that, but not of a reply', () => {
    const needing = { least: hard(1), most: null, mostInReplies: null }
    expect(brief(find(content('only words'), able({ files: needing })))).toEqual(['error media-required 0/1'])
    expect(brief(find(withFiles('', 1), able({ files: needing })))).toEqual([])
    expect(brief(find(content('a comment'), able({ files: needing }, { reply: there }), { replyTo: 'p' }))).toEqual([])
  })

  test('may be none in a reply', () => {
    const none = able({ files: { least: null, most: hard(4), mostInReplies: hard(0) } }, { reply: there })
    expect(brief(find(withFiles('x', 1), none, { replyTo: 'p' }))).toEqual(['error media-in-reply'])
    expect(brief(find(content('x'), none, { replyTo: 'p' }))).toEqual([])
    expect(brief(find(withFiles('x', 1), none))).toEqual([])
  })

  test('may be fewer in a reply', () => {
    const fewer = able({ files: { least: null, most: hard(4), mostInReplies: hard(1) } }, { reply: there })
    expect(brief(find(withFiles('x', 1), fewer, { replyTo: 'p' }))).toEqual([])
    expect(brief(find(withFiles('x', 2), fewer, { replyTo: 'p' }))).toEqual(['error too-many-files 2/1'])
  })
})

describe('who may answer', () => {
  const policies: readonly ReplyPolicy[] = [
    { kind: 'everyone' },
    { kind: 'nobody' },
    { kind: 'some', audiences: ['mentioned'] },
    { kind: 'some', audiences: ['mentioned', 'followers'] },
  ]
  const said = (several: boolean, nobody: boolean, rest: Partial<Draft> = {}) =>
    policies.map((replyPolicy) => {
      const target = able({ replyPolicy: { audiences: ['mentioned', 'followers'], several, nobody } }, { reply: there })
      const targets = [{ accountId: 'ada', override: null, visibility: null, replyPolicy, quotePolicy: null, topicTag: null }]
      return brief(find(content('x'), target, { targets, ...rest }))
    })

  test('is what the network can say, and no guard is left out in silence', () => {
    expect(said(true, true)).toEqual([[], [], [], []])
    expect(said(false, false)).toEqual([[], ['error nobody-may-answer'], [], ['error several-audiences 2/1']])
    expect(said(false, true)).toEqual([[], [], [], ['error several-audiences 2/1']])
  })

  test('is not said of a reply, which has none', () => {
    expect(said(false, false, { replyTo: 'p' })).toEqual([[], [], [], []])
  })
})

describe('the networks’ own rules', () => {
  const link = (index: number): string => `example.com/${String(index)}`

  test.each<[string, PlatformCapabilities, DraftContent, DraftContent, readonly string[]]>([
    ['Threads: links', threadsCapabilities, content(times(5, link)), content(times(6, link)), ['error too-many-links 6/5']],
    ['Threads: hashtags', threadsCapabilities, content('#a'), content('#a #b'), ['warning too-many-hashtags 2/1']],
    ['Threads: files', threadsCapabilities, withFiles('', 15, 5), withFiles('', 15, 6), ['error too-many-files 21/20']],
    [
      'Instagram: advised hashtags',
      instagramCapabilities,
      withFiles('#a '.repeat(5), 1),
      withFiles('#a '.repeat(6), 1),
      ['warning too-many-hashtags 6/5'],
    ],
    [
      'Instagram: mentions',
      instagramCapabilities,
      withFiles('@a '.repeat(20), 1),
      withFiles('@a '.repeat(21), 1),
      ['error too-many-mentions 21/20'],
    ],
    ['Instagram: files', instagramCapabilities, withFiles('', 5, 5), withFiles('', 6, 5), ['error too-many-files 11/10']],
    ['Instagram: a picture is needed', instagramCapabilities, withFiles('x', 0, 1), content('x'), ['error media-required 0/1']],
    ['X: cashtags', xCapabilities(null, 0), content('$ABC $abc'), content('$ABC $DEF'), ['error too-many-cashtags 2/1']],
  ])('%s', (_, capabilities, within, beyond, expected) => {
    expect(brief(find(within, able(capabilities)))).toEqual([])
    expect(brief(find(beyond, able(capabilities)))).toEqual(expected)
  })

  test('Instagram refuses 31 hashtags and takes 30', () => {
    expect(brief(find(withFiles('#a '.repeat(30), 1), able(instagramCapabilities)))).toEqual(['warning too-many-hashtags 30/5'])
    expect(brief(find(withFiles('#a '.repeat(31), 1), able(instagramCapabilities)))).toEqual(['error too-many-hashtags 31/30'])
  })

  test('Instagram’s comments are text alone, of which no such limit is known', () => {
    const reply = { replyTo: 'p' } as const
    const target = able(instagramCapabilities, { reply: there })
    expect(brief(find(content('#a '.repeat(31)), target, reply))).toEqual([])
    expect(brief(find(withFiles('x', 1), target, reply))).toEqual(['error media-in-reply'])
  })
})

describe('a video', () => {
  test('goes on Facebook alone, and not into a comment', () => {
    const target = able(facebookCapabilities, { reply: there })
    const upright = { mimeType: 'video/mp4', fileName: 'film.mp4', width: 720, height: 1280, durationMs: 12_000 }
    const of = (...parts: Partial<DraftMedia>[]) =>
      content([segment('', { media: parts.map((each, index) => media({ id: `m${String(index)}`, ...each })) })])
    expect(brief(find(of(upright), target))).toEqual([])
    expect(brief(find(of(upright, {}), target))).toEqual(['error mixed-media'])
    expect(brief(find(of(upright, upright), target))).toEqual(['error too-many-videos 2/1'])
    expect(brief(find(of({ ...upright, durationMs: 91_000 }), target))).toEqual(['error video-too-long undefined/90'])
    expect(brief(find(of({ ...upright, durationMs: 2_000 }), target))).toEqual(['error video-too-short undefined/3'])
    expect(brief(find(of({ ...upright, width: 1920, height: 1080 }), target))).toEqual(['error media-wrong-shape'])
    expect(brief(find(of({ ...upright, bytes: 2_000_000_001 }), target))).toEqual(['warning media-too-big undefined/2000000000'])
    expect(brief(find(of(upright), target, { replyTo: 'p' }))).toEqual(['error video-in-reply'])
  })
})

describe('a topic', () => {
  const rule = { maxLength: hard(50), forbidden: ['.', '&'] }
  const said = (topicTag: string | null, offered: PlatformCapabilities['topicTag'] = rule, rest: Partial<Draft> = {}) => {
    const targets = [{ accountId: 'ada', override: null, visibility: null, replyPolicy: null, quotePolicy: null, topicTag }]
    return find(content('x'), able({ topicTag: offered }, { reply: there }), { targets, ...rest })
  }

  test('has at most so many characters, and none of those that the network does not take', () => {
    expect([null, '', '  ', 'Letterpress', '#Wood type', 'a'.repeat(50), `# ${'a'.repeat(50)} `].flatMap((topic) => said(topic))).toEqual(
      [],
    )
    expect(brief(said('a'.repeat(51)))).toEqual(['error topic-too-long 51/50'])
    expect(said('ink & paper v.2.').map(({ code, values }) => [code, values['found']])).toEqual([['topic-characters', '. &']])
  })

  test('is not looked at where it is not sent: on other networks, and in replies', () => {
    expect(said('a.b', null)).toEqual([])
    expect(said('a.b', rule, { replyTo: 'p' })).toEqual([])
  })
})
