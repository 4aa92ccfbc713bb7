import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSearch, type Search } from '../../main/services/reading/search.ts'
import { ingestBatch } from '../../main/store/ingest-batch.ts'
import { openStore, type Store } from '../../main/store/open-database.ts'
import type { CanonicalPost } from '../../shared/model/canonical-post.ts'
import { addAccount, batchOf, MINUTE, NOON, normalisedPost, postOf } from '../store/builders.ts'
import { seeded, type Chance } from '../support/seeded.ts'
import { percentile, report } from './figure.ts'

const SIZES = [10_000, 100_000] as const

/** What a person searches for, typed letter by letter. */
const TYPED = [
  'the tram bell rings',
  'harbour mist "morning bread"',
  'from:person12 has:image paper',
  'rare-word',
  '東京タワー',
  'สวัสดี',
  ':) 🚲',
  '#climate lang:de',
  'is:liked letter',
  'has:poll after:2020',
  'the -press before:2026',
] as const

/** What costs most: frequent words that are never in one post, what nobody has, and what is in one post of ten thousand, far back. */
const WORST = [
  'leftward rightward',
  'left right',
  'leftw -network:testnet',
  'has:poll',
  'is:bookmarked',
  'p x z q',
  'the from:person',
  '東 right :)',
] as const

const COMMON =
  'the tram bell rings twice when paper ink press Saturday morning harbour mist bread type case letter poster friend answer kettle studio'.split(
    ' ',
  )
const OTHER = [
  '今朝の港',
  '霧が晴れる',
  '東京タワーに行きました',
  'สวัสดีครับ',
  'Erinnerung',
  'größer',
  'corazón',
  'לילה',
  'قرأت',
  '🌧️',
  '🚲',
  ':)',
  '#climate',
  '100%',
]

/** A word as rare as words are: the number of a word of many, of which the first are in most posts. */
function wordOf(chance: Chance): string {
  const rank = Math.floor(40_000 ** chance.next())
  if (rank < 60) return COMMON[rank % COMMON.length] ?? ''
  if (rank < 90) return OTHER[rank % OTHER.length] ?? ''
  let word = ''
  for (let rest = Math.imul(rank, 2_654_435_761) >>> 0; rest > 0; rest = Math.floor(rest / 23))
    word += 'etaoinshrdlucmfwypvbgkj'.charAt(rest % 23)
  return word
}

function benchPost(number: number, chance: Chance): CanonicalPost {
  const text = [number % 2 === 0 ? 'leftward' : 'rightward', ...Array.from({ length: 5 + chance.below(45) }, () => wordOf(chance))].join(
    ' ',
  )
  const image = {
    kind: 'image',
    url: 'u',
    previewUrl: null,
    alt: '',
    width: 1,
    height: 1,
    blurhash: null,
    focalPoint: null,
    durationMs: null,
    mimeType: null,
  } as const
  const poll = { remoteId: 'p', options: [], votes: 0, voters: 0, multiple: false, endsAt: null, closed: false, ownChoices: [] }
  return postOf(`${number}`, `person${chance.below(500)}`, NOON - number * MINUTE, {
    text: { text, spans: [] },
    languages: [chance.next() < 0.1 ? 'de' : 'en'],
    media: chance.next() < 0.2 ? [image] : [],
    // The only ones are the oldest of all.
    poll: number % 10_000 === 9_999 ? poll : null,
  })
}

function fill(store: Store, posts: number): void {
  const chance = seeded(11)
  const account = addAccount(store, 'me')
  for (let start = 0; start < posts; start += 100) {
    const batch = Array.from({ length: 100 }, (_, index) => benchPost(start + index, chance))
    const flags = { liked: start % 1_000 === 0, bookmarked: start === posts - 100 }
    const stored = batchOf(batch, { posts: batch.map((post) => normalisedPost(post, flags)) })
    store.write((db) => ingestBatch(db, stored, { accountId: account.id, requestedAt: NOON, now: NOON }))
  }
}

/** How long each of the searches takes, with the posts of the first page as the page gets them, ms. */
function measure(search: Search, texts: readonly string[]): number[] {
  return texts.map((text) => {
    const began = performance.now()
    const found = search.posts({ text, cursor: null, limit: 40 })
    const ms = performance.now() - began
    if (!found.ok) throw new Error(`The search for ${text} failed.`)
    return ms
  })
}

function bytesOf(store: Store, table: string): number {
  const found = store.read((db) => db.get<{ bytes: number }>(`select sum(pgsize) as bytes from dbstat where name like ? || '%'`, table))
  return found?.bytes ?? Number.NaN
}

/** Search as one types, and what costs most, at 10,000 and at 100,000 posts; and what the index takes. */
export function benchSearch(): boolean {
  const letters = TYPED.flatMap((text) => Array.from(text, (_, index) => text.slice(0, index + 1)))
  const before = new Map<string, number>()
  const line = (name: string, size: number, value: number): void => {
    const smaller = before.get(name)
    before.set(name, value)
    const against = smaller === undefined ? null : `the same at ${SIZES[0]} posts`
    report({
      name: `${name}, ${size} posts`,
      value,
      unit: 'ms',
      ratio: smaller === undefined ? null : value / smaller,
      against,
      target: null,
    })
  }
  for (const size of SIZES) {
    const folder = mkdtempSync(join(tmpdir(), 'chirp-bench-'))
    try {
      using store = openStore(join(folder, 'chirp.sqlite'))
      fill(store, size)
      const search = createSearch({ store, views: { mediaAddress: (url) => url, platformName: (platform) => platform } })
      measure(search, letters)
      const typed = measure(search, letters)
      line('search as one types, p50', size, percentile(typed, 0.5))
      line('search as one types, p95', size, percentile(typed, 0.95))
      for (const text of WORST) line(`search for ${text}`, size, Math.min(...measure(search, [text, text, text])))
      const index = (['post_terms', 'search_place', 'sqlite_autoindex_search_place'] as const).reduce(
        (sum, table) => sum + bytesOf(store, table),
        0,
      )
      report({
        name: `bytes of the search index per post, ${size} posts`,
        value: index / size,
        unit: 'bytes',
        ratio: index / store.sizeBytes(),
        against: 'the whole database',
        target: null,
      })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  return true
}
