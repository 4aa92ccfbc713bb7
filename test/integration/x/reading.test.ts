import { afterAll, describe, expect, test } from 'vitest'
import type { StreamRequest } from '../../../main/connectors/connector.ts'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import { readAll } from '../../contract/read-all.ts'
import { seedWorld } from '../../x-server/seed.ts'
import { startXServer } from '../../x-server/server.ts'
import { connectorOf, contextOf, errorOf, remote, REDIRECT, signIn } from './support.ts'

const server = await startXServer()
const { app, me, people, tweets } = seedWorld(server, [REDIRECT])
const connector = connectorOf(server)
const context = await contextOf(server, await signIn(server, me, app))
const [ada] = people
if (ada === undefined) throw new Error('somebody')
afterAll(async () => {
  expect(server.violations).toEqual([])
  await server.close()
})

/** A stream to its end, as one. */
async function whole(stream: StreamRequest['stream']) {
  const batches = await readAll(connector, context, stream, 100)
  return {
    posts: batches.flatMap(({ posts }) => posts),
    entries: batches.flatMap(({ entries }) => entries),
    inbox: batches.flatMap(({ inbox }) => inbox),
  }
}

const home = await whole({ kind: 'home' })
const tweetOf = (text: string) => tweets.find((each) => each.text.startsWith(text)) ?? tweets[0]!
const postOf = (text: string): CanonicalPost => home.posts.find(({ post }) => post.id === `x:${tweetOf(text).id}`)!.post
const spansOf = ({ text: { text, spans } }: CanonicalPost) => spans.map((span) => [span.kind, text.slice(span.start, span.end)])

describe('Posts of X', () => {
  test('are read as they were written: what X escapes, shortens and counts in code points', () => {
    expect(postOf('The ferry').text.text).toBe('The ferry leaves at seven & the harbour is still asleep (0)')
    const crooked = tweets.filter((each) => each.text.startsWith('Printed the first sheet')).at(-1)
    expect(home.posts.find(({ post }) => post.id === `x:${crooked?.id ?? ''}`)?.post.text.text).toBe(crooked?.text)
    const read = tweets.filter((each) => each.text.startsWith('Read this')).at(-1)
    const linked = home.posts.find(({ post }) => post.id === `x:${read?.id ?? ''}`)?.post
    expect(linked && spansOf(linked)).toEqual([['link', 'https://example.com/papers/ink?page=2']])
  })

  test('are whole where they are long, with their own entities', () => {
    const long = postOf('A long one')
    expect(long.text.text).toBe(tweetOf('A long one').text.trim())
    expect(spansOf(long)).toEqual([
      ['link', 'https://example.com/long'],
      ['mention', '@ada_print'],
    ])
  })

  test('have what is attached, without the address X writes for it', () => {
    expect(postOf('The press')).toMatchObject({
      text: { text: 'The press', spans: [] },
      media: [{ kind: 'image', alt: 'A press, seen from above', width: 640, height: 480, mimeType: null }],
      languages: ['en'],
      sensitive: false,
    })
    expect(postOf('The tram')).toMatchObject({
      media: [{ kind: 'video', durationMs: 12_000, mimeType: 'video/mp4', url: expect.stringMatching(/\d\.mp4$/) as string }],
      sensitive: true,
    })
    expect(home.posts.map(({ post }) => post.media[0]?.kind)).toContain('gif')
    expect(postOf('Which paper?').poll).toMatchObject({
      options: [{ title: 'Laid' }, { title: 'Wove' }, { title: 'Japanese' }],
      votes: 0,
      closed: false,
    })
  })

  test('say what they answer and quote, and why that is not there', () => {
    const root = tweetOf('Who has been')
    expect(postOf('So have I')).toMatchObject({
      text: { text: 'So have I 🌬️' },
      replyTo: { postId: `x:${tweetOf('I have, twice').id}`, authorId: `x:user:${ada.id}`, authorHandle: 'ada_print' },
      threadRootId: `x:${root.id}`,
    })
    expect(postOf('As it was said')).toMatchObject({
      text: { text: 'As it was said:' },
      quote: { postId: `x:${root.id}`, state: 'available' },
    })
    expect(postOf('Quoting what is gone').quote).toMatchObject({ state: 'deleted' })
    expect(postOf('Answering what is gone').replyTo).not.toBeNull()
    const repost = home.entries.find(({ repostedBy }) => repostedBy === `x:user:${ada.id}`)
    expect(repost?.postId).toBe(`x:${tweetOf('A long one').id}`)
  })

  test('have counts, and none where X says nothing', () => {
    expect(postOf('Who has been').metrics).toMatchObject({ replies: 1, likes: 1, quotes: 1, reposts: 0, bookmarks: 0, views: 0 })
  })
})

describe('Mentions on X', () => {
  test('are answers, quotes and mentions, told apart, none of them one’s own', async () => {
    const { inbox } = await whole({ kind: 'notifications' })
    const kindOf = (text: string) => inbox.find(({ remoteId }) => remoteId === tweetOf(text).id)?.kind
    expect([kindOf('I have, twice'), kindOf('As it was said'), kindOf('@me_here number 3')]).toEqual(['reply', 'quote', 'mention'])
    expect(inbox.some(({ actorId }) => actorId === `x:user:${me.id}`)).toBe(false)
  })
})

