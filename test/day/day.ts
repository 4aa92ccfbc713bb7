import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createBlueskyConnector } from '../../main/connectors/bluesky/connector.ts'
import { mastodonConnector } from '../../main/connectors/mastodon/connector.ts'
import { startFaultProxy } from '../faults/fault-proxy.ts'
import { signIn } from '../integration/mastodon/support.ts'
import { startMastodonServer } from '../mastodon-server/server.ts'
import { startBlueskyNetwork } from '../support/networks.ts'
import { need, startRealCore } from '../support/real-core.ts'
import { seeded, type Chance } from '../support/seeded.ts'
import { blueskySide } from './bluesky-side.ts'
import { compare, type Difference, type Truth } from './compare.ts'
import { mastodonSide } from './mastodon-side.ts'

export type Doing = 'post' | 'mention' | 'reply' | 'edit' | 'remove' | 'like' | 'follow'

/** One network of the day. */
export type Side = {
  readonly name: string
  readonly doings: Readonly<Record<Doing, () => void | Promise<void>>>
  readonly faults: Readonly<Record<string, () => void>>
  /** Takes it off the net, or brings it back. */
  readonly setReachable: (reachable: boolean) => void
  /** Nothing goes wrong any more. */
  readonly calm: () => void
  /** What it has for the person since then. */
  readonly truth: (since: number) => Promise<Truth>
}

export type DayOptions = { readonly seed: number; readonly seconds: number; readonly say: (line: string) => void }
export type Day = Difference & { readonly events: number }

/** How often each is done, of a hundred. */
const SHARES: Readonly<Record<Doing, number>> = { post: 38, mention: 8, reply: 10, edit: 14, remove: 12, like: 12, follow: 6 }
const PEOPLE = 4
/** From one happening to the next, ms. */
const STEP_MS = { least: 200, most: 1_400 }
/** One of so many happenings is something that goes wrong. */
const FAULT_EVERY = 7
/** How long the machine is offline, ms, and after which part of the day. */
const OFFLINE_MS = 12_000
const OFFLINE_AT = 0.45
/** After the last of it everything has to come right by itself within this: a lane that failed twice waits for half a minute. */
const QUIET_MS = 240_000

/**
 * Two networks live for a while and go wrong now and then, while Chirp reads them; then, when nothing more happens, its store has to become what
 * the servers are, by itself. Answers how it differs in the end.
 */
export async function liveADay({ seed, seconds, say }: DayOptions): Promise<Day> {
  const chance = seeded(seed)
  await using cleanup = new AsyncDisposableStack()
  const bluesky = await startBlueskyNetwork()
  cleanup.defer(() => bluesky.close())
  const proxy = cleanup.use(await startFaultProxy(bluesky.urls.pds, { inItsPlace: true }))
  const mastodon = cleanup.use(await startMastodonServer())

  const me = { bluesky: await bluesky.createAccount('me'), mastodon: mastodon.createAccount({ username: 'me', locked: false }) }
  const people = { bluesky: [] as Awaited<ReturnType<typeof bluesky.createAccount>>[], mastodon: [] as (typeof me.mastodon)[] }
  for (let number = 1; number <= PEOPLE; number++) {
    const [one, other] = [
      await bluesky.createAccount(`friend${number}`),
      mastodon.createAccount({ username: `friend${number}`, locked: false }),
    ]
    await bluesky.follow(me.bluesky, one)
    mastodon.follow(me.mastodon, other)
    people.bluesky.push(one)
    people.mastodon.push(other)
  }
  const sides = [
    await blueskySide(bluesky, proxy, me.bluesky, people.bluesky, chance),
    mastodonSide(mastodon, me.mastodon, people.mastodon, chance),
  ]
  await bluesky.processAll()

  let online = true
  const core = await startRealCore([createBlueskyConnector({ plcUrl: bluesky.urls.plc }), mastodonConnector], Date.now, () => online)
  cleanup.defer(() => core.close())
  const fields = { server: proxy.url, handle: me.bluesky.handle, password: me.bluesky.appPassword }
  const { accountId } = need(await core.services.signIn.signIn({ platform: 'bluesky', method: 'app-password', fields }))
  const accounts = [accountId, await core.signIn(mastodonConnector, await signIn(mastodon, me.mastodon))]
  // A day begins when what was there before is read.
  await core.read(accountId)
  await sleep(1_000)
  const since = Date.now()

  const events = await happen({ sides, seconds, chance, say, setOnline: (is) => (online = is) })
  for (const side of sides) side.calm()
  const truths = await Promise.all(sides.map((side) => side.truth(since)))
  for (const [index, truth] of truths.entries())
    say(`${sides[index]?.name}: ${truth.posts.size} posts, ${truth.notifications.size} notifications`)
  const path = join(core.dataDirectory, 'chirp.sqlite')
  const look = (): Difference[] => truths.map((truth, index) => compare(path, accounts[index] ?? '', truth, since))
  const began = Date.now()
  let differences = look()
  while (differences.some(({ wrong }) => wrong.length > 0) && Date.now() - began < QUIET_MS) {
    await sleep(1_000)
    const before = differences
    differences = look()
    const left = (all: readonly Difference[]): string => all.map(({ wrong }) => String(wrong.length)).join(' and ')
    if (left(differences) !== left(before)) say(`${Math.round((Date.now() - began) / 1_000)} s later ${left(differences)} are not right.`)
  }
  say(`Right after ${Math.round((Date.now() - began) / 1_000)} s of quiet.`)
  const sum = (count: (difference: Difference) => number): number => differences.reduce((all, each) => all + count(each), 0)
  return {
    events,
    missing: sum(({ missing }) => missing),
    extra: sum(({ extra }) => extra),
    stale: sum(({ stale }) => stale),
    wrong: [...differences.flatMap(({ wrong }) => wrong), ...mastodon.violations.map((violation) => JSON.stringify(violation))],
  }
}

type Happenings = {
  readonly sides: readonly Side[]
  readonly seconds: number
  readonly chance: Chance
  readonly say: (line: string) => void
  readonly setOnline: (online: boolean) => void
}

/** Lets things happen for so many seconds; answers how many did. */
async function happen({ sides, seconds, chance, say, setOnline }: Happenings): Promise<number> {
  const began = Date.now()
  let events = 0
  let offlineUntil: number | null = null
  let wasOffline = false
  for (;;) {
    const passed = (Date.now() - began) / 1_000
    if (!wasOffline && passed > seconds * OFFLINE_AT) {
      wasOffline = true
      offlineUntil = Date.now() + OFFLINE_MS
      say('The machine is offline.')
      setOnline(false)
      for (const side of sides) side.setReachable(false)
    }
    if (offlineUntil !== null && Date.now() >= offlineUntil) {
      offlineUntil = null
      say('The machine is online.')
      for (const side of sides) side.setReachable(true)
      setOnline(true)
    }
    if (passed >= seconds && offlineUntil === null) return events
    const side = chance.pick(sides)
    if (offlineUntil === null && chance.below(FAULT_EVERY) === 0) {
      const [name, fault] = chance.pick(Object.entries(side.faults))
      say(`${side.name}: ${name}`)
      fault()
    } else {
      await side.doings[pickDoing(chance)]()
    }
    events += 1
    await sleep(STEP_MS.least + chance.below(STEP_MS.most - STEP_MS.least))
  }
}

function pickDoing(chance: Chance): Doing {
  let left = chance.below(100)
  const doings = Object.entries(SHARES) as [Doing, number][]
  return doings.find(([, share]) => (left -= share) < 0)?.[0] ?? 'post'
}
