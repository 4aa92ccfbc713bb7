import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ConnectorContext, ReadBatch } from '../../../main/connectors/connector.ts'
import { addComment, addPage, addPagePost, facebookOf, type FbPage } from '../../meta-server/facebook/world.ts'
import { startMetaServer, type MetaTestServer } from '../../meta-server/server.ts'
import type { MetaUser } from '../../meta-server/world/types.ts'
import { connectorOf, contextOf, errorOf, remote, signIn } from './support.ts'

let server: MetaTestServer
let page: FbPage
let other: FbPage
let ann: MetaUser
let context: ConnectorContext

beforeEach(async () => {
  server = await startMetaServer({ api: 'facebook' })
  const me = server.addUser('me')
  ann = server.addUser('ann', { name: 'Ann' })
  page = addPage(server.world, 'Bakery', me.id, { username: 'the.bakery' })
  other = addPage(server.world, 'Mill', ann.id)
  context = await contextOf(server, await signIn(server, me))
})
afterEach(async () => {
  expect(server.violations).toEqual([])
  await server.close()
})

const at = (minutesAgo: number) => ({ at: server.now() - minutesAgo * 60_000 })
const read = (kind: 'home' | 'notifications') => connectorOf(server).read(context, { stream: { kind }, older: null, limit: 20 })
const told = ({ inbox, posts }: ReadBatch) =>
  inbox.map(({ kind, actorId, postId }) => [kind, actorId, posts.find(({ post }) => post.id === postId)?.post.text.text])

test('notifications are comments by others below the page’s posts, and posts that tag it; each once, newest first', async () => {
  const { world } = server
  const post = addPagePost(world, page.id, 'Fresh bread', at(60))
  const comment = addComment(world, ann.id, post, 'Lovely', at(50))
  addComment(world, page.id, comment, 'Thank you', at(40))
  addComment(world, other.id, comment, 'Our flour', at(30))
  addPagePost(world, ann.id, 'Lunch at the bakery', { ...at(20), tags: [page.id] })
  addPagePost(world, other.id, 'They bake with our flour', { ...at(10), tags: [page.id] })
  addPagePost(world, ann.id, 'Somewhere else', at(5))
  const batch = await read('notifications')
  expect(told(batch)).toEqual([
    ['mention', `facebook:${other.id}`, 'They bake with our flour'],
    ['mention', 'facebook:somebody', 'Lunch at the bakery'],
    ['reply', `facebook:${other.id}`, 'Our flour'],
    ['reply', `facebook:${ann.id}`, 'Lovely'],
  ])
  expect(batch.posts.find(({ post }) => post.id === remote(comment).postId)).toMatchObject({
    post: { replyTo: { postId: remote(post).postId, authorId: `facebook:${page.id}` }, threadRootId: remote(post).postId },
    viewer: { remoteId: remote(comment).remoteId },
  })
})

test('every notification is told once and in its order, however many one post has', async () => {
  const { world } = server
  const [busy, calm] = [addPagePost(world, page.id, 'Busy', at(900)), addPagePost(world, page.id, 'Calm', at(900))]
  const minutes = Array.from({ length: 260 }, (_, number) => number + 1)
  const all = minutes.map((minute) => addComment(world, ann.id, minute % 20 === 0 ? calm : busy, `Number ${String(minute)}`, at(minute)))
  const seen: string[] = []
  let older: string | null = null
  do {
    const batch: ReadBatch = await connectorOf(server).read(context, { stream: { kind: 'notifications' }, older, limit: 40 })
    seen.push(...batch.inbox.map(({ remoteId }) => remoteId))
    older = batch.older
  } while (older !== null && seen.length < 400)
  expect(seen).toEqual(all.map((comment) => remote(comment).remoteId))
})

test('of a post with more comments than are read nothing older of others is told before the rest of them', async () => {
  const { world } = server
  const [busy, calm] = [addPagePost(world, page.id, 'Busy', at(9_000)), addPagePost(world, page.id, 'Calm', at(9_000))]
  const all = Array.from({ length: 2_010 }, (_, number) => addComment(world, ann.id, busy, `Number ${String(number)}`, at(number + 1)))
  addComment(world, ann.id, calm, 'Long ago', at(3_000))
  const last = all[1_989]
  const place = `${String(Math.floor((last?.at ?? 0) / 1000) * 1000)} ${last?.id ?? ''}`
  const batch = await connectorOf(server).read(context, { stream: { kind: 'notifications' }, older: place, limit: 40 })
  expect(batch.inbox.map(({ remoteId }) => remoteId)).toEqual(all.slice(1_990, 2_000).map((comment) => remote(comment).remoteId))
})

