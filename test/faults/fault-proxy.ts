import { createServer, request as openRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createFaults, type Fault, type Faults } from '../mastodon-server/http/faults.ts'

/** Stands before a real server and has the faults of the Mastodon test server happen to its requests. */
export type FaultProxy = AsyncDisposable & {
  readonly url: string
  readonly failNext: Faults['add']
  readonly metFaults: Faults['met']
  /** What was asked, as `METHOD /path`, in order. */
  readonly requests: readonly string[]
  readonly clearFaults: Faults['clear']
}

type Answer = { readonly status: number; readonly headers: Readonly<Record<string, string | string[] | undefined>>; readonly body: Buffer }

/**
 * Starts one before the server at `target`, an origin, on a free port of 127.0.0.1. `inItsPlace`: answers that name the server name the proxy
 * instead, so that who signs in through it stays with it.
 */
export async function startFaultProxy(target: string, options: { readonly inItsPlace?: boolean } = {}): Promise<FaultProxy> {
  const faults = createFaults()
  const requests: string[] = []
  let url = ''
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readAll(request)
    const { pathname } = new URL(request.url ?? '/', target)
    requests.push(`${request.method ?? 'GET'} ${pathname}`)
    const fault = faults.take(request.method ?? 'GET', pathname)
    const reaches = fault === null || fault.afterEffect === true || fault.truncate === true
    const given = reaches ? await passOn(target, request, body) : null
    const answer = given !== null && options.inItsPlace === true ? renamed(given, target, url) : given
    if (fault === null) reply(response, answer)
    else play(fault, answer, request, response)
  }
  const server = createServer((request, response) => void handle(request, response).catch(() => request.socket.destroy()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    requests,
    failNext: faults.add,
    metFaults: faults.met,
    clearFaults: faults.clear,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => void server.close(() => resolve()))
    },
  }
}

/** The same answer with another name for the server, where it is JSON. */
function renamed(answer: Answer, from: string, to: string): Answer {
  const isJson = String(answer.headers['content-type']).includes('json')
  return isJson ? { ...answer, body: Buffer.from(answer.body.toString().replaceAll(from, to)) } : answer
}

function play(fault: Fault, answer: Answer | null, request: IncomingMessage, response: ServerResponse): void {
  if (fault.reset === true) return void request.socket.resetAndDestroy()
  if (fault.hang === true) return
  if (fault.truncate === true && answer !== null) {
    // The length of the half: a whole HTTP answer whose JSON is not.
    reply(response, { ...answer, body: answer.body.subarray(0, Math.ceil(answer.body.length / 2)) })
    return
  }
  const isHtml = typeof fault.body === 'string'
  const body = Buffer.from(typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body ?? {}))
  reply(response, {
    status: fault.status ?? 200,
    headers: { 'content-type': isHtml ? 'text/html' : 'application/json', ...fault.headers },
    body,
  })
}

function reply(response: ServerResponse, answer: Answer | null): void {
  if (answer === null) return void response.destroy()
  const { 'transfer-encoding': _, connection: __, ...headers } = answer.headers
  response.writeHead(answer.status, { ...headers, 'content-length': String(answer.body.length) }).end(answer.body)
}

function passOn(target: string, request: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // Nothing packed: what is answered may be changed on its way.
    const { host: _, connection: __, 'transfer-encoding': ___, 'accept-encoding': ____, ...headers } = request.headers
    const onward = openRequest(new URL(request.url ?? '/', target), {
      method: request.method,
      headers: { ...headers, 'content-length': String(body.length) },
    })
    onward.on('response', (response) => {
      readAll(response).then((answer) => resolve({ status: response.statusCode ?? 502, headers: response.headers, body: answer }), reject)
    })
    onward.on('error', reject)
    onward.end(body)
  })
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
