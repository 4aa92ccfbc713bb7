import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { classify } from '../../../main/connectors/meta/classify.ts'
import { AnswerFailure, CreateFailure } from '../../../main/connectors/answer-failure.ts'
import { hasGraphCode } from '../../../main/connectors/meta/graph-failure.ts'
import { readUsage, retryAtOf } from '../../../main/connectors/meta/usage.ts'

const answer = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  new AnswerFailure('status', 'https://graph.example', { status, headers: new Headers(headers), body })
const refusal = (code: number | string, more: Readonly<Record<string, unknown>> = {}) =>
  answer(400, { error: { message: 'No', code, ...more } })

describe('What Graph says', () => {
  test('is shown in its sentence for people where it gives one', () => {
    expect(classify(refusal(100, { error_user_msg: 'Try a smaller picture.' }))).toEqual({
      kind: 'remote-rejected',
      message: 'Try a smaller picture.',
      code: '100',
    })
  })

  test('may have a name for a code, or a number in a text', () => {
    expect(classify(refusal('THREADS_API__LINK_LIMIT_EXCEEDED'))).toMatchObject({
      kind: 'remote-rejected',
      code: 'THREADS_API__LINK_LIMIT_EXCEEDED',
    })
    expect(classify(refusal('190', { error_subcode: 460 }))).toMatchObject({ kind: 'authentication', reason: 'revoked' })
  })

  test('of something that passes by itself is trouble, and leaves what was published unknown', () => {
    const passing = refusal(31_337, { is_transient: true })
    expect(classify(passing)).toMatchObject({ kind: 'platform-unavailable' })
    expect(classify(new CreateFailure(passing))).toMatchObject({ kind: 'outcome-unknown' })
  })

  test.each([
    ['a limit', refusal(4), 'rate-limit-exceeded'],
    ['a token', refusal(190), 'authentication'],
    ['a refusal', refusal(100), 'remote-rejected'],
    ['trouble', answer(500, { error: { code: 2 } }), 'outcome-unknown'],
    ['a proxy', answer(502, '<html>Bad gateway</html>'), 'outcome-unknown'],
    [
      'nonsense',
      new AnswerFailure('unreadable', 'https://graph.example', { status: 200, headers: new Headers(), body: null }),
      'outcome-unknown',
    ],
  ])('when publishing, %s', (_, failure, kind) => {
    expect(classify(new CreateFailure(failure)).kind).toBe(kind)
  })

  test('is never shown as a page, and never throws, whatever it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 599 }), fc.jsonValue(), fc.jsonValue(), (status, body, error) => {
        for (const said of [body, { error }, { error: { code: error } }]) expect(classify(answer(status, said)).kind).not.toBe('internal')
      }),
    )
  })

  test('is recognised by code, with or without its subcode', () => {
    const gone = refusal(100, { error_subcode: 33 })
    expect([hasGraphCode(gone, '100'), hasGraphCode(gone, '100/33'), hasGraphCode(gone, '100/34'), hasGraphCode(gone, '33')]).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect(hasGraphCode(new Error('100/33'), '100')).toBe(false)
  })
})

describe('Usage', () => {
  const app = (used: number) => JSON.stringify({ call_count: used, total_cputime: 3, total_time: 2 })
  const business = (minutes: unknown) =>
    JSON.stringify({ 17: [{ type: 'pages', call_count: 12, total_cputime: 60, total_time: 1, estimated_time_to_regain_access: minutes }] })

  test('is that of the limit that is used most', () => {
    expect(readUsage(new Headers({ 'x-app-usage': app(40) }))).toEqual({ used: 40, waitMs: 0 })
    expect(readUsage(new Headers({ 'x-app-usage': app(40), 'x-business-use-case-usage': business(5) }))).toEqual({
      used: 60,
      waitMs: 300_000,
    })
  })

  test('is nothing where no header makes sense', () => {
    expect(readUsage(new Headers())).toBeNull()
    expect(readUsage(new Headers({ 'x-app-usage': '{"call', 'x-business-use-case-usage': '[7]' }))).toBeNull()
    expect(readUsage(new Headers({ 'x-business-use-case-usage': business('soon') }))).toEqual({ used: 60, waitMs: 0 })
  })

  test('says when to try again; Retry-After goes first, and nobody waits for more than a day', () => {
    const now = 1_000_000_000_000
    const minutes = (headers: Readonly<Record<string, string>>): number => (retryAtOf(new Headers(headers), now) - now) / 60_000
    expect(minutes({})).toBe(15)
    expect(minutes({ 'x-business-use-case-usage': business(42) })).toBe(42)
    expect(minutes({ 'x-business-use-case-usage': business(99_999) })).toBe(24 * 60)
    expect(minutes({ 'retry-after': '120', 'x-business-use-case-usage': business(42) })).toBe(2)
  })
})
