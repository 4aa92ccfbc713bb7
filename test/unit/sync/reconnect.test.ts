import { expect, test } from 'vitest'
import { reconnectAfter } from '../../../main/sync/live/reconnect.ts'
import type { AppError } from '../../../shared/errors.ts'

const NOW = 1_800_000_000_000
const away: AppError = { kind: 'platform-unavailable', reason: 'unreachable', server: null, message: null }
const after = (error: AppError, failures: number, random = 1): number => reconnectAfter(error, failures, NOW, random) / 1_000

test('a connection that is lost is opened again within two seconds, then after ever longer, and never rarer than every five minutes', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 50].map((failures) => after(away, failures))).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
})

test('the waits of many are spread over half of their length', () => {
  expect([0, 0.5, 1].map((random) => after(away, 5, random))).toEqual([16, 24, 32])
})

test('a server without streams is asked again after an hour or two, whatever happened before', () => {
  const none: AppError = { kind: 'capability-not-supported', capability: 'streams.live', message: null }
  expect([after(none, 1, 0), after(none, 9, 1)]).toEqual([3_600, 7_200])
})

test('a refused sign-in is left for reading to find out', () => {
  expect(after({ kind: 'authentication', reason: 'revoked', message: null }, 1, 0)).toBe(900)
})

test('a limit is kept to, with a little on top', () => {
  expect(after({ kind: 'rate-limit-exceeded', retryAt: NOW + 120_000, message: null }, 1)).toBe(123)
  expect(after({ kind: 'rate-limit-exceeded', retryAt: NOW - 120_000, message: null }, 1)).toBe(4)
})
