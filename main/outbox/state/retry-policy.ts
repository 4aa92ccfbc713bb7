import type { AppError, AppErrorKind } from '../../../shared/errors.ts'
import type { WaitReason } from '../../../shared/model/outbox-item.ts'

/**
 * What a remote write was doing when it failed. What may be repeated blindly (`prepare` leaves nothing anyone sees, `witness` only looks,
 * `engage` is idempotent by the connector's contract) differs from `commit`, which makes a post.
 */
export type WritePhase = 'prepare' | 'commit' | 'witness' | 'engage'

/** What to do about a failure. */
export type RetryAction =
  /** Not before `notBefore` (epoch ms); null = when the reason has gone: signed in again, network back. */
  | { readonly kind: 'wait'; readonly reason: WaitReason; readonly notBefore: number | null }
  /** It will not get better by itself. */
  | { readonly kind: 'fail' }
  /** It may or may not have happened: look before anything else. */
  | { readonly kind: 'unknown' }

type Rule = 'until-retry-at' | 'backoff' | 'network' | 'sign-in' | 'fail' | 'unknown'
type UnavailableReason = Extract<AppError, { kind: 'platform-unavailable' }>['reason']

const everywhere = (rule: Rule): Readonly<Record<WritePhase, Rule>> => ({ prepare: rule, commit: rule, witness: rule, engage: rule })

/** Only `commit` differs: the request was on its way, so an answer that says nothing about the post leaves it open. */
const openAtCommit: Readonly<Record<WritePhase, Rule>> = { prepare: 'backoff', commit: 'unknown', witness: 'backoff', engage: 'backoff' }

const byKind: Readonly<Record<Exclude<AppErrorKind, 'platform-unavailable'>, Readonly<Record<WritePhase, Rule>>>> = {
  authentication: everywhere('sign-in'),
  'rate-limit-exceeded': everywhere('until-retry-at'),
  offline: everywhere('network'),
  'capability-not-supported': everywhere('fail'),
  'post-not-found': everywhere('fail'),
  'remote-rejected': everywhere('fail'),
  conflict: everywhere('fail'),
  'invalid-input': everywhere('fail'),
  'outcome-unknown': openAtCommit,
  // Whatever the network did is not written down: it is looked at again when it can be.
  'storage-unavailable': openAtCommit,
  // A bug may show itself while the answer is read, after the post was made.
  internal: { prepare: 'fail', commit: 'unknown', witness: 'fail', engage: 'fail' },
}

const byUnavailableReason: Readonly<Record<UnavailableReason, Readonly<Record<WritePhase, Rule>>>> = {
  // No connection came about: nothing has left.
  unreachable: everywhere('backoff'),
  'server-error': openAtCommit,
  'bad-answer': openAtCommit,
  timeout: openAtCommit,
  'not-this-platform': { prepare: 'fail', commit: 'unknown', witness: 'fail', engage: 'fail' },
}

/** How repeats are spaced. */
export const RETRY = {
  firstMs: 5_000,
  longestMs: 15 * 60_000,
  /** After about a day of trying the person is asked instead. */
  attempts: 100,
  /** An answer of a server that names a time in the past, or none, is not taken as leave to hammer it. */
  shortestMs: 1_000,
} as const

/**
 * Decides about a failure. `attempts` is how often it was tried, this time included (from 1); `random` is from 0 to 1.
 * Pure: the clock and chance come in as values.
 */
export function decideRetry(error: AppError, phase: WritePhase, attempts: number, now: number, random: number): RetryAction {
  switch (ruleFor(error, phase)) {
    case 'until-retry-at': {
      const retryAt = error.kind === 'rate-limit-exceeded' ? error.retryAt : now
      return { kind: 'wait', reason: 'rate-limit', notBefore: Math.max(retryAt, now + RETRY.shortestMs) }
    }
    case 'network':
      return { kind: 'wait', reason: 'offline', notBefore: now + backoffMs(attempts, random) }
    case 'sign-in':
      return { kind: 'wait', reason: 'sign-in', notBefore: null }
    case 'backoff':
      return attempts >= RETRY.attempts ? { kind: 'fail' } : { kind: 'wait', reason: 'retry', notBefore: now + backoffMs(attempts, random) }
    case 'fail':
      return { kind: 'fail' }
    case 'unknown':
      return { kind: 'unknown' }
  }
}

function ruleFor(error: AppError, phase: WritePhase): Rule {
  // A server that knows who asks and forbids this one thing has refused it; signing in again would not help.
  if (error.kind === 'authentication' && error.reason === 'forbidden') return 'fail'
  return (error.kind === 'platform-unavailable' ? byUnavailableReason[error.reason] : byKind[error.kind])[phase]
}

/** Doubles from 5 s to 15 min, of which the upper half is left to chance, so that many writes do not come back together. */
export function backoffMs(attempts: number, random: number): number {
  const full = Math.min(RETRY.firstMs * 2 ** Math.min(Math.max(attempts, 1) - 1, 20), RETRY.longestMs)
  return Math.round(full / 2 + (full / 2) * random)
}