describe('What is asked for one by one', () => {
  test('a thread holds what a post answers and what answers it', async () => {
    const thread = await connector.thread?.(context, remote(tweetOf('And I,')))
    expect(thread?.rootId).toBe(`x:${tweetOf('Who has been').id}`)
    expect(thread?.complete).toBe(true)
    const texts = thread?.batch.posts.map(({ post }) => post.text.text).toSorted()
    expect(texts).toEqual(['And I, @ada_print', 'I have, twice', 'So have I 🌬️', 'Who has been to the windmills?'])
  })

  test('a thread that began more than a week ago is not whole, and is as long as it can be followed', async () => {
    const old = Date.now() - 9 * 86_400_000
    const root = server.post(ada, { text: 'Long ago', createdAt: old })
    let last = root
    for (let step = 1; step <= 5; step++)
      last = server.post(ada, { text: `Step ${String(step)}`, replyTo: last, createdAt: old + step * 60_000 })
    const thread = await connector.thread?.(context, remote(last))
    expect(thread).toMatchObject({ rootId: `x:${root.id}`, complete: false })
    expect(thread?.batch.posts).toHaveLength(6)
  })

  test('a profile, somebody by their handle, and a post by its address', async () => {
    const known = { authorId: `x:user:${me.id}`, remoteId: me.id, handle: me.username }
    const profile = await connector.profile?.(context, known)
    expect(profile?.profile).toMatchObject({
      description: { text: 'Writes to @ada_print about #windmills, see http://example.org' },
      followers: 1,
      following: 3,
      joinedAt: me.createdAt,
    })
    const elsewhere = {
      id: 'somewhere else',
      platform: 'x',
      handle: 'bo_harbour',
      displayName: '',
      emojis: [],
      avatarUrl: null,
      url: null,
      bot: false,
    }
    expect((await connector.resolveAuthor?.(context, elsewhere))?.author).toMatchObject({ handle: 'bo_harbour', displayName: 'Bo <3' })
    const root = tweetOf('Who has been')
    const found = await connector.resolvePost?.(context, 'unknown', `https://x.com/me_here/status/${root.id}?s=20`)
    expect(found?.posts.map(({ post }) => post.id)).toEqual([`x:${root.id}`])
    expect(await connector.resolvePost?.(context, 'unknown', 'https://example.com/status/1')).toBeNull()
    const gone = connector.profile?.(context, { authorId: 'x:user:17', remoteId: '17', handle: 'nobody' }) ?? Promise.resolve()
    expect(await errorOf(connector, gone)).toMatchObject({ kind: 'post-not-found' })
  })

  test('counts cost no more than the posts', async () => {
    const fresh = server.post(ada, { text: 'Counted', createdAt: Date.now() - 60_000 })
    server.like(me, fresh)
    const before = server.bill.total()
    const [counted] = (await connector.metrics?.(context, [remote(fresh)])) ?? []
    expect(counted).toMatchObject({ postId: `x:${fresh.id}`, metrics: { likes: 1, replies: 0, views: 0 } })
    expect(server.bill.total() - before).toBe(50)
  })

  test('search keeps to its conditions, and to the week that X has', async () => {
    const textsOf = async (filters: object) => (await whole({ kind: 'search', query: 'windmills', filters })).entries.length
    const all = await textsOf({})
    expect(all).toBeGreaterThan(20)
    expect(await textsOf({ from: 'me_here' })).toBeLessThan(all)
    expect(await textsOf({ language: 'de' })).toBe(0)
    const cut = Date.now() - 20 * 3_600_000
    expect((await textsOf({ before: cut })) + (await textsOf({ after: cut }))).toBe(all)
    expect(await textsOf({ after: Date.now() - 30 * 86_400_000 })).toBe(all)
    const before = server.requests.length
    expect(await textsOf({ before: Date.now() - 30 * 86_400_000 })).toBe(0)
    expect(server.requests).toHaveLength(before)
  })

  test('what was done here stays done when the post is read again, which X does not tell', async () => {
    const root = tweetOf('So have I')
    await connector.engage?.set(context, 'bookmark', true, remote(root), null)
    await connector.engage?.set(context, 'repost', true, remote(root), null)
    const viewerOf = async () =>
      (await connector.lookUp?.(context, [remote(root)]))?.batch.posts.find(({ viewer }) => viewer?.remoteId === root.id)?.viewer
    expect(await viewerOf()).toMatchObject({ bookmarked: true, reposted: true, liked: false })
    expect(root.bookmarks.has(me.id)).toBe(true)
    await connector.engage?.set(context, 'bookmark', false, remote(root), null)
    expect(await viewerOf()).toMatchObject({ bookmarked: false, reposted: true })
    const like = connector.engage?.set(context, 'like', true, remote(root), null) ?? Promise.resolve()
    expect(await errorOf(connector, like)).toMatchObject({ kind: 'capability-not-supported', capability: 'like' })
  })
})
