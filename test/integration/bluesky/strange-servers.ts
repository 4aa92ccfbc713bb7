import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net'

/** Something that listens until it is disposed of. */
export type Listening = AsyncDisposable & { readonly origin: string }

/** A web server that answers as told: for what a PDS never is. */
export async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Listening> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** What a line does with the next requests. */
export type LineFault = 'none' | 'cut-answers' | 'refuse'

/**
 * A line to a real server that can be cut: `cut-answers` lets requests through and resets the connection when the answer comes, so that what
 * was asked has happened and nobody was told; `refuse` resets at once.
 */
export async function lineTo(target: string): Promise<Listening & { fault: LineFault; readonly cuts: number }> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  const line = { fault: 'none' as LineFault, cuts: 0 }
  const server = createTcpServer((near) => {
    const cut = () => {
      line.cuts += 1
      near.resetAndDestroy()
    }
    if (line.fault === 'refuse') {
      cut()
      return
    }
    const far = connect(Number(port), hostname)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    }
    near.pipe(far)
    far.on('data', (answer) => {
      if (line.fault === 'none') near.write(answer)
      else cut()
    })
    far.on('end', () => near.end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(line, {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  })
}
