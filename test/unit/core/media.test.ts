import { createServer, type Server } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createGuardedFetch } from '../../../main/connectors/public-address.ts'
import { storedCacheIndex } from '../../../main/core/cache-index.ts'
import { createMediaCache } from '../../../main/core/media-cache.ts'
import { createMediaAddresses } from '../../../main/services/media/media-address.ts'
import { createMedia, type Media } from '../../../main/services/media/media.ts'
import { openStore, type Store } from '../../../main/store/open-database.ts'

/** A real, tiny PNG, padded behind its end to the wanted size. */
function png(bytes: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data])
    const length = Buffer.alloc(4)
    length.writeUInt32BE(data.length)
    return Buffer.concat([length, body, Buffer.alloc(4)])
  }
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])
  const image = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from([0, 0]))),
    chunk('IEND', Buffer.alloc(0)),
  ])
  return Buffer.concat([image, Buffer.alloc(Math.max(0, bytes - image.length))])
}

let directory: string
let store: Store
let server: Server
let origin: string
let asked: string[]
let now: number
let media: Media
let limit: number
let closing: AbortController
const allowed = new Set<string>()

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'chirp-media-'))
  store = openStore(join(directory, 'chirp.sqlite'))
  asked = []
  now = 1_000_000
  limit = 1_000_000
  closing = new AbortController()
  server = createServer((request, response) => {
    const path = request.url ?? ''
    asked.push(`${path} ${request.headers.range ?? ''}`.trim())
    if (path.startsWith('/picture')) response.writeHead(200, { 'content-type': 'image/png' }).end(png(300_000))
    else if (path === '/lying.png') response.writeHead(200, { 'content-type': 'image/png' }).end('<html><script>alert(1)</script></html>')
    else if (path === '/svg') response.writeHead(200, { 'content-type': 'image/svg+xml' }).end('<svg xmlns="http://www.w3.org/2000/svg"/>')
    else if (path === '/page') response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>hello</h1>')
    else if (path === '/film') response.writeHead(206, { 'content-type': 'video/mp4', 'content-range': 'bytes 2-3/9' }).end('ab')
    else if (path === '/away') response.writeHead(302, { location: 'http://127.0.0.2:1/picture' }).end()
    else response.writeHead(404).end()
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  origin = `http://${host}`
  allowed.clear()
  allowed.add(host)
  const fetchGuarded = createGuardedFetch({ allowPrivateFor: (name) => allowed.has(name), userAgent: 'Chirp test' })
  media = createMedia({
    addresses: createMediaAddresses('key'),
    cache: createMediaCache(
      join(directory, 'cache'),
      storedCacheIndex(store),
      () => limit,
      () => now,
    ),
    connectors: [],
    fetch: fetchGuarded,
    resolveContext: () => {
      throw new Error('not asked')
    },
    draftFile: () => null,
    clock: () => now,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    closing: closing.signal,
  })
})
afterEach(() => {
  closing.abort()
  server.close()
  server.closeAllConnections()
  store.close()
  rmSync(directory, { recursive: true, force: true })
})

const open = async (
  remote: string,
  range: string | null = null,
): Promise<{ status: number; type: string | null; bytes: number; headers: Headers }> => {
  const address = media.address(remote).replace(/^media\//, '')
  const response = await media.open(address, { range, signal: new AbortController().signal })
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    bytes: (await response.arrayBuffer()).byteLength,
    headers: response.headers,
  }
}

test('a picture is fetched once and then shown without the network, in parts if asked for', async () => {
  expect(await open(`${origin}/picture`)).toMatchObject({ status: 200, type: 'image/png', bytes: 300_000 })
  server.close()
  server.closeAllConnections()
  expect(await open(`${origin}/picture`)).toMatchObject({ status: 200, bytes: 300_000 })
  const part = await open(`${origin}/picture`, 'bytes=10-19')
  expect(part).toMatchObject({ status: 206, bytes: 10 })
  expect(part.headers.get('content-range')).toBe('bytes 10-19/300000')
  expect(asked).toEqual(['/picture'])
})

test('an address nobody was given is not fetched', async () => {
  const address = media.address(`${origin}/picture`).replace(/^media\//, '')
  const forged = [
    address.slice(0, -1) + (address.endsWith('A') ? 'B' : 'A'),
    address.split('.')[0] ?? '',
    Buffer.from(`${origin}/picture`).toString('base64url') + '.',
    'x.y',
    '',
  ]
  for (const each of forged) {
    expect((await media.open(each, { range: null, signal: new AbortController().signal })).status).toBe(404)
  }
  expect(asked).toEqual([])
})

test.each(['/lying.png', '/svg', '/page', '/none'])(
  'what is not a picture, sound or film is refused, whatever it is called: %s',
  async (path) => {
    expect(await open(origin + path)).toMatchObject({ status: 204, bytes: 0 })
    expect(media.cacheBytes()).toBe(0)
  },
)

test('an address on the private network is refused, also behind a redirect', async () => {
  expect((await open(`${origin}/away`)).status).toBe(204)
  allowed.clear()
  expect((await open(`${origin}/picture2`)).status).toBe(204)
  expect(asked).toEqual(['/away'])
})

test('a film is passed through with its ranges and not kept', async () => {
  const answer = await open(`${origin}/film`, 'bytes=2-3')
  expect(answer).toMatchObject({ status: 206, type: 'video/mp4', bytes: 2 })
  expect(answer.headers.get('content-range')).toBe('bytes 2-3/9')
  expect(asked).toEqual(['/film bytes=2-3'])
  expect(media.cacheBytes()).toBe(0)
})

test('a server that has no picture is not asked again for a minute', async () => {
  await open(`${origin}/none`)
  await open(`${origin}/none`)
  media.prefetch([`${origin}/lying.png`])
  await expect.poll(() => asked).toEqual(['/none', '/lying.png'])
  expect((await open(`${origin}/lying.png`)).status).toBe(204)
  expect(asked).toHaveLength(2)
  now += 61_000
  await open(`${origin}/lying.png`)
  expect(asked).toHaveLength(3)
})

test('pictures fetched ahead are there without a network, and the cache stays within its bound', async () => {
  media.prefetch([1, 2, 3, 4, 5].map((each) => `${origin}/picture${each}`))
  await expect.poll(() => asked.length).toBe(5)
  await expect.poll(() => media.cacheBytes()).toBeLessThanOrEqual(1_000_000)
  expect(media.cacheBytes()).toBeGreaterThan(0)
  await media.clear()
  expect(media.cacheBytes()).toBe(0)
})
