import { z } from 'zod'
import { parseAnswer } from './answers.ts'
import { createGraph } from './graph.ts'
import type { HttpPort } from '../../core/ports.ts'

/** How a platform calls its two grants (`th_exchange_token`, `ig_exchange_token`). */
export type TokenGrants = { readonly exchange: string; readonly refresh: string }

/** Where and how to ask. */
export type TokenServer = { readonly server: string; readonly http: HttpPort; readonly signal: AbortSignal }

/** A long-lived token. Times are epoch ms. */
export type LongLivedToken = { readonly accessToken: string; readonly issuedAt: number; readonly expiresAt: number }

const WireToken = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() })

/**
 * Exchanges the token of a sign-in, which lasts an hour, for one that lasts 60 days. The secrets go in the address: it is the only way that the
 * page shows, and Chirp's log keeps no values of addresses.
 * Source: https://developers.facebook.com/docs/threads/get-started/long-lived-tokens, read 2026-11-27.
 */
export function exchangeForLongLived(
  where: TokenServer,
  grants: TokenGrants,
  shortLived: string,
  clientSecret: string,
  now: number,
): Promise<LongLivedToken> {
  return ask(where, 'access_token', { grant_type: grants.exchange, client_secret: clientSecret, access_token: shortLived }, now)
}

/** Another 60 days for a token that is a day old at least and has not ended (same page). */
export function refreshLongLived(where: TokenServer, grants: TokenGrants, token: string, now: number): Promise<LongLivedToken> {
  return ask(where, 'refresh_access_token', { grant_type: grants.refresh, access_token: token }, now)
}

async function ask(where: TokenServer, path: string, query: Readonly<Record<string, string>>, now: number): Promise<LongLivedToken> {
  const graph = createGraph({ ...where, version: '', token: null })
  const { access_token: accessToken, expires_in: seconds } = parseAnswer(WireToken, await graph.get(path, query), graph)
  return { accessToken, issuedAt: now, expiresAt: now + seconds * 1000 }
}
