import * as oauth from 'oauth4webapi'
import { z } from 'zod'
import { AppFailure } from '../../../../shared/errors.ts'
import type { Authenticate, ConnectorContext, OAuthReturn, OAuthStart, SignedIn, SignInContext } from '../../connector.ts'
import { capabilitiesOf } from '../capabilities.ts'
import { createClient, fixedToken } from '../client.ts'
import { oauthErrorCode } from '../../oauth-failure.ts'
import { isTokenRefusal } from '../failures.ts'
import { permissions, REDIRECT_PORT } from '../manifest.ts'
import { normaliseUser } from '../normalise/author.ts'
import { readMe } from '../read/people.ts'
import { oauthCalls, type Places } from './oauth.ts'
import { readSession, tokensOf, type XSession } from './session.ts'

/** What lies between the two halves of a sign-in. */
const Pending = z.object({
  clientId: z.string(),
  clientSecret: z.string().nullable(),
  redirectUri: z.string(),
  state: z.string(),
  codeVerifier: z.string(),
})
type Pending = z.infer<typeof Pending>

/** X has no page that shows a code: whoever cannot be come back to copies the address that the browser ended at. */
const PASTE_REDIRECT = `http://127.0.0.1:${String(REDIRECT_PORT)}/oauth/callback`

const SCOPE = permissions.map(({ name }) => name).join(' ')

export function authenticateAt(places: Places): Authenticate {
  return {
    startOAuth: (_context, _method, fields, redirectUri) => start(places, fields, redirectUri),
    finishOAuth: (context, _method, pending, answer) => finish(places, context, pending, answer),
    signOut,
  }
}

/** Says where the person's browser has to go; X is asked nothing yet. */
async function start(places: Places, fields: Readonly<Record<string, string>>, redirectUri: string | null): Promise<OAuthStart> {
  const clientId = (fields['clientId'] ?? '').trim()
  const clientSecret = (fields['clientSecret'] ?? '').trim()
  if (!/^[\x21-\x7e]{1,200}$/.test(clientId))
    throw new AppFailure({ kind: 'invalid-input', issues: [{ field: 'clientId', code: 'required', values: {} }] })
  const pending: Pending = {
    clientId,
    clientSecret: clientSecret === '' ? null : clientSecret,
    redirectUri: redirectUri ?? PASTE_REDIRECT,
    state: oauth.generateRandomState(),
    codeVerifier: oauth.generateRandomCodeVerifier(),
  }
  const url = new URL(places.authorizePage)
  url.searchParams.set('response_type', 'code')
  url.searchParams.set('client_id', pending.clientId)
  url.searchParams.set('redirect_uri', pending.redirectUri)
  url.searchParams.set('scope', SCOPE)
  url.searchParams.set('state', pending.state)
  url.searchParams.set('code_challenge', await oauth.calculatePKCECodeChallenge(pending.codeVerifier))
  url.searchParams.set('code_challenge_method', 'S256')
  // X's page writes spaces as %20 and asks for just that encoding; a plus of our own would be %2B by now.
  url.search = url.search.replaceAll('+', '%20')
  return { authorizeUrl: url.href, pending }
}

/** Exchanges the code for tokens and asks who that is. */
async function finish(places: Places, context: SignInContext, stored: unknown, answer: OAuthReturn): Promise<SignedIn> {
  const pending = Pending.parse(stored)
  const { tokens, scope } = await exchangeCode(places, context, pending, answer)
  const client = createClient({ server: places.api, http: context.http, token: fixedToken(tokens.accessToken), signal: context.signal })
  const me = await readMe(client)
  const { clientId, clientSecret } = pending
  return {
    author: normaliseUser(me).author,
    server: places.api,
    session: { ...tokens, scope, clientId, clientSecret } satisfies XSession,
    capabilities: capabilitiesOf(me.subscription_type, context.clock()),
  }
}

async function exchangeCode(places: Places, context: SignInContext, pending: Pending, answer: OAuthReturn) {
  const { server, client, authentication, options } = oauthCalls(places.api, pending, context)
  try {
    const parameters = answer.kind === 'redirect' ? new URLSearchParams(answer.parameters) : pasted(answer.code)
    const callback = oauth.validateAuthResponse(server, client, parameters, parameters.has('state') ? pending.state : oauth.skipStateCheck)
    // What came by itself has to say which flow it answers; a code alone can only have been pasted.
    const isOfFlow = answer.kind === 'code' || parameters.has('state')
    if ((callback.get('code') ?? '') === '' || !isOfFlow) throw expired(null)
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      authentication,
      callback,
      pending.redirectUri,
      pending.codeVerifier,
      options,
    )
    const granted = await oauth.processAuthorizationCodeResponse(server, client, response)
    return { tokens: tokensOf(granted, context.clock()), scope: granted.scope ?? SCOPE }
  } catch (error) {
    throw meaningOf(error)
  }
}

/** The bare code, or the whole address that the browser ended at. */
function pasted(text: string): URLSearchParams {
  const url = URL.parse(text.trim())
  return url !== null && (url.searchParams.has('code') || url.searchParams.has('error'))
    ? url.searchParams
    : new URLSearchParams({ code: text.trim() })
}

function expired(cause: unknown): AppFailure {
  return new AppFailure({ kind: 'authentication', reason: 'flow-expired', message: null }, { cause })
}

/** What the ways an authorization can go wrong mean to the person; anything else stays what it is. */
function meaningOf(error: unknown): unknown {
  // Not an answer to what was asked: another flow's, or forged.
  if (error instanceof oauth.OperationProcessingError && error.code === oauth.INVALID_RESPONSE && isAboutTheRedirect(error))
    return expired(error)
  const code = oauthErrorCode(error)
  if (code === 'access_denied') return new AppFailure({ kind: 'authentication', reason: 'cancelled', message: null }, { cause: error })
  if (code === 'invalid_client' || code === 'unauthorized_client')
    return new AppFailure({ kind: 'authentication', reason: 'wrong-credentials', message: null }, { cause: error })
  return isTokenRefusal(error) ? expired(error) : error
}

/** `oauth4webapi` gives the parameters of the redirect as the cause of what it finds wrong with them. */
function isAboutTheRedirect(error: oauth.OperationProcessingError): boolean {
  const { cause } = error
  return typeof cause === 'object' && cause !== null && 'parameters' in cause && cause.parameters instanceof URLSearchParams
}

/** Tells X that the tokens are no longer wanted; the one that could bring more first. */
async function signOut(context: ConnectorContext): Promise<void> {
  const session = await readSession(context)
  const { server, client, authentication, options } = oauthCalls(context.account.server, session, context)
  for (const token of [session.refreshToken, session.accessToken].filter((each) => each !== null)) {
    const response = await oauth.revocationRequest(server, client, authentication, token, options)
    await response.body?.cancel()
  }
}
