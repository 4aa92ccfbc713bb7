import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PlatformConnector } from '../../../main/connectors/connector.ts'
import type { Store } from '../../../main/store/open-database.ts'
import { openStore } from '../../../main/store/open-database.ts'
import { getAccount, setAccountState } from '../../../main/store/tables/accounts.ts'
import { Scheduler, type ReadingStatus } from '../../../main/sync/scheduler.ts'
import { createStreamReader } from '../../../main/sync/stream-reader.ts'
import type { AccountState } from '../../../shared/model/account.ts'
import { addAccount, MINUTE, NOON } from '../../store/builders.ts'
import { virtualTime, type VirtualTime } from '../kit/virtual-time.ts'
import { contextOf, FakeNetwork, silentLog } from './fake-network.ts'

let store: Store
let time: VirtualTime
let scheduler: Scheduler
let machineOnline: boolean
let diskFull: boolean
let statuses: ReadingStatus[]
const networks = new Map<string, FakeNetwork>()

const UNREACHABLE = { kind: 'platform-unavailable', reason: 'unreachable', server: null, message: null } as const
const BROKEN = { kind: 'platform-unavailable', reason: 'server-error', server: null, message: null } as const

beforeEach(() => {
  store = openStore(':memory:')
  time = virtualTime(NOON)
  machineOnline = true
  diskFull = false
  statuses = []
  networks.clear()
  const contextFor = (accountId: string, signal?: AbortSignal) => {
    const network = networks.get(accountId)
    if (network === undefined || store.read((db) => getAccount(db, accountId)) === null) return null
    const connector: PlatformConnector = network.connector
    return { connector, context: contextOf(accountId, signal ?? new AbortController().signal, time.clock) }
  }
  scheduler = new Scheduler({
    store,
    reader: createStreamReader({ store, clock: time.clock, log: silentLog, contextFor }),
    contextFor,
    setAccountState: (accountId, state) => {
      if (diskFull) throw new Error('database or disk is full')
      store.write((db) => setAccountState(db, accountId, state))
    },
    isMachineOnline: () => machineOnline,
    clock: time.clock,
    log: silentLog,
    timer: time.timer,
    random: () => 0.5,
  })
  scheduler.onStatus((status) => statuses.push(status))
})
afterEach(async () => {
  await scheduler[Symbol.asyncDispose]()
  store.close()
})

function join(name: string, state?: AccountState): FakeNetwork {
  const network = new FakeNetwork()
  networks.set(`acc_${name}`, network)
  addAccount(store, name, state === undefined ? {} : { state })
  return network
}
const stateOf = (name: string): AccountState | undefined => store.read((db) => getAccount(db, `acc_${name}`))?.state
const homeReads = (network: FakeNetwork): number => network.requests.filter((request) => request.stream.kind === 'home').length
/** Lets time go on by so much. */
const pass = (ms: number): Promise<void> => time.run(time.clock() + ms)

