import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server that nobody may ask anything, on every loopback address there is. */
export type Trap = {
  /** `http://127.0.0.1:port`. */
  readonly url: string
  /** What reached it, connections that said nothing included. */
  readonly caught: readonly string[]
  close(): Promise<void>
}

/** Starts one; it answers what is asked as a working server would, so that nothing ends early. */
export async function startTrap(): Promise<Trap> {
  const caught: string[] = []
  const listen = (host: string, port: number): Promise<Server | null> =>
    new Promise((resolve) => {
      const server = createServer((request, response) => {
        caught.push(`${request.method ?? ''} ${request.url ?? ''}`)
        response.writeHead(200, { 'content-type': 'text/html', 'access-control-allow-origin': '*' }).end('<h1>Caught</h1>')
      })
      server.on('connection', () => caught.push('a connection'))
      server.once('error', () => resolve(null))
      server.listen(port, host, () => resolve(server))
    })
  const first = await listen('127.0.0.1', 0)
  if (first === null) throw new Error('No port is free on 127.0.0.1')
  const { port } = first.address() as AddressInfo
  // A machine may have no IPv6; then nothing can reach it there either.
  const servers = [first, await listen('::1', port)]
  return {
    url: `http://127.0.0.1:${port}`,
    caught,
    close: async () => {
      for (const server of servers) {
        server?.closeAllConnections()
        await new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)))
      }
    },
  }
}
