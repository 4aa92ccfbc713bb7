import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PlatformConnector } from '../../../main/connectors/connector.ts'
import { openStore, type Store } from '../../../main/store/open-database.ts'
import { getAccountHealth } from '../../../main/store/tables/account-health.ts'
import { getAccount, setAccountState } from '../../../main/store/tables/accounts.ts'
import { HealthKeeper } from '../../../main/sync/health-keeper.ts'
import { AppFailure, type AppError } from '../../../shared/errors.ts'
import type { HealthReport } from '../../../shared/model/account-health.ts'
import { addAccount, NOON } from '../../store/builders.ts'
import { virtualTime, type VirtualTime } from '../kit/virtual-time.ts'
import { contextOf, FakeNetwork, silentLog } from './fake-network.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const BROKEN: AppError = { kind: 'platform-unavailable', reason: 'server-error', server: null, message: null }
const REVOKED: AppError = { kind: 'authentication', reason: 'revoked', message: null }
const WELL: HealthReport = { missing: [], limits: [], apiEndsOn: null }

/** A network that is asked how an account is doing. */
class Asked extends FakeNetwork {
  readonly times: number[] = []
  /** What comes next; null: all is well. */
  next: () => AppError | null = () => null
  /** Holds the answer back. */
  pending: Promise<void> | null = null
}

let store: Store
let time: VirtualTime
let keeper: HealthKeeper
let online: boolean
const networks = new Map<string, Asked>()

function createKeeper(): HealthKeeper {
  return new HealthKeeper({
    store,
    contextFor: (accountId, signal = new AbortController().signal) => {
      const network = networks.get(accountId)
      if (network === undefined) return null
      const connector: PlatformConnector = {
        ...network.connector,
        health: async (context) => {
          network.times.push(context.clock())
          await network.pending
          const failure = network.next()
          if (failure !== null) throw new AppFailure(failure)
          return WELL
        },
      }
      return { connector, context: contextOf(accountId, signal, time.clock) }
    },
    onRefused: (accountId, error) => {
      store.write((db) => setAccountState(db, accountId, { kind: 'needs-sign-in', error }))
      keeper.accountChanged(accountId)
    },
    isOnline: () => online,
    clock: time.clock,
    timer: time.timer,
    random: () => 0.5,
    log: silentLog,
  })
}

beforeEach(() => {
  store = openStore(':memory:')
  time = virtualTime(NOON)
  online = true
  networks.clear()
  keeper = createKeeper()
})
afterEach(async () => {
  await keeper[Symbol.asyncDispose]()
  store.close()
})

function join(name: string, paused = false): Asked {
  addAccount(store, name, paused ? { state: { kind: 'paused' } } : {})
  const network = new Asked()
  networks.set(`acc_${name}`, network)
  return network
}

const stateOf = (name: string) => store.read((db) => getAccount(db, `acc_${name}`))?.state.kind
const checkedAt = (name: string) => store.read((db) => getAccountHealth(db, `acc_${name}`))?.checkedAt
const setState = (name: string, kind: 'paused' | 'connected') => store.write((db) => setAccountState(db, `acc_${name}`, { kind }))

test('each account is asked about every six hours, at a time of its own, and over a restart too', async () => {
  const [ada, ben] = [join('ada'), join('ben')]
  keeper.start()
  await time.run(NOON + DAY)
  expect([ada.times.length, ben.times.length]).toEqual([4, 4])
  expect(new Set([...ada.times, ...ben.times]).size).toBe(8)
  const gaps = ada.times.slice(1).map((at, index) => at - (ada.times[index] ?? 0))
  for (const gap of gaps) expect(gap).toBeCloseTo(6 * HOUR, -4)
  await keeper[Symbol.asyncDispose]()
  keeper = createKeeper()
  keeper.start()
  await time.run(NOON + DAY + 5 * MINUTE)
  expect(ada.times.length).toBe(5)
  await time.run(NOON + DAY + HOUR)
  expect(ada.times.length).toBe(5)
})

