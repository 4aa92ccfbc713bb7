// npm run test:crash -- [--runs N] [--seed S] [--quiet]: ends with 1 where a post was lost, doubled or is not as it was written.
import { parseArgs } from 'node:util'
import { crashMatrix } from './matrix.ts'

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '300' }, seed: { type: 'string' }, quiet: { type: 'boolean', default: false } },
})
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const began = Date.now()
console.log(`Chirp is killed while it sends; seed ${seed}.`)
const result = await crashMatrix({ runs: Number(values.runs), seed, say: values.quiet ? () => undefined : console.log })
const { runs, inFlight, lost, doubled, needsYou, wrong, kills, steps, drafts } = result
if (!values.quiet) {
  console.log('Killed at:')
  for (const [step, times] of [...kills].sort()) console.log(`${String(times).padStart(5)} ${step}`)
  console.log('Steps that were taken by who lived, and at which somebody was killed:')
  for (const line of steps.table()) console.log(line)
}
for (const what of wrong) console.error(what)
const seconds = Math.round((Date.now() - began) / 100) / 10
console.log(`${seconds} s`)
const counted = { runs, inFlight, lost, doubled, needsYou, wrong: wrong.length, seed, seconds }
console.log(JSON.stringify({ ...counted, drafts, notReached: steps.missed(), steps: steps.counts() }))
process.exit(lost + doubled + wrong.length > 0 ? 1 : 0)
