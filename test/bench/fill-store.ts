import { ingestBatch } from '../../main/store/ingest-batch.ts'
import { openStore } from '../../main/store/open-database.ts'
import { saveAccount } from '../../main/store/tables/accounts.ts'
import { saveCursor } from '../../main/store/tables/sync-cursors.ts'
import { accountOf, homeBatch, MINUTE, postOf } from '../store/builders.ts'

const WORDS =
  'the tram bell rings twice when paper ink press Saturday morning harbour mist bread 今朝 の港 霧 が晴れる قرأت اليوم Erinnerung Newsletter größer año corazón לילה สวัสดี 🌧️ 🚲 type case letter poster blister friend answer kettle studio kitchen printing proof number'.split(
    ' ',
  )

/** A repeatable sequence of numbers from 0 to 1 (mulberry32). */
function sequence(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Fills a new store with so many posts of a paused account: texts of 5 to 60 words in several scripts, a third of them replies, by 500 people. */
export function fillStore(path: string, posts: number, now: number): void {
  const store = openStore(path)
  try {
    const random = sequence(42)
    const account = accountOf('bench', { state: { kind: 'paused' }, addedAt: now })
    store.write((db) => {
      saveAccount(db, account)
      saveCursor(db, { accountId: account.id, stream: 'home', older: null, exhausted: true, reachedAt: 0, readAt: now })
    })
    for (let start = 0; start < posts; start += 100) {
      const batch = Array.from({ length: Math.min(100, posts - start) }, (_, index) => {
        const number = start + index
        const text = Array.from({ length: 5 + Math.floor(random() * 55) }, () => WORDS[Math.floor(random() * WORDS.length)]).join(' ')
        return postOf(`bench-${number}`, `person${Math.floor(random() * 500)}`, now - number * MINUTE, {
          text: { text, spans: [] },
          ...(number > 3 && random() < 0.3
            ? { replyTo: { postId: `post:bench-${number - 1 - Math.floor(random() * 3)}`, authorId: null, authorHandle: null } }
            : {}),
        })
      })
      store.write((db) => ingestBatch(db, homeBatch(batch), { accountId: account.id, requestedAt: now, now }))
    }
  } finally {
    store.close()
  }
}
