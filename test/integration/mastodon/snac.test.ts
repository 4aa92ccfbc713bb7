import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CommittedPost, ConnectorContext, RemotePost } from '../../../main/connectors/connector.ts'
import { mastodonConnector } from '../../../main/connectors/mastodon/connector.ts'
import { checkBatch } from '../../contract/check-batch.ts'
import { consentToSnac, hasSnac, startSnac, type SnacServer } from './snac-server.ts'
import { authenticator, contextOf, errorOf, outgoing, picture, publish, publisher, REDIRECT, signInContext } from './support.ts'

function handles({ normalised }: CommittedPost): RemotePost {
  return { postId: normalised.post.id, remoteId: normalised.viewer?.remoteId ?? '', revision: null, url: normalised.post.url }
}

/** Asks again for a while: it delivers in the background. */
async function eventually<T>(look: () => Promise<T>): Promise<NonNullable<T>> {
  for (let attempt = 0; attempt < 150; attempt++) {
    const found = await look()
    if (found !== undefined && found !== null && found !== false) return found
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('It did not come')
}

/** A real server, small and with manners of its own: part of the API, web pages for what it does not know, empty refusals. */
describe.skipIf(!hasSnac)('A real snac2 (skipped where the program `snac` is not installed)', () => {
  let server: SnacServer
  let bob: ConnectorContext
  let carol: ConnectorContext

  async function signInTo(name: string, password: string, redirectUri: string | null): Promise<ConnectorContext> {
    const { startOAuth, finishOAuth } = authenticator()
    const context = signInContext(server.url)
    const begun = await startOAuth(context, 'oauth', { server: server.url }, redirectUri)
    return contextOf(await finishOAuth(context, 'oauth', begun.pending, await consentToSnac(begun.authorizeUrl, name, password)))
  }

  beforeAll(async () => {
    server = await startSnac()
    bob = await signInTo('bob', await server.addUser('bob'), REDIRECT)
    carol = await signInTo('carol', await server.addUser('carol'), null)
  })
  afterAll(() => server[Symbol.asyncDispose]())

  test('lets people sign in over a redirect and by a pasted code', async () => {
    const host = new URL(server.url).host
    expect([bob, carol].map(({ account }) => account.handle)).toEqual([`bob@${host}`, `carol@${host}`])
    expect((await mastodonConnector.check(bob)).author.id).toBe(bob.account.authorId)
  })

  test('tells its limits, and what it does not have', async () => {
    const capabilities = await mastodonConnector.discover(bob)
    expect(capabilities.text.limits[0]).toMatchObject({ value: 100_000, linkCost: 32, strength: 'runtime' })
    expect(capabilities.software).toMatch(/snac/)
    expect(capabilities.quote).toBeNull()
  })

  test('publishes, with a warning and a picture, once', async () => {
    const { normalised } = await publish(
      bob,
      outgoing('Hello from *Chirp*', { contentWarning: 'Greetings', media: [picture('A ring', 100)] }),
    )
    expect(normalised.post).toMatchObject({
      contentWarning: 'Greetings',
      media: [{ kind: 'image', alt: 'A ring' }],
      authorId: bob.account.authorId,
    })
    const home = await mastodonConnector.read(bob, { stream: { kind: 'home' }, older: null, limit: 20 })
    checkBatch(mastodonConnector, home)
    expect(home.entries.filter(({ postId }) => postId === normalised.post.id)).toHaveLength(1)
  })

  test('lets a post be witnessed whose answer was lost', async () => {
    const { newKey, prepare, commit, witness } = publisher()
    for (const post of [
      outgoing('Is _this_ there? https://example.com/x'),
      outgoing('With a picture', { media: [picture('A ring', 10)] }),
    ]) {
      const since = Date.now()
      const prepared = await prepare(bob, post, () => undefined)
      const key = newKey(Date.now)
      expect(await witness(bob, key, post, prepared, since)).toEqual({ kind: 'not-there' })
      const committed = await commit(bob, key, post, prepared)
      const seen = await witness(bob, key, post, prepared, since)
      expect(seen).toMatchObject({ kind: 'there', post: { normalised: { post: { id: committed.normalised.post.id } } } })
    }
  })

  test('carries a conversation between two people, with likes, reposts and notifications', { timeout: 60_000 }, async () => {
    const author = await mastodonConnector.resolveAuthor?.(carol, (await mastodonConnector.check(bob)).author)
    if (!author) throw new Error('found')
    const remoteAuthor = { authorId: author.author.id, remoteId: author.remoteId, handle: author.author.handle }
    await mastodonConnector.engage?.follow?.(carol, remoteAuthor, true, null)
    await eventually(async () => (await mastodonConnector.profile?.(carol, remoteAuthor))?.normalised.relationship?.following === true)
    const first = await publish(bob, outgoing('A question for everybody'))
    const inFeed = async () =>
      (await mastodonConnector.read(carol, { stream: { kind: 'home' }, older: null, limit: 20 })).posts.find(
        ({ post }) => post.id === first.normalised.post.id,
      )
    const found = await eventually(inFeed)
    if (!found.viewer) throw new Error('seen by somebody')
    const theirs = { ...handles(first), remoteId: found.viewer.remoteId }
    await mastodonConnector.engage?.set(carol, 'like', true, theirs, null)
    await mastodonConnector.engage?.set(carol, 'repost', true, theirs, null)
    const reply = await publish(carol, outgoing(`@bob an answer`, { replyTo: theirs, replyRoot: theirs }))
    expect(reply.normalised.post.replyTo).not.toBeNull()
    await eventually(async () => {
      const batch = await mastodonConnector.read(bob, { stream: { kind: 'notifications' }, older: null, limit: 20 })
      checkBatch(mastodonConnector, batch)
      const kinds = batch.inbox.map(({ kind }) => kind)
      return (['follow', 'like', 'repost', 'reply'] as const).every((kind) => kinds.includes(kind))
    })
    const thread = await mastodonConnector.thread?.(bob, handles(first))
    expect(thread?.rootId).toBe(first.normalised.post.id)
    expect(thread?.batch.posts.map(({ post }) => post.id)).toEqual(
      expect.arrayContaining([first.normalised.post.id, reply.normalised.post.id]),
    )
  })

  test('pages through the home feed without losing or repeating anything', async () => {
    for (let number = 1; number <= 25; number++) await server.command('note', 'bob', `Note ${String(number)}`)
    const ids: string[] = []
    let older: string | null = null
    for (let page = 0; page < 20; page++) {
      const batch: Awaited<ReturnType<typeof mastodonConnector.read>> = await mastodonConnector.read(bob, {
        stream: { kind: 'home' },
        older,
        limit: 10,
      })
      checkBatch(mastodonConnector, batch)
      ids.push(...batch.entries.map(({ postId, repostedBy }) => `${postId} ${String(repostedBy)}`))
      older = batch.older
      if (older === null) break
    }
    expect(older).toBeNull()
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThanOrEqual(25)
  })

  test('has no way to delete a post, and says so; the post stays', async () => {
    const post = await publish(bob, outgoing('For good'))
    expect(await errorOf(mastodonConnector.delete!(bob, handles(post)))).toEqual({
      kind: 'capability-not-supported',
      capability: 'delete',
      message: null,
    })
    expect((await mastodonConnector.thread?.(bob, handles(post)))?.rootId).toBe(post.normalised.post.id)
  })

  test('refuses a token that is not one, without a word', async () => {
    const stored: unknown = await bob.session.read()
    const stranger = {
      ...bob,
      session: { ...bob.session, read: () => Promise.resolve({ ...(stored as object), accessToken: 'nonsense' }) },
    }
    expect(await errorOf(mastodonConnector.check(stranger))).toMatchObject({ kind: 'authentication', reason: 'revoked' })
  })
})
