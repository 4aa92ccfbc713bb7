import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAgent } from '../../../main/connectors/http-transport.ts'
import { createHttp } from '../../../main/connectors/http.ts'
import { createGuardedFetch } from '../../../main/connectors/public-address.ts'
import { createRateLimiter, systemTimer } from '../../../main/connectors/rate-limiter.ts'
import { createBucketClient } from '../../../main/media-host/client.ts'
import { testBucket, type ConnectBucket } from '../../../main/media-host/test-bucket.ts'
import { startBucketServer, type BucketServer } from '../../support/bucket-server/bucket-server.ts'
import { Hosts } from './support.ts'

let server: BucketServer
let hosts: Hosts
beforeEach(async () => {
  server = await startBucketServer('lamp')
  hosts = new Hosts()
})
afterEach(async () => {
  await hosts[Symbol.asyncDispose]()
  await server.close()
})

const refused = (field: string, code: string, values: Record<string, string | number> = {}) => ({
  ok: false,
  error: { kind: 'invalid-input', issues: [{ field, code, values }] },
})
const host = (): string => new URL(server.endpoint).host

describe('A media host that works', () => {
  it('is tested, kept, and nothing of the test is left in the bucket', async () => {
    expect(await hosts.save('first', server)).toEqual({
      ok: true,
      value: {
        place: 'first',
        endpoint: server.endpoint,
        region: 'us-east-1',
        name: 'lamp',
        publicBase: null,
        style: 'path',
        chosenStyle: null,
        seen: { at: expect.any(Number) as number, error: null },
      },
    })
    const name = expect.stringMatching(/^\w+ \/lamp\/chirp\/[0-9a-f]{32}\.png$/) as string
    expect(server.requests).toEqual([name, name, name])
    expect(server.requests.map((line) => line.split(' ')[0])).toEqual(['PUT', 'GET', 'DELETE'])
    expect(server.files()).toEqual([])
    expect(await hosts.service.test({ place: 'first' })).toEqual({ ok: true, value: {} })
  })

  it('keeps its keys among the secrets alone, and never shows them again', async () => {
    await hosts.save('first', server)
    const kept = JSON.stringify([hosts.service.list(), hosts.store.read((db) => db.all('select * from setting'))])
    expect(kept).toContain('lamp')
    expect(kept).not.toContain('S3RVER')
    // Who changes something else need not type them again.
    expect(await hosts.save('first', server, { accessKeyId: null, secretAccessKey: null })).toMatchObject({ ok: true })
    expect(await hosts.save('fallback', server, { accessKeyId: null })).toEqual(refused('accessKeyId', 'media-host-keys-missing'))
  })

  // That a host of its own works is not seen here: the server verifies only signatures of paths with the bucket in them.
  it('is addressed in the path where the bucket has no host of its own', async () => {
    const agent = createAgent({
      lookup: (name, options, done) => {
        if (name.startsWith('lamp.')) done(Object.assign(new Error(name), { code: 'ENOTFOUND' }), [])
        else if (options.all === true) done(null, [{ address: '127.0.0.1', family: 4 }])
        else done(null, '127.0.0.1', 4)
      },
    })
    const clock = Date.now
    const limiter = createRateLimiter({ store: { load: () => null, save: () => undefined }, clock, timer: systemTimer })
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
    const own = {
      platform: 'media-host',
      server: server.endpoint,
      accountId: null,
      limiter,
      rules: [],
      headers: null,
      userAgent: 'Chirp test',
    }
    const http = createHttp({ ...own, log, clock, onLimited: 'wait', dispatcher: agent })
    const readPublic = createGuardedFetch({ allowPrivateFor: () => true, userAgent: 'Chirp test' })
    const typed = {
      endpoint: `http://s3.us-east-1.amazonaws.com:${server.port}`,
      region: 'us-east-1',
      name: 'lamp',
      publicBase: `${server.endpoint}/lamp`,
    }
    const { signal } = new AbortController()
    const connect: ConnectBucket = (bucket, keys) => createBucketClient({ http, readPublic, clock, signal }, bucket, keys)
    expect(await testBucket(connect, typed, null, server.keys)).toEqual({ ...typed, style: 'path' })
    // What is wrong is said of the way that got furthest.
    await expect(testBucket(connect, typed, null, { ...server.keys, secretAccessKey: 'guess' })).rejects.toMatchObject({
      error: { issues: [{ code: 'media-host-wrong-secret' }] },
    })
    await agent.close()
  })
})

it('what is wrong with a host that is kept is remembered until it works again', async () => {
  await hosts.save('first', server)
  const { changes } = hosts
  const denied = refused('accessKeyId', 'media-host-no-put', { bucket: 'lamp' })
  server.rules.put = false
  for (let time = 0; time < 2; time++) expect(await hosts.service.test({ place: 'first' })).toEqual(denied)
  expect(hosts.service.list()).toMatchObject({ value: [{ seen: { error: denied.error } }] })
  server.rules.put = true
  expect(await hosts.service.test({ place: 'first' })).toEqual({ ok: true, value: {} })
  expect(hosts.service.list()).toMatchObject({ value: [{ seen: { error: null } }] })
  expect(hosts.changes - changes).toBe(2)
  expect(await hosts.service.test({ place: 'fallback' })).toEqual({ ok: false, error: { kind: 'conflict', message: null } })
})

