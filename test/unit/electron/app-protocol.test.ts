import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Protocol } from 'electron'
import { afterAll, describe, expect, it } from 'vitest'
import { fileResponse } from '../../../main/core/media-cache.ts'
import { isOwnAddress, isOwnPage, serveApp } from '../../../main/electron/app-protocol.ts'

const folder = mkdtempSync(join(tmpdir(), 'chirp-protocol-'))
const pageRoot = join(folder, 'page')
writeFileSync(join(folder, 'secret.js'), 'secret')
afterAll(() => rmSync(folder, { recursive: true }))

/** What Electron would call for a request of the page. */
function serve(openMedia: Parameters<typeof serveApp>[1]['openMedia'] = () => Promise.reject(new Error('not asked for'))) {
  let handler: Parameters<Protocol['handle']>[1] = () => new Response(null, { status: 599 })
  const logged: string[] = []
  const protocol = { handle: (_scheme: string, given: typeof handler) => (handler = given) } as unknown as Protocol
  serveApp(protocol, { pageRoot, openMedia, log: { error: (message) => logged.push(message) } })
  return { ask: (address: string, init?: RequestInit) => Promise.resolve(handler(new Request(address, init))), logged }
}

describe('own addresses', () => {
  it.each(['app://chirp/', 'app://chirp/index.html', 'app://chirp/index.html?x#y', 'app://chirp/media/abc'])('%s is one', (address) => {
    expect(isOwnAddress(address)).toBe(true)
  })
  it.each([
    'app://chirp.example/',
    'app://chirp:80/',
    'app://name@chirp/',
    'app://chirp@stranger/',
    'app:chirp',
    'https://chirp/',
    'blob:app://chirp/1',
    'file:///app://chirp/',
    '',
    'nonsense',
  ])('%j is none', (address) => {
    expect(isOwnAddress(address)).toBe(false)
  })
  it('only the page is the page', () => {
    expect(['app://chirp/', 'app://chirp/index.html#x', 'app://chirp/media/x', 'app://chirp/assets/a.js'].map(isOwnPage)).toEqual([
      true,
      true,
      false,
      false,
    ])
  })
})

describe('what is served', () => {
  it('is the page with the headers of both hosts', async () => {
    mkdirSync(pageRoot, { recursive: true })
    writeFileSync(join(pageRoot, 'index.html'), '<title>Chirp</title>')
    const response = await serve().ask('app://chirp/')
    expect([response.status, await response.text()]).toEqual([200, '<title>Chirp</title>'])
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })
  it.each([
    'app://chirp/../secret.js',
    'app://chirp/%2e%2e/secret.js',
    'app://chirp/..%2fsecret.js',
    'app://chirp/%00',
    'app://stranger/index.html',
  ])('is not %s', async (address) => {
    expect((await serve().ask(address)).status).toBe(404)
  })
  it('is only read', async () => {
    expect((await serve().ask('app://chirp/', { method: 'POST', body: 'x' })).status).toBe(405)
  })
  it('is media in ranges', async () => {
    const path = join(folder, 'clip.mp4')
    writeFileSync(path, '0123456789')
    const asked: (readonly [string, string | null])[] = []
    const { ask } = serve(async (address, { range }) => {
      asked.push([address, range])
      return (await fileResponse(path, 'video/mp4', range, {})) ?? new Response(null, { status: 404 })
    })
    const part = await ask('app://chirp/media/v1.abc%2Fdef', { headers: { range: 'bytes=2-4' } })
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 2-4/10', '234'])
    const whole = await ask('app://chirp/media/v1.abc')
    expect([whole.status, await whole.text()]).toEqual([200, '0123456789'])
    expect(asked).toEqual([
      ['v1.abc%2Fdef', 'bytes=2-4'],
      ['v1.abc', null],
    ])
  })
  it('is an error that is logged where the core fails', async () => {
    const { ask, logged } = serve(() => Promise.reject(new Error('broken')))
    expect((await ask('app://chirp/media/x')).status).toBe(500)
    expect(logged).toEqual(['A request of the page failed.'])
  })
})
