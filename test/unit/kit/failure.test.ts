import { describe, expect, test } from 'vitest'
import type { AppError } from '../../../shared/errors.ts'
import { classifyHttpFailure, classifyStatus, messageFrom } from '../../../main/connectors/failure.ts'
import { HttpFailure } from '../../../main/connectors/http-failure.ts'

const SERVER = 'https://s.example'

describe('A failed exchange', () => {
  const unavailable = (reason: string) => ({ kind: 'platform-unavailable', reason, server: SERVER, message: null })
  const reset = Object.assign(new Error('reset'), { code: 'ECONNRESET' })

  test.each<[string, HttpFailure, unknown, unknown]>([
    ['no connection', new HttpFailure('unreachable', 'no', SERVER), unavailable('unreachable'), unavailable('unreachable')],
    ['no answer in time', new HttpFailure('timeout', 'maybe', SERVER), unavailable('timeout'), { kind: 'outcome-unknown', message: null }],
    ['time out before it left', new HttpFailure('timeout', 'no', SERVER), unavailable('timeout'), unavailable('timeout')],
    [
      'reset',
      new HttpFailure('broken', 'maybe', SERVER, { cause: reset }),
      unavailable('unreachable'),
      { kind: 'outcome-unknown', message: null },
    ],
    ['nonsense', new HttpFailure('broken', 'maybe', SERVER), unavailable('bad-answer'), { kind: 'outcome-unknown', message: null }],
    ['too large', new HttpFailure('too-large', 'maybe', SERVER), unavailable('bad-answer'), { kind: 'outcome-unknown', message: null }],
    [
      'held back',
      new HttpFailure('rate-limited', 'no', SERVER, { retryAt: 7 }),
      { kind: 'rate-limit-exceeded', retryAt: 7, message: null },
      { kind: 'rate-limit-exceeded', retryAt: 7, message: null },
    ],
  ])('%s', (_, failure, read, write) => {
    expect(classifyHttpFailure(failure, { write: false })).toEqual(read)
    expect(classifyHttpFailure(failure, { write: true })).toEqual(write)
    // SDKs wrap what they get.
    expect(classifyHttpFailure(new Error('SDK', { cause: new Error('inner', { cause: failure }) }), { write: false })).toEqual(read)
  })

  test('is "offline" only when the machine has no network at all', () => {
    const failure = new HttpFailure('unreachable', 'no', SERVER, { cause: Object.assign(new Error('dns'), { code: 'EAI_AGAIN' }) })
    expect(classifyHttpFailure(failure, { write: true, hasNetwork: () => false })).toEqual({ kind: 'offline' })
    expect(classifyHttpFailure(failure, { write: true, hasNetwork: () => true })).toEqual(unavailable('unreachable'))
  })

  test('is not seen where there is none', () => {
    expect(classifyHttpFailure(new TypeError('x'), { write: true })).toBeNull()
    expect(classifyHttpFailure('x', { write: true })).toBeNull()
  })
})

describe('An answer that is not a success', () => {
  const classify = (status: number, write: boolean, body: unknown = null, headers: Record<string, string> = {}): AppError =>
    classifyStatus(
      { status, headers: new Headers(headers), body, server: SERVER },
      { write, now: 1_000, rateHeaders: null, meanings: { 418: 'revoked' } },
    )

  test.each<[number, unknown]>([
    [400, { kind: 'remote-rejected', message: null, code: null }],
    [401, { kind: 'authentication', reason: 'expired', message: null }],
    [403, { kind: 'authentication', reason: 'forbidden', message: null }],
    [404, { kind: 'post-not-found', message: null }],
    [410, { kind: 'post-not-found', message: null }],
    [409, { kind: 'conflict', message: null }],
    [418, { kind: 'authentication', reason: 'revoked', message: null }],
    [422, { kind: 'remote-rejected', message: null, code: null }],
    [429, { kind: 'rate-limit-exceeded', retryAt: 61_000, message: null }],
    [499, { kind: 'remote-rejected', message: null, code: null }],
    [500, { kind: 'platform-unavailable', reason: 'server-error', server: SERVER, message: null }],
    [302, { kind: 'platform-unavailable', reason: 'bad-answer', server: SERVER, message: null }],
  ])('%i', (status, expected) => {
    expect(classify(status, false)).toEqual(expected)
  })

  test('from a failing server leaves a write unknown', () => {
    expect(classify(502, true, { error: 'Try later' })).toEqual({ kind: 'outcome-unknown', message: 'Try later' })
    expect(classify(422, true, { error: 'Too long' })).toEqual({ kind: 'remote-rejected', message: 'Too long', code: null })
  })

  test('says when to come back', () => {
    expect(classify(429, true, null, { 'retry-after': '90' })).toEqual({ kind: 'rate-limit-exceeded', retryAt: 91_000, message: null })
  })
})

describe("A server's own words", () => {
  test.each<[unknown, string | null]>([
    [{ error: 'Validation failed', error_description: 'Text is too long' }, 'Text is too long'],
    [{ error: 'InvalidRequest', message: 'Bad cursor' }, 'Bad cursor'],
    [{ error: { message: 'Nested' } }, 'Nested'],
    ['{"error":"As text"}', 'As text'],
    ['Plain text', 'Plain text'],
    ['<html><h1>502</h1>', null],
    ['  <!DOCTYPE html>', null],
    ['Oops <body>', null],
    ['{"error":', null],
    ['', null],
    [null, null],
    [42, null],
    [{ error: ['a'] }, null],
    [{ error: ' two\nlines\u0000 and \u202eright to left ' }, 'two lines and right to left'],
  ])('%j', (body, expected) => {
    expect(messageFrom(body)).toBe(expected)
  })

  test('are cut to 500 characters without breaking one', () => {
    const cut = messageFrom('😀'.repeat(400))
    expect(cut?.length).toBeLessThanOrEqual(500)
    expect(cut?.isWellFormed()).toBe(true)
  })
})
