import { describe, expect, test } from 'vitest'
import { outlineOf } from '../../../shared/same-post/outline.ts'
import { mayBeSame, samePost } from '../../../shared/same-post/same-post.ts'
import { labelledPairs } from '../../fixtures/same-post/all-pairs.ts'
import type { LabelledPair } from '../../fixtures/same-post/notation.ts'
import { knownPeople } from '../../fixtures/same-post/people.ts'

const facts = { own: new Set(['mastodon own', 'bluesky own']), known: knownPeople }

type Figures = { readonly pairs: number; readonly precision: number; readonly recall: number; readonly wrong: readonly string[] }

/** How the rules fare on pairs; each is asked both ways round, which has to give the same answer. */
function measure(pairs: readonly LabelledPair[]): Figures {
  const found = pairs.map((pair) => {
    const verdict = samePost(pair.a, pair.z, facts)
    const reversed = samePost(pair.z, pair.a, facts)
    expect(reversed.same, `${pair.name}, the other way round`).toBe(verdict.same)
    return { pair, verdict }
  })
  const count = (same: boolean, said: boolean): number =>
    found.filter(({ pair, verdict }) => pair.same === same && verdict.same === said).length
  const [hit, missed, mistaken] = [count(true, true), count(true, false), count(false, true)]
  return {
    pairs: pairs.length,
    precision: hit / (hit + mistaken),
    recall: hit / (hit + missed),
    wrong: found.flatMap(({ pair, verdict }) => (pair.same === verdict.same ? [] : [`${pair.name} → ${JSON.stringify(verdict)}`])),
  }
}

describe('the labelled pairs', () => {
  test('are at least three hundred, a third of them held out', () => {
    expect(labelledPairs.length).toBeGreaterThanOrEqual(300)
    expect(labelledPairs.filter(({ heldOut }) => heldOut).length / labelledPairs.length).toBeCloseTo(1 / 3, 1)
  })

  test.each([
    ['looked at while the rules were tuned', false],
    ['held out', true],
  ])('%s: hardly one is joined wrongly, few are missed', (part, heldOut) => {
    const { wrong, ...figures } = measure(labelledPairs.filter((pair) => pair.heldOut === heldOut))
    process.stdout.write(`${JSON.stringify({ samePost: part, ...figures })}\n`)
    if (!heldOut) for (const line of wrong) process.stdout.write(`  ${line}\n`)
    expect(figures.precision).toBeGreaterThanOrEqual(0.99)
    expect(figures.recall).toBeGreaterThanOrEqual(0.9)
  })

  test.each([1, 3, 17, 120, 470].map((minutes) => minutes * 60_000))('%i ms apart, what is the same is never left out unread', (apart) => {
    const answers = labelledPairs.map(({ name, a, z }) => {
      const later = { ...z, post: { ...z.post, createdAt: a.post.createdAt + apart } }
      const verdict = samePost(a, later, facts)
      const asked = [mayBeSame(outlineOf(a.post), apart), mayBeSame(outlineOf(z.post), apart)]
      if (verdict.same && verdict.reason !== 'bridged') expect(asked, name).toEqual([true, true])
      return { same: verdict.same, asked: asked.every(Boolean) }
    })
    expect(answers.some(({ same }) => same)).toBe(true)
    // After a while most need not be read.
    if (apart > 20 * 60_000) expect(answers.filter(({ asked }) => !asked).length).toBeGreaterThan(answers.length / 10)
  })
})
