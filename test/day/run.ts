// npm run test:day -- [--seed S] [--seconds N] [--quiet]: ends with 1 where the store is not what the servers are.
import { parseArgs } from 'node:util'
import { liveADay } from './day.ts'

const { values } = parseArgs({
  options: { seed: { type: 'string' }, seconds: { type: 'string', default: '120' }, quiet: { type: 'boolean', default: false } },
})
const seed = Number(values.seed ?? Date.now() % 1_000_000)
console.log(`A day's life in ${values.seconds} s; seed ${seed}.`)
const day = await liveADay({ seed, seconds: Number(values.seconds), say: values.quiet ? () => undefined : console.log })
for (const what of day.wrong) console.error(what)
console.log(JSON.stringify({ events: day.events, missing: day.missing, extra: day.extra, stale: day.stale, seed }))
// A day on which nothing happened proves nothing.
process.exit(day.missing + day.extra + day.stale + day.wrong.length > 0 || day.events < Number(values.seconds) / 4 ? 1 : 0)