test('a comment whose writer the network does not name is by somebody', async () => {
  addComment(server.world, ann.id, addPagePost(server.world, page.id, 'Fresh bread', at(9)), 'Lovely', at(8))
  facebookOf(server.world).settings.tellsCommenters = false
  expect(told(await read('notifications'))).toEqual([['reply', 'facebook:somebody', 'Lovely']])
})

test('a failure of one of the lists fails the page: nothing is missing in silence', async () => {
  server.failNext({ match: 'GET /v25.0/*/tagged', status: 400, body: { error: { code: 10, message: '(#10) No permission' } } })
  expect(await errorOf(read('notifications'))).toMatchObject({ kind: 'authentication', reason: 'forbidden' })
})

test('home is the page’s own posts with their links and counts', async () => {
  const { world } = server
  const post = addPagePost(world, page.id, 'See https://example.com/a', { ...at(7), link: 'https://example.com/a', shares: 3 })
  post.likedBy.add(ann.id)
  addComment(world, ann.id, post, 'Lovely', at(6))
  addPagePost(world, ann.id, 'At the bakery', { ...at(5), tags: [page.id] })
  addPagePost(world, page.id, 'Later', { scheduledAt: server.now() + 60 * 60_000 })
  const batch = await read('home')
  expect(batch.posts).toMatchObject([
    {
      post: {
        id: remote(post).postId,
        url: `https://www.facebook.com/${post.id.replace('_', '/posts/')}`,
        text: { spans: [{ kind: 'link', start: 4, end: 25, uri: 'https://example.com/a' }] },
        linkCard: { url: 'https://example.com/a' },
        metrics: { likes: 1, replies: 1, reposts: 3, views: null, quotes: null },
      },
    },
  ])
  expect(batch.authors.map(({ author }) => [author.handle, author.displayName])).toEqual([['the.bakery', 'Bakery']])
})

test('a thread is a post with its comments and what answers those', async () => {
  const { world } = server
  const post = addPagePost(world, page.id, 'Fresh bread', at(9))
  const comment = addComment(world, ann.id, post, 'Lovely', at(8))
  const answer = addComment(world, page.id, comment, 'Thank you', at(7))
  for (const start of [remote(post), remote(comment), remote(answer)]) {
    const { batch, rootId, complete } = (await connectorOf(server).thread?.(context, start)) ?? {}
    expect([rootId, complete]).toEqual([remote(post).postId, true])
    expect(batch?.posts.map(({ post: each }) => [each.text.text, each.replyTo?.postId ?? null, each.threadRootId])).toEqual([
      ['Fresh bread', null, null],
      ['Lovely', remote(post).postId, rootId],
      ['Thank you', remote(comment).postId, rootId],
    ])
  }
})

test('counts are those of the post, and views of own posts; a count that is not offered takes no other with it', async () => {
  const { world } = server
  const post = addPagePost(world, page.id, 'Seen', { ...at(9), views: 120, shares: 2 })
  const comment = addComment(world, ann.id, post, 'Lovely', at(8))
  const measure = async () =>
    (await connectorOf(server).metrics?.(context, [remote(post), remote(comment)]))?.map(({ postId, metrics }) => [
      postId,
      metrics.likes,
      metrics.replies,
      metrics.reposts,
      metrics.views,
    ])
  expect(await measure()).toEqual([
    [remote(post).postId, 0, 1, 2, 120],
    [remote(comment).postId, 0, 0, null, null],
  ])
  const body = { error: { code: 100, message: '(#100) The value must be a valid insights metric' } }
  server.failNext({ match: 'GET /v25.0/*/insights', status: 400, body })
  expect(await measure()).toEqual([
    [remote(post).postId, 0, 1, 2, null],
    [remote(comment).postId, 0, 0, null, null],
  ])
})

test('others’ pages and profiles are not offered', async () => {
  const author = { authorId: `facebook:${other.id}`, remoteId: other.id, handle: other.id }
  const connector = connectorOf(server)
  expect(await errorOf(Promise.resolve(connector.profile?.(context, author)))).toMatchObject({ kind: 'capability-not-supported' })
  const request = { stream: { kind: 'author', author }, older: null, limit: 5 } as const
  expect(await errorOf(connector.read(context, request))).toMatchObject({ kind: 'capability-not-supported' })
  const own = { authorId: context.account.authorId, remoteId: page.id, handle: 'the.bakery' }
  expect((await connector.profile?.(context, own))?.profile).toMatchObject({ followers: 1_234, author: { displayName: 'Bakery' } })
})
