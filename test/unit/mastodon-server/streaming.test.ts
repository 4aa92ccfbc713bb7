import { WebSocket } from 'ws'
import { expect, test, vi } from 'vitest'
import { startMastodonServer, type MastodonTestServer } from '../../mastodon-server/server.ts'
import type { VariantName } from '../../mastodon-server/variants.ts'
import { ask } from './ask.ts'

type Heard = { readonly stream: readonly string[]; readonly event: string; readonly payload: string }

async function listen(
  server: MastodonTestServer,
  path: string,
  options: { readonly protocol?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<{ readonly heard: Heard[]; readonly socket: WebSocket }> {
  const instance = (await ask(server, null, 'GET', '/api/v1/instance', undefined, { 'user-agent': 'test' })).json as {
    readonly urls: { readonly streaming_api: string }
  }
  const socket = new WebSocket(`${instance.urls.streaming_api}${path}`, options.protocol === undefined ? [] : [options.protocol], {
    headers: { ...options.headers },
  })
  const heard: Heard[] = []
  // What the server sends is checked by what is expected of it.
  socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString('utf8')) as Heard))
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  return { heard, socket }
}

async function world(variant: VariantName = 'mastodon') {
  const server = await startMastodonServer({ variant })
  const me = server.createAccount({ username: 'me', locked: false })
  const bob = server.createAccount({ username: 'bob', locked: false })
  server.follow(me, bob)
  return { server, me, bob, token: server.tokenFor(me) }
}

test('posts, edits, deletions and notifications are heard as they happen', async () => {
  const { server, bob, token } = await world()
  const { heard, socket } = await listen(server, `/api/v1/streaming?stream=user&access_token=${token}`)
  const status = server.postStatus(bob, 'Hello @me')
  server.editStatus(status, 'Hello again @me')
  server.deleteStatus(status)
  await vi.waitFor(() => expect(heard).toHaveLength(4))
  expect(heard.map((one) => [one.stream, one.event])).toEqual([
    [['user'], 'update'],
    [['user'], 'notification'],
    [['user'], 'status.update'],
    [['user'], 'delete'],
  ])
  expect(JSON.parse(heard[0]?.payload ?? '')).toMatchObject({ id: status.id, account: { username: 'bob' } })
  expect(heard[3]?.payload).toBe(status.id)
  expect(server.violations).toEqual([])
  expect(server.requests.at(-1)).toMatchObject({ path: '/api/v1/streaming', query: 'stream=user', account: 'me', status: 101 })
  socket.close()
  await server.close()
})

test('the token may come as a header or as a protocol, and streams may be asked for later', async () => {
  const { server, bob, token } = await world()
  const byHeader = await listen(server, '/api/v1/streaming?stream=user', { headers: { authorization: `Bearer ${token}` } })
  const byProtocol = await listen(server, '/api/v1/streaming', { protocol: token })
  byProtocol.socket.send(JSON.stringify({ type: 'subscribe', stream: 'hashtag', tag: 'sea' }))
  await new Promise((resolve) => setTimeout(resolve, 30))
  server.postStatus(bob, 'By the #sea')
  await vi.waitFor(() => expect([byHeader.heard.length, byProtocol.heard.length]).toEqual([1, 1]))
  expect(byProtocol.heard[0]?.stream).toEqual(['hashtag', 'sea'])
  server.streaming.drop()
  await vi.waitFor(() => expect(server.streaming.connections()).toBe(0))
  await server.close()
})

test.each([
  ['mastodon', '/api/v1/streaming?stream=user&access_token=wrong', 'Unexpected server response: 401'],
  ['mastodon', '/api/v1/streaming?stream=user', 'Unexpected server response: 401'],
  ['gotosocial', '/api/v1/streaming?stream=user', 'Unexpected server response: 418'],
  ['big', '/api/v1/streaming?stream=user', 'ECONNREFUSED'],
] as const)('%s refuses %s', async (variant, path, problem) => {
  const { server } = await world(variant)
  await expect(listen(server, path)).rejects.toThrow(problem)
  await server.close()
})
