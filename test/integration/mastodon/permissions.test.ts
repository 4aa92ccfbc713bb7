import { afterAll, expect, test } from 'vitest'
import { mastodonConnector } from '../../../main/connectors/mastodon/connector.ts'
import { seedWorld } from '../../mastodon-server/seed/seed-world.ts'
import { startMastodonServer } from '../../mastodon-server/server.ts'
import { contextOf, outgoing, picture, publish, signIn } from './support.ts'

const server = await startMastodonServer({ domain: 'chirp.example' })
afterAll(async () => {
  expect(server.violations).toEqual([])
  await server.close()
})

/** `scopes_supported` of a Mastodon 4.5 (docs.joinmastodon.org/api/oauth-scopes), as far as Chirp could want one. */
const SCOPES = [
  ...['read', 'write', 'follow', 'push', 'profile'],
  ...['accounts', 'blocks', 'bookmarks', 'favourites', 'filters', 'follows', 'lists', 'mutes', 'notifications', 'search', 'statuses'].map(
    (name) => `read:${name}`,
  ),
  ...['accounts', 'blocks', 'bookmarks', 'favourites', 'filters', 'follows', 'lists', 'media', 'mutes', 'notifications', 'statuses'].map(
    (name) => `write:${name}`,
  ),
]

test('The fewest permissions suffice for everything Chirp does, and no whole one is asked for where parts can be', async () => {
  const { me, people } = seedWorld(server)
  server.failNext({
    match: 'GET /.well-known/oauth-authorization-server',
    status: 200,
    body: {
      issuer: `${server.url}/`,
      authorization_endpoint: `${server.url}/oauth/authorize`,
      token_endpoint: `${server.url}/oauth/token`,
      scopes_supported: SCOPES,
    },
  })
  const context = await contextOf(await signIn(server, me))
  const granted = [...server.world.tokens.values()].find(({ accountId, revoked }) => accountId === me.id && !revoked)?.scopes ?? []
  expect(granted.filter((scope) => !scope.includes(':'))).toEqual([])

  const home = await mastodonConnector.read(context, { stream: { kind: 'home' }, older: null, limit: 40 })
  const { inbox } = await mastodonConnector.read(context, { stream: { kind: 'notifications' }, older: null, limit: 20 })
  await mastodonConnector.read(context, { stream: { kind: 'search', query: 'sea' }, older: null, limit: 20 })
  const author = home.authors.find(({ remoteId }) => remoteId === people[0]?.id)
  const newest = inbox[0]
  if (!author || !newest) throw new Error('a world')
  const remoteAuthor = { authorId: author.author.id, remoteId: author.remoteId, handle: author.author.handle }
  const { normalised } = await mastodonConnector.profile!(context, remoteAuthor)
  expect(normalised.relationship).not.toBeNull()
  expect(await mastodonConnector.resolveAuthor!(context, author.author)).not.toBeNull()
  await mastodonConnector.read(context, { stream: { kind: 'author', author: remoteAuthor }, older: null, limit: 20 })
  await mastodonConnector.markRead!(context, { at: newest.at, remoteId: newest.remoteId })
  expect(await mastodonConnector.readMark!(context)).toEqual({ at: null, remoteId: newest.remoteId })

  const { normalised: own } = await publish(context, outgoing('With a picture', { media: [picture('A ring', 1)] }))
  const post = { postId: own.post.id, remoteId: own.viewer?.remoteId ?? '', revision: null, url: own.post.url }
  for (const on of [true, false]) {
    for (const verb of ['like', 'repost', 'bookmark'] as const) await mastodonConnector.engage!.set(context, verb, on, post, null)
    await mastodonConnector.engage!.follow!(context, remoteAuthor, !on, null)
  }
  await mastodonConnector.thread!(context, post)
  expect(await mastodonConnector.metrics!(context, [post])).toHaveLength(1)
  const capabilities = await mastodonConnector.discover(context)
  expect(capabilities).toMatchObject({ readMarker: 'position', engagements: ['like', 'repost', 'bookmark'] })
  await mastodonConnector.delete!(context, post)
})
