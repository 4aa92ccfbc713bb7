import * as oauth from 'oauth4webapi'
import { z } from 'zod'
import type { HttpPort } from '../../../core/ports.ts'
import { AnswerFailure } from '../../answer-failure.ts'
import type { MastodonClient } from '../client.ts'
import { isLoopback } from './server-address.ts'

/** What of a server's OAuth a sign-in needs to know. */
export type OAuthServer = {
  readonly authorizationEndpoint: string
  readonly tokenEndpoint: string
  readonly revocationEndpoint: string
  /** Null: the server does not tell. */
  readonly scopes: readonly string[] | null
}

const endpoint = z.string().optional().catch(undefined)
const Metadata = z.object({
  authorizationEndpoint: endpoint,
  tokenEndpoint: endpoint,
  revocationEndpoint: endpoint,
  scopesSupported: z.array(z.string()).nullable().catch(null),
})

/**
 * Reads the server's OAuth metadata (RFC 8414, Mastodon 4.3 and newer), else takes the addresses that every server of this API has.
 * Endpoints on another origin are not believed: the person chose this server.
 */
export async function readOAuthServer(client: MastodonClient): Promise<OAuthServer> {
  const metadata = Metadata.safeParse(await answerOrNull(client, '/.well-known/oauth-authorization-server'))
  const told = metadata.success ? metadata.data : null
  const own = (address: string | undefined, usual: string): string => {
    const url = address === undefined ? null : URL.parse(address)
    return url?.origin === client.server ? url.href : client.server + usual
  }
  return {
    authorizationEndpoint: own(told?.authorizationEndpoint, '/oauth/authorize'),
    tokenEndpoint: own(told?.tokenEndpoint, '/oauth/token'),
    revocationEndpoint: own(told?.revocationEndpoint, '/oauth/revoke'),
    scopes: told?.scopesSupported ?? null,
  }
}

async function answerOrNull(client: MastodonClient, path: string): Promise<unknown> {
  try {
    return (await client.get(path)).data
  } catch (error) {
    if (error instanceof AnswerFailure) return null
    throw error
  }
}

/** What Chirp does, in Mastodon's granular scopes. Source: docs.joinmastodon.org/api/oauth-scopes, read 2026-11-20. */
const WANTED_SCOPES = [
  'read:accounts',
  'read:bookmarks',
  'read:follows',
  'read:lists',
  'read:notifications',
  'read:search',
  'read:statuses',
  'write:bookmarks',
  'write:favourites',
  'write:follows',
  'write:media',
  'write:statuses',
] as const

/** Understood by every server of this API; Pixelfed's and older servers' follows need the third. */
const COARSE_SCOPES = 'read write follow'

/**
 * The fewest scopes that do for Chirp and that the server says it knows. A granular one it does not list is asked for by its whole
 * (`read`, `write`); a server that lists nothing gets the oldest three.
 */
export function chooseScopes(supported: readonly string[] | null): string {
  if (supported === null) return COARSE_SCOPES
  const chosen = new Set<string>()
  for (const scope of WANTED_SCOPES) {
    const [whole = scope] = scope.split(':')
    if (supported.includes(scope)) chosen.add(scope)
    else if (supported.includes(whole)) chosen.add(whole)
    else return COARSE_SCOPES
  }
  return [...chosen].filter((scope) => !scope.includes(':') || !chosen.has(scope.split(':')[0] ?? '')).join(' ')
}

/** The pieces `oauth4webapi` wants for a call. Everything goes through Chirp's HTTP; without TLS only on this machine. */
export function oauthCalls(
  server: string,
  registration: {
    readonly clientId: string
    readonly clientSecret: string
    readonly tokenEndpoint: string
    readonly revocationEndpoint: string
  },
  context: { readonly http: HttpPort; readonly signal: AbortSignal },
) {
  const url = new URL(server)
  return {
    server: {
      issuer: server,
      token_endpoint: registration.tokenEndpoint,
      revocation_endpoint: registration.revocationEndpoint,
    } satisfies oauth.AuthorizationServer,
    client: { client_id: registration.clientId } satisfies oauth.Client,
    // In the body: the older servers do not read the header.
    authentication: oauth.ClientSecretPost(registration.clientSecret),
    options: {
      [oauth.customFetch]: (address: string, init: oauth.CustomFetchOptions<'POST', URLSearchParams>) =>
        context.http.fetch(address, { ...init, signal: context.signal }),
      // Marked as deprecated to stand out; meant for exactly this, a server on one's own machine.
      // eslint-disable-next-line @typescript-eslint/no-deprecated
      [oauth.allowInsecureRequests]: url.protocol === 'http:' && isLoopback(url.hostname),
    },
  }
}
