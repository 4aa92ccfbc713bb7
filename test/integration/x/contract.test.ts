import { afterAll, expect } from 'vitest'
import { FEED_QUERY } from '../../../main/connectors/x/read/pages.ts'
import { describeConnector } from '../../contract/describe-connector.ts'
import { seedWorld } from '../../x-server/seed.ts'
import { startXServer } from '../../x-server/server.ts'
import { xNormalisers } from './normalisers.ts'
import { connectorOf, contextOf, httpTo, REDIRECT, signIn } from './support.ts'

const server = await startXServer()
const { app, me } = seedWorld(server, [REDIRECT])
const connector = connectorOf(server)
const signedIn = await signIn(server, me, app)

async function answerOf(path: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${server.tokenFor(me).access}` }
  const query = new URLSearchParams({ ...FEED_QUERY, max_results: '100' })
  return (await fetch(`${server.url}/2/users/${me.id}/${path}?${query.toString()}`, { headers })).json()
}

// The fuzzer gets what this server really answers.
const answers = {
  feeds: [await answerOf('timelines/reverse_chronological'), await answerOf('tweets')],
  mentions: [await answerOf('mentions')],
}

describeConnector('X', async () => {
  const now = Date.now()
  const context = await contextOf(server, signedIn, { clock: () => now, http: httpTo(server, { accountId: 'acc_contract' }) })
  return {
    connector,
    context: (signal) => ({ ...context, signal }),
    withHttp: (http, signal) => ({ ...context, http, signal }),
    normalisers: xNormalisers(me.id, now, answers),
    paged: [
      { kind: 'home' },
      { kind: 'notifications' },
      { kind: 'author', author: { authorId: signedIn.author.id, remoteId: me.id, handle: me.username } },
      { kind: 'search', query: 'windmills' },
    ],
    live: null,
    offers: [],
    tag: null,
    writes: true,
  }
})

afterAll(async () => {
  expect(server.violations).toEqual([])
  await server.close()
})
