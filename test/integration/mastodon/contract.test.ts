import { afterAll, expect } from 'vitest'
import { mastodonConnector } from '../../../main/connectors/mastodon/connector.ts'
import { describeConnector } from '../../contract/describe-connector.ts'
import type { LiveWorld } from '../../contract/setup.ts'
import { mastodonNormalisers } from '../../fixtures/mastodon/normalisers.ts'
import { seedWorld } from '../../mastodon-server/seed/seed-world.ts'
import { startMastodonServer, type MastodonTestServer } from '../../mastodon-server/server.ts'
import type { VariantName } from '../../mastodon-server/variants.ts'
import type { WorldAccount } from '../../mastodon-server/world/types.ts'
import { contextOf, httpTo, signIn } from './support.ts'

async function answerOf(server: MastodonTestServer, account: WorldAccount, path: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${server.tokenFor(account)}`, 'user-agent': 'Chirp test' }
  return (await fetch(`${server.url}/api/v1/${path}?limit=40`, { headers })).json()
}

/** What a stream of this server can do to those who listen. */
function liveWorld(server: MastodonTestServer, me: WorldAccount, friend: WorldAccount): LiveWorld {
  return {
    post: async (text) => {
      const status = server.postStatus(friend, text)
      return {
        postId: status.uri,
        edit: async (changed) => server.editStatus(status, changed),
        remove: async () => server.deleteStatus(status),
      }
    },
    mention: async (text) => server.postStatus(friend, `@${me.username} ${text}`).uri,
    say: server.streaming.sendRaw,
    nonsense: [
      '',
      '{"stream":["user"],"event":"upd',
      'null',
      '[]',
      '"update"',
      '{"event":"update"}',
      '{"event":"update","payload":"{\\"id\\":\\"1\\"}"}',
      '{"event":"update","payload":{"id":null}}',
      '{"event":"notification","payload":"{}"}',
      '{"event":"delete","payload":null}',
      '{"event":7,"payload":"1"}',
      '{"stream":["user"],"event":"no.such.thing","payload":"{}"}',
      '{"stream":["user"],"event":"announcement","payload":"{\\"id\\":\\"8\\"}"}',
      `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
    ],
    drop: () => server.streaming.drop(),
    breakOffInside: server.streaming.breakOffInside,
    sayTooMuch: () => server.streaming.sendRaw(JSON.stringify({ event: 'update', payload: 'x'.repeat(1_500_000) })),
    fallSilent: server.streaming.fallSilent,
    refuse: (status) =>
      server.failNext({ match: 'GET /api/v1/streaming', status, times: 1_000, body: status === 200 ? '<html>Hello</html>' : undefined }),
    welcome: server.clearFaults,
  }
}

/** Those that differ most from each other; the other tests of this folder go over all. */
for (const variant of ['mastodon', 'mastodon-old', 'gotosocial', 'pleroma', 'snac'] satisfies VariantName[]) {
  const server = await startMastodonServer({ variant, domain: 'chirp.example' })
  const world = seedWorld(server)
  const [friend] = world.people
  if (friend === undefined) throw new Error('Nobody to follow')
  for (let number = 1; number <= 24; number++) {
    const own = server.postStatus(world.me, { text: `Own post ${String(number)} about windmills`, createdAt: Date.now() - number * 61_000 })
    for (const person of world.people.slice(0, 2)) server.favourite(person, own)
  }
  const signedIn = await signIn(server, world.me)
  const { author } = signedIn
  // Besides the statuses written from documentation, the fuzzer gets what this server really answers.
  const answers = {
    statuses: [await answerOf(server, world.me, 'timelines/home')],
    notifications: [await answerOf(server, world.me, 'notifications')],
  }

  describeConnector(`Mastodon, with a server like ${variant}`, async () => {
    const now = Date.now()
    const http = httpTo(server.url, { accountId: 'acc_contract', heartbeat: { everyMs: 2_000, silenceMs: 6_000 } })
    const context = await contextOf(signedIn, { clock: () => now, http })
    return {
      connector: mastodonConnector,
      context: (signal) => ({ ...context, signal }),
      withHttp: (http, signal) => ({ ...context, http, signal }),
      normalisers: mastodonNormalisers(answers),
      paged: [
        { kind: 'home' },
        { kind: 'notifications' },
        { kind: 'author', author: { authorId: author.id, remoteId: world.me.id, handle: author.handle } },
        { kind: 'search', query: 'windmills' },
      ],
      live: signedIn.capabilities.streams.live ? liveWorld(server, world.me, friend) : null,
      // One of these servers cannot tell its lists.
      offers: server.variant.malformedLists ? [] : ['Neighbours'],
      tag: 'harbour',
      writes: true,
    }
  })

  afterAll(async () => {
    expect(server.violations).toEqual([])
    await server.close()
  })
}
