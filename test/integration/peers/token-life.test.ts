import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ConnectorContext, PlatformConnector } from '../../../main/connectors/connector.ts'
import { openStore, type Store } from '../../../main/store/open-database.ts'
import { getAccount, saveAccount, setAccountState } from '../../../main/store/tables/accounts.ts'
import { SessionKeeper } from '../../../main/sync/session-keeper.ts'
import { startMetaServer, type MetaTestServer } from '../../meta-server/server.ts'
import { accountOf } from '../../store/builders.ts'
import { seeded } from '../../support/seeded.ts'
import { silentLog } from '../../unit/sync/fake-network.ts'
import { startXServer, type XTestServer } from '../../x-server/server.ts'
import { seedWorld } from '../../x-server/seed.ts'
import * as instagram from '../instagram/support.ts'
import * as threads from '../threads/support.ts'
import * as x from '../x/support.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const START = Date.UTC(2026, 10, 27, 8)

/** An account on a server of its network, and what may go wrong where its session is renewed. */
type Joined = {
  readonly id: string
  readonly connector: PlatformConnector
  readonly context: ConnectorContext
  /** How a renewal is asked for, as the servers' faults name it. */
  readonly renewing: string
  readonly server: XTestServer | MetaTestServer
}

let store: Store
let now: number
let keeper: SessionKeeper
let servers: readonly (XTestServer | MetaTestServer)[]
let joined: readonly Joined[]
/** What the keeper waits for. */
let due: { readonly at: number; readonly run: () => void } | null

beforeEach(async () => {
  store = openStore(':memory:')
  now = START
  due = null
  const clock = (): number => now
  const [bird, thready, grammy] = await Promise.all([
    startXServer({ clock }),
    startMetaServer({ api: 'threads', clock }),
    startMetaServer({ api: 'instagram', clock }),
  ])
  servers = [bird, thready, grammy]
  const { app, me } = seedWorld(bird, [x.REDIRECT])
  const xContext = { ...x.signInContext(bird), clock, http: x.httpTo(bird, { clock }) }
  const xSignedIn = await x.signIn(bird, me, app, xContext)
  joined = [
    {
      id: 'acc_x',
      connector: x.connectorOf(bird),
      context: await x.contextOf(bird, xSignedIn, { clock }),
      renewing: 'POST /2/oauth2/token',
      server: bird,
    },
    {
      id: 'acc_threads',
      connector: threads.connectorOf(thready),
      context: await threads.contextOf(thready, await threads.signIn(thready, thready.addUser('me'))),
      renewing: 'GET /refresh_access_token',
      server: thready,
    },
    {
      id: 'acc_instagram',
      connector: instagram.connectorOf(grammy),
      context: await threads.contextOf(grammy, await instagram.signIn(grammy, grammy.addUser('me'))),
      renewing: 'GET /refresh_access_token',
      server: grammy,
    },
  ]
  store.write((db) => {
    for (const [position, { id, connector }] of joined.entries())
      saveAccount(db, accountOf(id.slice(4), { platform: connector.manifest.platform, position }))
  })
  keeper = new SessionKeeper({
    store,
    contextFor: (accountId, signal) => {
      const found = joined.find(({ id }) => id === accountId)
      return found === undefined ? null : { connector: found.connector, context: { ...found.context, ...(signal && { signal }) } }
    },
    onRefused: (accountId, error) => void store.write((db) => setAccountState(db, accountId, { kind: 'needs-sign-in', error })),
    clock,
    timer: {
      after: (ms, run) => {
        due = { at: now + ms, run }
        return () => (due = null)
      },
    },
    random: () => 0.5,
    log: silentLog,
  })
})
afterEach(async () => {
  await keeper[Symbol.asyncDispose]()
  store.close()
  for (const server of servers) {
    expect(server.violations).toEqual([])
    await server.close()
  }
})

const stateOf = (id: string) => store.read((db) => getAccount(db, id))?.state.kind

