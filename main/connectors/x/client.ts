import type { HttpPort } from '../../core/ports.ts'
import { findHttpFailure } from '../http-failure.ts'
import { serverTimeOf } from '../server-clock.ts'
import { AnswerFailure } from '../answer-failure.ts'
import { parseWireJson } from './wire-json.ts'

/** Where a client gets the token it sends. */
export type TokenSource = {
  current(): Promise<string>
  /** Called when X refused `stale` with 401; a newer token to try once, or null. */
  renew(stale: string): Promise<string | null>
}

/** Sends one token. */
export function fixedToken(token: string): TokenSource {
  return { current: () => Promise.resolve(token), renew: () => Promise.resolve(null) }
}

export type XClient = {
  /** Origin of the API. */
  readonly server: string
  readonly get: (path: string, query?: Readonly<Record<string, string>>) => Promise<unknown>
  /** With the time that X says it is, epoch ms; null where it says none. */
  readonly getDated: (
    path: string,
    query?: Readonly<Record<string, string>>,
  ) => Promise<{ readonly data: unknown; readonly serverTime: number | null }>
  readonly send: (method: 'POST' | 'DELETE', path: string, body?: unknown) => Promise<unknown>
  readonly sendForm: (path: string, form: FormData) => Promise<unknown>
}

/**
 * A thin client of X's API over Chirp's own HTTP. `twitter-api-v2` (1.x) asks by Node's https itself and takes no `fetch`, and X's own SDK brings its
 * own, so neither would keep to Chirp's limits, log and single sending. Yields parsed JSON, not believed by anybody. Rejects with `HttpFailure` or
 * `AnswerFailure`.
 */
export function createClient(options: {
  readonly server: string
  readonly http: HttpPort
  readonly token: TokenSource
  readonly signal: AbortSignal
}): XClient {
  const { server, http, token, signal } = options
  const ask = async (
    method: string,
    url: URL,
    body: RequestInit['body'],
    type: string | null,
  ): Promise<{ data: unknown; headers: Headers }> => {
    const send = async (bearer: string): Promise<Response> => {
      const init: RequestInit = {
        method,
        signal,
        headers: { accept: 'application/json', authorization: `Bearer ${bearer}`, ...(type === null ? {} : { 'content-type': type }) },
        ...(body === undefined || body === null ? {} : { body }),
      }
      try {
        return await http.fetch(url, init)
      } catch (error) {
        // A kept connection is often gone after a machine has slept. Reading may be tried again, once, and is not charged for twice; writing never.
        if (method !== 'GET' || findHttpFailure(error)?.kind !== 'broken' || signal.aborted) throw error
        return http.fetch(url, init)
      }
    }
    const sent = await token.current()
    let response = await send(sent)
    if (response.status === 401) {
      const renewed = await token.renew(sent)
      if (renewed !== null) response = await send(renewed)
    }
    const text = await response.text()
    const { status, headers } = response
    if (!response.ok) throw new AnswerFailure('status', server, { status, headers, body: parseWireJson(text) ?? text })
    const data = parseWireJson(text)
    if (data === undefined) throw new AnswerFailure('unreadable', server, { status, headers, body: null })
    return { data, headers }
  }
  return {
    server,
    get: async (path, query = {}) => (await ask('GET', addressOf(server, path, query), null, null)).data,
    getDated: async (path, query = {}) => {
      const { data, headers } = await ask('GET', addressOf(server, path, query), null, null)
      return { data, serverTime: serverTimeOf(headers) }
    },
    send: async (method, path, body) => {
      const [text, type] = body === undefined ? [null, null] : [JSON.stringify(body), 'application/json']
      return (await ask(method, addressOf(server, path, {}), text, type)).data
    },
    sendForm: async (path, form) => (await ask('POST', addressOf(server, path, {}), form, null)).data,
  }
}

/** The token is for this server alone, whatever a path was made of. */
function addressOf(server: string, path: string, query: Readonly<Record<string, string>>): URL {
  const url = new URL(path, server)
  if (url.origin !== new URL(server).origin) throw new TypeError(`Not an address of ${server}`)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url
}
