import { expect, test } from 'vitest'
import { demoAccounts } from '../../../main/connectors/demo/accounts.ts'
import { demoConnectors } from '../../../main/connectors/demo/connector.ts'
import { ingestBatch } from '../../../main/store/ingest-batch.ts'
import { openStore } from '../../../main/store/open-database.ts'
import { addAccount } from '../../store/builders.ts'
import { silentLog } from '../sync/fake-network.ts'

const START = Date.UTC(2026, 10, 17, 14, 30)

test('of the hundreds of posts of the demo just those are one that were written for several networks', async () => {
  using store = openStore(':memory:')
  for (const [index, { platform, signedIn }] of demoAccounts(START).entries()) {
    const { author, server, capabilities } = signedIn
    const { id } = addAccount(store, `demo${index}`, { platform, authorId: author.id })
    const account = { id, authorId: author.id, handle: author.handle, server, authMethod: 'demo', capabilities }
    const session = { read: async () => signedIn.session, write: async () => undefined, exclusive: <T>(work: () => Promise<T>) => work() }
    const http = { fetch: () => Promise.reject(new Error('The demo asks no server')) }
    const connector = demoConnectors.find(({ manifest }) => manifest.platform === platform)
    if (connector === undefined) throw new Error(`No connector for ${platform}`)
    const context = { account, http, session, clock: () => START, log: silentLog, signal: new AbortController().signal }
    const batch = await connector.read(context, { stream: { kind: 'home' }, older: null, limit: 1000 })
    store.write((db) => ingestBatch(db, batch, { accountId: id, requestedAt: START, now: START }))
  }
  const groups = store.read((db) =>
    db.all<{ ids: string }>(
      'select group_concat(id) as ids from (select group_id, id from same_post join post on row = post_row order by id) group by group_id',
    ),
  )
  expect(groups.map(({ ids }) => ids).toSorted()).toEqual([
    'demo:bluesky/post/cards,demo:x/post/cards',
    'demo:bluesky/post/last-n7,demo:mastodon/post/last-n7',
    'demo:bluesky/post/lower-case-r,demo:mastodon/post/lower-case-r',
    'demo:bluesky/post/open-day,demo:x/post/open-day',
  ])
  expect(store.read((db) => db.get<{ count: number }>('select count(*) as count from post')?.count)).toBeGreaterThan(300)
})
