import { setTimeout as sleep } from 'node:timers/promises'
import { draftKinds, pressPost, writeDraft, type DraftKind, type WrittenDraft } from '../proof/drafts.ts'
import { dataFolder, networkNames, setUp, startNetworks, violationsOf, type NetworkName, type Networks } from '../proof/networks.ts'
import { accountIdsOf, addPerson, signInAgain, type Person } from '../proof/people.ts'
import { postsOf } from '../proof/standing-posts.ts'
import { letPass, untilRest, type Clock, type Runs } from '../proof/until-rest.ts'
import { standingOf } from '../proof/verdict.ts'
import { startCoreProcess, type CoreProcess } from '../support/core-process/core-process.ts'
import { arm } from './arm.ts'
import { concerns, faultCases, type FaultCase } from './cases.ts'
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts'

export type FaultOptions = {
  /** Which cases, by name; all unless said. */
  readonly only?: (fault: FaultCase, kind: DraftKind) => boolean
  readonly say: (line: string) => void
}

export type FaultResult = {
  /** Drafts times networks. */
  runs: number
  lost: number
  doubled: number
  /** Runs about which the person was asked, or had to sign in again. */
  needsYou: number
  /** In words: runs that ended in no clear state, and posts that are not as they were written. */
  readonly unclear: string[]
  /** How many drafts went to each network. */
  readonly drafts: Record<NetworkName, number>
}

type Bench = {
  readonly networks: Networks
  readonly proxy: FaultProxy
  readonly core: CoreProcess
  readonly clock: Clock
  readonly result: FaultResult
  readonly say: FaultOptions['say']
}

const PATIENCE_MS = 180_000
/** How long a fault of the machine lasts. */
const MACHINE_MS = 1_500
/** Longer than a lane that broke is left alone. */
const RESTS_MS = 31_000
const DAY_MS = 24 * 60 * 60_000

/** Every fault with every kind of draft on all networks that take it, one after the other, each from new accounts; counts what stands there in the end. */
export async function faultMatrix(options: FaultOptions): Promise<FaultResult> {
  const drafts = { bluesky: 0, mastodon: 0, x: 0, threads: 0, instagram: 0, facebook: 0 }
  const result: FaultResult = { runs: 0, lost: 0, doubled: 0, needsYou: 0, unclear: [], drafts }
  await using networks = await startNetworks()
  await using proxy = await startFaultProxy(networks.bluesky.urls.pds)
  for (const fault of faultCases) {
    const kinds = draftKinds.filter((kind) => concerns(fault, kind) && (options.only?.(fault, kind) ?? true))
    if (kinds.length === 0) continue
    // A machine of its own: limits, tokens and clock of one case are not those of the next.
    using folder = dataFolder()
    const clock: Clock = { aheadMs: 0 }
    const core = await startCoreProcess({
      program: networks.program,
      dataDirectory: folder.path,
      aheadMs: 0,
      environment: networks.environment,
    })
    await setUp(core, networks)
    for (const kind of kinds) {
      const began = Date.now()
      try {
        await tryCase({ networks, proxy, core, clock, result, say: options.say }, fault, kind)
      } catch (error) {
        result.unclear.push(`${fault.name}, ${kind}: ${String(error)}`)
      }
      clearFaults(networks, proxy)
      options.say(`${fault.name}, ${kind}: ${Date.now() - began} ms`)
    }
    await core.close()
    if (core.complaints() !== '') result.unclear.push(`${fault.name}: the core complained: ${core.complaints()}`)
  }
  result.unclear.push(...violationsOf(networks))
  return result
}

async function tryCase(bench: Bench, fault: FaultCase, kind: DraftKind): Promise<void> {
  const { networks, proxy, core, clock, result } = bench
  const person = await addPerson(core, networks, proxy.url)
  const label = `${fault.name}, ${kind}`
  const draft = await writeDraft(core, kind, label, accountIdsOf(person))
  const kept = fault.signsOut === true ? await writeDraft(core, 'single', `${label}, not sent yet`, draft.targets) : null
  const reached = networkNames.filter((name) => draft.targets.includes(person[name].accountId))
  for (const name of reached) result.drafts[name]++
  const unmet = arm(fault, kind, reached, { ...networks, bluesky: proxy }, Date.now() + clock.aheadMs)
  const press = () => pressPost(core, draft)
  if (fault.machine === undefined) await press()
  else await throughMachine(bench, fault.machine, press)
  result.runs += draft.targets.length
  const rest = await untilRest(core, clock, PATIENCE_MS)
  result.unclear.push(...unmet().map((part) => `${label}: nothing happened to ${part}`))
  if (kept !== null) result.unclear.push(...(await signedOutWrong(core, rest, draft, kept)).map((what) => `${label}: ${what}`))
  const runs = await takeWaysOut(bench, person, rest)

  const items = runs.find((run) => run.draft.id === draft.draftId)?.items ?? []
  for (const on of await postsOf(networks, person, draft.targets)) {
    const { missing, doubled, wrong } = standingOf(draft, on)
    const own = items.filter((item) => item.accountId === on.accountId)
    const name = `${label}, on ${on.network}`
    result.doubled += doubled
    result.unclear.push(...wrong.map((what) => `${name}: ${what}`))
    const open = own.filter((item) => item.status !== 'posted')
    // What is not there and is not said to be missing is lost.
    const lost = Math.max(0, missing - open.length)
    result.lost += lost
    if (lost + doubled > 0) bench.say(`${name}: ${lost} lost, ${doubled} doubled; ${JSON.stringify(own)}`)
    if (open.length > 0) result.unclear.push(`${name}: ${JSON.stringify(open)}`)
  }
}

