import * as oauth from 'oauth4webapi'
import { z } from 'zod'
import { AppFailure } from '../../../../shared/errors.ts'
import type { Authenticate, ConnectorContext, OAuthReturn, OAuthStart, SignedIn, SignInContext } from '../../connector.ts'
import { createClient, fixedToken, noToken } from '../client.ts'
import { oauthErrorCode } from '../../oauth-failure.ts'
import { handleDomain, readInstance } from '../instance.ts'
import { normaliseAccount } from '../normalise/author.ts'
import { probeCapabilities } from '../probe.ts'
import { parseAnswer, WireAccount } from '../wire.ts'
import { findServer } from './find-server.ts'
import { chooseScopes, oauthCalls, readOAuthServer } from './oauth-server.ts'
import { forgetRegistration, PASTE_REDIRECT, register, rememberCoarseScopes, wantsCoarseScopes } from './registration.ts'
import { readSession, tokensOf, withoutEmptyFields, type MastodonSession } from './session.ts'

/** What lies between the two halves of a sign-in. */
const Pending = z.object({
  server: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  redirectUri: z.string(),
  scope: z.string(),
  tokenEndpoint: z.string(),
  revocationEndpoint: z.string(),
  state: z.string(),
  codeVerifier: z.string(),
})
type Pending = z.infer<typeof Pending>

export const authenticate: Authenticate = { startOAuth, finishOAuth, signOut }

/** Makes sure the server is one, registers Chirp there, and says where the person's browser has to go. */
async function startOAuth(
  context: SignInContext,
  _method: string,
  fields: Readonly<Record<string, string>>,
  redirectUri: string | null,
): Promise<OAuthStart> {
  const server = await findServer(context, fields['server'] ?? '')
  const client = createClient({ server, http: context.http, token: noToken, signal: context.signal })
  const endpoints = await readOAuthServer(client)
  const scope = chooseScopes((await wantsCoarseScopes(context, server)) ? null : endpoints.scopes)
  const registration = await register(context, client, redirectUri ?? PASTE_REDIRECT, scope)
  const pending: Pending = {
    server,
    ...registration,
    tokenEndpoint: endpoints.tokenEndpoint,
    revocationEndpoint: endpoints.revocationEndpoint,
    state: oauth.generateRandomState(),
    codeVerifier: oauth.generateRandomCodeVerifier(),
  }
  const url = new URL(endpoints.authorizationEndpoint)
  url.searchParams.set('response_type', 'code')
  url.searchParams.set('client_id', pending.clientId)
  url.searchParams.set('redirect_uri', pending.redirectUri)
  url.searchParams.set('scope', pending.scope)
  url.searchParams.set('state', pending.state)
  // PKCE (RFC 7636) always: servers that do not know it ignore what they do not know.
  url.searchParams.set('code_challenge', await oauth.calculatePKCECodeChallenge(pending.codeVerifier))
  url.searchParams.set('code_challenge_method', 'S256')
  return { authorizeUrl: url.href, pending }
}

/** Exchanges the code for a token and asks who that is. */
async function finishOAuth(context: SignInContext, _method: string, stored: unknown, answer: OAuthReturn): Promise<SignedIn> {
  const pending = Pending.parse(stored)
  const tokens = await exchangeCode(context, pending, answer)
  const client = createClient({
    server: pending.server,
    http: context.http,
    token: fixedToken(tokens.accessToken),
    signal: context.signal,
  })
  const instance = await readInstance(client)
  const account = parseAnswer(WireAccount, await client.api.v1.accounts.verifyCredentials(), pending.server)
  const { author } = normaliseAccount(account, { server: pending.server, domain: handleDomain(instance, pending.server) })
  const { clientId, clientSecret, scope, tokenEndpoint, revocationEndpoint } = pending
  const session: MastodonSession = { ...tokens, clientId, clientSecret, scope, tokenEndpoint, revocationEndpoint }
  return { author, server: pending.server, session, capabilities: await probeCapabilities(client, context.clock(), instance) }
}

async function exchangeCode(context: SignInContext, pending: Pending, answer: OAuthReturn) {
  const { server, client, authentication, options } = oauthCalls(pending.server, pending, context)
  try {
    const callback =
      answer.kind === 'redirect'
        ? oauth.validateAuthResponse(server, client, redirectParameters(answer.parameters), pending.state)
        : oauth.validateAuthResponse(server, client, new URLSearchParams({ code: answer.code.trim() }), oauth.skipStateCheck)
    if ((callback.get('code') ?? '') === '') throw new AppFailure({ kind: 'authentication', reason: 'flow-expired', message: null })
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      authentication,
      callback,
      pending.redirectUri,
      pending.codeVerifier,
      options,
    )
    return tokensOf(await oauth.processAuthorizationCodeResponse(server, client, await withoutEmptyFields(response)), context.clock())
  } catch (error) {
    throw await signInFailure(context, pending, error)
  }
}

/**
 * Without `iss`: servers name themselves there in other ways than they are reached by, and the state already ties the answer to the server
 * that was asked.
 */
function redirectParameters(parameters: Readonly<Record<string, string>>): URLSearchParams {
  return new URLSearchParams(Object.entries(parameters).filter(([name]) => name !== 'iss'))
}

/** What the ways an authorization can go wrong mean to the person; anything else stays what it is. */
async function signInFailure(context: SignInContext, pending: Pending, error: unknown): Promise<unknown> {
  const expired = new AppFailure({ kind: 'authentication', reason: 'flow-expired', message: null }, { cause: error })
  // Not an answer to what was asked: another flow's, or forged.
  if (error instanceof oauth.OperationProcessingError && error.code === oauth.INVALID_RESPONSE && isAboutTheRedirect(error)) return expired
  switch (oauthErrorCode(error)) {
    case 'access_denied':
      return new AppFailure({ kind: 'authentication', reason: 'cancelled', message: null }, { cause: error })
    case 'invalid_grant':
      return expired
    case 'invalid_client':
    case 'unauthorized_client':
      await forgetRegistration(context, pending.server, pending.clientId)
      return expired
    case 'invalid_scope':
      await rememberCoarseScopes(context, pending.server)
      return expired
    default:
      return error
  }
}

/** `oauth4webapi` gives the parameters of the redirect as the cause of what it finds wrong with them. */
function isAboutTheRedirect(error: oauth.OperationProcessingError): boolean {
  const { cause } = error
  return typeof cause === 'object' && cause !== null && 'parameters' in cause && cause.parameters instanceof URLSearchParams
}

/** Tells the server that the token is no longer wanted. */
async function signOut(context: ConnectorContext): Promise<void> {
  const session = await readSession(context)
  const { server, client, authentication, options } = oauthCalls(context.account.server, session, context)
  const response = await oauth.revocationRequest(server, client, authentication, session.accessToken, options)
  await response.body?.cancel()
}
