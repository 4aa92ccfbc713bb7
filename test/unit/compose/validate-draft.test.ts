import { describe, expect, test } from 'vitest'
import type { DraftProblem } from '../../../shared/model/draft-problem.ts'
import { problemCodes, type ProblemCode } from '../../../shared/compose/problem-codes.ts'
import { isPostable, validateDraft, type PostContext, type TargetContext } from '../../../shared/compose/validate-draft.ts'
import type { Account } from '../../../shared/model/account.ts'
import type { PlatformCapabilities } from '../../../shared/model/capabilities.ts'
import type { Draft, DraftContent, DraftSegment } from '../../../shared/model/draft.ts'
import { account, bluesky, content, context, draft, mastodon, media, segment } from './build-draft.ts'
import { limits } from './limits.ts'

const ada = account('ada', 'bluesky')
const ben = account('ben', 'mastodon')
const both: readonly TargetContext[] = [context(ada), context(ben)]
const names = { ada: { handle: 'ada.example', network: 'Bluesky' }, ben: { handle: 'ben.example', network: 'Mastodon' } }
const reminder = { altTextReminder: true }

/** Who has which problem, in short: account, severity, code. */
function brief(problems: readonly DraftProblem[]): readonly string[] {
  return problems.map(({ accountId, severity, code }) => `${accountId ?? 'draft'} ${severity} ${code}`)
}

function check(written: DraftContent, contexts = both, rest: Partial<Draft> = {}): readonly string[] {
  return brief(
    validateDraft(
      draft(
        written,
        contexts.map((one) => one.account.id),
        rest,
      ),
      contexts,
      reminder,
    ),
  )
}

function able(of: Account, capabilities: Partial<PlatformCapabilities>): TargetContext {
  return context({ ...of, capabilities: { ...of.capabilities, ...capabilities } })
}

describe('a draft that can go', () => {
  test('has no problem', () => {
    expect(validateDraft(draft(content('hello'), ['ada', 'ben']), both, reminder)).toEqual([])
  })

  test('with only warnings is postable, with an error is not', () => {
    const problems = (severity: 'warning' | 'error'): DraftProblem[] => [
      { accountId: null, segmentId: null, mediaId: null, severity, code: 'x', values: {} },
    ]
    expect([isPostable([]), isPostable(problems('warning')), isPostable(problems('error'))]).toEqual([true, true, false])
  })
})

describe('a network that fetches media itself', () => {
  const fetching = able(ada, { mediaFrom: 'public-address' })
  const two = content([
    segment('a', { id: 's1', media: [media(), media({ id: 'm2' })] }),
    segment('b', { id: 's2', media: [media({ id: 'm3' })] }),
  ])
  const find = (written: DraftContent, mediaHost: boolean | undefined, rest: Partial<Draft> = {}) =>
    validateDraft(draft(written, ['ada', 'ben'], rest), [fetching, context(ben)], {
      ...reminder,
      ...(mediaHost === undefined ? {} : { mediaHost }),
    })

  test('gets none without a media host, which is said once, and of that account alone', () => {
    expect(find(two, false)).toEqual([
      { accountId: 'ada', segmentId: null, mediaId: null, severity: 'error', code: 'media-needs-host', values: names.ada },
    ])
    // Without it the rest can go.
    expect(brief(validateDraft(draft(two, ['ben']), [fetching, context(ben)], { ...reminder, mediaHost: false }))).toEqual([])
  })

  test('has no problem with a media host, without media, or before it is known', () => {
    expect(find(two, true)).toEqual([])
    expect(find(content('only words'), false)).toEqual([])
    expect(find(two, undefined)).toEqual([])
  })

  test('only looks at what it would get, and not at a post that has its files already', () => {
    const own = {
      ...draft(two, ['ada', 'ben']),
      targets: draft(two, ['ada', 'ben']).targets.map((target) =>
        target.accountId === 'ada' ? { ...target, override: content('words') } : target,
      ),
    }
    expect(brief(validateDraft(own, [fetching, context(ben)], { ...reminder, mediaHost: false }))).toEqual([])
    const one = content([segment('a', { media: [media()] })])
    const edited = { ...draft(one, ['ada']), edits: 'post:mine' } as Draft
    expect(brief(validateDraft(edited, [fetching], { ...reminder, mediaHost: false }))).not.toContain('ada error media-needs-host')
  })
})

