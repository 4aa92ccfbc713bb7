import { expect, test } from 'vitest'
import { SearchIndexer } from '../../../main/services/reading/search-indexer.ts'
import { ingestBatch } from '../../../main/store/ingest-batch.ts'
import { openStore, type Store } from '../../../main/store/open-database.ts'
import { silentLog } from '../../unit/sync/fake-network.ts'
import { addAccount, batchOf, MINUTE, NOON, postOf } from '../builders.ts'

/** Of the index: its parts, each of which a search looks through. */
function parts(store: Store): number {
  return store.read((db) => db.get<{ parts: number }>('select count(distinct segid) as parts from post_terms_idx')?.parts ?? 0)
}

function finds(store: Store): number {
  return store.read(
    (db) => db.get<{ found: number }>(`select count(*) as found from post_terms where post_terms match 'words : morning'`)?.found ?? 0,
  )
}

test('the parts of the index that reads leave are merged in slices, and all is found as before', () => {
  using store = openStore(':memory:', { clock: () => NOON })
  addAccount(store, 'ann')
  const due: (() => void)[] = []
  const timer = {
    after: (_: number, run: () => void) => {
      due.push(run)
      return () => void due.splice(due.indexOf(run), 1)
    },
  }
  using indexer = new SearchIndexer({ store, timer, monotonic: () => 0, log: silentLog })
  indexer.start()
  const tick = (): void => due.shift()?.()
  tick()
  for (let read = 0; read < 40; read++) {
    const posts = [1, 2, 3].map((number) =>
      postOf(`${read}-${number}`, 'ann', NOON + (read * 3 + number) * MINUTE, { text: { text: `morning ${read} ${number}`, spans: [] } }),
    )
    store.write((db) => ingestBatch(db, batchOf(posts), { accountId: 'acc_ann', requestedAt: NOON, now: NOON + 500 * MINUTE }))
  }
  expect(parts(store)).toBeGreaterThan(30)
  expect(due).toHaveLength(1)
  let slices = 0
  for (; due.length > 0; slices++) tick()
  expect(slices).toBeGreaterThan(1)
  expect(parts(store)).toBeLessThan(8)
  expect(finds(store)).toBe(120)
})
