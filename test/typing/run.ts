// npm run test:typing -- [--runs N] [--seed S] [--quiet]: ends with 1 where more than the last half second of typing, or a file, was lost.
import { parseArgs } from 'node:util'
import { buildPage } from '../support/build-page.ts'
import { typingMatrix } from './matrix.ts'

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '100' }, seed: { type: 'string' }, quiet: { type: 'boolean', default: false } },
})
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const began = Date.now()
buildPage()
console.log(`Something is killed while somebody types; seed ${seed}.`)
const result = await typingMatrix({ runs: Number(values.runs), seed, say: values.quiet ? () => undefined : console.log })
const { runs, lost, overwritten, orphaned, longestMs, slowest, wrong } = result
for (const what of wrong) console.error(what)
const seconds = Math.round((Date.now() - began) / 100) / 10
console.log(`${seconds} s`)
console.log(JSON.stringify({ runs, lost, overwritten, orphaned, longestMs, slowest, wrong: wrong.length, seed, seconds }))
process.exit(lost + overwritten + orphaned + wrong.length > 0 ? 1 : 0)