describe('the draft as a whole', () => {
  test('needs a target', () => {
    expect(check(content('hello'), [])).toEqual(['draft error no-target'])
  })

  test('says once that it is empty, not for each target', () => {
    expect(check(content(''))).toEqual(['draft error empty-post'])
    expect(check(content(' \n\u200b\ufeff'))).toEqual(['draft error empty-post'])
    expect(check(content('👍'))).toEqual([])
  })

  test('is not empty with a picture, nor with a quote', () => {
    expect(check(content([segment('', { media: [media()] })]))).toEqual([])
    const own: PostContext = { platform: 'bluesky', canReply: true, canQuote: true, own: false }
    expect(check(content(''), [context(ada, { quote: own })], { quote: 'at://x' })).toEqual([])
  })

  test('names the segment of a thread that is empty', () => {
    const [problem] = validateDraft(draft(content([segment('a', { id: 's1' }), segment('', { id: 's2' })]), ['ada']), both, reminder)
    expect(problem).toEqual({ accountId: null, segmentId: 's2', mediaId: null, severity: 'error', code: 'empty-post', values: {} })
  })

  test('checks the shared version only where a target uses it', () => {
    const own = {
      ...draft(content(''), []),
      targets: [{ accountId: 'ada', override: content('mine'), visibility: null, replyPolicy: null, quotePolicy: null, topicTag: null }],
    }
    expect(validateDraft(own, both, reminder)).toEqual([])
    const empty = {
      ...draft(content('ours'), []),
      targets: [{ accountId: 'ada', override: content(''), visibility: null, replyPolicy: null, quotePolicy: null, topicTag: null }],
    }
    expect(brief(validateDraft(empty, both, reminder))).toEqual(['ada error empty-post'])
  })

  test('reminds of missing alt text once, when the person wants that', () => {
    const bare = draft(content([segment('', { media: [media({ alt: ' ' })] })]), ['ada', 'ben'])
    expect(validateDraft(bare, both, reminder)).toEqual([
      {
        accountId: null,
        segmentId: 'segment',
        mediaId: 'media',
        severity: 'warning',
        code: 'alt-missing',
        values: { fileName: 'photo.jpg' },
      },
    ])
    expect(validateDraft(bare, both, { altTextReminder: false })).toEqual([])
  })

  test('names a target whose account is gone', () => {
    expect(brief(validateDraft(draft(content('x'), ['gone']), both, reminder))).toEqual(['gone error account-missing'])
  })
})

describe('text', () => {
  test('too long for one target says by how much, in its own unit, and leaves the other alone', () => {
    expect(validateDraft(draft(content('a'.repeat(319)), ['ada', 'ben']), both, reminder)).toEqual([
      {
        accountId: 'ada',
        segmentId: 'segment',
        mediaId: null,
        severity: 'error',
        code: 'text-too-long',
        values: { ...names.ada, count: 319, limit: 300, over: 19, unit: 'graphemes' },
      },
    ])
  })

  test('exactly at the limit is fine', () => {
    expect(check(content('a'.repeat(300)), [context(ada)])).toEqual([])
    expect(check(content('a'.repeat(500)), [context(ben)])).toEqual([])
  })

  test('is checked against each limit of a network', () => {
    const [problem] = validateDraft(draft(content('👨‍👩‍👧‍👦'.repeat(121)), ['ada']), both, reminder)
    expect(problem?.values).toEqual({ ...names.ada, count: 3025, limit: 3000, over: 25, unit: 'utf8-bytes' })
  })

  test('counts with the warning where the network does', () => {
    const written = content('b'.repeat(251), { contentWarning: 'a'.repeat(250) })
    expect(check(written)).toEqual(['ada warning warning-becomes-label', 'ben error text-too-long'])
  })

  test('over a soft limit is a warning', () => {
    const [hard] = bluesky.text.limits
    if (hard === undefined) throw new Error('There is a limit')
    expect(check(content('a'.repeat(301)), [able(ada, { text: { limits: [{ ...hard, strength: 'soft' }], required: false } })])).toEqual([
      'ada warning text-too-long',
    ])
  })

  test('is required beside a picture where the network wants some', () => {
    expect(check(content([segment(' ', { media: [media()] })]), [able(ada, { text: { limits: [], required: true } })])).toEqual([
      'ada error text-required',
    ])
  })

  test('of a target’s own version counts instead of the shared one', () => {
    const own = draft(content('a'.repeat(400)), [], {
      targets: [
        { accountId: 'ada', override: content('short'), visibility: null, replyPolicy: null, quotePolicy: null, topicTag: null },
        { accountId: 'ben', override: null, visibility: null, replyPolicy: null, quotePolicy: null, topicTag: null },
      ],
    })
    expect(validateDraft(own, both, reminder)).toEqual([])
  })
})

