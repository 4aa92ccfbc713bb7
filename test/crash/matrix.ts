import type { Fault } from '../mastodon-server/http/faults.ts'
import { addPerson, dataFolder, setUp, startNetworks, type NetworkName, type Networks, type Person } from '../proof/networks.ts'
import { draftKinds, pressPost } from '../proof/drafts.ts'
import { untilRest } from '../proof/until-rest.ts'
import { seeded, type Chance } from '../support/seeded.ts'
import { killPlan, plannedSteps, type Course, type Kill } from './kill-plan.ts'
import { judge, PATIENCE_MS, postThrough, startOn, writeAll, type Machine, type Outcome } from './round.ts'

export type CrashOptions = {
  /** How many processes have to be killed with something in flight. */
  readonly runs: number
  readonly seed: number
  /** Told of each round. */
  readonly say: (line: string) => void
}

export type CrashResult = Outcome & {
  /** The kills that came to pass, by the name of their step. */
  readonly kills: ReadonlyMap<string, number>
}

/** After so many runs every step of sending must have been taken. */
const ALL_STEPS_AFTER = 50

/** Drafts that are sent side by side, each from a person of its own. */
const PEOPLE = 8
/** With a clock so far ahead of the servers' every token they give is old: there is a new machine then. */
const LATEST_MS = 90 * 60_000

/** Kills Chirp at every step of its sending and at any time, until so many processes ended with something in flight, and counts what stands on the networks. */
export async function crashMatrix(options: CrashOptions): Promise<CrashResult> {
  const chance = seeded(options.seed)
  const total: CrashResult = {
    runs: 0,
    inFlight: 0,
    lost: 0,
    doubled: 0,
    needsYou: 0,
    wrong: [],
    told: [],
    kills: new Map<string, number>(),
  }
  await using networks = await startNetworks()
  const course = await learnCourse(networks)
  const plan = killPlan(course, chance)
  const reached = new Set(course.steps.keys())
  for (let series = 1; total.runs < options.runs; series++) {
    await onNewMachine(networks, chance, async (machine, people, first) => {
      let core = first
      for (let round = 1; machine.clock.aheadMs < LATEST_MS && total.runs < options.runs; round++) {
        const kills = killsOf(plan)
        makeTrouble(networks, chance)
        const began = Date.now()
        const drafts = await writeAll(core, people, shuffled(draftKinds, chance), `Walk ${series}.${round}`)
        const passed = await postThrough(machine, core, drafts, kills)
        core = passed.core
        endTrouble(networks)
        for (const step of passed.reached) reached.add(step)
        const outcome = await judge(networks, people, drafts, passed)
        await core.need('outbox.clearFinished', {})
        add(total, outcome, passed.killed)
        options.say(
          `${series}.${round} ${passed.killed.map(nameOf).join(', then ')}: ${outcome.inFlight} in flight, ${Date.now() - began} ms`,
        )
        for (const what of [...outcome.wrong, ...outcome.told]) options.say(`  ${what}`)
      }
      return core
    })
  }
  const missed = plannedSteps.filter((step) => !reached.has(step))
  if (total.runs >= ALL_STEPS_AFTER) total.wrong.push(...missed.map((step) => `No run came to "${step}"`))
  else if (missed.length > 0) options.say(`So few runs did not come to ${missed.join(', ')}`)
  return total
}

/** What goes wrong at one of the servers in a round as well, so that processes end while they wait, and while they doubt. */
const TROUBLES = {
  mastodon: [
    { match: 'POST /api/v1/statuses', reset: true, afterEffect: true },
    { match: 'POST /api/v1/statuses', reset: true },
    { match: 'POST /api/v1/statuses', status: 503, body: { error: 'Service Unavailable' } },
    { match: 'POST /api/v2/media', status: 503, body: { error: 'Service Unavailable' } },
  ],
  x: [
    { match: 'POST /2/tweets', reset: true, afterEffect: true },
    { match: 'POST /2/tweets', reset: true },
    { match: 'POST /2/tweets', status: 503, body: { title: 'Service Unavailable', type: 'about:blank', status: 503 } },
    { match: 'POST /2/tweets', status: 503, afterEffect: true, body: { title: 'Service Unavailable', type: 'about:blank', status: 503 } },
    { match: 'POST /2/media/upload/*/finalize', status: 503, body: { title: 'Service Unavailable', type: 'about:blank', status: 503 } },
  ],
  threads: [
    { match: 'POST /v1.0/me/threads_publish', reset: true, afterEffect: true },
    { match: 'POST /v1.0/me/threads_publish', reset: true },
    { match: 'POST /v1.0/me/threads_publish', status: 500, body: { error: { message: 'Please retry', type: 'OAuthException', code: 2 } } },
    {
      match: 'POST /v1.0/me/threads_publish',
      status: 500,
      afterEffect: true,
      body: { error: { message: 'Please retry', type: 'OAuthException', code: 2 } },
    },
    { match: 'POST /v1.0/me/threads', reset: true, afterEffect: true },
  ],
} as const satisfies Partial<Record<NetworkName, readonly Fault[]>>

