import { afterAll, expect } from 'vitest'
import { mastodonConnector } from '../../../main/connectors/mastodon/connector.ts'
import { describeConnector } from '../../contract/describe-connector.ts'
import { mastodonNormalisers } from '../../fixtures/mastodon/normalisers.ts'
import { seedWorld } from '../../mastodon-server/seed/seed-world.ts'
import { startMastodonServer, type MastodonTestServer } from '../../mastodon-server/server.ts'
import type { VariantName } from '../../mastodon-server/variants.ts'
import type { WorldAccount } from '../../mastodon-server/world/types.ts'
import { contextOf, signIn } from './support.ts'

async function answerOf(server: MastodonTestServer, account: WorldAccount, path: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${server.tokenFor(account)}`, 'user-agent': 'Chirp test' }
  return (await fetch(`${server.url}/api/v1/${path}?limit=40`, { headers })).json()
}

/** Those that differ most from each other; the other tests of this folder go over all. */
for (const variant of ['mastodon', 'mastodon-old', 'gotosocial', 'pleroma', 'snac'] satisfies VariantName[]) {
  const server = await startMastodonServer({ variant, domain: 'chirp.example' })
  const world = seedWorld(server)
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
    const context = await contextOf(signedIn, { clock: () => now })
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
      writes: true,
    }
  })

  afterAll(async () => {
    expect(server.violations).toEqual([])
    await server.close()
  })
}