/** Lets time pass: whatever the keeper waits for is done when it is due. */
async function passUntil(at: number): Promise<void> {
  while (due !== null && due.at <= at) {
    now = Math.max(now, due.at)
    due = null
    await keeper.look()
  }
  now = at
}

const TROUBLES = [
  { status: 503, body: '<html>Service Unavailable</html>' },
  { status: 500, body: '' },
  { status: 502, body: '{"half": ' },
  { reset: true },
] as const

describe('90 days of an account that nobody reads', { timeout: 120_000 }, () => {
  test('no session ends unnoticed and none is given up for a failure that passes', async () => {
    const chance = seeded(1)
    let failures = 0
    let renewals = 0
    const stored = new Map<string, string>()
    await keeper.look()
    for (let hour = 1; hour <= 90 * 24; hour++) {
      for (const { server, renewing } of joined) {
        server.clearFaults()
        // A renewal whose effect was taken is another matter: see below.
        if (chance.next() < 0.4) {
          failures++
          server.failNext({ match: renewing, ...chance.pick(TROUBLES) })
        }
      }
      await passUntil(START + hour * HOUR)
      for (const { id, context } of joined) {
        expect(stateOf(id), `${id} after ${String(hour)} hours`).toBe('connected')
        const session = JSON.stringify(await context.session.read())
        if (stored.get(id) !== undefined && stored.get(id) !== session) renewals++
        stored.set(id, session)
        const { expiresAt } = JSON.parse(session) as { readonly expiresAt: number }
        expect(expiresAt, `${id} after ${String(hour)} hours`).toBeGreaterThan(now)
      }
      // The servers believe the sessions, too.
      if (hour % (24 * 9) === 0) {
        for (const { server } of joined) server.clearFaults()
        for (const { connector, context } of joined) await connector.check(context)
      }
    }
    expect(failures).toBeGreaterThan(1_000)
    // X every two hours; the two others once.
    expect(renewals).toBeGreaterThan(90 * 12)
    expect(renewals).toBeLessThan(90 * 16)
  })

  test('where the answer to a renewal is lost the account goes on, or has to sign in again; it is not dead in silence', async () => {
    await keeper.look()
    for (const { server, renewing } of joined) server.failNext({ match: renewing, reset: true, afterEffect: true })
    await passUntil(START + 58 * DAY)
    for (const { id, connector, context } of joined) {
      const works = await connector.check(context).then(
        () => true,
        () => false,
      )
      expect([id, stateOf(id)]).toEqual([id, works ? 'connected' : 'needs-sign-in'])
    }
    // Meta's old token is good until its own end; X's refresh token is good once.
    expect(joined.map(({ id }) => stateOf(id))).toEqual(['needs-sign-in', 'connected', 'connected'])
  })

  test('a version of the API that is retired is no reason to sign in again', async () => {
    const retired = {
      error: { message: '(#2635) You are calling a deprecated version of the API.', type: 'OAuthException', code: 2635, fbtrace_id: 'A' },
    }
    await keeper.look()
    for (const { server, renewing } of joined.slice(1)) server.failNext({ match: renewing, status: 400, body: retired, times: 1000 })
    await passUntil(START + 55 * DAY)
    expect(joined.slice(1).map(({ id }) => stateOf(id))).toEqual(['connected', 'connected'])
    for (const { server } of joined.slice(1)) server.clearFaults()
    await passUntil(START + 90 * DAY)
    for (const { connector, context } of joined.slice(1)) await connector.check(context)
  })

  test('what the person took back needs a new sign-in, at the next renewal at the latest', async () => {
    await keeper.look()
    for (const { server } of joined.slice(1)) {
      const meta = server as MetaTestServer
      for (const user of meta.world.users.values()) meta.revokeTokens(user)
    }
    await passUntil(START + 54 * DAY)
    expect(joined.slice(1).map(({ id }) => stateOf(id))).toEqual(['needs-sign-in', 'needs-sign-in'])
  })
})
