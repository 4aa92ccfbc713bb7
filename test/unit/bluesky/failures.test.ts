import { XRPCError } from '@atproto/api'
import { OAuthCallbackError, TokenRefreshError } from '@atproto/oauth-client-node'
import { describe, expect, test } from 'vitest'
import { classify } from '../../../main/connectors/bluesky/failures.ts'
import { HttpFailure } from '../../../main/connectors/http.ts'
import { AppFailure, type AppError } from '../../../shared/errors.ts'

const reset = Math.floor(Date.now() / 1000) + 90

describe('What a server refuses is told apart by its code:', () => {
  test.each<[number, string, Partial<AppError>]>([
    [400, 'ExpiredToken', { kind: 'authentication', reason: 'expired' }],
    [400, 'InvalidToken', { kind: 'authentication', reason: 'expired' }],
    [401, 'AuthMissing', { kind: 'authentication', reason: 'expired' }],
    [401, 'AccountTakedown', { kind: 'authentication', reason: 'forbidden' }],
    [401, 'AccountDeactivated', { kind: 'authentication', reason: 'forbidden' }],
    [401, 'AuthFactorTokenRequired', { kind: 'authentication', reason: 'second-factor-needed' }],
    [400, 'NotFound', { kind: 'post-not-found' }],
    [400, 'RecordNotFound', { kind: 'post-not-found' }],
    [400, 'RepoTakendown', { kind: 'post-not-found' }],
    [400, 'BlockedActor', { kind: 'remote-rejected', code: 'BlockedActor' }],
    [400, 'InvalidRequest', { kind: 'remote-rejected', code: 'InvalidRequest', message: 'said so' }],
    [400, 'BlobTooLarge', { kind: 'remote-rejected', code: 'BlobTooLarge' }],
    [400, 'InvalidSwap', { kind: 'conflict' }],
    [403, 'Forbidden', { kind: 'remote-rejected' }],
    [429, 'RateLimitExceeded', { kind: 'rate-limit-exceeded', retryAt: expect.closeTo(reset * 1000, -4) as number }],
    [501, 'MethodNotImplemented', { kind: 'capability-not-supported' }],
    [500, 'InternalServerError', { kind: 'platform-unavailable', reason: 'server-error' }],
    [502, 'UpstreamFailure', { kind: 'platform-unavailable', reason: 'server-error' }],
    [503, 'NotEnoughResources', { kind: 'platform-unavailable', reason: 'server-error' }],
  ])('%i %s', (status, code, expected) => {
    const error = new XRPCError(status, code, 'said so', {
      'ratelimit-reset': String(reset),
      'ratelimit-remaining': '0',
      'ratelimit-limit': '3000',
    })
    expect(classify(error)).toMatchObject(expected)
  })
})

describe('A failure inside another one', () => {
  test('is the one that counts', () => {
    const inner = new AppFailure({ kind: 'authentication', reason: 'revoked', message: null })
    expect(classify(XRPCError.from(new Error('wrapped', { cause: inner })))).toEqual(inner.error)
    const away = new HttpFailure('unreachable', 'no', 'https://pds.example', {
      cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }),
    })
    expect(classify(XRPCError.from(away))).toMatchObject({
      kind: 'platform-unavailable',
      reason: 'unreachable',
      server: 'https://pds.example',
    })
  })

  test('may go round in circles', () => {
    const error = new Error('a')
    error.cause = error
    expect(classify(error)).toEqual({ kind: 'internal', reference: 'Error' })
  })
})

describe('A sign-in through the browser', () => {
  const came = (query: string, cause?: unknown) => classify(new OAuthCallbackError(new URLSearchParams(query), undefined, undefined, cause))
  test('that was declined is cancelled; one that nobody began has expired', () => {
    expect(came('error=access_denied&state=x')).toMatchObject({ kind: 'authentication', reason: 'cancelled' })
    expect(came('code=x')).toMatchObject({ kind: 'authentication', reason: 'flow-expired' })
    expect(came('error=invalid_request&error_description=Too+late')).toMatchObject({ reason: 'flow-expired', message: 'Too late' })
  })

  test('that failed on the way back says what failed', () => {
    expect(came('code=x', new HttpFailure('timeout', 'maybe', 'https://pds.example'))).toMatchObject({
      kind: 'platform-unavailable',
      reason: 'timeout',
    })
  })

  test('whose tokens are no longer taken has to be done again', () => {
    expect(classify(new TokenRefreshError('did:plc:a', 'The session was revoked'))).toMatchObject({
      kind: 'authentication',
      reason: 'revoked',
    })
    expect(classify(new TokenRefreshError('did:plc:a', 'Session expired'))).toMatchObject({ kind: 'authentication', reason: 'expired' })
  })
})
