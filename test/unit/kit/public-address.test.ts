import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createGuardedFetch, isPublicAddress } from '../../../main/connectors/public-address.ts'

describe('Addresses', () => {
  test.each([
    '1.1.1.1',
    '93.184.216.34',
    '172.15.255.255',
    '172.32.0.1',
    '2606:4700::1111',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
    '2a00::1',
  ])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  test.each([
    ...[
      '0.0.0.0',
      '10.1.2.3',
      '100.64.0.1',
      '127.0.0.1',
      '127.255.255.254',
      '169.254.169.254',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '198.18.0.1',
      '224.0.0.1',
      '255.255.255.255',
    ],
    ...[
      '::',
      '::1',
      '::7f00:1',
      'fc00::1',
      'fd12::1',
      'fe80::1',
      'ff02::1',
      '::ffff:127.0.0.1',
      '::ffff:a00:1',
      '64:ff9b::7f00:1',
      '64:ff9b::192.168.0.1',
      '64:ff9b:1::1',
      '2002:7f00:1::',
      '2001::1',
      '2001:db8::1',
    ],
    ...['localhost', '', '1.2.3', '999.1.1.1', 'fe80::1%eth0'],
  ])('%s is not', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })
})

describe('Fetching for strangers', () => {
  let seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(request.url ?? '')
    if (request.url === '/hop')
      response.writeHead(302, { location: `http://localhost:${(server.address() as AddressInfo).port}/inside` }).end()
    else if (request.url === '/file') response.writeHead(302, { location: 'file:///etc/passwd' }).end()
    else if (request.url === '/loop') response.writeHead(302, { location: '/loop' }).end()
    else response.end('x'.repeat(1_000))
  })
  let port = 0
  beforeAll(async () => {
    server.listen(0)
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  const guarded = (allowed: readonly string[]) =>
    createGuardedFetch({ allowPrivateFor: (host) => allowed.includes(host), userAgent: 'Chirp/test' })

  test.each([
    'http://127.0.0.1:P/',
    'http://localhost:P/',
    'http://[::1]:P/',
    'http://[::ffff:127.0.0.1]:P/',
    'http://2130706433:P/',
    'http://0:P/',
    'http://0x7f.1:P/',
  ])('%s is not asked', async (address) => {
    seen = []
    await expect(guarded([])(address.replace('P', String(port)))).rejects.toMatchObject({ kind: 'unreachable', sent: 'no' })
    expect(seen).toEqual([])
  })

  test("an account's own server is, and only it, however one gets there", async () => {
    seen = []
    const fetch = guarded([`127.0.0.1:${port}`])
    const response = await fetch(`http://127.0.0.1:${port}/picture`)
    expect([response.url, (await response.text()).length]).toEqual([`http://127.0.0.1:${port}/picture`, 1_000])
    await expect(fetch(`http://127.0.0.1:${port}/hop`)).rejects.toMatchObject({ kind: 'unreachable' })
    await expect(fetch(`http://127.0.0.1:${port}/file`)).rejects.toMatchObject({ kind: 'broken' })
    await expect(fetch(`http://127.0.0.1:${port}/loop`)).rejects.toMatchObject({ kind: 'broken' })
    expect(seen.slice(0, 3)).toEqual(['/picture', '/hop', '/file'])
    expect(seen).not.toContain('/inside')
  })

  test('no more than was asked for is read', async () => {
    const fetch = guarded([`127.0.0.1:${port}`])
    await expect(fetch(`http://127.0.0.1:${port}/`, { maxBytes: 999 }).then((response) => response.text())).rejects.toMatchObject({
      kind: 'too-large',
    })
    expect(await (await fetch(`http://127.0.0.1:${port}/`, { maxBytes: 1_000 })).text()).toHaveLength(1_000)
  })

  test.each(['ftp://example.com/', 'javascript:alert(1)', 'http://user:pass@127.0.0.1/', 'nothing'])(
    '%s is no address to fetch',
    async (address) => {
      await expect(guarded([])(address)).rejects.toMatchObject({ kind: 'broken', sent: 'no' })
    },
  )
})
