import { afterEach, describe, expect, test } from 'vitest'
import type { SignedIn } from '../../../main/connectors/connector.ts'
import { mastodonConnector } from '../../../main/connectors/mastodon/connector.ts'
import { startMastodonServer, type MastodonTestServer } from '../../mastodon-server/server.ts'
import type { Variant } from '../../mastodon-server/variants.ts'
import { need, startRealCore, until, type RealCore } from '../../support/real-core.ts'
import { contextOf, signIn } from './support.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

async function world(variant: Partial<Variant> = {}) {
  const server = await startMastodonServer({ variant, domain: 'chirp.example' })
  open.push(server)
  const me = server.createAccount({ username: 'me', locked: false })
  const bob = server.createAccount({ username: 'bob', locked: false })
  server.follow(me, bob)
  return { server, me, bob, signedIn: await signIn(server, me) }
}

/** Chirp itself over the account, once it listens and has read what was there. */
async function chirp(server: MastodonTestServer, signedIn: SignedIn): Promise<RealCore & { readonly accountId: string }> {
  const core = await startRealCore([mastodonConnector])
  open.push(core)
  const accountId = await core.signIn(mastodonConnector, signedIn)
  await core.read(accountId)
  await until(() => server.streaming.connections() === 1)
  return { ...core, accountId }
}

const textsOf = (core: RealCore): string[] => {
  const page = need(core.services.timelines.page({ cursor: null, limit: 100, accountIds: null }))
  const texts = new Map(Object.values(page.posts).map(({ post }) => [post.id, post.text.text]))
  return page.rows.flatMap((row) => (row.kind === 'post' ? [texts.get(row.postId) ?? ''] : ['(gap)']))
}
const reads = (server: MastodonTestServer): number => server.requests.filter(({ path }) => path === '/api/v1/timelines/home').length

describe('The stream of an account', () => {
  test('brings posts, edits and deletions by itself, and asks for nothing', async () => {
    const { server, bob, signedIn } = await world()
    const core = await chirp(server, signedIn)
    await until(() => server.requests.filter(({ path }) => path === '/api/v1/timelines/home').length >= 2)
    const status = server.postStatus(bob, 'First')
    await until(() => textsOf(core).includes('First'))
    const before = reads(server)
    server.editStatus(status, 'Second')
    await until(() => textsOf(core).includes('Second'))
    server.deleteStatus(status)
    await until(() => textsOf(core).length === 0)
    server.postStatus(bob, 'Third @me')
    await until(() => textsOf(core).length === 1)
    await until(() => need(core.services.app.status()).counts.inboxUnread === 1)
    expect(reads(server) - before).toBeLessThanOrEqual(1)
    expect(server.violations).toEqual([])
  })

  test('that was dropped is opened again, and what was missed is there, once', async () => {
    const { server, bob, signedIn } = await world()
    const core = await chirp(server, signedIn)
    server.failNext({ match: 'GET /api/v1/streaming', status: 503, times: 1 })
    server.streaming.drop()
    const missed = Array.from({ length: 45 }, (_, index) => `Missed ${index}`)
    for (const text of missed) server.postStatus(bob, text)
    await until(() => server.streaming.connections() === 1)
    server.postStatus(bob, 'After it')
    await until(() => textsOf(core).length === missed.length + 1)
    expect(textsOf(core).toSorted()).toEqual([...missed, 'After it'].toSorted())
  })

  test('is left with the account, and with Chirp', async () => {
    const { server, signedIn } = await world()
    const core = await chirp(server, signedIn)
    need(core.services.accounts.setPaused({ accountId: core.accountId, paused: true }))
    await until(() => server.streaming.connections() === 0)
    need(core.services.accounts.setPaused({ accountId: core.accountId, paused: false }))
    await until(() => server.streaming.connections() === 1)
    need(await core.services.accounts.remove({ accountId: core.accountId, stored: 'delete' }))
    await until(() => server.streaming.connections() === 0)
  })

  test('takes no token where anybody may read it', async () => {
    const { server, bob, signedIn } = await world({ streamingToken: 'address' })
    const core = await chirp(server, signedIn)
    server.postStatus(bob, 'Heard all the same')
    await until(() => textsOf(core).includes('Heard all the same'))
    const { text } = need(core.services.app.diagnostics())
    expect(text).toContain('/api/v1/streaming?stream&access_token')
    const { accessToken } = signedIn.session as { readonly accessToken: string }
    expect(text).not.toContain(accessToken)
  })

  test('that the server does not have is done without', async () => {
    const { server, bob, signedIn } = await world({ streaming: 'dead' })
    expect(signedIn.capabilities.streams.live).toBe(true)
    const core = await startRealCore([mastodonConnector])
    open.push(core)
    const accountId = await core.signIn(mastodonConnector, signedIn)
    server.postStatus(bob, 'Read')
    await core.read(accountId)
    await until(() => textsOf(core).includes('Read'))
  })

  test('is not asked for where none is named', async () => {
    const { signedIn } = await world({ streaming: 'none' })
    expect(signedIn.capabilities.streams.live).toBe(false)
  })

  test('is opened with a token that was renewed, where the old one has run out', async () => {
    const { server, signedIn } = await world({ tokenSeconds: 3600 })
    const context = await contextOf(signedIn)
    server.expireTokens()
    for await (const event of mastodonConnector.live?.(context) ?? []) {
      expect(event).toEqual({ kind: 'open' })
      break
    }
    await until(() => server.streaming.connections() === 0)
  })
})

describe('Posts that have vanished from a feed', () => {
  test('are looked up and taken away when they are gone, and kept when they are only not in the feed any more', async () => {
    const { server, me, bob, signedIn } = await world({ streaming: 'none' })
    const eve = server.createAccount({ username: 'eve', locked: false })
    server.follow(me, eve)
    const [gone, kept] = [server.postStatus(bob, 'Gone soon'), server.postStatus(eve, 'Unfollowed soon')]
    server.postStatus(bob, 'Stays')
    const core = await startRealCore([mastodonConnector])
    open.push(core)
    const accountId = await core.signIn(mastodonConnector, signedIn)
    await core.read(accountId)
    expect(textsOf(core)).toHaveLength(3)
    server.deleteStatus(gone)
    server.unfollow(me, eve)
    await until(async () => {
      await core.read(accountId)
      return textsOf(core).length === 2
    })
    expect(textsOf(core).toSorted()).toEqual(['Stays', 'Unfollowed soon'])
    expect(kept.text).toBe('Unfollowed soon')
    const asked = server.requests.filter(({ path }) => path === '/api/v1/statuses').length
    await core.read(accountId)
    expect(server.requests.filter(({ path }) => path === '/api/v1/statuses').length).toBe(asked)
  })
})