describe('polling', () => {
  test('each stream is read at once and then as often as its network says, while things come in', async () => {
    const network = join('me')
    scheduler.start()
    await pass(0)
    expect(network.requests.map((request) => request.stream.kind).sort()).toEqual(['home', 'notifications'])
    for (let minute = 0; minute < 10; minute++) {
      network.post(time.clock())
      await pass(MINUTE)
    }
    expect(homeReads(network)).toBe(11)
    expect(stateOf('me')).toEqual({ kind: 'connected' })
  })

  test('the less comes in the more rarely it is read, and as before when something does', async () => {
    const network = join('me')
    scheduler.start()
    await pass(0)
    await pass(60 * MINUTE)
    // Three after a minute each, five after two, and then every four minutes.
    expect(homeReads(network)).toBe(20)
    network.post(time.clock())
    await pass(4 * MINUTE)
    const read = homeReads(network)
    await pass(MINUTE)
    expect(homeReads(network)).toBe(read + 1)
  })

  test('a machine that has slept reads at once what has become due meanwhile', async () => {
    const network = join('me')
    scheduler.start()
    await pass(30 * MINUTE)
    const read = homeReads(network)
    time.setClock(8 * 60 * MINUTE)
    await pass(31_000)
    expect(homeReads(network)).toBe(read + 1)
  })

  test('many accounts that are due at once follow each other', async () => {
    const networks = Array.from({ length: 12 }, (_, index) => join(`me${index}`))
    scheduler.start()
    await pass(0)
    scheduler.setVisible(false)
    await pass(4 * MINUTE)
    const read = () => networks.reduce((sum, network) => sum + homeReads(network), 0)
    const before = read()
    scheduler.setVisible(true)
    await pass(0)
    expect(read() - before).toBe(1)
    await pass(3_000)
    expect(read() - before).toBe(12)
  })

  test('a hidden window is read for five times more rarely, and at once when it shows again', async () => {
    const network = join('me')
    scheduler.start()
    await pass(0)
    scheduler.setVisible(false)
    await pass(10 * MINUTE)
    expect(homeReads(network)).toBe(3)
    await pass(2 * MINUTE)
    scheduler.setVisible(true)
    await pass(0)
    expect(homeReads(network)).toBe(4)
  })

  test('asking reads now, waits for the answers, and does not ask twice at a time', async () => {
    const network = join('me')
    scheduler.start()
    await pass(0)
    const { promise, resolve } = Promise.withResolvers<undefined>()
    network.hold = promise
    network.post(NOON - MINUTE)
    let over = false
    statuses.length = 0
    const both = Promise.all([scheduler.refresh('acc_me'), scheduler.refresh(null)]).then(() => (over = true))
    await pass(0)
    expect(scheduler.isSyncing()).toBe(true)
    expect(over).toBe(false)
    resolve(undefined)
    await both
    expect(homeReads(network)).toBe(2)
    expect(scheduler.isSyncing()).toBe(false)
    expect(statuses.map((status) => status.syncing)).toEqual([true, false])
  })

  test('a paused account is not read until it goes on', async () => {
    const network = join('me', { kind: 'paused' })
    scheduler.start()
    await pass(10 * MINUTE)
    await scheduler.refresh(null)
    expect(network.requests).toEqual([])
    store.write((db) => setAccountState(db, 'acc_me', { kind: 'connected' }))
    scheduler.accountChanged('acc_me')
    await pass(0)
    expect(homeReads(network)).toBe(1)
  })
})

describe('failures', () => {
  test('a broken server is asked less and less often, and no less than every 15 minutes', async () => {
    const network = join('me')
    network.down = BROKEN
    scheduler.start()
    await pass(0)
    expect(stateOf('me')).toEqual({ kind: 'unavailable', error: BROKEN, since: NOON, retryAt: NOON + 13_500 })
    await pass(60 * MINUTE)
    const afterAnHour = homeReads(network)
    expect(afterAnHour).toBeLessThan(12)
    await pass(30 * MINUTE)
    expect(homeReads(network) - afterAnHour).toBeGreaterThanOrEqual(2)
    network.down = null
    await pass(15 * MINUTE)
    expect(stateOf('me')).toEqual({ kind: 'connected' })
    // A server that answers, even with an error, is no reason to call the machine offline.
    expect(scheduler.isOnline()).toBe(true)
  })

  test('a full disk ends neither the process nor the reading', async () => {
    const network = join('me')
    scheduler.start()
    diskFull = true
    await pass(10 * MINUTE)
    diskFull = false
    const read = homeReads(network)
    expect(read).toBe(7)
    await pass(10 * MINUTE)
    expect(homeReads(network)).toBe(read + 3)
  })

  test('a limit is waited for, also when the person asks', async () => {
    const network = join('me')
    const retryAt = NOON + 20 * MINUTE
    network.down = { kind: 'rate-limit-exceeded', retryAt, message: null }
    scheduler.start()
    await pass(0)
    expect(stateOf('me')).toEqual({ kind: 'rate-limited', until: retryAt })
    network.down = null
    await scheduler.refresh(null)
    await pass(19 * MINUTE)
    expect(homeReads(network)).toBe(1)
    await pass(2 * MINUTE)
    expect(homeReads(network)).toBe(2)
    expect(stateOf('me')).toEqual({ kind: 'connected' })
  })

  test('a refused sign-in ends reading until the person has signed in again', async () => {
    const network = join('me')
    network.down = { kind: 'authentication', reason: 'revoked', message: null }
    scheduler.start()
    await pass(60 * MINUTE)
    expect(stateOf('me')).toEqual({ kind: 'needs-sign-in', error: network.down })
    expect(homeReads(network)).toBe(1)
    network.down = null
    store.write((db) => setAccountState(db, 'acc_me', { kind: 'connected' }))
    scheduler.accountChanged('acc_me')
    await pass(0)
    expect(homeReads(network)).toBe(2)
  })

  test('one stream that fails is a trouble of the account until that stream works again', async () => {
    const network = join('me')
    network.failures = [null, BROKEN]
    scheduler.start()
    await pass(0)
    expect(stateOf('me')).toMatchObject({ kind: 'unavailable', since: NOON })
    await scheduler.refresh(null)
    expect(stateOf('me')).toEqual({ kind: 'connected' })
  })
})

