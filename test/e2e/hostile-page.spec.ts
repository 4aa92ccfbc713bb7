import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket } from 'ws'
import { expect, test } from './support/fixtures.ts'

/** A page of somebody else on this machine, or one that a name of somebody else's was pointed at. */
async function startStranger(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server: Server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>A stranger</title><body></body>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // The server listens on TCP.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${String(port)}/`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function ask(port: number, path: string, headers: Readonly<Record<string, string>>, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
    })
    call.on('error', reject)
    call.end()
  })
}

/** Whether the bridge opens. */
function opens(address: string, protocols: readonly string[], headers: Readonly<Record<string, string>>): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(address, [...protocols], { headers })
    socket.on('open', () => {
      socket.terminate()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

test('a page of somebody else gets nothing from the host', async ({ page, startHost, complaints }) => {
  const host = await startHost({ demo: true })
  const stranger = await startStranger()
  const { origin, hash } = new URL(host.url())
  const token = hash.slice('#token='.length)
  await page.goto(host.url())
  const picture = await page
    .getByRole('article')
    .locator('img')
    .first()
    .evaluate((image: HTMLImageElement) => image.src)
  await page.goto(stranger.url)
  const html = await (await fetch(`${origin}/`)).text()
  const script = /src="\.?\/?([^"]+\.js)"/.exec(html)?.[1] ?? ''
  const style = /href="\.?\/?([^"]+\.css)"/.exec(html)?.[1] ?? ''
  for (const file of [script, style]) expect((await fetch(`${origin}/${file}`)).status, file).toBe(200)
  const got = await page.evaluate(
    async ({ origin, script, style, picture, token }) => {
      const settles = (element: HTMLElement, name: string, address: string): Promise<string> =>
        new Promise((resolve) => {
          element.addEventListener('load', () => resolve('loaded'))
          element.addEventListener('loadedmetadata', () => resolve('loaded'))
          element.addEventListener('error', () => resolve('refused'))
          element.setAttribute(name, address)
          document.body.append(element)
        })
      const fetched = (address: string, init: RequestInit = {}): Promise<string> =>
        fetch(address, init).then(
          (response) => (response.type === 'opaque' ? 'refused' : `answered ${String(response.status)}`),
          () => 'refused',
        )
      const bridge = (protocols: string[]): Promise<string> =>
        new Promise((resolve) => {
          const socket = new WebSocket(`${origin.replace('http', 'ws')}/bridge`, protocols)
          socket.addEventListener('open', () => resolve('opened'))
          socket.addEventListener('error', () => resolve('refused'))
        })
      const frame = document.createElement('iframe')
      frame.src = origin
      document.body.append(frame)
      await new Promise((resolve) => frame.addEventListener('load', resolve))
      let inFrame = 'refused'
      try {
        inFrame = frame.contentWindow?.document.title ?? 'refused'
      } catch {
        // Another origin, or the browser's own page in its place.
      }
      return {
        fetch: await fetched(`${origin}/`),
        fetchBlind: await fetched(`${origin}/${script}`, { mode: 'no-cors' }),
        post: await fetched(`${origin}/bridge`, { method: 'POST', body: '{}' }),
        script: await settles(document.createElement('script'), 'src', `${origin}/${script}`),
        style: await settles(Object.assign(document.createElement('link'), { rel: 'stylesheet' }), 'href', `${origin}/${style}`),
        image: await settles(document.createElement('img'), 'src', picture),
        frame: inFrame,
        socket: await bridge([]),
        socketWithoutToken: await bridge(['chirp.v1']),
        socketWithWrongToken: await bridge(['chirp.v1', 'x'.repeat(token.length)]),
        socketWithTheToken: await bridge(['chirp.v1', token]),
      }
    },
    { origin, script, style, picture, token },
  )
  expect([...new Set(Object.entries(got).map(([name, outcome]) => (outcome === 'refused' ? 'refused' : `${name}: ${outcome}`)))]).toEqual([
    'refused',
  ])

  // Opened as a window of its own it is nobody's: its opener has no hold of it.
  const opened = page.waitForEvent('popup')
  const held = await page.evaluate(async (address) => {
    const other = window.open(address)
    await new Promise((resolve) => setTimeout(resolve, 1000))
    try {
      return other?.document.title ?? 'nothing'
    } catch {
      return 'nothing'
    }
  }, origin)
  expect(held).toBe('nothing')
  await (await opened).close()
  // The browser writes down everything it was refused.
  complaints.length = 0
  await stranger.close()
})

test('another name for this machine, another origin and a wrong token get nothing', async ({ startHost }) => {
  const host = await startHost({ demo: true })
  const { origin, port, hash, host: ownHost } = new URL(host.url())
  const token = hash.slice('#token='.length)
  const number = Number(port)
  const own = { host: ownHost }
  expect(await ask(number, '/', own)).toBe(200)
  for (const name of ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1.evil.example:${port}`, `0.0.0.0:${port}`])
    expect(await ask(number, '/', { host: name }), `as ${name}`).toBe(421)
  expect(await ask(number, '/', { ...own, origin: 'https://evil.example' })).toBe(403)
  expect(await ask(number, '/', { ...own, origin: 'null' })).toBe(403)
  expect(await ask(number, '/', { ...own, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' })).toBe(
    403,
  )
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect(await ask(number, '/bridge', own, method), method).toBe(405)
  for (const path of ['/..%2f..%2fpackage.json', '/../../package.json', '/media/x.y', '/chirp.db', '/%00'])
    expect(await ask(number, path, own), path).toBe(404)

  const bridge = `${origin.replace('http', 'ws')}/bridge`
  expect(await opens(bridge, ['chirp.v1', token], { origin })).toBe(true)
  expect(await opens(bridge, ['chirp.v1', `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`], { origin }), 'a wrong token').toBe(
    false,
  )
  expect(await opens(bridge, ['chirp.v1'], { origin }), 'no token').toBe(false)
  expect(await opens(bridge, ['chirp.v1', token], { origin: 'https://evil.example' }), 'another origin').toBe(false)
  expect(await opens(bridge, ['chirp.v1', token], {}), 'no origin').toBe(false)
  expect(await opens(bridge, ['chirp.v1', token], { origin, host: 'evil.example' }), 'another host').toBe(false)
  expect(await opens(`${bridge}?token=${token}`, ['chirp.v1'], { origin }), 'the token in the address').toBe(false)
})
