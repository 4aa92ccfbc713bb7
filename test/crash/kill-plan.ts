import type { Chance } from '../support/seeded.ts'
import type { KillAt } from '../support/core-process/messages.ts'

/** How a process is ended: at a step of its own, or from outside after a while. */
export type Kill = { readonly kind: 'step'; readonly at: KillAt } | { readonly kind: 'time'; readonly afterMs: number }

/** The steps that a round without a kill takes, by name, with how often; and how long it takes, ms. */
export type Course = { readonly steps: ReadonlyMap<string, number>; readonly ms: number }

/** Steps that only a process takes that comes after a killed one. */
const AFTERWARDS = [
  'before recover',
  'after recover',
  'witness',
  'before posted',
  'after posted',
  'before absent',
  'after absent',
  'after send',
]

/** Every third kill comes at a time of its own; the others go through all steps, each time at another occurrence. */
export function killPlan(course: Course, chance: Chance): { first(): Kill; again(): Kill | null } {
  let left: string[] = []
  let made = 0
  const anyTime = (): Kill => ({ kind: 'time', afterMs: chance.below(Math.ceil(course.ms)) })
  return {
    first: () => {
      made++
      if (made % 3 === 0) return anyTime()
      if (left.length === 0) left = [...course.steps.keys()].sort()
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
