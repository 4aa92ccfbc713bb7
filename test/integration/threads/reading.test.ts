import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ConnectorContext, ReadBatch } from '../../../main/connectors/connector.ts'
import { startMetaServer, type MetaTestServer } from '../../meta-server/server.ts'
import type { MetaUser } from '../../meta-server/world/types.ts'
import { connectorOf, contextOf, errorOf, remote, signIn } from './support.ts'

let server: MetaTestServer
let [me, ann, ben]: MetaUser[] = []
let context: ConnectorContext

beforeEach(async () => {
  server = await startMetaServer()
  me = server.addUser('me', { name: 'Me' })
  ann = server.addUser('ann')
  ben = server.addUser('ben', { isPrivate: true })
  context = await contextOf(server, await signIn(server, me))
})
afterEach(async () => {
  expect(server.violations).toEqual([])
  await server.close()
})

function people() {
  if (me === undefined || ann === undefined || ben === undefined) throw new Error('Nobody there')
  return { me, ann, ben }
}

const at = (minutesAgo: number) => ({ at: server.now() - minutesAgo * 60_000 })
const read = (kind: 'home' | 'notifications') => connectorOf(server).read(context, { stream: { kind }, older: null, limit: 20 })
const told = ({ inbox, posts }: ReadBatch) =>
  inbox.map(({ kind, actorId, postId }) => [kind, actorId, posts.find(({ post }) => post.id === postId)?.post.text.text])

test('notifications are replies to the account, wherever they are, and mentions; each once, newest first', async () => {
  const { me, ann, ben } = people()
  const post = server.post(me, 'A post', at(60))
  const thread = server.post(me, 'Its second half', { ...at(59), repliedTo: post.id })
  server.post(ann, 'Below the first', { ...at(50), repliedTo: post.id })
  const reply = server.post(ann, 'Below the second, @me', { ...at(40), repliedTo: thread.id })
  server.post(me, 'My answer', { ...at(30), repliedTo: reply.id })
  server.post(ben, 'To Ann, not to me', { ...at(20), repliedTo: reply.id })
  server.post(ann, 'Have you seen @me?', at(10))
  server.post(ann, 'Have you seen @meadow?', at(9))
  server.post(ben, 'A private one about @me', at(8))
  expect(told(await read('notifications'))).toEqual([
    ['mention', 'threads:@ann', 'Have you seen @me?'],
    ['reply', 'threads:@ann', 'Below the second, @me'],
    ['reply', 'threads:@ann', 'Below the first'],
  ])
})

test('a failure of one of the lists fails the page: nothing is missing in silence', async () => {
  server.post(people().ann, 'Hello @me')
  server.failNext({ match: 'GET /v1.0/me/mentions', status: 400, body: { error: { code: 10, message: '(#10) No permission' } } })
  expect(await errorOf(read('notifications'))).toMatchObject({ kind: 'authentication', reason: 'forbidden' })
})

test('home is one’s own posts with their media, links and quotes, without what was only passed on', async () => {
  const { me, ann } = people()
  const other = server.post(ann, 'Somebody else’s', at(9))
  server.post(me, '', { ...at(8), type: 'REPOST_FACADE', quotes: other.id })
  const quoted = server.post(me, 'First https://example.com/a, by @ann.', at(7))
  server.post(me, 'Second', { ...at(6), quotes: quoted.id })
  server.post(me, 'Third', { ...at(5), quotes: other.id })
  const batch = await read('home')
  const texts = new Map(batch.posts.map(({ post }) => [post.id, post]))
  expect(batch.entries.map(({ postId }) => texts.get(postId)?.text.text)).toEqual([
    'Third',
    'Second',
    'First https://example.com/a, by @ann.',
  ])
  expect(texts.get(remote(quoted).postId)?.text.spans).toEqual([
    { kind: 'link', start: 6, end: 27, uri: 'https://example.com/a' },
    { kind: 'mention', start: 32, end: 36, authorId: 'threads:@ann', handle: 'ann', uri: 'https://www.threads.com/@ann' },
  ])
  const quotes = batch.posts.flatMap(({ post }) => (post.quote === null ? [] : [post.quote]))
  expect(quotes).toEqual([
    { postId: remote(other).postId, state: 'unavailable' },
    { postId: remote(quoted).postId, state: 'available' },
  ])
  expect(batch.authors.map(({ author }) => [author.handle, author.displayName])).toEqual([['me', 'Me']])
})

test('a thread is read from its first post, with what answers what', async () => {
  const { me, ann } = people()
  const root = server.post(me, 'Root', at(5))
  const reply = server.post(ann, 'Reply', { ...at(4), repliedTo: root.id })
  const answer = server.post(me, 'Answer', { ...at(3), repliedTo: reply.id })
  const { batch, rootId, complete } = (await connectorOf(server).thread?.(context, remote(answer))) ?? {}
  expect([rootId, complete]).toEqual([remote(root).postId, true])
  expect(batch?.posts.map(({ post }) => [post.text.text, post.replyTo?.postId ?? null, post.threadRootId])).toEqual([
    ['Root', null, null],
    ['Answer', remote(reply).postId, rootId],
    ['Reply', remote(root).postId, rootId],
  ])
})

test('a thread that somebody else began is what the account may see of it', async () => {
  const { me, ann } = people()
  const root = server.post(ann, 'Not for apps', at(5))
  const mention = server.post(ann, 'But this, @me', { ...at(4), repliedTo: root.id })
  server.post(me, 'Thank you', { ...at(3), repliedTo: mention.id })
  const { batch, rootId, complete } = (await connectorOf(server).thread?.(context, remote(mention))) ?? {}
  expect([rootId, complete]).toEqual([remote(mention).postId, false])
  expect(batch?.posts.map(({ post }) => post.text.text)).toEqual(['But this, @me', 'Thank you'])
})

test('counts are those of insights, of own posts alone', async () => {
  const { me, ann } = people()
  const own = server.post(me, 'Seen', at(5))
  Object.assign(own.counts, { views: 120, likes: 7, reposts: 2, shares: 1 })
  server.post(ann, 'Nice', { ...at(4), repliedTo: own.id })
  const other = server.post(ann, 'Mine, @me', at(3))
  const measured = await connectorOf(server).metrics?.(context, [remote(own), remote(other)])
  expect(measured).toEqual([
    {
      postId: remote(own).postId,
      metrics: { replies: 1, reposts: 2, likes: 7, quotes: 0, bookmarks: null, views: 120, measuredAt: expect.any(Number) as number },
    },
  ])
})

test('others’ profiles and posts are not offered', async () => {
  const author = { authorId: 'threads:@ann', remoteId: 'ann', handle: 'ann' }
  const connector = connectorOf(server)
  expect(await errorOf(Promise.resolve(connector.profile?.(context, author)))).toMatchObject({ kind: 'capability-not-supported' })
  const request = { stream: { kind: 'author', author }, older: null, limit: 5 } as const
  expect(await errorOf(connector.read(context, request))).toMatchObject({ kind: 'capability-not-supported' })
})
