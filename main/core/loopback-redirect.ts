import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Where the browser comes back to after a sign-in: a listener on 127.0.0.1 for one flow (RFC 8252, section 7.3). */
export type LoopbackRedirect = {
  /** `http://127.0.0.1:<port>/oauth/callback` */
  readonly redirectUri: string
  /** The query of the first request to that address; rejects when closed before. */
  readonly returned: Promise<Readonly<Record<string, string>>>
  close(): Promise<void>
}

const PAGE = (title: string, text: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><h1>${title}</h1><p>${text}</p></html>`

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** Opens the listener on a free port. Rejects when no port can be had on the loopback address. */
export async function openLoopbackRedirect(): Promise<LoopbackRedirect> {
  const { promise, resolve, reject } = Promise.withResolvers<Readonly<Record<string, string>>>()
  // A flow that nobody waits for any more must not end the process.
  promise.catch(() => undefined)
  let used = false
  const server = createServer((request, response) => {
    const port = (server.address() as AddressInfo | null)?.port
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (request.headers.host !== `127.0.0.1:${port}` || request.method !== 'GET' || url.pathname !== '/oauth/callback') {
      response.writeHead(404, HEADERS).end(PAGE('Not found', 'There is nothing here.'))
      return
    }
    if (used) {
      response.writeHead(200, HEADERS).end(PAGE('Chirp', 'This sign-in was answered already. You can close this page.'))
      return
    }
    used = true
    response.writeHead(200, HEADERS).end(PAGE('Back to Chirp', 'Chirp has your answer. You can close this page.'))
    resolve(Object.fromEntries(url.searchParams))
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen(0, '127.0.0.1', listening)
  })
  const { port } = server.address() as AddressInfo
  return {
    redirectUri: `http://127.0.0.1:${port}/oauth/callback`,
    returned: promise,
    close: () =>
      new Promise((closed) => {
        reject(new Error('The sign-in was closed.'))
        server.close(() => closed())
        server.closeIdleConnections()
      }),
  }
}
