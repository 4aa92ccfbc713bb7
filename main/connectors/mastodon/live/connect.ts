import { AppFailure } from '../../../../shared/errors.ts'
import type { OpenSocket } from '../../../core/ports.ts'
import type { ConnectorContext } from '../../connector.ts'
import { classifyStatus } from '../../failure.ts'
import { SocketRefusal } from '../../http.ts'
import { accountToken } from '../auth/session.ts'
import type { MastodonClient } from '../client.ts'
import { readInstance, streamingAddress } from '../instance.ts'
import { rateHeaders } from '../rate-rules.ts'

/** What a subprotocol may be made of (RFC 6455 section 4.1, a token of RFC 9110); a token with other characters goes into the address. */
const SUBPROTOCOL = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/**
 * The account's own stream (`user`: its home feed and its notifications). The token goes as the subprotocol, where no log of a proxy has it,
 * and in the address where a server does not take that: the two ways of docs.joinmastodon.org/methods/streaming/#websocket (checked 2026-11-26).
 * Rejects with `capability-not-supported` where the server offers no stream to this account.
 */
export async function connectStream(context: ConnectorContext, client: MastodonClient): Promise<AsyncIterable<string>> {
  const { openSocket } = context.http
  const base = streamingAddress(await readInstance(client), client.server)
  if (openSocket === undefined || base === null) throw notOffered()
  const address = new URL(base)
  address.pathname = `${base.pathname.replace(/\/+$/, '').replace(/\/api\/v1\/streaming$/, '')}/api/v1/streaming`
  address.search = '?stream=user'
  const tokens = accountToken(context)
  const token = await tokens.current()
  if (token === null) throw notOffered()
  try {
    return await openEitherWay(openSocket, address, token, context.signal)
  } catch (error) {
    const renewed = error instanceof SocketRefusal && error.status === 401 ? await tokens.renew(token) : null
    if (renewed === null) throw meaningOf(error)
    return await openEitherWay(openSocket, address, renewed, context.signal).catch((again: unknown) => Promise.reject(meaningOf(again)))
  }
}

async function openEitherWay(openSocket: OpenSocket, address: URL, token: string, signal: AbortSignal): Promise<AsyncIterable<string>> {
  if (SUBPROTOCOL.test(token)) {
    try {
      return await openSocket(address, { protocols: [token], signal })
    } catch (error) {
      // Whoever does not understand the one way says so in many ways: no, or yes without naming the protocol.
      if (!(error instanceof SocketRefusal) || !isRefused(error)) throw error
    }
  }
  const telling = new URL(address)
  telling.searchParams.set('access_token', token)
  return openSocket(telling, { protocols: [], signal })
}

/** Refused for good, as far as one answer can say: not broken, not busy. */
function isRefused({ status }: SocketRefusal): boolean {
  return status === null || (status < 500 && ![408, 425, 429].includes(status)) || status === 501
}

function meaningOf(error: unknown): Error {
  if (!(error instanceof SocketRefusal)) return error instanceof Error ? error : new Error('Not connected', { cause: error })
  if (isRefused(error)) return notOffered(error)
  const { status, headers, server } = error
  return new AppFailure(
    classifyStatus({ status: status ?? 0, headers, body: null, server }, { write: false, now: Date.now(), rateHeaders }),
    { cause: error },
  )
}

function notOffered(cause?: unknown): AppFailure {
  return new AppFailure({ kind: 'capability-not-supported', capability: 'streams.live', message: null }, { cause })
}
