import { draftKinds, pressPost, type WrittenDraft } from '../proof/drafts.ts'
import { dataFolder, networkNames, setUp, startNetworks, violationsOf, type NetworkName, type Networks } from '../proof/networks.ts'
import { addPerson, type Person } from '../proof/people.ts'
import { untilRest, type Runs } from '../proof/until-rest.ts'
import { seeded, type Chance } from '../support/seeded.ts'
import { killPlan, type Course, type Kill } from './kill-plan.ts'
import { judge, PATIENCE_MS, postThrough, startOn, unforeseenIn, writeAll, type Machine, type Outcome } from './round.ts'
import { createStepsTaken, type StepsTaken } from './steps-taken.ts'
import { endTrouble, makeTrouble } from './troubles.ts'

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
  readonly steps: StepsTaken
  /** How many drafts went to each network. */
  readonly drafts: Record<NetworkName, number>
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
    steps: createStepsTaken(),
    drafts: { bluesky: 0, mastodon: 0, x: 0, threads: 0, instagram: 0, facebook: 0 },
  }
  await using networks = await startNetworks()
  let plan: ReturnType<typeof killPlan> | null = null
  for (let series = 1; total.runs < options.runs; series++) {
    await onNewMachine(networks, async (machine, people, first) => {
      let core = first
      plan ??= killPlan(await learnCourse(machine, people, core, total.steps), chance)
      for (let round = 1; machine.clock.aheadMs < LATEST_MS && total.runs < options.runs; round++) {
        const kills = killsOf(plan)
        makeTrouble(networks, chance, PEOPLE)
        const began = Date.now()
        const drafts = await writeAll(core, people, shuffled(draftKinds, chance), `Walk ${series}.${round}`)
        const passed = await postThrough(machine, core, drafts, kills)
        core = passed.core
        endTrouble(networks)
        total.steps.add(passed.taken, networkIn(passed.runs, people))
        count(total, people, drafts)
        const outcome = await judge(networks, people, drafts, passed)
        await core.need('outbox.clearFinished', {})
        add(total, outcome, passed.killed)
        options.say(
          `${series}.${round} ${passed.killed.map(nameOf).join(', then ')}: ${outcome.inFlight} in flight, ${Date.now() - began} ms`,
        )
        const unwell = [...outcome.wrong, ...outcome.told]
        for (const what of unwell.length === 0 ? [] : [...unwell, ...unforeseenIn(machine)]) options.say(`  ${what}`)
      }
      return core
    })
  }
  total.wrong.push(...violationsOf(networks))
  total.wrong.push(...networkNames.filter((name) => total.drafts[name] === 0).map((name) => `Nothing went to ${name}`))
  const missed = total.steps.missed()
  if (total.runs >= ALL_STEPS_AFTER) total.wrong.push(...missed.map((step) => `No run came to "${step}"`))
  else if (missed.length > 0) options.say(`So few runs did not come to ${missed.join(', ')}`)
  return total
}

/** One round that nobody kills tells the names of the steps. */
async function learnCourse(
  machine: Machine,
  people: readonly Person[],
  core: Awaited<ReturnType<typeof startOn>>,
  taken: StepsTaken,
): Promise<Course> {
  const drafts = await writeAll(core, people, draftKinds, 'Rehearsal')
  core.killAt(null)
  const began = Date.now()
  for (const draft of drafts) await pressPost(core, draft)
  const runs = await untilRest(core, machine.clock, PATIENCE_MS)
  const ms = Date.now() - began
  const all = await core.steps()
  taken.add(all, networkIn(runs, people))
  const steps = new Map<string, number>()
  for (const { step } of all) if (isOfSending(step)) steps.set(step, (steps.get(step) ?? 0) + 1)
  await core.need('outbox.clearFinished', {})
  return { steps, ms }
}

/** Tokens may be refreshed now and then, which is not a step to wait for. */
function isOfSending(step: string): boolean {
  return !step.includes('Session') && !step.includes('oauth')
}

async function onNewMachine(
  networks: Networks,
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

/** Which network an item of the outbox is for; null where nobody knows it. */
function networkIn(runs: Runs, people: readonly Person[]): (itemId: string) => NetworkName | null {
  const accountOf = new Map(runs.flatMap(({ items }) => items.map(({ id, accountId }) => [id, accountId] as const)))
  return (itemId) => networkNames.find((name) => people.some((person) => person[name].accountId === accountOf.get(itemId))) ?? null
}

function count(total: CrashResult, people: readonly Person[], drafts: readonly WrittenDraft[]): void {
  for (const { targets } of drafts) {
    for (const name of networkNames) {
      if (people.some((person) => targets.includes(person[name].accountId))) total.drafts[name]++
    }
  }
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
