import type { Taken } from '../support/core-process/messages.ts'
import { plannedSteps } from './kill-plan.ts'

/** How often each step was taken, all in all and by network where that is known. Only what is on the wire and what a process ended at has no network. */
export type StepsTaken = {
  readonly add: (taken: readonly Taken[], networkOf: (itemId: string) => string | null) => void
  /** How often each of the steps that runs have to come to was taken. */
  readonly counts: () => Readonly<Record<string, number>>
  /** Those of them that no run came to. */
  readonly missed: () => readonly string[]
  /** In words, a line for each of them, with its networks. */
  readonly table: () => readonly string[]
}

export function createStepsTaken(): StepsTaken {
  const total = new Map<string, number>()
  const byNetwork = new Map<string, Map<string, number>>()
  const countOf = (step: string): number => total.get(step) ?? 0
  return {
    add: (taken, networkOf) => {
      for (const { step, itemId } of taken) {
        total.set(step, countOf(step) + 1)
        const network = itemId === null ? null : networkOf(itemId)
        if (network === null) continue
        const networks = byNetwork.get(step) ?? new Map<string, number>()
        byNetwork.set(step, networks.set(network, (networks.get(network) ?? 0) + 1))
      }
    },
    counts: () => Object.fromEntries(plannedSteps.map((step) => [step, countOf(step)])),
    missed: () => plannedSteps.filter((step) => countOf(step) === 0),
    table: () =>
      plannedSteps.map((step) => {
        const networks = [...(byNetwork.get(step) ?? [])].sort().map(([network, times]) => `${network} ${times}`)
        return `${String(countOf(step)).padStart(5)} ${step.padEnd(16)} ${networks.join(', ')}`.trimEnd()
      }),
  }
}