/** In words, what is not as it has to be when an account is signed out in the middle: queue and drafts are kept, and the person is asked. */
async function signedOutWrong(core: CoreProcess, runs: Runs, sent: WrittenDraft, kept: WrittenDraft): Promise<readonly string[]> {
  const accounts = await core.need('accounts.list', {})
  const items = runs.find((run) => run.draft.id === sent.draftId)?.items ?? []
  const left = await core.need('drafts.get', { id: kept.draftId })
  return [
    ...sent.targets.flatMap((accountId) => {
      const state = accounts.find((account) => account.id === accountId)?.state.kind
      const asks = items.some((item) => item.accountId === accountId && item.status === 'needs-you' && item.waitReason === 'sign-in')
      return state === 'needs-sign-in' && asks ? [] : [`${accountId} is ${String(state)}, and does not ask to be signed in again`]
    }),
    ...(items.length === sent.texts.length * sent.targets.length ? [] : ['what was queued is not in the outbox any more']),
    ...(left.content.segments.map(({ text }) => text).join() === kept.texts.join() ? [] : ['another draft is not as it was left']),
  ]
}

/** Presses Post while something is wrong with the machine, as the person does again when it is well. */
async function throughMachine({ core, clock, networks }: Bench, machine: FaultCase['machine'] & string, press: () => Promise<void>) {
  switch (machine) {
    case 'disk-full':
    case 'read-only': {
      const disk = machine === 'disk-full' ? 'full' : 'read-only'
      await core.setDisk(disk)
      await press().catch(() => undefined)
      await core.setDisk('well')
      await press()
      // And once more while it is sent.
      await core.setDisk(disk)
      await sleep(MACHINE_MS)
      await core.setDisk('well')
      // What broke is left alone for a while, which passes.
      await letPass(core, clock, RESTS_MS)
      await press()
      break
    }
    case 'clock-forward':
    case 'clock-back':
      await press()
      clock.aheadMs += machine === 'clock-forward' ? 3 * DAY_MS : -DAY_MS
      await core.setClock(clock.aheadMs)
      break
    case 'processing':
      setProcessing(networks, 1_000_000)
      await press()
      await sleep(MACHINE_MS)
      setProcessing(networks, 0)
      for (const media of networks.mastodon.world.media.values()) media.answersLeft = 0
      for (const media of networks.x.world.media.values()) media.checksLeft = 0
      for (const { world } of [networks.threads, networks.instagram])
        for (const container of world.containers.values()) container.pollsLeft = 0
      break
  }
}

/** How often pictures are asked for until they are ready. */
function setProcessing({ mastodon, x, threads, instagram }: Networks, image: number): void {
  mastodon.setMediaProcessing({ image })
  x.world.processing.image = image
  threads.settings.processingPolls = image
  instagram.settings.processingPolls = image
}

function clearFaults({ mastodon, x, threads, instagram, facebook }: Networks, proxy: FaultProxy): void {
  for (const server of [proxy, mastodon, x, threads, instagram, facebook]) server.clearFaults()
}

/** What the person is asked for is done: signing in again, pressing Retry. Counts the runs that asked. */
async function takeWaysOut({ core, networks, proxy, clock, result }: Bench, person: Person, runs: Runs): Promise<Runs> {
  const open = runs.flatMap((run) => run.items).filter((item) => item.status === 'needs-you' || item.status === 'failed')
  const asked = new Set(open.filter((item) => item.status === 'needs-you').map((item) => item.accountId))
  if (open.length === 0) return runs
  result.needsYou += asked.size
  // What was left of the fault is over; signing in is not what it was for.
  clearFaults(networks, proxy)
  const accounts = await core.need('accounts.list', {})
  const signedOut = accounts.filter((account) => account.state.kind === 'needs-sign-in').map((account) => account.id)
  await signInAgain(core, networks, person, proxy.url, signedOut)
  for (const item of open) if (!signedOut.includes(item.accountId)) await core.need('outbox.retry', { itemId: item.id })
  return untilRest(core, clock, PATIENCE_MS)
}