describe('What is wrong is said exactly', () => {
  it.each([
    ['a bucket that is not there', { bucket: 'lantern' }, 'bucket', 'media-host-no-bucket', { bucket: 'lantern', server: 'HOST' }],
    ['a key that nobody has', { accessKeyId: 'SOMEBODY' }, 'accessKeyId', 'media-host-wrong-key', {}],
    ['a secret of another key', { secretAccessKey: 'guess' }, 'secretAccessKey', 'media-host-wrong-secret', {}],
    ['another region', { region: 'eu-west-3' }, 'region', 'media-host-other-region', { given: 'eu-west-3', region: 'us-east-1' }],
    ['a public address of something else', { publicBase: 'BASE/other' }, 'publicBase', 'media-host-not-there', { base: 'BASE/other' }],
  ] as const)('%s', async (_what, change, field, code, values) => {
    const fill = <T extends object>(all: T): T =>
      JSON.parse(JSON.stringify(all).replaceAll('HOST', host()).replaceAll('BASE', server.endpoint)) as T
    expect(await hosts.save('first', server, fill(change))).toEqual(refused(field, code, fill(values)))
    expect(hosts.service.list()).toEqual({ ok: true, value: [] })
    expect(server.files()).toEqual([])
    expect(hosts.isSetUp()).toBe(false)
  })

  it('a bucket that is not public', async () => {
    server.rules.publicBelow = null
    expect(await hosts.save('first', server)).toEqual(refused('publicBase', 'media-host-not-public', { bucket: 'lamp' }))
    server.rules.publicBelow = 'elsewhere/'
    expect(await hosts.save('first', server)).toEqual(refused('publicBase', 'media-host-not-public', { bucket: 'lamp' }))
    expect(server.files()).toEqual([])
  })

  it('a public address that is not on the Internet', async () => {
    const inside = new Hosts(null, false)
    expect(await inside.save('first', server)).toEqual(refused('publicBase', 'media-host-private', { server: host() }))
    expect(server.files()).toEqual([])
    await inside[Symbol.asyncDispose]()
  })

  it('a clock that is wrong, and by how much', async () => {
    hosts.ahead = 47 * 60_000
    expect(await hosts.save('first', server)).toEqual(refused('', 'media-host-clock-ahead', { count: 47 }))
    hosts.ahead = -3 * 60 * 60_000
    expect(await hosts.save('first', server)).toEqual(refused('', 'media-host-clock-behind', { count: 180 }))
    // Less than a quarter of an hour does no harm.
    hosts.ahead = 10 * 60_000
    expect(await hosts.save('first', server)).toMatchObject({ ok: true })
  })

  it('a key that may not put, and one that may not delete', async () => {
    server.rules.put = false
    expect(await hosts.save('first', server)).toEqual(refused('accessKeyId', 'media-host-no-put', { bucket: 'lamp' }))
    server.rules.put = true
    server.rules.delete = false
    expect(await hosts.save('first', server)).toEqual(refused('accessKeyId', 'media-host-no-delete', { bucket: 'lamp' }))
  })

  it('an endpoint that does not answer, or has a problem of its own', async () => {
    server.rules.isDown = true
    expect(await hosts.save('first', server)).toEqual({
      ok: false,
      error: { kind: 'platform-unavailable', reason: 'server-error', server: host(), message: null },
    })
    expect(await hosts.save('first', server, { endpoint: 'http://127.0.0.1:9' })).toEqual({
      ok: false,
      error: { kind: 'platform-unavailable', reason: 'unreachable', server: '127.0.0.1:9', message: null },
    })
  })

  describe('an endpoint that is a web server', () => {
    let web: Server
    let port = 0
    let answer = { status: 200, body: '<html>It works</html>' }
    beforeEach(async () => {
      web = createServer((_request, response) => response.writeHead(answer.status).end(answer.body)).listen(0, '127.0.0.1')
      await once(web, 'listening')
      port = (web.address() as AddressInfo).port
    })
    afterEach(() => {
      web.closeAllConnections()
      web.close()
    })

    it.each([
      [200, '<html>It works</html>'],
      [404, '<html>Nothing here</html>'],
      [405, ''],
      [403, '{"error":"no"}'],
    ])('and answers %i', async (status, body) => {
      answer = { status, body }
      expect(await hosts.save('first', server, { endpoint: `http://127.0.0.1:${port}` })).toEqual(
        refused('endpoint', 'media-host-not-s3', { server: `127.0.0.1:${port}` }),
      )
    })
  })
})
