import { describe, expect, test } from 'vitest'
import { rateRules } from '../../../main/connectors/x/rate-rules.ts'
import { rateLimits } from '../../x-server/http/rate-limits.ts'
import { seedWorld } from '../../x-server/seed.ts'
import { startXServer } from '../../x-server/server.ts'
import { connectorOf, contextOf, errorOf, outgoing, publish, REDIRECT, signIn } from './support.ts'

describe('The limits of X', () => {
  test('are those that are documented, each for its own endpoint', () => {
    const told = Object.values(rateLimits).map(({ limit }) => limit)
    for (const rule of rateRules.filter(({ scope }) => scope === 'account')) expect(told, rule.id).toContain(rule.limit)
    const rulesOf = (method: string, path: string) =>
      rateRules.filter((rule) => (rule.method === null || rule.method === method) && rule.path.test(path)).map(({ id }) => id)
    expect(rulesOf('GET', '/2/users/1/timelines/reverse_chronological')).toEqual(['home'])
    expect(rulesOf('GET', '/2/users/1/mentions')).toEqual(['mentions'])
    expect(rulesOf('GET', '/2/users/1/tweets')).toEqual(['user-posts'])
    expect(rulesOf('GET', '/2/users/me')).toEqual(['me'])
    expect(rulesOf('GET', '/2/users/by/username/ada')).toEqual(['users'])
    expect(rulesOf('GET', '/2/tweets')).toEqual(['lookup'])
    expect(rulesOf('GET', '/2/tweets/search/recent')).toEqual(['search'])
    expect(rulesOf('POST', '/2/tweets')).toEqual(['create', 'create-per-app'])
    expect(rulesOf('POST', '/2/media/upload/1/append')).toEqual(['media-append'])
    expect(rulesOf('POST', '/2/oauth2/token')).toEqual([])
  })

  test('are kept by what X says is left, and none of many requests goes over them', async () => {
    let now = Date.now()
    await using server = await startXServer({ clock: () => now })
    const { app, me } = seedWorld(server, [REDIRECT])
    const connector = connectorOf(server)
    server.setRateLimit('home', { limit: 5, periodMs: 15 * 60_000 })
    const context = await contextOf(server, await signIn(server, me, app), { clock: () => now })
    const read = () => connector.read(context, { stream: { kind: 'home' }, older: null, limit: 20 })
    const outcomes: string[] = []
    for (let number = 0; number < 40; number++) outcomes.push(await read().then(() => 'read', (error: unknown) => connector.classify(error).kind)) // prettier-ignore
    expect(outcomes.filter((each) => each === 'read')).toHaveLength(5)
    expect(new Set(outcomes)).toEqual(new Set(['read', 'rate-limit-exceeded']))
    expect(server.overLimit()).toBe(0)
    const error = await errorOf(connector, read())
    expect(error.kind === 'rate-limit-exceeded' && error.retryAt > now && error.retryAt <= now + 15 * 60_000 + 2_000).toBe(true)
    // Other endpoints have limits of their own, and this one has a new window after its quarter of an hour.
    await publish(connector, context, outgoing('Meanwhile'))
    now += 15 * 60_000 + 2_000
    await read()
    expect(server.overLimit()).toBe(0)
  })

  test('that another app of the same person has used up are believed, until when X says', async () => {
    await using server = await startXServer()
    const { app, me } = seedWorld(server, [REDIRECT])
    const connector = connectorOf(server)
    const context = await contextOf(server, await signIn(server, me, app))
    const resetAt = Math.floor(Date.now() / 1000) + 300
    server.failNext({
      match: 'POST /2/tweets',
      status: 429,
      headers: { 'x-rate-limit-limit': '100', 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': String(resetAt) },
      body: { title: 'Too Many Requests', detail: 'Too Many Requests', type: 'about:blank', status: 429 },
    })
    const error = await errorOf(connector, publish(connector, context, outgoing('Too many')))
    expect(error).toMatchObject({ kind: 'rate-limit-exceeded' })
    if (error.kind === 'rate-limit-exceeded') expect(Math.abs(error.retryAt - resetAt * 1000)).toBeLessThan(3_000)
    expect(server.world.tweets.size).toBeGreaterThan(0)
    expect([...server.world.tweets.values()].some(({ text }) => text === 'Too many')).toBe(false)
  })
})
