// npm run test:faults -- [--seed S] [--only TEXT] [--short] [--quiet]: ends with 1 where a post was lost, doubled or left in no clear state.
import { parseArgs } from 'node:util'
import { faultCases } from './cases.ts'
import { faultMatrix } from './matrix.ts'

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    seed: { type: 'string', default: '0' },
    only: { type: 'string' },
    quiet: { type: 'boolean', default: false },
  },
})
/** One of every sort, each with the draft that it is hardest for; under a minute. */
const SHORT: Readonly<Record<string, string>> = {
  'connection reset after the post was made': 'thread',
  '502 in HTML after the post was made': 'images',
  'half a JSON': 'picture',
  '429 with a time': 'thread',
  'a token that ran out, the new one lost, and the old one taken no more': 'thread',
  'reset after the post was made, and then nobody to ask': 'picture',
  'an upload that is reset after it was taken': 'images',
  'a full disk': 'thread',
}

const unknown = Object.keys(SHORT).filter((name) => !faultCases.some((fault) => fault.name === name))
if (unknown.length > 0) throw new Error(`There are no such cases: ${unknown.join('; ')}`)
const began = Date.now()
const result = await faultMatrix({
  only: ({ name }, kind) => (values.short ? SHORT[name] === kind : values.only === undefined || name.includes(values.only)),
  say: values.quiet ? () => undefined : console.log,
})
const { runs, lost, doubled, needsYou, unclear, drafts } = result
for (const what of unclear) console.error(what)
const seconds = Math.round((Date.now() - began) / 100) / 10
console.log(`${seconds} s`)
console.log(JSON.stringify({ runs, lost, doubled, needsYou, unclear: unclear.length, seed: Number(values.seed), seconds, drafts }))
// Where no case has such a name nothing was proved.
process.exit(lost + doubled + unclear.length > 0 || runs === 0 ? 1 : 0)
