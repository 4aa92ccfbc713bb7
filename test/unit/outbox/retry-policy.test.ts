import { describe, expect, it } from 'vitest'
import { backoffMs, decideRetry, RETRY, type RetryAction, type WritePhase } from '../../../main/outbox/state/retry-policy.ts'
import { AppError } from '../../../shared/errors.ts'

const NOW = 1_000_000
const phases = ['prepare', 'commit', 'witness', 'engage'] as const
const unavailable = (reason: Extract<AppError, { kind: 'platform-unavailable' }>['reason']): AppError => ({
  kind: 'platform-unavailable',
  reason,
  server: null,
  message: null,
})
const decide = (error: AppError, phase: WritePhase, attempts = 1) => decideRetry(error, phase, attempts, NOW, 0.5)

/** Everything that can go wrong. `satisfies` keeps it whole: a new kind of error does not compile without its line. */
const reconnect = 'wait for the person to sign in'
const table = {
  'authentication wrong-credentials': [reconnect, reconnect, reconnect, reconnect],
  'authentication expired': [reconnect, reconnect, reconnect, reconnect],
  'authentication revoked': [reconnect, reconnect, reconnect, reconnect],
  'authentication cancelled': [reconnect, reconnect, reconnect, reconnect],
  'authentication second-factor-needed': [reconnect, reconnect, reconnect, reconnect],
  'authentication flow-expired': [reconnect, reconnect, reconnect, reconnect],
  'authentication forbidden': ['fail', 'fail', 'fail', 'fail'],
  'rate-limit-exceeded': ['wait until it says', 'wait until it says', 'wait until it says', 'wait until it says'],
  'platform-unavailable server-error': ['wait a little', 'unknown', 'wait a little', 'wait a little'],
  'platform-unavailable bad-answer': ['wait a little', 'unknown', 'wait a little', 'wait a little'],
  'platform-unavailable timeout': ['wait a little', 'unknown', 'wait a little', 'wait a little'],
  'platform-unavailable unreachable': ['wait a little', 'wait a little', 'wait a little', 'wait a little'],
  'platform-unavailable not-this-platform': ['fail', 'unknown', 'fail', 'fail'],
  offline: ['wait for a network', 'wait for a network', 'wait for a network', 'wait for a network'],
  'capability-not-supported': ['fail', 'fail', 'fail', 'fail'],
  'post-not-found': ['fail', 'fail', 'fail', 'fail'],
  'remote-rejected': ['fail', 'fail', 'fail', 'fail'],
  conflict: ['fail', 'fail', 'fail', 'fail'],
  'invalid-input': ['fail', 'fail', 'fail', 'fail'],
  'outcome-unknown': ['wait a little', 'unknown', 'wait a little', 'wait a little'],
  'storage-unavailable full': ['wait a little', 'unknown', 'wait a little', 'wait a little'],
  'storage-unavailable read-only': ['wait a little', 'unknown', 'wait a little', 'wait a little'],
  'storage-unavailable failed': ['wait a little', 'unknown', 'wait a little', 'wait a little'],
  'storage-unavailable busy': ['wait a little', 'unknown', 'wait a little', 'wait a little'],
  internal: ['fail', 'unknown', 'fail', 'fail'],
} satisfies Readonly<Record<Failing<AppError>, readonly string[]>>

/** The name of a failure in the table: its kind, and its reason where it has one. */
type Failing<Failure extends AppError> = Failure extends { readonly reason: infer Reason extends string }
  ? `${Failure['kind']} ${Reason}`
  : Failure['kind']

/** An error of a name in the table. */
function named(name: string): AppError {
  const [kind, reason] = name.split(' ')
  const known: AppError = AppError.parse({
    kind,
    ...(reason === undefined ? {} : { reason }),
    message: null,
    server: null,
    retryAt: NOW + 90_000,
    code: null,
    capability: 'x',
    reference: 'x',
    issues: [],
  })
  return known
}

function inWords(action: RetryAction): string {
  if (action.kind !== 'wait') return action.kind
  const words = { 'sign-in': reconnect, 'rate-limit': 'wait until it says', offline: 'wait for a network', retry: 'wait a little' }
  return words[action.reason as keyof typeof words]
}

describe('every failure in every phase', () => {
  const cases = Object.entries(table).flatMap(([name, actions]) =>
    phases.map((phase, index) => [name, phase, actions[index] ?? ''] as const),
  )

  it.each(cases)('%s at %s: %s', (name, phase, action) => {
    const decided = decide(named(name), phase)
    expect(inWords(decided)).toBe(action)
    // Whatever is waited for has an end, or the person to end it.
    if (decided.kind === 'wait' && decided.reason !== 'sign-in') expect(decided.notBefore).toBeGreaterThan(NOW)
  })

  it('lets an account be asked to sign in again for nothing but a clear word about its sign-in', () => {
    for (const [name, phase] of cases) {
      const decided = decide(named(name), phase)
      if (decided.kind === 'wait' && decided.reason === 'sign-in') expect(name).toMatch(/^authentication /)
    }
  })

  it('repeats a commit of its own accord only where nothing can have happened', () => {
    const repeated = cases.flatMap(([name, phase]) => (phase === 'commit' && decide(named(name), phase).kind === 'wait' ? [name] : []))
    expect(repeated.filter((name) => !name.startsWith('authentication'))).toEqual([
      'rate-limit-exceeded',
      'platform-unavailable unreachable',
      'offline',
    ])
  })
})

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
