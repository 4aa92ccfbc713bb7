import { mkdtempSync, existsSync } from 'node:fs'
import { percentile } from './figure.ts'
import { fillYears } from './years/fill.ts'
import { timeReading } from './years/reading.ts'
const path = '/tmp/zzpage.sqlite'
const now = 1795000000000
const filled = existsSync(path) ? { path, posts: 10000, ms: [], tidyingMs: [], marks: {} as never } : await fillYears(path, 10000, now)
const r = timeReading(filled as never, now)
const q = (v: readonly number[]) => [.5, .95, .99].map((p) => percentile(v, p).toFixed(2)).join(' ')
console.log('page', q(r.page), 'bare', q(r.bare), 'ratio95', (percentile(r.page, .95) / percentile(r.bare, .95)).toFixed(2), 'ratio50', (percentile(r.page, .5) / percentile(r.bare, .5)).toFixed(2), 'inbox', q(r.inbox), 'thread', q(r.thread), 'search', q(r.search))
