import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../../../main/store/open-database.ts'
import { percentile, report } from '../figure.ts'
import { benchStart } from '../start.ts'
import { copyBare, rowCounts } from './bare-loop.ts'
import { fillYears, type Filled } from './fill.ts'
import { spread, timeReading, type ReadingTimes } from './reading.ts'

const SIZES = [10_000, 100_000, 1_000_000] as const

const WARM = 2_000
/** Stores of the smallest size are written so often, and the middle one counts: a machine is not equally quick in the few seconds that each takes. */
const ROUNDS = 5

/** A frame: a turn of the main process that is longer is felt. */
const TURN_MS = 16

type Measured = { readonly posts: number; readonly reading: ReadingTimes }

/** Years of reading in stores of three sizes: what it costs to write them, and to read in them. */
export async function benchYears(sizes: readonly number[] = SIZES): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'chirp-bench-'))
  const now = Date.now()
  const within: boolean[] = []
  const all: Filled[] = []
  try {
    // What the first posts of a process take is the time to compile what stores them.
    await fillYears(join(folder, 'warm.sqlite'), WARM, now)
    for (const [index, posts] of sizes.entries()) {
      const written: Written[] = []
      for (let round = index === 0 ? ROUNDS : 1; round > 0; round--) {
        const filled = await fillYears(join(folder, `${posts}-${round}.sqlite`), posts, now)
        written.push(writtenAgain(filled, join(folder, 'bare.sqlite')))
      }
      const [middle] = written.toSorted((a, b) => a.ratio - b.ratio).slice(written.length >> 1)
      if (middle === undefined) continue
      within.push(reportWriting(middle))
      all.push(middle.filled)
    }
    const measured = timeReading(all, now).map((reading, index): Measured => ({ posts: all[index]?.posts ?? 0, reading }))
    const [smallest] = measured
    for (const one of measured) within.push(reportReading(one, one === smallest ? null : (smallest ?? null)))
    const largest = all.at(-1)
    if (largest !== undefined) within.push(await benchStart(largest.path, largest.posts))
    return within.every(Boolean)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A store, how long it took to write it, ms, and how that is to a bare loop: 1 as quick. */
type Written = { readonly filled: Filled; readonly ms: number; readonly ratio: number }

/** Writes all rows of a store once more, by a bare loop. */
function writtenAgain(filled: Filled, target: string): Written {
  const { path, ms, tidyingMs } = filled
  const written = sum(ms) + sum(tidyingMs)
  const bare = sum(copyBare(filled, target))
  const [counts, copied] = [rowCounts(path), rowCounts(target)]
  if (JSON.stringify(counts) !== JSON.stringify(copied))
    throw new Error(`The bare loop wrote ${JSON.stringify(copied)}, wanted ${JSON.stringify(counts)}`)
  for (const file of [target, `${target}-wal`, `${target}-shm`]) rmSync(file, { force: true })
  return { filled, ms: written, ratio: bare / written }
}

function reportWriting({ filled, ms: written, ratio }: Written): boolean {
  const { path, posts, ms, turns } = filled
  const against = 'a bare loop that writes the same rows into the same tables and indexes'
  const within = report({
    name: `storing what was read, ${posts} posts`,
    value: (posts / written) * 1000,
    unit: 'posts/s',
    ratio,
    against,
    target: '>=0.7',
  })
  plain(`storing a read of 40 posts, p50, ${posts} posts`, percentile(ms, 0.5))
  plain(`storing a read of 40 posts, p99, ${posts} posts`, percentile(ms, 0.99))
  const areShort = report({
    name: `a turn of storing, p99, ${posts} posts`,
    value: percentile(turns, 0.99),
    unit: 'ms',
    ratio: percentile(turns, 0.99) / TURN_MS,
    against: 'the longest turn nobody notices',
    target: '<=1',
  })
  using store = openStore(path)
  report({
    name: `bytes of the database per post, ${posts} posts`,
    value: store.sizeBytes() / posts,
    unit: 'bytes',
    ratio: null,
    against: null,
    target: null,
  })
  return within && areShort
}

function reportReading({ posts, reading }: Measured, smallest: Measured | null): boolean {
  const names = { page: 'a page of 50', inbox: 'a page of 50 of the inbox', thread: 'a thread', search: 'search as one types' } as const
  const within = (Object.keys(names) as (keyof typeof names)[]).map((what) => {
    plain(`${names[what]}, p50, ${posts} posts`, spread(reading[what]).p50)
    const value = spread(reading[what]).p95
    const before = smallest === null ? null : spread(smallest.reading[what]).p95
    return report({
      name: `${names[what]}, p95, ${posts} posts`,
      value,
      unit: 'ms',
      ratio: before === null ? null : value / before,
      against: smallest === null ? null : `the same at ${smallest.posts} posts`,
      // A search for what everybody says finds more the more there is.
      target: before === null || what === 'search' ? null : '<=1.5',
    })
  })
  const bare = { page: 'bare', inbox: 'inboxBare', thread: 'threadBare' } as const
  for (const what of Object.keys(bare) as (keyof typeof bare)[]) {
    const value = spread(reading[what]).p95
    within.push(
      report({
        name: `${names[what]} against its statements, p95, ${posts} posts`,
        value,
        unit: 'ms',
        ratio: value / spread(reading[bare[what]]).p95,
        against: 'the bare statements of the same',
        target: '<=3',
      }),
    )
  }
  return within.every(Boolean)
}

function plain(name: string, value: number): void {
  report({ name, value, unit: 'ms', ratio: null, against: null, target: null })
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