describe('offline', () => {
  test('one account that can be reached means online', async () => {
    join('me')
    join('away').down = UNREACHABLE
    scheduler.start()
    await pass(MINUTE)
    expect(scheduler.isOnline()).toBe(true)
    expect(stateOf('away')).toMatchObject({ kind: 'unavailable' })
  })

  test('when nothing can be reached one lane alone looks for the network, and everything is read at once when it is back', async () => {
    const one = join('one')
    const two = join('two')
    one.down = UNREACHABLE
    two.down = UNREACHABLE
    scheduler.start()
    await pass(0)
    expect(scheduler.isOnline()).toBe(false)
    const asked = one.requests.length + two.requests.length
    await pass(10 * MINUTE)
    const probes = one.requests.length + two.requests.length - asked
    expect(probes).toBeGreaterThan(15)
    expect(probes).toBeLessThan(25)
    one.down = null
    two.down = null
    const reads = { one: homeReads(one), two: homeReads(two) }
    await pass(31_000)
    expect(scheduler.isOnline()).toBe(true)
    expect(homeReads(one)).toBeGreaterThan(reads.one)
    expect(homeReads(two)).toBeGreaterThan(reads.two)
    expect(stateOf('one')).toEqual({ kind: 'connected' })
    expect(stateOf('two')).toEqual({ kind: 'connected' })
    expect(statuses.map((status) => status.online)).toContain(false)
  })

  test('a machine that says it has no network is believed: nothing leaves', async () => {
    const network = join('me')
    machineOnline = false
    scheduler.start()
    await pass(10 * MINUTE)
    expect(network.requests).toEqual([])
    expect(scheduler.isOnline()).toBe(false)
    machineOnline = true
    await pass(31_000)
    expect(scheduler.isOnline()).toBe(true)
    expect(homeReads(network)).toBe(1)
  })

  test('anything that works ends being offline', async () => {
    const network = join('me')
    network.down = UNREACHABLE
    scheduler.start()
    await pass(10 * MINUTE)
    network.down = null
    const before = homeReads(network)
    scheduler.noteOutcome('acc_me', null)
    await pass(0)
    expect(scheduler.isOnline()).toBe(true)
    expect(homeReads(network)).toBe(before + 1)
  })
})

describe('ending', () => {
  test('stopping an account aborts what is under way and resolves when nothing is left', async () => {
    const network = join('me')
    const { promise, resolve } = Promise.withResolvers<undefined>()
    network.hold = promise
    network.post(NOON - MINUTE)
    scheduler.start()
    await pass(0)
    const stopped = scheduler.stop('acc_me')
    resolve(undefined)
    await stopped
    await pass(60 * MINUTE)
    expect(homeReads(network)).toBe(1)
    expect(store.read((db) => db.get<{ count: number }>('select count(*) as count from post')?.count)).toBe(0)
  })
})
