import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { ConnectorContext } from '../../../main/connectors/connector.ts'
import { PasswordSession } from '../../../main/connectors/bluesky/sign-in/session.ts'
import type { HttpPort } from '../../../main/core/ports.ts'
import { lineTo } from './strange-servers.ts'
import { bluesky, contextOf, errorOf, network, newcomer, outgoing, publish, signIn } from './support.ts'

const home = { stream: { kind: 'home' }, older: null, limit: 5 } as const

async function sessionOf(context: ConnectorContext): Promise<PasswordSession> {
  return PasswordSession.parse(await context.session.read())
}

/** A token as the server made it, but run out: signed with the development network's own secret. */
function expired(token: string): string {
  const [, claims = ''] = token.split('.')
  const past = { ...(JSON.parse(Buffer.from(claims, 'base64url').toString()) as object), exp: Math.floor(Date.now() / 1000) - 60 }
  const unsigned = [{ typ: 'at+jwt', alg: 'HS256' }, past].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${unsigned}.${createHmac('sha256', 'jwt-secret').update(unsigned).digest('base64url')}`
}

/** The port, with a list of what went through it. */
function watched(http: HttpPort): { readonly http: HttpPort; readonly seen: string[] } {
  const seen: string[] = []
  const fetch: HttpPort['fetch'] = (input, init) => {
    const url = input instanceof Request ? input.url : input.toString()
    seen.push(new URL(url).pathname.split('/').at(-1) ?? '')
    return http.fetch(input, init)
  }
  return { http: { fetch }, seen }
}

describe('A token', () => {
  test('that is about to run out is exchanged before it is used', async () => {
    const { context } = await newcomer('early')
    const before = await sessionOf(context)
    const later = { ...context, clock: () => Date.now() + 3 * 3_600_000 }
    await bluesky.read(later, home)
    const after = await sessionOf(context)
    expect(after.refreshJwt).not.toBe(before.refreshJwt)
  })

  test('that the server calls expired is exchanged in the middle of a read, once for all that need it', async () => {
    const { context } = await newcomer('late')
    const before = await sessionOf(context)
    await context.session.write({ ...before, accessJwt: expired(before.accessJwt) })
    // A clock that is behind takes the token for good.
    const { http, seen } = watched(context.http)
    const behind = { ...context, http, clock: () => Date.now() - 3 * 3_600_000 }
    const batches = await Promise.all(Array.from({ length: 5 }, () => bluesky.read(behind, home)))
    expect(batches).toHaveLength(5)
    expect(seen.filter((method) => method === 'com.atproto.server.refreshSession')).toHaveLength(1)
    expect((await sessionOf(context)).refreshJwt).not.toBe(before.refreshJwt)
  })

  test('is stored before anything is sent with it', async () => {
    const { context } = await newcomer('stored')
    const events: string[] = []
    const spying: ConnectorContext = {
      ...context,
      clock: () => Date.now() + 3 * 3_600_000,
      session: {
        ...context.session,
        write: async (session) => {
          await context.session.write(session)
          events.push('stored')
        },
      },
      http: {
        fetch: (input, init) => {
          events.push(new URL(input instanceof Request ? input.url : input.toString()).pathname)
          return context.http.fetch(input, init)
        },
      },
    }
    await bluesky.read(spying, home)
    // By this clock every new token is an old one, so that whatever is asked next exchanges it again.
    const refresh = '/xrpc/com.atproto.server.refreshSession'
    expect(events.slice(0, 3)).toEqual([refresh, 'stored', '/xrpc/app.bsky.feed.getTimeline'])
    expect(events.flatMap((event, index) => (event === refresh ? [events[index + 1]] : [])).every((next) => next === 'stored')).toBe(true)
  })

  test('cannot be exchanged while the server is away, and is as good afterwards (postiz PR#1822)', async () => {
    const { context } = await newcomer('away')
    const before = await sessionOf(context)
    await using line = await lineTo(network.urls.pds)
    await context.session.write({ ...before, service: line.origin })
    const later = { ...context, clock: () => Date.now() + 3 * 3_600_000 }
    line.fault = 'refuse'
    expect(await errorOf(bluesky.read(later, home))).toMatchObject({ kind: 'platform-unavailable', reason: 'unreachable' })
    expect((await sessionOf(context)).refreshJwt).toBe(before.refreshJwt)
    line.fault = 'none'
    expect((await bluesky.read(later, home)).entries).toEqual([])
  })

  test('whose successor was lost on the way still gives another (atproto#5411, social-app#11195)', async () => {
    const { context } = await newcomer('lost')
    const before = await sessionOf(context)
    await using line = await lineTo(network.urls.pds)
    await context.session.write({ ...before, service: line.origin })
    const later = { ...context, clock: () => Date.now() + 3 * 3_600_000 }
    line.fault = 'cut-answers'
    expect(await errorOf(bluesky.read(later, home))).toMatchObject({ kind: 'platform-unavailable' })
    line.fault = 'none'
    expect((await bluesky.read(later, home)).entries).toEqual([])
  })
})

describe('A session', () => {
  test('whose app password was taken back has to be begun anew', async () => {
    const { account, context } = await newcomer('revoked')
    await network.revokeAppPassword(account)
    const later = { ...context, clock: () => Date.now() + 3 * 3_600_000 }
    expect(await errorOf(bluesky.read(later, home))).toMatchObject({ kind: 'authentication', reason: 'revoked' })
  })

  test('of an account that was taken down is forbidden, and good again when it is back', async () => {
    const { account, context } = await newcomer('down')
    const later = { ...context, clock: () => Date.now() + 3 * 3_600_000 }
    await network.takeDown(account, true)
    expect(await errorOf(bluesky.read(later, home))).toMatchObject({ kind: 'authentication', reason: 'forbidden' })
    await network.takeDown(account, false)
    expect(await errorOf(bluesky.read(later, home))).toMatchObject({ kind: 'authentication' })
    expect((await bluesky.read(await contextOf(await signIn(account)), home)).entries).toEqual([])
  })

  test('that is missing is asked for', async () => {
    const { context } = await newcomer('missing')
    await context.session.write(null)
    expect(await errorOf(bluesky.read(context, home))).toEqual({ kind: 'authentication', reason: 'expired', message: null })
  })

  test('ends on the server when one signs out', async () => {
    const { context } = await newcomer('leaving')
    await bluesky.authenticate.signOut?.(context)
    const later = { ...context, clock: () => Date.now() + 3 * 3_600_000 }
    expect(await errorOf(bluesky.read(later, home))).toMatchObject({ kind: 'authentication', reason: 'revoked' })
  })
})

describe('A server', () => {
  test('without its AppView reads nothing and says so; what is written there is still written', async () => {
    const { account, context } = await newcomer('half')
    await network.setAppViewUp(false, account)
    try {
      expect(await errorOf(bluesky.read(context, home))).toMatchObject({ kind: 'platform-unavailable', reason: 'server-error' })
      const { normalised } = await publish(context, outgoing('Written all the same'))
      expect(await network.record(normalised.post.id)).toMatchObject({ text: 'Written all the same' })
    } finally {
      await network.setAppViewUp(true, account)
    }
    await network.processAll()
    expect((await bluesky.read(context, home)).posts).toMatchObject([{ post: { text: { text: 'Written all the same' } } }])
  })
})