function makeTrouble(networks: Networks, chance: Chance): void {
  for (const name of ['mastodon', 'x', 'threads'] as const) {
    for (let troubles = chance.below(3); troubles > 0; troubles--) {
      networks[name].failNext({ ...chance.pick<Fault>(TROUBLES[name]), after: chance.below(PEOPLE) })
    }
  }
  // Pictures that are worked on for a while.
  networks.x.world.processing.image = chance.below(2)
  networks.threads.settings.processingPolls = chance.below(2)
}

function endTrouble({ mastodon, x, threads }: Networks): void {
  for (const server of [mastodon, x, threads]) server.clearFaults()
  x.world.processing.image = 0
  threads.settings.processingPolls = 0
}

/** One round that nobody kills tells the names of the steps. */
async function learnCourse(networks: Networks): Promise<Course> {
  const steps = new Map<string, number>()
  let ms = 0
  await onNewMachine(networks, seeded(0), async (machine, people, core) => {
    const drafts = await writeAll(core, people, draftKinds, 'Rehearsal')
    core.killAt(null)
    const began = Date.now()
    for (const draft of drafts) await pressPost(core, draft)
    await untilRest(core, machine.clock, PATIENCE_MS)
    ms = Date.now() - began
    for (const name of await core.steps()) if (isOfSending(name)) steps.set(name, (steps.get(name) ?? 0) + 1)
    return core
  })
  return { steps, ms }
}

/** Tokens may be refreshed now and then, which is not a step to wait for. */
function isOfSending(step: string): boolean {
  return !step.includes('Session') && !step.includes('oauth')
}

async function onNewMachine(
  networks: Networks,
  _chance: Chance,
  work: (
    machine: Machine,
    people: readonly Person[],
    core: Awaited<ReturnType<typeof startOn>>,
  ) => Promise<Awaited<ReturnType<typeof startOn>>>,
): Promise<void> {
  using folder = dataFolder()
  const machine: Machine = { dataDirectory: folder.path, clock: { aheadMs: 0 }, networks }
  const core = await startOn(machine)
  await setUp(core, networks)
  const people: Person[] = []
  for (let count = 0; count < PEOPLE; count++) people.push(await addPerson(core, networks))
  const last = await work(machine, people, core)
  await last.close()
}

function killsOf(plan: ReturnType<typeof killPlan>): readonly Kill[] {
  const kills = [plan.first()]
  for (let again = plan.again(); again !== null && kills.length < 4; again = plan.again()) kills.push(again)
  return kills
}

function nameOf(kill: Kill): string {
  return kill.kind === 'time' ? `at ${kill.afterMs} ms` : `"${kill.at.step}" ${kill.at.occurrence}`
}

function shuffled<T>(list: readonly T[], chance: Chance): readonly T[] {
  const start = chance.below(list.length)
  return [...list.slice(start), ...list.slice(0, start)]
}

function add(total: CrashResult, outcome: Outcome, kills: readonly Kill[]): void {
  total.runs += outcome.runs
  total.inFlight += outcome.inFlight
  total.lost += outcome.lost
  total.doubled += outcome.doubled
  total.needsYou += outcome.needsYou
  total.wrong.push(...outcome.wrong)
  total.told.push(...outcome.told)
  for (const kill of kills) {
    const name = kill.kind === 'time' ? 'at a time' : kill.at.step
    ;(total.kills as Map<string, number>).set(name, (total.kills.get(name) ?? 0) + 1)
  }
}
