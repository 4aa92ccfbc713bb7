import { afterAll, expect } from 'vitest'
import type { NormalisedAuthor } from '../../../main/connectors/connector.ts'
import { feedBatch, noticeBatch } from '../../../main/connectors/facebook/normalise/batch.ts'
import { entryOfComment, entryOfPost } from '../../../main/connectors/facebook/normalise/entry.ts'
import type { Reader } from '../../../main/connectors/facebook/normalise/post.ts'
import { COMMENT_FIELDS, POST_FIELDS, WireComment, WirePost } from '../../../main/connectors/facebook/wire.ts'
import { describeConnector } from '../../contract/describe-connector.ts'
import { addComment, addPage, addPagePost } from '../../meta-server/facebook/world.ts'
import { startMetaServer } from '../../meta-server/server.ts'
import { connectorOf, contextOf, httpTo, signIn } from './support.ts'

const now = Date.now()
const server = await startMetaServer({ api: 'facebook' })
const me = server.addUser('me')
const [ann, ben] = [server.addUser('ann', { name: 'Ann' }), server.addUser('ben', { name: 'Ben' })]
const page = addPage(server.world, 'Bread & Butter', me.id, { username: 'bread.butter', about: 'See example.com' })
const minutesAgo = (minutes: number): { readonly at: number } => ({ at: now - minutes * 60_000 })
let busy = ''
for (let number = 1; number <= 45; number++) {
  const post = addPagePost(server.world, page.id, `Fresh bread ${String(number)}, see https://example.com/${String(number)}`, {
    ...minutesAgo(3 * number),
    link: number % 3 === 0 ? `https://example.com/${String(number)}` : null,
    shares: number % 4,
  })
  if (number % 9 === 0)
    addPagePost(server.world, ann.id, `Lunch at Bread & Butter ${String(number)}`, { ...minutesAgo(3 * number), tags: [page.id] })
  if (number % 10 !== 0) continue
  busy = post.id
  for (let each = 1; each <= 12; each++) {
    const comment = addComment(
      server.world,
      each % 2 === 0 ? ann.id : ben.id,
      post,
      `Lovely ${String(each)}`,
      minutesAgo(3 * number - each / 10),
    )
    if (each % 4 === 0) addComment(server.world, page.id, comment, 'Thank you', minutesAgo(3 * number - each / 10 - 0.05))
  }
}
const connector = connectorOf(server)
const signedIn = await signIn(server, me)
const given = await contextOf(server, signedIn, { clock: () => now, http: httpTo(server.url, { accountId: 'acc_contract' }) })

async function answerOf(path: string, fields: string): Promise<unknown> {
  const { accessToken } = signedIn.session as { accessToken: string }
  const url = `${server.url}/v25.0/${path}?limit=40&filter=stream&fields=${encodeURIComponent(fields)}`
  return (await fetch(url, { headers: { authorization: `Bearer ${accessToken}` } })).json()
}

const self: NormalisedAuthor = { author: signedIn.author, remoteId: page.id, relationship: null }
const reader: Reader = { self, now }

/** What of a list's answer can be read at all, as the connector reads it. */
function read<T, U>(wire: unknown, schema: { safeParse: (value: unknown) => { success: boolean; data?: T } }, entry: (one: T) => U) {
  const data: readonly unknown[] = typeof wire === 'object' && wire !== null && 'data' in wire && Array.isArray(wire.data) ? wire.data : []
  const items = data.flatMap((each) => {
    const { data: parsed } = schema.safeParse(each)
    return parsed === undefined ? [] : [entry(parsed)]
  })
  return { items, skipped: data.length - items.length }
}

const [own, tagged] = [await answerOf(`${page.id}/published_posts`, POST_FIELDS), await answerOf(`${page.id}/tagged`, POST_FIELDS)]
const comments = await answerOf(`${busy}/comments`, COMMENT_FIELDS)

describeConnector('Facebook Pages', () =>
  Promise.resolve({
    connector,
    context: (signal) => ({ ...given, signal }),
    withHttp: (http, signal) => ({ ...given, account: { ...given.account, id: 'acc_faults' }, http, signal }),
    normalisers: [
      {
        name: 'feed',
        samples: [own, tagged],
        normalise: (wire) => {
          const { items, skipped } = read(wire, WirePost, entryOfPost)
          return feedBatch(items, reader, { older: null, skipped })
        },
      },
      {
        name: 'notices',
        samples: [comments],
        normalise: (wire) => {
          const { items, skipped } = read(wire, WireComment, (comment) => entryOfComment(comment, busy))
          const notices = items.flatMap((entry) => (entry.at === null ? [] : [{ kind: 'reply' as const, entry, at: entry.at }]))
          return noticeBatch(notices, [], reader, { older: null, skipped })
        },
      },
    ],
    paged: [
      { kind: 'home' },
      { kind: 'notifications' },
      { kind: 'author', author: { authorId: signedIn.author.id, remoteId: page.id, handle: 'bread.butter' } },
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
