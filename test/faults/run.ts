// npm run test:faults -- [--seed S] [--only TEXT] [--quiet]: ends with 1 where a post was lost, doubled or left in no clear state.
import { parseArgs } from 'node:util'
import { faultMatrix } from './matrix.ts'

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '0' }, only: { type: 'string' }, quiet: { type: 'boolean', default: false } },
})
const began = Date.now()
const result = await faultMatrix({
  only: ({ name }) => values.only === undefined || name.includes(values.only),
  say: values.quiet ? () => undefined : console.log,
})
const { runs, lost, doubled, needsYou, unclear } = result
for (const what of unclear) console.error(what)
const seconds = Math.round((Date.now() - began) / 100) / 10
console.log(`${seconds} s`)
console.log(JSON.stringify({ runs, lost, doubled, needsYou, unclear: unclear.length, seed: Number(values.seed), seconds }))
process.exit(lost + doubled + unclear.length > 0 ? 1 : 0)
