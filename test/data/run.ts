// npm run test:data -- [--runs N] [--seed S] [--quiet]: ends with 1 where a database was not whole, a cursor was ahead of its posts, or a draft was lost.
import { parseArgs } from 'node:util'
import { dataMatrix } from './matrix.ts'

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '200' }, seed: { type: 'string' }, quiet: { type: 'boolean', default: false } },
})
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const began = Date.now()
console.log(`Chirp is killed while it works on its data; seed ${seed}.`)
const { runs, broken, ahead, lost, wrong } = await dataMatrix({
  runs: Number(values.runs),
  seed,
  say: values.quiet ? () => undefined : console.log,
})
for (const what of wrong) console.error(what)
console.log(`${Math.round((Date.now() - began) / 100) / 10} s`)
console.log(JSON.stringify({ runs, broken, ahead, lost, seed }))
process.exit(wrong.length > 0 ? 1 : 0)
