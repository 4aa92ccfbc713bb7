import { HttpActionDispatcherHookMastodon } from 'masto/adapters/action/dispatcher-http-hook-mastodon.js'
import { createActionProxy, HttpActionDispatcher } from 'masto/adapters/action/index.js'
import { BaseHttp } from 'masto/adapters/http/base-http.js'
import { SerializerNativeImpl } from 'masto/adapters/serializers/index.js'
import type { HttpRequestParams, HttpResponse } from 'masto/interfaces/http.js'
import type { Encoding, Serializer } from 'masto/interfaces/serializer.js'
import type { mastodon } from 'masto'
import type { HttpPort } from '../../core/ports.ts'
import { findHttpFailure } from '../http-failure.ts'
import { AnswerFailure } from '../answer-failure.ts'
import { parseWireJson } from './wire-json.ts'

/** Where a client gets the token it sends. */
export type TokenSource = {
  /** Null sends none. */
  current(): Promise<string | null>
  /** Called when the server refused `stale` with 401; a newer token to try once, or null. */
  renew(stale: string): Promise<string | null>
}

/** Sends no token: what there is before there is an account. */
export const noToken: TokenSource = { current: () => Promise.resolve(null), renew: () => Promise.resolve(null) }

/** Sends one token. */
export function fixedToken(token: string): TokenSource {
  return { current: () => Promise.resolve(token), renew: () => Promise.resolve(null) }
}

export type MastodonClient = {
  /** Origin. */
  readonly server: string
  /** masto's typed calls. What they yield is not believed: `wire.ts` parses it. */
  readonly api: mastodon.rest.Client
  /** A plain GET, with the answer's headers. */
  get(path: string, query?: Readonly<Record<string, unknown>>): Promise<{ readonly data: unknown; readonly headers: Headers }>
  /** Uploads a form, with the status of the answer (202: still being processed). */
  postForm(path: string, form: Readonly<Record<string, unknown>>): Promise<{ readonly data: unknown }>
}

/**
 * masto's client over Chirp's own HTTP. `createRestAPIClient` calls the global `fetch` and takes no other (8.0.0), so the same parts it is
 * made of, which the package exports, are put together here around another `Http`. Rejects with `HttpFailure` or `AnswerFailure`.
 */
export function createClient(options: {
  readonly server: string
  readonly http: HttpPort
  readonly token: TokenSource
  readonly signal: AbortSignal
}): MastodonClient {
  const http = new PortHttp(options)
  const dispatcher = new HttpActionDispatcher(http, new HttpActionDispatcherHookMastodon(http))
  return {
    server: options.server,
    api: createActionProxy<mastodon.rest.Client>(dispatcher, { context: ['api'] }),
    get: (path, query) => http.get<unknown>(path, query),
    postForm: (path, form) => http.post<unknown>(path, form, { encoding: 'multipart-form' }),
  }
}

class PortHttp extends BaseHttp {
  private readonly options: Parameters<typeof createClient>[0]
  private readonly serializer: Serializer = new SerializerNativeImpl()

  constructor(options: Parameters<typeof createClient>[0]) {
    super()
    this.options = options
  }

  override async request<T>(params: HttpRequestParams): Promise<HttpResponse<T>> {
    const { token, server } = this.options
    const sent = await token.current()
    let response = await this.send(params, sent)
    if (response.status === 401 && sent !== null) {
      const renewed = await token.renew(sent)
      if (renewed !== null) response = await this.send(params, renewed)
    }
    const text = await response.text()
    const { status, headers } = response
    if (!response.ok) throw new AnswerFailure('status', server, { status, headers, body: parseWireJson(text) ?? text })
    const data = text.trim() === '' ? null : parseWireJson(text)
    if (data === undefined) throw new AnswerFailure('unreadable', server, { status, headers, body: null })
    // The caller parses it; masto's own types are what the documentation promises.
    return { headers, data: data as T }
  }

  private async send(params: HttpRequestParams, token: string | null): Promise<Response> {
    const { method, path, search, body, encoding = 'json', requestInit = {} } = params
    const url = new URL(path, this.options.server)
    if (typeof search === 'string') url.search = search
    else if (search) url.search = this.serializer.serialize('querystring', search)
    // The token is for this server alone, whatever a path was made of.
    if (url.origin !== new URL(this.options.server).origin) throw new TypeError(`Not an address of ${this.options.server}`)
    const headers = new Headers(requestInit.headers)
    headers.set('accept', 'application/json')
    if (token !== null) headers.set('authorization', `Bearer ${token}`)
    const init: RequestInit = { ...requestInit, method, headers, signal: this.options.signal }
    if (body !== undefined) {
      init.body = this.bodyOf(encoding, body)
      if (encoding === 'json') headers.set('content-type', 'application/json')
    }
    try {
      return await this.options.http.fetch(url, init)
    } catch (error) {
      // A kept connection is often gone after a machine has slept. Reading may be tried again, once; writing never.
      if (method !== 'GET' || findHttpFailure(error)?.kind !== 'broken' || this.options.signal.aborted) throw error
      return this.options.http.fetch(url, init)
    }
  }

  private bodyOf(encoding: Encoding, body: unknown): NonNullable<RequestInit['body']> {
    return encoding === 'json' ? this.serializer.serialize(encoding, body) : (this.serializer.serialize(encoding, body) as FormData)
  }
}
