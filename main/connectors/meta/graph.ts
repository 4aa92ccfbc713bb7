import type { HttpPort } from '../../core/ports.ts'
import { findHttpFailure } from '../http-failure.ts'
import { serverTimeOf } from '../server-clock.ts'
import { AnswerFailure } from '../answer-failure.ts'
import { parseWireJson } from './wire-json.ts'

/** Parameters of a call; those that are undefined are left out. */
export type Parameters = Readonly<Record<string, string | number | undefined>>

/** A Graph API at one server and version. What it answers is not believed: callers parse it. Rejects with `HttpFailure` or `AnswerFailure`. */
export type Graph = {
  /** Origin. */
  readonly server: string
  /** `path` is below the version, without a slash at its beginning. */
  get(path: string, query?: Parameters): Promise<unknown>
  /** With the time that the server says it is, epoch ms; null where it says none. */
  getDated(path: string, query?: Parameters): Promise<{ readonly data: unknown; readonly serverTime: number | null }>
  /** A form with files goes as multipart. */
  post(path: string, form: Parameters | FormData): Promise<unknown>
  delete(path: string): Promise<unknown>
}

/**
 * The token goes in a header alone. The pages show it in the address or body; that `Authorization: Bearer` is taken as well is what others
 * have seen of these APIs (2026-11-27). `token` null sends none.
 */
export function createGraph(options: {
  readonly server: string
  /** Empty where the path has none. */
  readonly version: string
  readonly http: HttpPort
  readonly token: (() => Promise<string>) | null
  readonly signal: AbortSignal
}): Graph {
  const { server, version, http, token, signal } = options
  const urlOf = (path: string, query: Parameters): URL => {
    const url = new URL(version === '' ? `/${path}` : `/${version}/${path}`, server)
    // The token is for this server alone, whatever a path was made of.
    if (url.origin !== server) throw new TypeError(`Not an address of ${server}`)
    url.search = encode(query).toString()
    return url
  }
  const send = async (method: string, url: URL, body: URLSearchParams | FormData | null): Promise<Dated> => {
    const headers = new Headers({ accept: 'application/json' })
    if (token !== null) headers.set('authorization', `Bearer ${await token()}`)
    const response = await http.fetch(url, { method, headers, signal, ...(body === null ? {} : { body }) })
    return readAnswer(response, server)
  }
  const getDated = async (path: string, query: Parameters = {}): Promise<Dated> => {
    const url = urlOf(path, query)
    try {
      return await send('GET', url, null)
    } catch (error) {
      // A kept connection is often gone after a machine has slept. Reading may be tried again, once; writing never.
      if (findHttpFailure(error)?.kind !== 'broken' || signal.aborted) throw error
      return send('GET', url, null)
    }
  }
  return {
    server,
    get: async (path, query) => (await getDated(path, query)).data,
    getDated,
    post: async (path, form) => (await send('POST', urlOf(path, {}), form instanceof FormData ? form : encode(form))).data,
    delete: async (path) => (await send('DELETE', urlOf(path, {}), null)).data,
  }
}

type Dated = { readonly data: unknown; readonly serverTime: number | null }

/** What a server answered, parsed. Rejects with an `AnswerFailure` where it refused, or said something that is no JSON. */
export async function readAnswer(response: Response, server: string): Promise<Dated> {
  const text = await response.text()
  const { status, headers } = response
  const data = parseWireJson(text)
  if (!response.ok) throw new AnswerFailure('status', server, { status, headers, body: data ?? text })
  if (data === undefined) throw new AnswerFailure('unreadable', server, { status, headers, body: null })
  return { data, serverTime: serverTimeOf(headers) }
}

function encode(parameters: Parameters): URLSearchParams {
  const encoded = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) encoded.set(name, String(value))
  return encoded
}
