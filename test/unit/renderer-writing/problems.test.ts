import { describe, expect, it } from 'vitest'
import { problemCodes, type ProblemCode } from '../../../shared/compose/problem-codes.ts'
import { validateDraft } from '../../../shared/compose/validate-draft.ts'
import type { Account } from '../../../shared/model/account.ts'
import type { Draft, ReplyPolicy } from '../../../shared/model/draft.ts'
import { problemLines } from '../../../renderer/features/composer/checks/problem-lines.ts'
import { waysOutOf } from '../../../renderer/features/composer/checks/ways-out.ts'
import { targetContexts } from '../../../renderer/features/composer/checks/contexts.ts'
import { t } from '../../../renderer/i18n/i18n.ts'
import { problemWords } from '../../../renderer/i18n/problem-words.ts'
import { accounts, draft, picture, segment } from '../../support/renderer-fixture/writing.ts'

const codes = Object.keys(problemCodes) as ProblemCode[]
const sample: Readonly<Record<string, string | number>> = {
  handle: 'juno.example.com',
  network: 'Bluesky',
  count: 319,
  limit: 300,
  over: 19,
  unit: 'graphemes',
  fileName: 'pier.jpg',
  mimeType: 'image/tiff',
  allowed: 'image/jpeg, image/png',
  bytes: 3_400_000,
  pixels: 40_000_000,
  width: 8000,
  height: 5000,
  option: 2,
  seconds: 60,
  until: Date.UTC(2026, 10, 20, 15, 10),
  visibility: 'direct',
}

const linesOf = (of: Draft, pressed = false, withoutAlt = false, list: readonly Account[] = accounts) =>
  problemLines(validateDraft(of, targetContexts(list, undefined, undefined), { altTextReminder: true }), of, list, {
    pressed,
    withoutAlt,
    asText: [],
  })

