import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ConnectorContext, PlatformConnector, Renewal } from '../../../main/connectors/connector.ts'
import { openStore, type Store } from '../../../main/store/open-database.ts'
import { getAccount, setAccountState } from '../../../main/store/tables/accounts.ts'
import { SessionKeeper } from '../../../main/sync/session-keeper.ts'
import { AppFailure, type AppError } from '../../../shared/errors.ts'
import { addAccount, NOON } from '../../store/builders.ts'
import { seeded } from '../../support/seeded.ts'
import { virtualTime, type VirtualTime } from '../kit/virtual-time.ts'
import { contextOf, FakeNetwork, silentLog } from './fake-network.ts'

const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR

const BROKEN: AppError = { kind: 'platform-unavailable', reason: 'server-error', server: null, message: null }
const REVOKED: AppError = { kind: 'authentication', reason: 'revoked', message: null }

type Session = { readonly token: number; readonly endsAt: number }

/** A network whose sessions end `lifeMs` after they were given out, and are renewed `aheadMs` before that. */
class Issuer extends FakeNetwork {
  session: Session
  /** What becomes of the next renewal; null: it works. */
  next: () => AppError | null = () => null
  renewals = 0
  readonly #lifeMs: number
  readonly #aheadMs: number
  #newest = 1

  constructor(lifeMs: number, aheadMs: number) {
    super()
    this.#lifeMs = lifeMs
    this.#aheadMs = aheadMs
    this.session = { token: 1, endsAt: NOON + lifeMs }
  }

  readonly renewal: Renewal = {
    dueAt: (session) => (session as Session).endsAt - this.#aheadMs,
    renew: async (context) => {
      expect((await context.session.read()) as Session).toEqual({ token: this.#newest, endsAt: this.session.endsAt })
      const failure = this.next()
      if (failure !== null) throw new AppFailure(failure)
      this.renewals++
      await context.session.write({ token: ++this.#newest, endsAt: context.clock() + this.#lifeMs })
    },
  }
}

let store: Store
let time: VirtualTime
let keeper: SessionKeeper
let full: boolean
const issuers = new Map<string, Issuer>()

beforeEach(() => {
  store = openStore(':memory:')
  time = virtualTime(NOON)
  full = false
  issuers.clear()
  keeper = new SessionKeeper({
    store,
    contextFor: (accountId, signal = new AbortController().signal) => {
      const issuer = issuers.get(accountId)
      if (issuer === undefined) return null
      const connector: PlatformConnector = { ...issuer.connector, renewal: issuer.renewal }
      const context: ConnectorContext = {
        ...contextOf(accountId, signal, time.clock),
        session: {
          read: () => Promise.resolve(issuer.session),
          write: (session) => Promise.resolve(void (issuer.session = session as Session)),
          exclusive: (work) => work(),
        },
      }
      return { connector, context }
    },
    onRefused: (accountId, error) => {
      if (full) throw new Error('database or disk is full')
      store.write((db) => setAccountState(db, accountId, { kind: 'needs-sign-in', error }))
    },
    clock: time.clock,
    timer: time.timer,
    random: () => 0.5,
    log: silentLog,
  })
})
afterEach(async () => {
  await keeper[Symbol.asyncDispose]()
  store.close()
})

function join(name: string, issuer: Issuer, paused = false): Issuer {
  addAccount(store, name, paused ? { state: { kind: 'paused' } } : {})
  issuers.set(`acc_${name}`, issuer)
  return issuer
}

const stateOf = (name: string) => store.read((db) => getAccount(db, `acc_${name}`))?.state.kind

describe('sessions that end by themselves', () => {
  test('are renewed ahead of time for 90 days, whatever goes wrong in between', async () => {
    const chance = seeded(90)
    const short = join('short', new Issuer(2 * HOUR, 10 * 60_000))
    const long = join('long', new Issuer(60 * DAY, 7 * DAY), true)
    let ended = 0
    for (const issuer of [short, long]) issuer.next = () => (chance.next() < 0.4 ? BROKEN : null)
    void keeper.look()
    for (let hour = 1; hour <= 90 * 24; hour++) {
      await time.run(NOON + hour * HOUR)
      for (const issuer of [short, long]) if (issuer.session.endsAt <= time.clock()) ended++
    }
    expect(ended).toBe(0)
    expect([stateOf('short'), stateOf('long')]).toEqual(['connected', 'paused'])
    // As often as needed, not more.
    expect(short.renewals).toBeGreaterThan(90 * 12)
    expect(short.renewals).toBeLessThan(90 * 14)
    expect(long.renewals).toBe(1)
  })

  test('that the network refuses need a new sign-in, and are left alone then', async () => {
    const issuer = join('revoked', new Issuer(2 * HOUR, HOUR))
    issuer.next = () => REVOKED
    void keeper.look()
    await time.run(NOON + DAY)
    expect(stateOf('revoked')).toBe('needs-sign-in')
    let asked = 0
    issuer.next = () => (asked++, null)
    await time.run(NOON + 2 * DAY)
    expect(asked).toBe(0)
  })

  test('that end while a server is down for a day are tried until it is back', async () => {
    const issuer = join('down', new Issuer(2 * HOUR, HOUR))
    issuer.next = () => BROKEN
    void keeper.look()
    await time.run(NOON + DAY)
    expect(stateOf('down')).toBe('connected')
    issuer.next = () => null
    keeper.wake()
    await time.run(time.clock() + 60_000)
    expect(issuer.session.endsAt).toBeGreaterThan(time.clock())
  })

  test('that were refused while the disk was full are told of when there is room', async () => {
    const issuer = join('full', new Issuer(2 * HOUR, HOUR))
    issuer.next = () => REVOKED
    full = true
    void keeper.look()
    await time.run(NOON + 3 * HOUR)
    expect(stateOf('full')).toBe('connected')
    full = false
    await time.run(NOON + 6 * HOUR)
    expect(stateOf('full')).toBe('needs-sign-in')
  })
})