describe('threads', () => {
  const three = content([segment('a', { id: '1' }), segment('b', { id: '2' }), segment('c', { id: '3' })])
  test('need a network that has them, and not too many posts', () => {
    expect(check(three)).toEqual([])
    expect(check(three, [able(ada, { thread: null })])).toEqual(['ada error thread-not-offered'])
    const atMost = (value: number, strength: 'hard' | 'soft') =>
      able(ada, { thread: { maxPosts: { ...limits.bluesky, value, strength }, atomic: true } })
    expect(check(three, [atMost(2, 'hard')])).toEqual(['ada error thread-too-long'])
    expect(check(three, [atMost(2, 'soft')])).toEqual(['ada warning thread-too-long'])
    expect(check(three, [atMost(3, 'hard')])).toEqual([])
    expect(check(content('a'), [able(ada, { thread: null })])).toEqual([])
  })
})

describe('media', () => {
  const withMedia = (...files: Parameters<typeof media>[0][]): DraftContent =>
    content([segment('x', { media: files.map((file, index) => media({ id: `m${String(index)}`, ...file })) })])

  test.each<[string, DraftContent, readonly TargetContext[], readonly string[]]>([
    ['five images', withMedia({}, {}, {}, {}, {}), both, ['ada error too-many-images', 'ben error too-many-images']],
    ['four images', withMedia({}, {}, {}, {}), both, []],
    ['two videos', withMedia({ mimeType: 'video/mp4' }, { mimeType: 'video/mp4' }), [context(ada)], ['ada error too-many-videos']],
    ['an image and a video', withMedia({}, { mimeType: 'video/mp4' }), [context(ada)], ['ada error mixed-media']],
    ['an image and a video where that may be', withMedia({}, { mimeType: 'video/mp4' }), [able(ada, { mixedMedia: true })], []],
    ['an image where none may be', withMedia({}), [able(ada, { images: null })], ['ada error images-not-offered']],
    [
      'a video where none may be, beside an image',
      withMedia({}, { mimeType: 'video/mp4' }),
      [able(ada, { video: null })],
      ['ada error video-not-offered'],
    ],
    ['a type that is not taken', withMedia({ mimeType: 'image/tiff' }), [context(ada)], ['ada error media-wrong-type']],
    ['a document', withMedia({ mimeType: 'application/pdf' }), [context(ada)], ['ada error media-not-offered']],
    ['a picture that is made smaller for one', withMedia({ bytes: 2_000_001, width: 10_000, height: 4000 }), both, []],
    ['pictures that are written as another type', withMedia({ mimeType: 'image/heic' }, { mimeType: 'image/avif' }), both, []],
    [
      'an animation that is too big',
      withMedia({ bytes: 17_000_000, mimeType: 'image/png', animated: true }),
      [context(ben)],
      ['ben error animation-too-big'],
    ],
    [
      'an animation where none is taken',
      withMedia({ mimeType: 'image/gif', animated: true }),
      [context(ada)],
      ['ada error media-wrong-type'],
    ],
    ['a video that is too big', withMedia({ mimeType: 'video/mp4', bytes: 400_000_000 }), [context(ada)], ['ada error media-too-big']],
    ['of unknown size', withMedia({ width: null, height: null }), both, []],
    ['a long alt text', withMedia({ alt: 'a'.repeat(1501) }), both, ['ada error alt-too-long', 'ben error alt-too-long']],
    ['an alt text at the limit', withMedia({ alt: '👍'.repeat(1500) }), both, []],
  ])('%s', (_, written, contexts, expected) => {
    expect(check(written, contexts)).toEqual(expected)
  })

  test('says which file, and what would be allowed', () => {
    const problems = validateDraft(
      draft(withMedia({ fileName: 'scan.tiff', mimeType: 'image/tiff', bytes: 3_000_000 }), ['ada']),
      both,
      reminder,
    )
    expect(problems).toEqual([
      {
        accountId: 'ada',
        segmentId: 'segment',
        mediaId: 'm0',
        severity: 'error',
        code: 'media-wrong-type',
        values: { ...names.ada, fileName: 'scan.tiff', mimeType: 'image/tiff', allowed: 'image/jpeg, image/png' },
      },
      {
        accountId: 'ada',
        segmentId: 'segment',
        mediaId: 'm0',
        severity: 'error',
        code: 'media-too-big',
        values: { ...names.ada, fileName: 'scan.tiff', bytes: 3_000_000, limit: 2_000_000 },
      },
    ])
  })

  test('may be in each segment up to the limit', () => {
    const files = [media(), media(), media()]
    expect(check(content([segment('a', { id: '1', media: files }), segment('b', { id: '2', media: files })]))).toEqual([])
  })
})

