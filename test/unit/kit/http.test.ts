import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { createHttp, HttpFailure, type HttpOptions } from '../../../main/connectors/http.ts'
import { createAgent } from '../../../main/connectors/http-transport.ts'
import { createRateLimiter, systemTimer } from '../../../main/connectors/rate-limiter.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})

/** A real server on a free port of the loopback address. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<{ origin: string; server: Server }> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}

function http(over: Partial<HttpOptions> = {}) {
  const lines: string[] = []
  const note = (message: string, fields?: Readonly<Record<string, unknown>>) => void lines.push(`${message} ${JSON.stringify(fields)}`)
  const agent = createAgent()
  closing.push(() => agent.destroy())
  const port = createHttp({
    platform: 'p',
    server: 'http://127.0.0.1',
    accountId: 'a',
    limiter: createRateLimiter({ store: { load: () => null, save: () => undefined }, clock: Date.now, timer: systemTimer }),
    rules: [],
    headers: null,
    userAgent: 'Chirp/test',
    log: { info: note, warn: note, error: note },
    clock: Date.now,
    onLimited: 'wait',
    dispatcher: agent,
    ...over,
  })
  return { fetch: port.fetch, telling: port.telling!, lines }
}

async function failureOf(promise: Promise<unknown>): Promise<Pick<HttpFailure, 'kind' | 'sent'>> {
  const error: unknown = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof HttpFailure)) throw new Error('Did not fail with an HttpFailure', { cause: error })
  return { kind: error.kind, sent: error.sent }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

describe('Whatever shape an SDK gives, the same request leaves', () => {
  test.each([
    [
      'a string and init',
      (url: string) => [url, { method: 'POST', body: '{"a":1}', headers: { 'content-type': 'application/json' } }] as const,
    ],
    [
      'a URL and init',
      (url: string) =>
        [
          new URL(url),
          { method: 'POST', body: new TextEncoder().encode('{"a":1}'), headers: [['Content-Type', 'application/json']] },
        ] as const,
    ],
    [
      'a Request',
      (url: string) => [new Request(url, { method: 'POST', body: '{"a":1}', headers: { 'content-type': 'application/json' } })] as const,
    ],
    [
      'a Request and init',
      (url: string) =>
        [
          new Request(url, { headers: { 'content-type': 'application/json' } }),
          { method: 'POST', body: new Blob(['{"a":1}']), headers: { 'content-type': 'application/json' } },
        ] as const,
    ],
  ])('%s', async (_, make) => {
    const { origin } = await serve((request, response) => {
      void bodyOf(request).then((body) =>
        response.end(
          JSON.stringify({
            method: request.method,
            url: request.url,
            body,
            type: request.headers['content-type'],
            agent: request.headers['user-agent'],
            length: request.headers['content-length'],
          }),
        ),
      )
    })
    const [input, init] = make(`${origin}/x?q=1`)
    const response = await http().fetch(input, init as RequestInit | undefined)
    expect(response.url).toBe(`${origin}/x?q=1`)
    expect(await response.json()).toEqual({
      method: 'POST',
      url: '/x?q=1',
      body: '{"a":1}',
      type: 'application/json',
      agent: 'Chirp/test',
      length: '7',
    })
  })

  test('a form with a file', async () => {
    const { origin } = await serve(
      (request, response) => void bodyOf(request).then((body) => response.end(`${request.headers['content-type']}\n${body}`)),
    )
    const form = new FormData()
    form.set('file', new Blob(['picture'], { type: 'image/png' }), 'a.png')
    const text = await (await http().fetch(origin, { method: 'POST', body: form })).text()
    expect(text).toMatch(/^multipart\/form-data; boundary=/)
    expect(text).toContain('filename="a.png"')
  })

  test('and compressed answers are read', async () => {
    const { origin } = await serve((request, response) => {
      const gzip = request.url === '/gzip'
      response.setHeader('content-encoding', gzip ? 'gzip' : 'br')
      response.end((gzip ? gzipSync : brotliCompressSync)('{"ok":true}'))
    })
    for (const path of ['/gzip', '/br']) {
      const response = await http().fetch(origin + path)
      expect([await response.json(), response.headers.get('content-encoding')]).toEqual([{ ok: true }, null])
    }
  })

  test.each([204, 304, 404, 500])('status %i is an answer', async (status) => {
    const { origin } = await serve((_, response) => response.writeHead(status).end())
    expect((await http().fetch(origin)).status).toBe(status)
  })
})

describe('What is not an answer is a failure that says whether the request left', () => {
  test('nobody listens, no such name, no TLS: it did not', async () => {
    const { origin, server } = await serve(() => undefined)
    expect(await failureOf(http().fetch(origin.replace('http:', 'https:'), { method: 'POST' }))).toEqual({
      kind: 'unreachable',
      sent: 'no',
    })
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
    closing.pop()
    expect(await failureOf(http().fetch(origin, { method: 'POST' }))).toEqual({ kind: 'unreachable', sent: 'no' })
    expect(await failureOf(http().fetch('http://no-such-name.invalid', { method: 'POST' }))).toEqual({ kind: 'unreachable', sent: 'no' })
    expect(await failureOf(http().fetch('file:///etc/passwd'))).toEqual({ kind: 'broken', sent: 'no' })
  })

  test('reset on a used connection after the request: it may have, and it left exactly once', async () => {
    const posts: string[] = []
    const { origin } = await serve((request, response) => {
      if (request.method === 'GET') return void response.end('ok')
      void bodyOf(request).then((body) => {
        posts.push(body)
        request.socket.resetAndDestroy()
      })
    })
    const { fetch } = http()
    // The connection is warm, as in a real session: this is where browsers send a POST again.
    await (await fetch(origin)).text()
    for (const body of ['one', 'two', 'three']) {
      expect(await failureOf(fetch(origin, { method: 'POST', body }))).toEqual({ kind: 'broken', sent: 'maybe' })
      await (await fetch(origin)).text()
    }
    expect(posts).toEqual(['one', 'two', 'three'])
  })

  test('no answer in time: it may have', async () => {
    const { origin } = await serve(() => undefined)
    expect(await failureOf(http({ timeoutMs: 100 }).fetch(origin, { method: 'POST' }))).toEqual({ kind: 'timeout', sent: 'maybe' })
  })

  test('half an answer, then silence', async () => {
    const { origin } = await serve((_, response) => response.writeHead(200, { 'content-length': '100' }).write('half'))
    expect(await failureOf(http({ timeoutMs: 200 }).fetch(origin))).toEqual({ kind: 'timeout', sent: 'maybe' })
  })

  test('half an answer, then the end', async () => {
    const { origin } = await serve((request, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half', () => request.socket.destroy())
    })
    expect(await failureOf(http().fetch(origin))).toEqual({ kind: 'broken', sent: 'maybe' })
  })

  test('not HTTP', async () => {
    const { origin } = await serve((request) => request.socket.end('SSH-2.0-OpenSSH\r\n'))
    expect(await failureOf(http().fetch(origin))).toEqual({ kind: 'broken', sent: 'maybe' })
  })

  test('too much: announced, sent in pieces, or blown up from a little', async () => {
    const { origin } = await serve((request, response) => {
      if (request.url === '/announced') response.writeHead(200, { 'content-length': '5000' }).end('x'.repeat(5000))
      else if (request.url === '/bomb') response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(10_000_000)))
      else {
        response.on('error', () => undefined)
        const more = () => {
          if (response.writable) response.write('x'.repeat(500), () => setTimeout(more, 1))
        }
        more()
      }
    })
    for (const path of ['/announced', '/bomb', '/endless']) {
      expect(await failureOf(http({ maxBytes: 2_000 }).fetch(origin + path))).toEqual({ kind: 'too-large', sent: 'maybe' })
    }
  })

  test('the caller gave up: before, and while it was under way', async () => {
    const { origin } = await serve(() => undefined)
    expect(await failureOf(http().fetch(origin, { signal: AbortSignal.abort() }))).toEqual({ kind: 'aborted', sent: 'no' })
    const ends = new AbortController()
    const call = http({ signal: ends.signal }).fetch(origin, { method: 'POST' })
    setTimeout(() => ends.abort(), 50)
    expect(await failureOf(call)).toEqual({ kind: 'aborted', sent: 'maybe' })
  })
})

describe('Redirects', () => {
  test('are followed for reading, and credentials stay with their origin', async () => {
    const other = await serve((request, response) =>
      response.end(JSON.stringify({ auth: request.headers.authorization ?? null, dpop: request.headers['dpop'] ?? null })),
    )
    const { origin } = await serve((request, response) => {
      if (request.url === '/away') return void response.writeHead(302, { location: `${other.origin}/` }).end()
      if (request.url === '/here') return void response.writeHead(301, { location: '/there' }).end()
      response.end(JSON.stringify({ auth: request.headers.authorization }))
    })
    const headers = { authorization: 'Bearer secret', dpop: 'proof' }
    const away = await http().fetch(`${origin}/away`, { headers })
    expect([away.redirected, await away.json()]).toEqual([true, { auth: null, dpop: null }])
    expect(await (await http().fetch(`${origin}/here`, { headers })).json()).toEqual({ auth: 'Bearer secret' })
  })

  test('of a write, without end, or where the caller wants none, are failures', async () => {
    const seen: string[] = []
    const { origin } = await serve((request, response) => {
      seen.push(`${request.method} ${request.url}`)
      response.writeHead(request.method === 'POST' ? 307 : 302, { location: '/loop' }).end()
    })
    expect(await failureOf(http().fetch(origin, { method: 'POST', body: 'x' }))).toEqual({ kind: 'broken', sent: 'maybe' })
    expect(seen).toEqual(['POST /'])
    expect(await failureOf(http().fetch(origin))).toEqual({ kind: 'broken', sent: 'no' })
    expect(seen).toHaveLength(7)
    expect(await failureOf(http().fetch(origin, { redirect: 'error' }))).toEqual({ kind: 'broken', sent: 'no' })
    expect((await http().fetch(origin, { redirect: 'manual' })).status).toBe(302)
  })
})

describe('Limits and the log', () => {
  test('a request that would wait too long fails with the time to come back, and does not leave', async () => {
    let seen = 0
    const { origin } = await serve((_, response) => {
      seen++
      response.end()
    })
    const { fetch } = http({
      onLimited: 'fail',
      rules: [{ id: 'r', scope: 'account', method: null, path: /./, limit: 1, perMs: 60_000, cost: 1, source: '', checkedOn: '' }],
    })
    await fetch(origin)
    const before = Date.now()
    const error: unknown = await fetch(origin).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ kind: 'rate-limited', sent: 'no' })
    expect((error as HttpFailure).retryAt).toBeGreaterThan(before + 59_000)
    expect(seen).toBe(1)
  })

  test('the log has one line for each request, and no secret of it', async () => {
    const { origin } = await serve((_, response) => response.setHeader('set-cookie', 'SECRET=1').end('SECRET'))
    const { fetch, lines } = http()
    await fetch(`${origin}/path?cursor=SECRET&limit=SECRET`, {
      method: 'POST',
      body: 'SECRET',
      headers: { authorization: 'Bearer SECRET' },
    })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(`"url":"${origin}/path?cursor&limit","status":200`)
    expect(lines[0]).not.toContain('SECRET')
  })
})

describe('a body that is sent', () => {
  test('tells how much of it is gone, arrives whole and with its length, and once', async () => {
    const body = Buffer.alloc(1_000_000, 'x')
    const seen: { length: string | undefined; bytes: number }[] = []
    const { origin } = await serve((request, response) => {
      void bodyOf(request).then((text) => {
        seen.push({ length: request.headers['content-length'], bytes: text.length })
        response.end('ok')
      })
    })
    const told: number[] = []
    const totals = new Set<number>()
    const port = http().telling((bytes, total) => {
      told.push(bytes)
      totals.add(total)
    })
    expect(await (await port.fetch(origin, { method: 'POST', body })).text()).toBe('ok')
    expect(seen).toEqual([{ length: '1000000', bytes: 1_000_000 }])
    expect(told.length).toBeGreaterThan(10)
    expect(told).toEqual(told.toSorted((a, b) => a - b))
    expect([told.at(-1), [...totals]]).toEqual([1_000_000, [1_000_000]])
  })

  test('ends when it is no longer wanted, and is then not certain to have arrived', async () => {
    const { origin } = await serve((request) => void request.pause())
    const ending = new AbortController()
    const port = http().telling((bytes) => {
      if (bytes > 100_000) ending.abort()
    })
    const sending = port.fetch(origin, { method: 'POST', body: Buffer.alloc(30_000_000), signal: ending.signal })
    expect(await failureOf(sending)).toEqual({ kind: 'aborted', sent: 'maybe' })
  })
})