test('a paused account is never asked about, and one that goes on is', async () => {
  const ada = join('ada', true)
  keeper.start()
  await time.run(NOON + DAY)
  expect(ada.times).toEqual([])
  expect(await keeper.check('acc_ada')).toEqual({ ok: false, error: { kind: 'conflict', message: null } })
  setState('ada', 'connected')
  keeper.accountChanged('acc_ada')
  await time.run(NOON + DAY + MINUTE)
  expect(ada.times.length).toBe(1)
})

test('what may pass does not make an account dead: it is asked again, later and later, and the last report stays', async () => {
  const ada = join('ada')
  keeper.start()
  await time.run(NOON + MINUTE)
  const first = checkedAt('ada')
  expect(first).toBeDefined()
  ada.next = () => BROKEN
  await time.run(NOON + DAY)
  expect([stateOf('ada'), checkedAt('ada')]).toEqual(['connected', first])
  const tries = ada.times.length
  expect(tries).toBeGreaterThan(6)
  expect(tries).toBeLessThan(14)
  ada.next = () => null
  keeper.wake()
  await time.run(NOON + DAY + MINUTE)
  expect(checkedAt('ada')).toBeGreaterThan(NOON + DAY)
})

test('a limit that the network names is kept to', async () => {
  const ada = join('ada')
  ada.next = () => ({ kind: 'rate-limit-exceeded', retryAt: NOON + 3 * HOUR, message: null })
  keeper.start()
  await time.run(NOON + 3 * HOUR)
  expect(ada.times.length).toBe(1)
  ada.next = () => null
  await time.run(NOON + 4 * HOUR)
  expect(checkedAt('ada')).toBeGreaterThan(NOON + 3 * HOUR)
})

test('a refused session needs a new sign-in, and is left alone then', async () => {
  const ada = join('ada')
  ada.next = () => REVOKED
  keeper.start()
  await time.run(NOON + MINUTE)
  expect(stateOf('ada')).toBe('needs-sign-in')
  await time.run(NOON + DAY)
  expect(ada.times.length).toBe(1)
  expect(await keeper.check('acc_ada')).toEqual({ ok: false, error: REVOKED })
})

test('nobody is asked while there is no network, and what is due then is asked when it is back', async () => {
  const ada = join('ada')
  online = false
  keeper.start()
  await time.run(NOON + 7 * HOUR)
  expect(ada.times).toEqual([])
  online = true
  keeper.wake()
  await time.run(NOON + 7 * HOUR + MINUTE)
  expect(ada.times.length).toBe(1)
})

test('who asks is answered now, once for all who ask, and the next time counts from there', async () => {
  const ada = join('ada')
  keeper.start()
  const [one, two] = await Promise.all([keeper.check('acc_ada'), keeper.check('acc_ada')])
  expect([one, two]).toEqual([
    { ok: true, value: { ...WELL, checkedAt: NOON } },
    { ok: true, value: { ...WELL, checkedAt: NOON } },
  ])
  await time.run(NOON + 5 * HOUR)
  expect(ada.times).toEqual([NOON])
  ada.next = () => BROKEN
  expect(await keeper.check('acc_ada')).toEqual({ ok: false, error: BROKEN })
  expect([stateOf('ada'), checkedAt('ada')]).toEqual(['connected', NOON])
})

test('what is found of an account that was changed meanwhile is not stored', async () => {
  const ada = join('ada')
  let release = (): void => undefined
  ada.pending = new Promise((resolve) => (release = resolve))
  const asked = keeper.check('acc_ada')
  keeper.accountChanged('acc_ada')
  ada.next = () => REVOKED
  release()
  expect(await asked).toEqual({ ok: false, error: { kind: 'conflict', message: null } })
  expect([stateOf('ada'), checkedAt('ada')]).toEqual(['connected', undefined])
})

test('a network that tells nothing is not asked', async () => {
  const ada = join('ada')
  networks.delete('acc_ada')
  keeper.start()
  await time.run(NOON + DAY)
  expect(ada.times).toEqual([])
  expect(await keeper.check('acc_ada')).toMatchObject({ ok: false, error: { kind: 'capability-not-supported' } })
})
