import type { ConnectorContext } from '../../../main/connectors/connector.ts'
import type { HttpPort } from '../../../main/core/ports.ts'
import { afterAll, beforeAll } from 'vitest'
import { describeConnector } from '../../contract/describe-connector.ts'
import type { ContractSetup } from '../../contract/setup.ts'
import { blueskyNormalisers } from '../../fixtures/bluesky/normalisers.ts'
import { startFeedGenerator } from '../../support/feed-generator.ts'
import { bluesky, contextOf, network, signIn } from './support.ts'

const generator = await startFeedGenerator()
afterAll(() => generator.close())

/** An account with enough in every stream to read it in pages: own posts, others' posts and reposts, answers and likes. */
async function world() {
  const [reader, friend] = [await network.createAccount('reader'), await network.createAccount('friend')]
  await network.follow(reader, friend)
  const friends = await network.list(reader, 'Friends', [friend])
  await network.list(reader, 'Nobody', [friend], 'modlist')
  const readers = await network.list(friend, 'Readers', [reader])
  const feed = await generator.publish(friend, 'shuffled', 'In no order')
  await reader.agent.addSavedFeeds([
    { type: 'list', value: readers, pinned: false },
    { type: 'feed', value: feed, pinned: true },
    { type: 'list', value: friends, pinned: false },
    { type: 'feed', value: feed.replace('shuffled', 'gone'), pinned: false },
  ])
  const shuffled: string[] = []
  await network.processAll()
  for (let number = 1; number <= 24; number++) {
    const own = await network.post(reader, `Own post ${number} about windmills`)
    const theirs = await network.post(friend, `Hello @${reader.handle}, this is ${number} #mills`)
    await network.processAll()
    await network.like(friend, own)
    if (number % 4 === 0) await network.reply(friend, own, `Answer ${number}`)
    if (number % 5 === 0) await network.repost(friend, own)
    if (number % 6 === 0) await network.quote(reader, theirs, `Quoting ${number}`)
    await network.processAll()
    shuffled.splice((number * 7) % (shuffled.length + 1), 0, own.uri, theirs.uri)
  }
  generator.fill(feed, shuffled)
  return { reader, signedIn: await signIn(reader) }
}

/** What is written is waited for, so that the next read has it: the AppView indexes a moment later. */
function settling(http: HttpPort): HttpPort {
  return {
    fetch: async (input, init) => {
      const response = await http.fetch(input, init)
      if (init?.method?.toUpperCase() === 'POST') await network.processAll()
      return response
    },
  }
}

const built = world()
// It takes a while, which is no test's own time.
beforeAll(async () => {
  await built
}, 300_000)

async function setup(): Promise<ContractSetup> {
  const { reader, signedIn } = await built
  const onNetwork = async (signal: AbortSignal, http?: HttpPort): Promise<ConnectorContext> => {
    const context = await contextOf(signedIn, { signal })
    return { ...context, http: http ?? settling(context.http), clock: () => now }
  }
  const now = Date.now()
  return {
    connector: bluesky,
    context: (signal) => onNetwork(signal),
    withHttp: (http, signal) => onNetwork(signal, http),
    normalisers: blueskyNormalisers(),
    paged: [
      { kind: 'home' },
      { kind: 'notifications' },
      { kind: 'author', author: { authorId: reader.did, remoteId: reader.did, handle: reader.handle } },
      { kind: 'search', query: 'windmills' },
    ],
    offers: ['In no order', 'Readers', 'Friends'],
    tag: 'mills',
    live: null,
    writes: true,
  }
}

describeConnector('Bluesky', setup)
