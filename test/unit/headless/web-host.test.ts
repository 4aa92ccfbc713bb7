import { request } from 'node:http'
import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BridgeEvent } from '../../../shared/bridge/events.ts'
import { success } from '../../../shared/errors.ts'
import { startWebHost, type WebHost } from '../../../main/headless/web-host.ts'

const directory = mkdtempSync(join(tmpdir(), 'chirp-web-'))
const listeners = new Set<(event: BridgeEvent) => void>()
let host: WebHost

beforeAll(async () => {
  const pageRoot = join(directory, 'page')
  mkdirSync(pageRoot)
  writeFileSync(join(pageRoot, 'index.html'), '<!doctype html><title>Chirp</title>')
  writeFileSync(join(directory, 'outside.js'), 'secret')
  symlinkSync(join(directory, 'outside.js'), join(pageRoot, 'link.js'))
  host = await startWebHost({
    port: 0,
    token: 'the-token',
    pageRoot,
    invoke: (name, input) => Promise.resolve(success({ name, input })),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    openMedia: (address) => Promise.resolve(new Response(`media ${address}`, { headers: { 'content-type': 'image/png' } })),
    log: { error: () => undefined },
  })
})
afterAll(async () => {
  await host.close()
  rmSync(directory, { recursive: true, force: true })
})

function get(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<{ status: number; body: string; headers: NodeJS.Dict<string | string[]> }> {
  return new Promise((resolve, reject) => {
    const call = request(
      { host: '127.0.0.1', port: host.port, path, method, headers: { host: `127.0.0.1:${host.port}`, ...headers } },
      (response) => {
        let body = ''
        response.on('data', (chunk: Buffer) => (body += chunk.toString()))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }))
      },
    )
    call.on('error', reject)
    call.end()
  })
}

function open(options: { origin?: string; protocols?: string[]; host?: string; path?: string }): Promise<WebSocket | 'refused'> {
  const headers: Record<string, string> = options.host === undefined ? {} : { host: options.host }
  const ws = new WebSocket(`ws://127.0.0.1:${host.port}${options.path ?? '/bridge'}`, options.protocols ?? ['chirp.v1', 'the-token'], {
    origin: options.origin ?? `http://127.0.0.1:${host.port}`,
    headers,
  })
  return new Promise((resolve) => {
    ws.on('open', () => resolve(ws))
    ws.on('error', () => resolve('refused'))
  })
}

test('its own page gets the app, with a policy that allows nothing from elsewhere', async () => {
  const answer = await get('/')
  expect(answer).toMatchObject({ status: 200, body: '<!doctype html><title>Chirp</title>' })
  expect(answer.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'")
  expect(answer.headers['cross-origin-resource-policy']).toBe('same-origin')
})

test.each(['evil.example', '127.0.0.1:1', 'localhost', 'chirp.evil.example:80'])(
  'a request with the Host "%s" gets nothing',
  async (name) => {
    expect(await get('/', { host: name })).toMatchObject({ status: 421, body: 'This address is not Chirp.' })
  },
)

test.each([
  ['a script tag on a stranger’s page', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }],
  ['a frame on a stranger’s page', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
  ['a page on another port of this machine', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
  ['a fetch with another origin', { origin: 'https://evil.example' }],
])('%s gets nothing', async (_who, headers) => {
  expect((await get('/', headers)).status).toBe(403)
  expect((await get('/media/x', headers)).status).toBe(403)
})

test.each(['/../outside.js', '/%2e%2e/outside.js', '/..%2foutside.js', '/link.js', '/%00', '/%', '/index.html%00.js', '//etc/passwd'])(
  'nothing outside the page is served: %s',
  async (path) => {
    expect((await get(path)).status).toBe(404)
  },
)

test('only reading is possible', async () => {
  expect((await get('/', {}, 'POST')).status).toBe(405)
  expect((await get('/', {}, 'HEAD')).body).toBe('')
})

test.each([
  ['a wrong token', { protocols: ['chirp.v1', 'the-tokem'] }],
  ['a token of another length', { protocols: ['chirp.v1', 'x'] }],
  ['no token', { protocols: ['chirp.v1'] }],
  ['another origin', { origin: 'https://evil.example' }],
  ['no real origin', { origin: 'null' }],
  ['another Host', { host: 'evil.example' }],
  ['another path', { path: '/other' }],
])('the bridge is closed to %s', async (_who, options) => {
  expect(await open(options)).toBe('refused')
})

test('the bridge answers calls and tells of events', async () => {
  const ws = await open({})
  if (ws === 'refused') throw new Error('refused')
  const messages: unknown[] = []
  ws.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString())))
  ws.send(JSON.stringify({ id: 7, name: 'x', input: { a: 1 } }))
  await expect.poll(() => messages).toEqual([{ id: 7, result: { ok: true, value: { name: 'x', input: { a: 1 } } } }])
  for (const listener of listeners) listener({ topic: 'timeline' })
  await expect.poll(() => messages.at(-1)).toEqual({ event: { topic: 'timeline' } })
  ws.close()
  await expect.poll(() => listeners.size).toBe(0)
})

test.each(['not json', '{}', '{"id":-1,"name":"x"}', '[1]'])('what is no call ends the connection: %s', async (message) => {
  const ws = await open({})
  if (ws === 'refused') throw new Error('refused')
  const closed = new Promise((resolve) => ws.on('close', resolve))
  ws.send(message)
  expect(await closed).toBe(1008)
})
