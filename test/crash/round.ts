import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pressPost, writeDraft, type DraftKind, type WrittenDraft } from '../proof/drafts.ts'
import type { Networks } from '../proof/networks.ts'
import { accountIdsOf, type Person } from '../proof/people.ts'
import { postsOf } from '../proof/standing-posts.ts'
import { untilRest, type Clock, type Runs } from '../proof/until-rest.ts'
import { standingOf } from '../proof/verdict.ts'
import { ProcessEnded, startCoreProcess, type CoreProcess } from '../support/core-process/core-process.ts'
import type { KillAt, Taken } from '../support/core-process/messages.ts'
import { draftsInFlight } from './in-flight.ts'
import type { Kill } from './kill-plan.ts'

/** One machine: its data folder and clock outlive the processes that are killed on it. */
export type Machine = { readonly dataDirectory: string; readonly clock: Clock; readonly networks: Networks }

/** What became of the drafts that were being sent at a kill. */
export type Outcome = {
  /** Processes that were killed while something was in flight. */
  runs: number
  /** Drafts that were in flight at a kill. */
  inFlight: number
  /** Segments that stand nowhere on a network they were for. */
  lost: number
  doubled: number
  /** Drafts about which the person is asked. */
  needsYou: number
  /** In words, whatever else is not as it was written. */
  readonly wrong: string[]
  /** In words, where something was lost or doubled. */
  readonly told: string[]
}

/** A slow machine takes its time; one that hangs is found out in the end. */
export const PATIENCE_MS = 240_000

export function startOn(machine: Machine, kill?: Kill): Promise<CoreProcess> {
  const { dataDirectory, clock, networks } = machine
  const { program, environment } = networks
  return startCoreProcess({ program, dataDirectory, aheadMs: clock.aheadMs, environment, killAt: stepOf(kill) })
}

function stepOf(kill: Kill | undefined): KillAt | null {
  return kill?.kind === 'step' ? kill.at : null
}

/** Writes a draft for every person, for all networks that take its kind. */
export async function writeAll(core: CoreProcess, people: readonly Person[], kinds: readonly DraftKind[], label: string) {
  const drafts: WrittenDraft[] = []
  for (const [index, person] of people.entries()) {
    const kind = kinds[index % kinds.length] ?? 'single'
    drafts.push(await writeDraft(core, kind, `${label} ${kind} ${index}`, accountIdsOf(person)))
  }
  return drafts
}

/** What was seen of a round. */
type Passed = {
  /** The process that lives. */
  readonly core: CoreProcess
  readonly runs: Runs
  /** Drafts that were in flight at a kill. */
  readonly inFlight: ReadonlySet<string>
  /** The kills at which there were any. */
  readonly killsInFlight: number
  /** The kills that came to pass. */
  readonly killed: readonly Kill[]
  /** The steps that were taken by the process that lives, and those at which one ended; what else an ended one took nobody knows. */
  readonly taken: readonly Taken[]
}

/**
 * Presses Post for every draft, ends the process as `kills` say, one after the other, and starts it again each time until the outbox is at rest.
 * Rejects where a process ends otherwise, or complains.
 */
export async function postThrough(
  machine: Machine,
  first: CoreProcess,
  drafts: readonly WrittenDraft[],
  kills: readonly Kill[],
): Promise<Passed> {
  const inFlight = new Set<string>()
  let killsInFlight = 0
  const killed: Kill[] = []
  const taken: Taken[] = []
  let core: CoreProcess | null = first
  first.killAt(stepOf(kills[0]))
  for (let next = 0; ; next++) {
    const kill = kills[next]
    let timer: NodeJS.Timeout | undefined
    try {
      core ??= await startOn(machine, kill)
      const { kill: end } = core
      timer = kill?.kind === 'time' ? setTimeout(end, kill.afterMs) : undefined
      for (const draft of drafts) await pressPost(core, draft)
      const runs = await untilRest(core, machine.clock, PATIENCE_MS)
      taken.push(...(await core.steps()))
      core.killAt(null)
      return { core, runs, inFlight, killsInFlight, killed, taken }
    } catch (error) {
      if (!(error instanceof ProcessEnded) || kill === undefined) throw error
      await core?.end
      if (error.complaints !== '') throw error
      killed.push(kill)
      if (kill.kind === 'step') taken.push({ step: kill.at.step, itemId: null })
      const left = draftsInFlight(machine.dataDirectory)
      for (const id of left) inFlight.add(id)
      if (left.size > 0) killsInFlight++
      core = null
    } finally {
      clearTimeout(timer)
    }
  }
}

/** What the core wrote into its log about what nobody foresaw: one line each. */
export function unforeseenIn({ dataDirectory }: Machine): readonly string[] {
  const folder = join(dataDirectory, 'logs')
  const lines = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
  return lines.filter((line) => line.includes('"level":50'))
}

/** Counts on the networks themselves how each draft that was in flight stands. */
export async function judge(
  networks: Networks,
  people: readonly Person[],
  drafts: readonly WrittenDraft[],
  { inFlight, killsInFlight, runs }: Pick<Passed, 'inFlight' | 'killsInFlight' | 'runs'>,
): Promise<Outcome> {
  const outcome: Outcome = { runs: killsInFlight, inFlight: 0, lost: 0, doubled: 0, needsYou: 0, wrong: [], told: [] }
  for (const [index, draft] of drafts.entries()) {
    const person = people[index]
    if (person === undefined) throw new Error('A draft without its person')
    if (inFlight.has(draft.draftId)) outcome.inFlight++
    const items = runs.find((run) => run.draft.id === draft.draftId)?.items ?? []
    if (items.some((item) => item.status === 'needs-you')) outcome.needsYou++
    for (const item of items) {
      if (item.status === 'failed' || item.status === 'cancelled') outcome.wrong.push(`${draft.texts[0] ?? ''}: ${JSON.stringify(item)}`)
    }
    for (const on of await postsOf(networks, person, draft.targets)) {
      const { missing, doubled, wrong } = standingOf(draft, on)
      outcome.lost += missing
      outcome.doubled += doubled
      const name = `${draft.texts[0] ?? ''}, on ${on.network}`
      outcome.wrong.push(...wrong.map((what) => `${name}: ${what}`))
      if (missing + doubled > 0) outcome.told.push(`${name}: ${missing} lost, ${doubled} doubled; ${JSON.stringify(items)}`)
    }
  }
  return outcome
}