describe('replies and quotes', () => {
  const there: PostContext = { platform: 'bluesky', canReply: true, canQuote: true, own: false }

  test('to a post of one network cannot be sent from another', () => {
    const contexts = [context(ada, { reply: there }), context(ben, { reply: there })]
    expect(check(content('x'), contexts, { replyTo: 'at://x' })).toEqual(['ben error reply-other-network'])
    const quoting = [context(ada, { quote: there }), context(ben, { quote: there })]
    expect(check(content('x'), quoting, { quote: 'at://x' })).toEqual(['ben error quote-other-network'])
  })

  test.each<[string, TargetContext, Partial<Draft>, readonly string[]]>([
    [
      'a reply where the network has none',
      { ...able(ada, { reply: false }), reply: there },
      { replyTo: 'p' },
      ['ada error reply-not-offered'],
    ],
    [
      'a reply the author does not allow',
      context(ada, { reply: { ...there, canReply: false } }),
      { replyTo: 'p' },
      ['ada error reply-not-allowed'],
    ],
    ['a reply to what is gone', context(ada), { replyTo: 'p' }, ['ada error reply-gone']],
    [
      'a quote where the network has none',
      { ...able(ada, { quote: null }), quote: there },
      { quote: 'p' },
      ['ada error quote-not-offered'],
    ],
    [
      'a quote the author does not allow',
      context(ada, { quote: { ...there, canQuote: false } }),
      { quote: 'p' },
      ['ada error quote-not-allowed'],
    ],
    ['a quote of what is gone', context(ada), { quote: 'p' }, ['ada error quote-gone']],
    [
      'a quote of another’s post where only own ones may be',
      { ...able(ada, { quote: { own: true, others: 'no' } }), quote: there },
      { quote: 'p' },
      ['ada error quote-not-allowed'],
    ],
    [
      'a quote of an own post there',
      { ...able(ada, { quote: { own: true, others: 'no' } }), quote: { ...there, own: true } },
      { quote: 'p' },
      [],
    ],
  ])('%s', (_, target, rest, expected) => {
    expect(check(content('x'), [target], rest)).toEqual(expected)
  })
})

describe('polls', () => {
  const poll = (rest: Partial<NonNullable<DraftSegment['poll']>> = {}): DraftContent =>
    content([segment('?', { poll: { options: ['a', 'b'], multiple: false, seconds: 3600, ...rest } })])

  test.each<[string, DraftContent, readonly TargetContext[], readonly string[]]>([
    ['where there are none', poll(), both, ['ada error poll-not-offered']],
    ['with five options', poll({ options: ['a', 'b', 'c', 'd', 'e'] }), [context(ben)], ['ben error poll-too-many-options']],
    ['with an empty option', poll({ options: ['a', ' '] }), [context(ben)], ['ben error poll-option-empty']],
    ['with the same option twice', poll({ options: ['a', ' a'] }), [context(ben)], ['ben error poll-option-repeated']],
    ['with a long option', poll({ options: ['a', 'b'.repeat(51)] }), [context(ben)], ['ben error poll-option-too-long']],
    ['with an option of 50 flags', poll({ options: ['a', '🇩🇪'.repeat(50)] }), [context(ben)], []],
    ['for a minute', poll({ seconds: 60 }), [context(ben)], ['ben error poll-too-short']],
    ['for a year', poll({ seconds: 31_536_000 }), [context(ben)], ['ben error poll-too-long']],
  ])('%s', (_, written, contexts, expected) => {
    expect(check(written, contexts)).toEqual(expected)
  })

  test('beside a picture', () => {
    const written = content([segment('?', { media: [media()], poll: { options: ['a', 'b'], multiple: false, seconds: 3600 } })])
    expect(check(written, [context(ben)])).toEqual(['ben error poll-with-media'])
  })
})

