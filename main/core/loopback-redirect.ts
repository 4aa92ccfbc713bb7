import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AppFailure } from '../../shared/errors.ts'

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

/** The redirect address with a port. */
export function redirectAddress(port: number): string {
  return `http://127.0.0.1:${port}/oauth/callback`
}

/**
 * Opens the listener on a free port, or on the first of these that is free. Rejects with `invalid-input` `redirect-port-busy` where none of them
 * is, and otherwise when no port can be had on the loopback address.
 */
export async function openLoopbackRedirect(ports: readonly number[] = [0]): Promise<LoopbackRedirect> {
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
  const port = await listenOnOneOf(server, ports)
  return {
    redirectUri: redirectAddress(port),
    returned: promise,
    close: () =>
      new Promise((closed) => {
        reject(new Error('The sign-in was closed.'))
        server.close(() => closed())
        server.closeIdleConnections()
      }),
  }
}

async function listenOnOneOf(server: Server, ports: readonly number[]): Promise<number> {
  for (const port of ports) {
    try {
      await new Promise<void>((listening, failed) => {
        server.once('error', failed)
        server.listen(port, '127.0.0.1', () => {
          server.off('error', failed)
          listening()
        })
      })
      return (server.address() as AddressInfo).port
    } catch (error) {
      if (port === 0 || !isTaken(error)) throw error
    }
  }
  throw new AppFailure({
    kind: 'invalid-input',
    issues: [{ field: 'redirectUri', code: 'redirect-port-busy', values: { port: ports.join(', ') } }],
  })
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES')
}
