import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkAuthor, checkPost } from './check-batch.ts'
import type { ContractSetup } from './setup.ts'

/** A path to a node of some JSON and what to put there. `undefined` removes it. */
type Damage = { readonly steps: readonly number[]; readonly put: unknown }

/** The same JSON with one node replaced, wherever the steps lead. */
function damaged(json: unknown, { steps, put }: Damage): unknown {
  const [step, ...rest] = steps
  if (step === undefined || typeof json !== 'object' || json === null) return put
  const keys = Object.keys(json)
  const key = keys[step % Math.max(1, keys.length)]
  if (key === undefined) return put
  if (Array.isArray(json)) return json.map((each: unknown, index) => (String(index) === key ? damaged(each, { steps: rest, put }) : each))
  const entries = Object.entries(json).map(
    ([name, each]) => [name, name === key ? damaged(each, { steps: rest, put }) : (each as unknown)] as const,
  )
  return Object.fromEntries(entries.filter(([, each]) => each !== undefined))
}

const nasty = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    '',
    -1,
    1e21,
    '\ud800',
    'javascript:alert(1)',
    'not a date',
    '9999-99-99T00:00:00Z',
    [],
    {},
    [[]],
    [null],
    '<p>',
    '</a></p>',
    '\u202e',
  ),
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
)
const damage = fc.record({ steps: fc.array(fc.nat({ max: 40 }), { maxLength: 9 }), put: nasty })

export function describeNormalising(setup: () => Promise<ContractSetup>): void {
  describe('Normalising', () => {
    test('takes every sample whole, is deterministic, and leaves what it is given as it was', async ({ skip }) => {
      const { connector, normalisers } = await setup()
      if (normalisers.length === 0) return skip('has no wire')
      for (const { samples, normalise } of normalisers) {
        for (const sample of samples) {
          const before = JSON.stringify(sample)
          const batch = normalise(sample)
          expect(batch).toEqual(normalise(structuredClone(sample)))
          expect(JSON.stringify(sample)).toBe(before)
          expect(batch.skipped ?? 0).toBe(0)
          for (const post of batch.posts ?? []) checkPost(connector, post)
          for (const author of batch.authors ?? []) checkAuthor(connector, author)
        }
      }
    })

    test('is total: whatever is broken in an answer, what comes out is sound', { timeout: 60_000 }, async ({ skip }) => {
      const { connector, normalisers } = await setup()
      if (normalisers.length === 0) return skip('has no wire')
      for (const { samples, normalise } of normalisers) {
        const broken = fc
          .tuple(fc.constantFrom(...samples), fc.array(damage, { minLength: 1, maxLength: 4 }))
          .map(([sample, all]) => all.reduce<unknown>(damaged, sample))
        fc.assert(
          fc.property(fc.oneof({ weight: 9, arbitrary: broken }, { weight: 1, arbitrary: fc.jsonValue() }), (wire) => {
            const batch = normalise(wire)
            for (const post of batch.posts ?? []) checkPost(connector, post)
            for (const author of batch.authors ?? []) checkAuthor(connector, author)
          }),
          { numRuns: 400 },
        )
      }
    })
  })
}