describe('visibility and warning', () => {
  const to = (visibility: 'public' | 'followers', contexts: readonly TargetContext[]): readonly string[] =>
    check(content('x'), contexts, {
      targets: contexts.map((one) => ({
        accountId: one.account.id,
        override: null,
        visibility,
        replyPolicy: null,
        quotePolicy: null,
        topicTag: null,
      })),
    })

  test('a post for followers cannot go where all is public', () => {
    expect(to('followers', both)).toEqual(['ada error visibility-not-offered'])
    expect(to('public', both)).toEqual([])
    expect(to('followers', [able(ben, { visibility: ['public'] })])).toEqual(['ben error visibility-not-offered'])
  })

  test('a warning cannot be left out in silence', () => {
    const warned = content('x', { contentWarning: 'spiders' })
    expect(check(warned)).toEqual(['ada warning warning-becomes-label'])
    expect(check(warned, [able(ada, { contentWarning: null })])).toEqual(['ada error warning-not-offered'])
    expect(check(content('x', { contentWarning: ' ' }), [able(ada, { contentWarning: null })])).toEqual([])
  })
})

describe('an account that cannot send now', () => {
  const error = { kind: 'authentication', reason: 'expired', message: null } as const
  test.each<[Account['state'], string]>([
    [{ kind: 'needs-sign-in', error }, 'account-needs-sign-in'],
    [{ kind: 'rate-limited', until: 5000 }, 'account-rate-limited'],
    [{ kind: 'paused' }, 'account-paused'],
    [{ kind: 'unavailable', error, since: 0, retryAt: null }, 'account-unavailable'],
  ])('%j only warns: the post waits', (state, code) => {
    expect(check(content('x'), [context({ ...ada, state })])).toEqual([`ada warning ${code}`])
  })

  test('says until when it is limited', () => {
    const [problem] = validateDraft(
      draft(content('x'), ['ada']),
      [context({ ...ada, state: { kind: 'rate-limited', until: 5000 } })],
      reminder,
    )
    expect(problem?.values).toEqual({ ...names.ada, until: 5000 })
  })
})

describe('codes', () => {
  test('every problem has exactly the values its code names', () => {
    const poor: TargetContext[] = [
      {
        ...able(ada, {
          images: null,
          video: null,
          thread: null,
          reply: false,
          quote: null,
          contentWarning: null,
          text: { limits: mastodon.text.limits, required: true },
        }),
      },
      context(
        { ...ben, state: { kind: 'rate-limited', until: 1 } },
        { reply: { platform: 'bluesky', canReply: true, canQuote: true, own: false } },
      ),
    ]
    const files = [
      media({ bytes: 1e9, width: 10_000, height: 10_000, alt: 'a'.repeat(2000) }),
      media({ mimeType: 'image/tiff' }),
      media({ mimeType: 'video/mp4', alt: '' }),
    ]
    const poll = { options: ['', 'x', 'x', 'y'.repeat(99), 'z'], multiple: false, seconds: 1 }
    const written = content(
      [segment('a'.repeat(600), { media: [...files, media(), media(), media({ mimeType: 'text/plain' })], poll }), segment('')],
      { contentWarning: 'w' },
    )
    const found = validateDraft({ ...draft(written, ['ada', 'ben', 'gone']), replyTo: 'p', quote: 'q' }, poor, reminder)
    expect(found.length).toBeGreaterThan(20)
    for (const { code, values } of found) {
      expect(Object.keys(problemCodes)).toContain(code)
      expect([code, Object.keys(values).sort()]).toEqual([code, [...problemCodes[code as ProblemCode]].sort()])
    }
  })
})
