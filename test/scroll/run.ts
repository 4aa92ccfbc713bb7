// npm run test:scroll -- [--runs N] [--posts N] [--seed S] [--quiet]: ends with 1 where what is read moved, or the page grew.
import { parseArgs } from 'node:util'
import { buildPage } from '../support/build-page.ts'
import { scrollMatrix } from './matrix.ts'

/** More elements than these are not bounded by what is in view. */
const MOST_ELEMENTS = 3000
const MOST_GROWTH = 1.3
const ADDED = 1000

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '50' },
    posts: { type: 'string', default: '10000' },
    seed: { type: 'string' },
    quiet: { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const began = Date.now()
buildPage()
console.log(`Scrolling through ${values.posts} posts; seed ${String(seed)}.`)
const { way, runs, moved, off, wrong } = await scrollMatrix({
  posts: Number(values.posts),
  runs: Number(values.runs),
  added: ADDED,
  seed,
  say: values.quiet ? () => undefined : console.log,
})
const growth = Math.round((way.heapAfter / way.heapBefore) * 100) / 100
if (way.mostElements > MOST_ELEMENTS) wrong.push(`${String(way.mostElements)} elements in the page`)
if (growth > MOST_GROWTH) wrong.push(`The heap grew to ${String(growth)} times what it was`)
for (const what of wrong) console.error(what)
const seconds = Math.round((Date.now() - began) / 100) / 10
const { mostElements, frames, droppedFrames, longTasks, longestTaskMs } = way
const printed = {
  runs,
  moved,
  off,
  mostElements,
  growth,
  frames,
  droppedFrames,
  longTasks,
  longestTaskMs,
  wrong: wrong.length,
  seed,
  seconds,
}
console.log(JSON.stringify(printed))
process.exit(wrong.length > 0 ? 1 : 0)
