import type { OutboxStep } from '../../main/outbox/dependencies.ts'
import type { OutboxEvent } from '../../main/outbox/state/states.ts'
import type { Chance } from '../support/seeded.ts'
import type { KillAt } from '../support/core-process/messages.ts'

/** How a process is ended: at a step of its own, or from outside after a while. */
export type Kill = { readonly kind: 'step'; readonly at: KillAt } | { readonly kind: 'time'; readonly afterMs: number }

/** The steps that a round without a kill takes, by name, with how often; and how long it takes, ms. */
export type Course = { readonly steps: ReadonlyMap<string, number>; readonly ms: number }

/**
 * Where a run comes to each event of the outbox: while it sends, where a server has trouble, or after a kill. `elsewhere`: what the person, a
 * refusal or a planned time does, which the unit tests end at every transaction. A new event does not type-check before it has its place.
 */
const comesWith = {
  hold: 'sending',
  prepare: 'sending',
  progress: 'sending',
  arm: 'sending',
  send: 'sending',
  posted: 'sending',
  later: 'trouble',
  doubt: 'trouble',
  absent: 'trouble',
  recover: 'kill',
  'not-sent': 'elsewhere',
  held: 'elsewhere',
  'look-again': 'elsewhere',
  'wait-until': 'elsewhere',
  'taken-back': 'elsewhere',
  'absent-again': 'elsewhere',
  'ask-person': 'elsewhere',
  refused: 'elsewhere',
  'refused-along': 'elsewhere',
  retry: 'elsewhere',
  cancel: 'elsewhere',
  confirm: 'elsewhere',
} as const satisfies Readonly<Record<OutboxEvent['kind'], 'sending' | 'trouble' | 'kill' | 'elsewhere'>>

const stepsOf = (places: readonly string[]): readonly OutboxStep[] =>
  (Object.keys(comesWith) as readonly OutboxEvent['kind'][])
    .filter((kind) => places.includes(comesWith[kind]))
    .flatMap((kind): OutboxStep[] => [`before ${kind}`, `after ${kind}`])

/** Steps that runs have to come to, all in all. */
export const plannedSteps: readonly OutboxStep[] = ['witness', ...stepsOf(['sending', 'trouble', 'kill'])]

/** Steps that a process takes where something went wrong, or one before it was killed. */
const AFTERWARDS: readonly OutboxStep[] = ['witness', 'before posted', 'after posted', 'after send', ...stepsOf(['trouble', 'kill'])]

/**
 * Every third kill comes at a time of its own; the others go through all steps, each time at another occurrence. Those of trouble are among them,
 * which a rehearsal without any does not come to.
 */
export function killPlan(course: Course, chance: Chance): { first(): Kill; again(): Kill | null } {
  const steps = [...new Set([...course.steps.keys(), 'witness', ...stepsOf(['trouble'])])].sort()
  let left: string[] = []
  let made = 0
  const anyTime = (): Kill => ({ kind: 'time', afterMs: chance.below(Math.ceil(course.ms)) })
  return {
    first: () => {
      made++
      if (made % 3 === 0) return anyTime()
      if (left.length === 0) left = [...steps]
      const [step = ''] = left.splice(chance.below(left.length), 1)
      return { kind: 'step', at: { step, occurrence: 1 + chance.below(course.steps.get(step) ?? 1) } }
    },
    again: () => {
      if (chance.next() < 0.5) return null
      if (chance.next() < 0.3) return anyTime()
      return { kind: 'step', at: { step: chance.pick(AFTERWARDS), occurrence: 1 + chance.below(4) } }
    },
  }
}
