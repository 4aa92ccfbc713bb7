import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { mastodonConnector } from '../../../main/connectors/mastodon/connector.ts'
import type { Output } from '../../../shared/bridge/contract.ts'
import { startMastodonServer, type MastodonTestServer } from '../../mastodon-server/server.ts'
import type { WorldAccount } from '../../mastodon-server/world/types.ts'
import { need, startRealCore, type RealCore } from '../../support/real-core.ts'
import { signIn } from './support.ts'

const MINUTE = 60_000
const servers: MastodonTestServer[] = []
let server: MastodonTestServer
let core: RealCore
let me: WorldAccount
let friend: WorldAccount
let stranger: WorldAccount
let account: string

beforeEach(async () => {
  server = await startMastodonServer({ domain: 'views.example' })
  servers.push(server)
  core = await startRealCore([mastodonConnector])
  const join = (username: string): WorldAccount =>
    server.createAccount({ username, password: 'password', email: `${username}@mail.example` })
  me = join('me')
  friend = join('friend')
  stranger = join('stranger')
  server.follow(me, friend)
  account = await core.signIn(mastodonConnector, await signIn(server, me))
})
afterEach(() => core.close())
afterAll(async () => {
  for (const each of servers) {
    expect(each.violations).toEqual([])
    await each.close()
  }
})

/** Posts of somebody, `from` minutes ago and each a minute older. */
function posts(author: WorldAccount, texts: readonly string[], from = 10): void {
  for (const [index, text] of [...texts.entries()].toReversed())
    server.postStatus(author, { text, createdAt: Date.now() - (from + index) * MINUTE })
}

const numbered = (count: number, text: string): string[] => Array.from({ length: count }, (_, index) => `${text} ${String(index)}`)

/** The texts of a view, from the top. */
function shown(id: string): string[] {
  const texts: string[] = []
  for (let cursor: string | null = null; ;) {
    const page: Output<'views.page'> = need(core.services.views.page({ id, cursor, limit: 25 }))
    const posts = new Map(page.posts.map((view) => [view.post.id, view.post.text.text]))
    texts.push(...page.rows.map(({ postId }) => posts.get(postId) ?? ''))
    if (page.older === null) return texts
    cursor = page.older
  }
}

test('a list of the account is offered, read to its end, brought up to date, and stays readable without the server', async () => {
  server.addList(me, 'Neighbours', [friend])
  const offered = need(await core.services.views.offered({ accountId: account }))
  expect(offered).toMatchObject([{ kind: 'list', title: 'Neighbours', description: null, avatarUrl: null }])
  const [list] = offered
  if (list === undefined) throw new Error('Nothing is offered')
  const source = { kind: 'list', accountId: account, remoteId: list.remoteId } as const
  const { id } = need(core.services.views.save({ id: null, source, title: list.title }))

  posts(friend, numbered(60, 'Note'))
  posts(stranger, ['Not in it'])
  expect(need(await core.services.views.refresh({ id })).added).toBe(40)
  expect(need(await core.services.views.loadOlder({ id }))).toMatchObject({ added: 20 })
  posts(friend, numbered(3, 'News'), 1)
  expect(need(await core.services.views.refresh({ id })).added).toBe(3)
  expect(shown(id)).toEqual([...numbered(3, 'News'), ...numbered(60, 'Note')])

  server.failNext({ match: 'GET /api/v1/timelines/list/*', status: 503 })
  expect(await core.services.views.refresh({ id })).toMatchObject({ ok: false, error: { kind: 'platform-unavailable' } })
  expect(need(core.services.views.page({ id, cursor: null, limit: 1 })).failures).toMatchObject([{ accountId: account }])
  expect(shown(id)).toHaveLength(63)
  expect(need(core.services.accounts.list())[0]?.state).toEqual({ kind: 'connected' })
})

test('a list that is gone says so, and a sign-in that is too narrow for lists is not lost for it', async () => {
  const source = { kind: 'list', accountId: account, remoteId: '12345' } as const
  const { id } = need(core.services.views.save({ id: null, source, title: 'Gone' }))
  expect(await core.services.views.refresh({ id })).toMatchObject({ ok: false, error: { kind: 'post-not-found' } })
  const body = { error: 'This action is outside the authorized scopes' }
  server.failNext({ match: 'GET /api/v1/timelines/list/*', status: 403, body })
  expect(await core.services.views.refresh({ id })).toMatchObject({ ok: false, error: { kind: 'authentication', reason: 'forbidden' } })
  expect(need(core.services.accounts.list())[0]?.state).toEqual({ kind: 'connected' })
})

test('a hashtag shows what strangers wrote, in no home feed, and is found here from then on', async () => {
  posts(stranger, ['Late ferry #harbour', 'No tag', 'First ferry #Harbour'])
  const { id } = need(core.services.views.save({ id: null, source: { kind: 'tag', tag: '#harbour', accountIds: null }, title: null }))
  expect(need(await core.services.views.refresh({ id })).added).toBe(2)
  expect(shown(id)).toEqual(['Late ferry #harbour', 'First ferry #Harbour'])
  const home = need(core.services.timelines.page({ cursor: null, limit: 50, accountIds: null }))
  expect(home.posts.map((view) => view.post.text.text)).not.toContain('Late ferry #harbour')
  expect(need(core.services.search.posts({ text: 'ferry', cursor: null, limit: 10 })).postIds).toHaveLength(2)
})

test('the server’s own search finds what was never seen here, by its conditions', async () => {
  posts(stranger, ['A windmill by the sea', 'Another windmill'])
  posts(friend, ['My windmill'], 5)
  await core.read(account)
  const texts = async (text: string): Promise<string[]> => {
    const { posts, postIds, asked, failures } = need(await core.services.networkSearch.search({ text, limit: 10 }))
    expect({ asked, failures }).toEqual({ asked: [account], failures: [] })
    return postIds.map((id) => posts.find((view) => view.post.id === id)?.post.text.text ?? '')
  }
  expect(need(core.services.search.posts({ text: 'sea', cursor: null, limit: 10 })).postIds).toEqual([])
  expect(await texts('windmill')).toEqual(['My windmill', 'A windmill by the sea', 'Another windmill'])
  expect(need(core.services.search.posts({ text: 'sea', cursor: null, limit: 10 })).postIds).toHaveLength(1)
  expect(await texts('windmill from:friend@views.example')).toEqual(['My windmill'])
  expect(await texts('windmill -sea')).toEqual(['My windmill', 'Another windmill'])
  expect(await texts('windmill after:2020')).toHaveLength(3)
  expect(await texts('windmill before:2020')).toEqual([])
})
