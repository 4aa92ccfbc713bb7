import { describe, expect, test } from 'vitest'
import { mastodonConnector } from '../../../main/connectors/mastodon/connector.ts'
import { createRateLimiter, type LimitedRequest, type RateLimiter } from '../../../main/connectors/rate-limiter.ts'
import { virtualTime } from '../kit/virtual-time.ts'

// Flaws of other clients with limits on requests, each with where it was found. Who is over a limit cannot post.

const { rateRules, rateHeaders } = mastodonConnector.manifest
const MINUTE = 60_000

function request(method: string, path: string, accountId = 'acc_ann'): LimitedRequest {
  return { platform: 'mastodon', server: 'https://one.test', accountId, rules: rateRules, headers: rateHeaders, method, path, body: null }
}

function limited() {
  const time = virtualTime()
  const limiter = createRateLimiter({ store: { load: () => null, save: () => undefined }, clock: time.clock, timer: time.timer })
  return { time, limiter }
}

/** Sends one request if it may go now, and answers when it may if not. */
async function send(limiter: RateLimiter, one: LimitedRequest, status = 200, headers = new Headers()): Promise<'sent' | number> {
  const slot = await limiter.acquire(one, { maxWaitMs: 0 })
  if (slot.kind !== 'granted') return slot.kind === 'limited' ? slot.retryAt : 0
  slot.grant.answered(status, headers)
  return 'sent'
}

describe('Mastodon’s limits', () => {
  test('mastodon#21309: after a 429 nothing more is sent until the time the server named', async () => {
    const { time, limiter } = limited()
    const reset = time.clock() + 4 * MINUTE
    const headers = new Headers({
      'x-ratelimit-limit': '300',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': new Date(reset).toISOString(),
    })
    expect(await send(limiter, request('GET', '/api/v1/accounts/1'), 429, headers)).toBe('sent')
    for (let tries = 0; tries < 20; tries++) {
      const again = await send(limiter, request('POST', '/api/v1/statuses'))
      expect(again).toBeGreaterThanOrEqual(reset)
    }
    expect(await send(limiter, request('POST', '/api/v1/statuses', 'acc_bob'))).toBe('sent')
  })

  test('mastodon#29392, moshidon#536: all that asks for one account draws on one window of 300 in 5 minutes', async () => {
    const { limiter } = limited()
    const paths = ['/api/v1/announcements', '/api/v1/accounts/1', '/api/v1/markers']
    let sent = 0
    for (let wanted = 0; wanted < 360; wanted++) {
      if ((await send(limiter, request('GET', paths[wanted % 3] ?? ''))) === 'sent') sent++
    }
    expect(sent).toBeLessThanOrEqual(300)
    expect(sent).toBeGreaterThan(200)
  })

  test('mastodon#13098, activitypub-bot#153: of lists 300 in 15 minutes are read and no more, though the page of limits does not say so', async () => {
    const { time, limiter } = limited()
    let sent = 0
    for (let minute = 0; minute < 14; minute++) {
      for (let wanted = 0; wanted < 50; wanted++) if ((await send(limiter, request('GET', '/api/v1/timelines/home'))) === 'sent') sent++
      await time.run(time.clock() + MINUTE)
    }
    expect(sent).toBeLessThanOrEqual(300)
    expect(await send(limiter, request('POST', '/api/v1/statuses'))).toBe('sent')
  })
})
