import * as oauth from 'oauth4webapi'
import type { HttpPort } from '../../../core/ports.ts'

/** Where X is: its API, and the page on which the person allows the app. */
export type Places = { readonly api: string; readonly authorizePage: string }

/** docs.x.com/fundamentals/authentication/oauth-2-0/user-access-token, read 2026-11-27. */
export const X_PLACES: Places = { api: 'https://api.x.com', authorizePage: 'https://x.com/i/oauth2/authorize' }

/** X, or what stands in for it at an origin (a test, a proxy). */
export function placesAt(origin: string | undefined): Places {
  return origin === undefined ? X_PLACES : { api: origin, authorizePage: `${origin}/i/oauth2/authorize` }
}

/** The app of the person's own, as they typed it. */
export type App = { readonly clientId: string; readonly clientSecret: string | null }

/**
 * How an app shows who it is. Confidential ones send Basic with id and secret as they are: X's page encodes nothing in them, where RFC 6749 would
 * have them percent-encoded, which the library's own `ClientSecretBasic` does.
 */
function authenticationOf({ clientId, clientSecret }: App): oauth.ClientAuth {
  if (clientSecret === null) return oauth.None()
  return (_server, _client, _body, headers) => {
    headers.set('authorization', `Basic ${Buffer.from(`${clientId}:${clientSecret}`, 'utf8').toString('base64')}`)
  }
}

/** The pieces `oauth4webapi` wants for a call. Everything goes through Chirp's HTTP; without TLS only on this machine. */
export function oauthCalls(api: string, app: App, context: { readonly http: HttpPort; readonly signal: AbortSignal }) {
  const url = new URL(api)
  return {
    server: {
      issuer: api,
      token_endpoint: `${api}/2/oauth2/token`,
      revocation_endpoint: `${api}/2/oauth2/revoke`,
    } satisfies oauth.AuthorizationServer,
    client: { client_id: app.clientId } satisfies oauth.Client,
    authentication: authenticationOf(app),
    options: {
      [oauth.customFetch]: (address: string, init: oauth.CustomFetchOptions<'POST', URLSearchParams>) =>
        context.http.fetch(address, { ...init, signal: context.signal }),
      // Marked as deprecated to stand out; meant for exactly this, a server on one's own machine.
      // eslint-disable-next-line @typescript-eslint/no-deprecated
      [oauth.allowInsecureRequests]: url.protocol === 'http:' && url.hostname === '127.0.0.1',
    },
  }
}