describe('the sentence of a problem', () => {
  it.each(codes)('%s has one of its own, with every value filled in', (code) => {
    const values = Object.fromEntries(problemCodes[code].map((name) => [name, sample[name] ?? 'x']))
    for (const count of [1, 2]) {
      const words = problemWords(
        { code, values: { ...values, ...(values['over'] === undefined ? {} : { over: count }) } },
        { target: 'Bluesky', number: 2, several: false, count },
      )
      expect(words).not.toBe(t('problem.other', { target: 'Bluesky' }))
      expect(words).not.toMatch(/\{\{|undefined|NaN|null/)
      expect(words.length).toBeGreaterThan(12)
    }
  })

  it.each(codes)('%s has a way out', (code) => {
    const facts = { shares: false, takesThreads: false, splitsAlone: false, isExtraSegment: false }
    expect(waysOutOf({ code, accountId: 'acc_a' }, { ...facts, isEdit: false })).not.toEqual([])
    expect(waysOutOf({ code, accountId: 'acc_a' }, { ...facts, takesThreads: true, isEdit: true })).not.toEqual([])
  })

  it('says numbers as people do', () => {
    expect(problemWords({ code: 'text-too-long', values: { ...sample, over: 1 } }, { target: 'Bluesky', number: 1, several: false })).toBe(
      '**1 character too long** for Bluesky',
    )
    expect(
      problemWords({ code: 'text-too-long', values: { ...sample, unit: 'utf8-bytes' } }, { target: 'Bluesky', number: 1, several: false }),
    ).toBe('**19 bytes too long** for Bluesky')
    expect(
      problemWords({ code: 'media-too-big', values: { ...sample, limit: 2_000_000 } }, { target: 'Bluesky', number: 1, several: false }),
    ).toBe('**pier.jpg is too big** for Bluesky: 3.4 MB, at most 2 MB')
    expect(problemWords({ code: 'media-wrong-type', values: sample }, { target: 'X', number: 1, several: false })).toBe(
      '**pier.jpg has the wrong type** for X, which takes JPEG, PNG',
    )
    expect(problemWords({ code: 'a-code-of-tomorrow', values: {} }, { target: 'X', number: 1, several: false })).toBe(
      '**This cannot be posted** to X as it is',
    )
  })
})

describe('what a network allows of what stands in a post', () => {
  const source = { source: 'a test', checkedOn: '2026-11-27', strength: 'hard' } as const
  const strict = accounts.map((account): Account => {
    const elements = [
      { element: 'hashtags', value: 2, inReplies: true, ...source, strength: 'soft' },
      { element: 'links', value: 1, inReplies: true, ...source },
    ] as const
    const files = { least: { value: 1, ...source }, most: { value: 2, ...source }, mostInReplies: null }
    const replyPolicy = { audiences: ['mentioned', 'followers'] as const, several: false, nobody: false }
    if (account.id !== 'acc_juno_b') return account
    return {
      ...account,
      capabilities: { ...account.capabilities, elements, files, replyPolicy: { ...replyPolicy, audiences: [...replyPolicy.audiences] } },
    }
  })
  const shown = (of: Draft) => linesOf(of, false, true, strict).map(({ words, tone, waysOut }) => [words, tone, waysOut])

  it('is said with what there is and what may be, and a convention holds nothing back', () => {
    const text = '#one #two #three https://example.com/1 https://example.com/2'
    expect(shown(draft([segment(text)], ['acc_juno_b']))).toEqual([
      ['**2 different links** for Bluesky, which allows 1 in a post', 'bad', ['rewrite', 'leave-out']],
      ['**A picture or video is needed** for Bluesky', 'bad', ['leave-out']],
      ['**3 hashtags** for Bluesky, which allows 2 in a post', 'warn', ['rewrite', 'leave-out']],
    ])
  })

  it('offers a version of its own where the others allow it', () => {
    const of = draft([segment('Look', [picture('a.jpg', 1), picture('b.jpg', 1), picture('c.jpg', 1)])], ['acc_juno_b', 'acc_juno_m'])
    expect(shown(of)).toEqual([['**3 files** for Bluesky, which takes 2 in a post', 'bad', ['own-version', 'leave-out']]])
  })

  it('offers to let everyone reply where a guard cannot be said', () => {
    const of = draft([segment('Look', [picture('a.jpg', 1)])], ['acc_juno_b'])
    const guarded = (replyPolicy: ReplyPolicy): Draft => ({ ...of, targets: of.targets.map((target) => ({ ...target, replyPolicy })) })
    expect(shown(guarded({ kind: 'nobody' }))).toEqual([
      ['**Replies cannot be turned off** on Bluesky', 'bad', ['open-replies', 'leave-out']],
    ])
    expect(shown(guarded({ kind: 'some', audiences: ['mentioned', 'followers'] }))).toEqual([
      ['**2 groups that may reply** for Bluesky, which knows one at a time', 'bad', ['open-replies', 'leave-out']],
    ])
    expect(shown(guarded({ kind: 'some', audiences: ['followers'] }))).toEqual([])
  })
})

describe('a post that is changed', () => {
  const facts = { shares: false, takesThreads: true, splitsAlone: true, isExtraSegment: false, isEdit: true }
  it.each(codes)('is neither split nor left out for %s', (code) => {
    const ways = waysOutOf({ code, accountId: 'acc_a' }, facts)
    expect(ways).not.toContain('split')
    expect(ways).not.toContain('split-each')
    expect(ways).not.toContain('leave-out')
  })

  it('stays one post', () => {
    const lines = linesOf({ ...draft([segment('One'), segment('Two')], ['acc_juno_m']), edits: 'post:mine' })
    expect(lines.map(({ words, tone, waysOut }) => ({ words, tone, waysOut }))).toEqual([
      { words: '**A post stays one post** when it is changed on Mastodon: this is 2', tone: 'bad', waysOut: ['remove-segment', 'rewrite'] },
    ])
  })
})

describe('the list of problems', () => {
  const long = 'a'.repeat(319)

  it('says per target what is too long, and offers to split it there or to write another version', () => {
    const lines = linesOf(draft([segment(long)], ['acc_juno_b', 'acc_juno_m']))
    expect(lines.map(({ words, tone, waysOut, version }) => ({ words, tone, waysOut, version }))).toEqual([
      { words: '**19 characters too long** for Bluesky', tone: 'bad', waysOut: ['split-each', 'own-version'], version: null },
    ])
  })

  it('offers to split the text itself where it is too long for everybody who gets it', () => {
    const waysOf = (text: string, accountIds: readonly string[]) =>
      linesOf(draft([segment(text)], accountIds)).map(({ account, waysOut }) => [account?.id, waysOut])
    expect(waysOf(long, ['acc_juno_b'])).toEqual([['acc_juno_b', ['split', 'leave-out']]])
    expect(waysOf('a'.repeat(519), ['acc_juno_b', 'acc_juno_m'])).toEqual([
      ['acc_juno_b', ['split', 'own-version']],
      ['acc_juno_m', ['split', 'own-version']],
    ])
  })

  it('offers to split for each only where a network takes threads, and another version where it does not', () => {
    const list = accounts.map((account) =>
      account.id === 'acc_juno_m' ? { ...account, capabilities: { ...account.capabilities, thread: null } } : account,
    )
    const lines = linesOf(draft([segment('a'.repeat(519))], ['acc_juno_b', 'acc_juno_m']), false, false, list)
    expect(lines.map(({ account, waysOut }) => [account?.id, waysOut])).toEqual([
      ['acc_juno_b', ['split-each', 'own-version']],
      ['acc_juno_m', ['own-version', 'leave-out']],
    ])
  })

  it('offers no split that would not solve it: one that is on already, or too many posts', () => {
    const of = draft([segment(long)], ['acc_juno_b', 'acc_juno_m'])
    const short = accounts.map((account) =>
      account.id === 'acc_juno_b'
        ? {
            ...account,
            capabilities: {
              ...account.capabilities,
              thread: { maxPosts: { value: 1, strength: 'hard' as const, source: 'a test', checkedOn: '2026-11-26' }, atomic: false },
            },
          }
        : account,
    )
    expect(linesOf(of, false, false, short).map(({ waysOut }) => waysOut)).not.toContainEqual(expect.arrayContaining(['split-each']))
    const warned = { ...of, content: { ...of.content, contentWarning: 'w'.repeat(600) } }
    for (const { waysOut } of linesOf({ ...warned, options: { ...of.options, split: true } })) expect(waysOut).not.toContain('split-each')
  })

  it('names the account where two of a network are chosen', () => {
    const lines = linesOf(draft([segment(long)], ['acc_juno_b', 'acc_linnet_b']))
    expect(lines.map(({ words }) => words)).toEqual([
      '**19 characters too long** for @juno.example.com',
      '**19 characters too long** for @linnetpress.example.com',
    ])
    expect(lines.map(({ alone }) => alone)).toEqual([false, false])
  })

  it('lets the network stand for the account where it is the only one of it', () => {
    expect(linesOf(draft([segment(long)], ['acc_juno_b', 'acc_juno_m'])).map(({ alone }) => alone)).toEqual([true])
  })

  it('counts missing alt texts in one line, until the person waives them', () => {
    const pictures = draft([segment('Look', [picture('a.jpg', 1), picture('b.jpg', 1)])], ['acc_juno_b'])
    expect(linesOf(pictures).map(({ words, waysOut }) => [words, waysOut])).toEqual([
      ['**2 files have no alt text**', ['write-alt', 'waive-alt']],
    ])
    expect(linesOf(pictures, false, true)).toEqual([])
  })

  it('says nothing of an empty new post before Post was pressed', () => {
    const empty = draft([segment('')], ['acc_juno_b'])
    expect(linesOf(empty)).toEqual([])
    expect(linesOf(empty, true).map(({ words }) => words)).toEqual(['**Nothing is written** yet'])
  })

  it('points at an empty post of a thread at once, by its number', () => {
    const lines = linesOf(draft([segment('One'), segment('')], ['acc_juno_b']))
    expect(lines.map(({ words, waysOut }) => [words, waysOut])).toEqual([['**Post 2 is empty**', ['write', 'remove-segment']]])
  })

  it('puts what holds it back first, and what is only said last', () => {
    const lines = linesOf(draft([segment(long, [picture('a.jpg', 1)])], ['acc_linnet_x']))
    expect(lines.map(({ problem, tone }) => [problem.code, tone])).toEqual([
      ['text-too-long', 'bad'],
      ['alt-missing', 'warn'],
      ['account-rate-limited', 'note'],
    ])
  })

  it('knows in which version a problem is', () => {
    const own = draft([segment('Short')], ['acc_juno_b', 'acc_juno_m'])
    const written = {
      ...own,
      targets: own.targets.map((one, index) => (index === 0 ? { ...one, override: { ...own.content, segments: [segment(long)] } } : one)),
    }
    expect(linesOf(written).map(({ version, waysOut }) => [version, waysOut])).toEqual([['acc_juno_b', ['split', 'leave-out']]])
  })
})
