import { afterAll, expect } from 'vitest'
import type { NormalisedAuthor } from '../../../main/connectors/connector.ts'
import type { Reader } from '../../../main/connectors/meta/reader.ts'
import { feedBatch, noticeBatch } from '../../../main/connectors/threads/normalise/batch.ts'
import { timeOf } from '../../../main/connectors/meta/time.ts'
import { REPLY_FIELDS, WirePost } from '../../../main/connectors/threads/wire.ts'
import { describeConnector } from '../../contract/describe-connector.ts'
import { startMetaServer } from '../../meta-server/server.ts'
import { connectorOf, contextOf, httpTo, signIn } from './support.ts'

const now = Date.now()
const server = await startMetaServer()
const me = server.addUser('me', { name: 'Me, Myself', biography: 'See example.com and @ann' })
const [ann, ben] = [server.addUser('ann.b', { name: 'Ann' }), server.addUser('ben')]
const minutesAgo = (minutes: number): { readonly at: number } => ({ at: now - minutes * 60_000 })
for (let number = 1; number <= 45; number++) {
  const own = server.post(
    me,
    `Own post ${String(number)} about windmills, see https://example.com/${String(number)}`,
    minutesAgo(2 * number),
  )
  if (number % 2 === 0)
    server.post(number % 4 === 0 ? ann : ben, `Good point, @me (${String(number)})`, { ...minutesAgo(2 * number - 1), repliedTo: own.id })
  if (number % 3 === 0) server.post(me, 'A thread goes on', { ...minutesAgo(2 * number - 1), repliedTo: own.id })
  if (number % 5 === 0) server.post(ann, `@me should see this ${String(number)}`, minutesAgo(2 * number))
  if (number % 9 === 0) server.post(me, 'What I said', { ...minutesAgo(2 * number), quotes: own.id })
}
const connector = connectorOf(server)
const signedIn = await signIn(server, me)
const given = await contextOf(server, signedIn, { clock: () => now, http: httpTo(server.url, { accountId: 'acc_contract' }) })

async function answerOf(path: string): Promise<unknown> {
  const { accessToken } = signedIn.session as { accessToken: string }
  const url = `${server.url}/v1.0/${path}?limit=40&fields=${encodeURIComponent(REPLY_FIELDS)}`
  return (await fetch(url, { headers: { authorization: `Bearer ${accessToken}` } })).json()
}

const self: NormalisedAuthor = { author: signedIn.author, remoteId: 'me', relationship: null }
const reader: Reader = { self, now }

/** What of a list's answer can be read at all, as the connector reads it. */
function postsIn(wire: unknown): { readonly posts: readonly WirePost[]; readonly skipped: number } {
  const data: readonly unknown[] = typeof wire === 'object' && wire !== null && 'data' in wire && Array.isArray(wire.data) ? wire.data : []
  const posts = data.flatMap((each) => {
    const parsed = WirePost.safeParse(each)
    return parsed.success ? [parsed.data] : []
  })
  return { posts, skipped: data.length - posts.length }
}

const [own, mentions] = [await answerOf('me/threads'), await answerOf('me/mentions')]

describeConnector('Threads', () =>
  Promise.resolve({
    connector,
    context: (signal) => ({ ...given, signal }),
    withHttp: (http, signal) => ({ ...given, account: { ...given.account, id: 'acc_faults' }, http, signal }),
    normalisers: [
      {
        name: 'feed',
        samples: [own, mentions],
        normalise: (wire) => {
          const { posts, skipped } = postsIn(wire)
          return feedBatch(posts, reader, { older: null, skipped })
        },
      },
      {
        name: 'notices',
        samples: [mentions],
        normalise: (wire) => {
          const { posts, skipped } = postsIn(wire)
          const notices = posts.flatMap((post) => {
            const at = timeOf(post.timestamp)
            return at === null ? [] : [{ kind: 'mention' as const, post, at }]
          })
          return noticeBatch(notices, [], reader, { older: null, skipped })
        },
      },
    ],
    paged: [
      { kind: 'home' },
      { kind: 'notifications' },
      { kind: 'author', author: { authorId: signedIn.author.id, remoteId: 'me', handle: 'me' } },
      { kind: 'search', query: 'windmills' },
    ],
    live: null,
    offers: [],
    tag: null,
    writes: true,
  }),
)

afterAll(async () => {
  expect(server.violations).toEqual([])
  await server.close()
})
