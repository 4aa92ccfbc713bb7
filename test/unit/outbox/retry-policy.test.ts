import { describe, expect, it } from 'vitest'
import { backoffMs, decideRetry, RETRY, type WritePhase } from '../../../main/outbox/retry-policy.ts'
import type { AppError } from '../../../shared/errors.ts'

const NOW = 1_000_000
const phases = ['prepare', 'commit', 'witness', 'engage'] as const
const unavailable = (reason: Extract<AppError, { kind: 'platform-unavailable' }>['reason']): AppError => ({
  kind: 'platform-unavailable',
  reason,
  server: null,
  message: null,
})
const decide = (error: AppError, phase: WritePhase, attempts = 1) => decideRetry(error, phase, attempts, NOW, 0.5)

describe('what to do about a failure', () => {
  it.each([
    unavailable('server-error'),
    unavailable('bad-answer'),
    unavailable('timeout'),
    { kind: 'outcome-unknown', message: null },
  ] as const)('leaves a commit open after $kind $reason, and repeats everything else later', (error) => {
    expect(decide(error, 'commit')).toEqual({ kind: 'unknown' })
    for (const phase of ['prepare', 'witness', 'engage'] as const) {
      expect(decide(error, phase)).toEqual({ kind: 'wait', reason: 'retry', notBefore: NOW + 3_750 })
    }
  })

  it('leaves a commit open after a bug, which may have shown itself after the post was made', () => {
    expect(decide({ kind: 'internal', reference: 'x' }, 'commit')).toEqual({ kind: 'unknown' })
    expect(decide({ kind: 'internal', reference: 'x' }, 'prepare')).toEqual({ kind: 'fail' })
  })

  it.each(phases)('repeats what never got through to the server (%s)', (phase) => {
    expect(decide(unavailable('unreachable'), phase)).toMatchObject({ kind: 'wait', reason: 'retry' })
    expect(decide({ kind: 'offline' }, phase)).toMatchObject({ kind: 'wait', reason: 'offline' })
  })

  it.each(phases)('waits exactly as long as a rate limit says (%s)', (phase) => {
    expect(decide({ kind: 'rate-limit-exceeded', retryAt: NOW + 90_000, message: null }, phase)).toEqual({
      kind: 'wait',
      reason: 'rate-limit',
      notBefore: NOW + 90_000,
    })
  })

  it('does not hammer a server whose rate limit names a time in the past', () => {
    expect(decide({ kind: 'rate-limit-exceeded', retryAt: 0, message: null }, 'commit')).toEqual({
      kind: 'wait',
      reason: 'rate-limit',
      notBefore: NOW + RETRY.shortestMs,
    })
  })

  it.each(phases)('waits for the person to sign in, without a time (%s)', (phase) => {
    expect(decide({ kind: 'authentication', reason: 'expired', message: null }, phase)).toEqual({
      kind: 'wait',
      reason: 'sign-in',
      notBefore: null,
    })
  })

  const answers: readonly AppError[] = [
    { kind: 'remote-rejected', message: 'No', code: null },
    { kind: 'capability-not-supported', capability: 'poll', message: null },
    { kind: 'post-not-found', message: null },
    { kind: 'conflict', message: null },
    { kind: 'invalid-input', issues: [] },
    { kind: 'authentication', reason: 'forbidden', message: null },
  ]
  it.each(answers)('takes $kind for an answer', (error) => {
    for (const phase of phases) expect(decide(error, phase)).toEqual({ kind: 'fail' })
  })

  it('stops repeating after about a day', () => {
    expect(decide(unavailable('timeout'), 'prepare', RETRY.attempts)).toEqual({ kind: 'fail' })
    let total = 0
    for (let attempts = 1; attempts < RETRY.attempts; attempts++) total += backoffMs(attempts, 0.5)
    expect(total / 3_600_000).toBeGreaterThan(16)
    expect(total / 3_600_000).toBeLessThan(26)
  })

  it('spaces repeats between half of the full time and all of it', () => {
    expect([1, 2, 3, 20, 10_000].map((attempts) => backoffMs(attempts, 0))).toEqual([2_500, 5_000, 10_000, 450_000, 450_000])
    expect([1, 2, 3, 20, 10_000].map((attempts) => backoffMs(attempts, 1))).toEqual([5_000, 10_000, 20_000, 900_000, 900_000])
  })
})
