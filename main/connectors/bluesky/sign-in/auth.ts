import { XRPCError } from '@atproto/api'
import { z } from 'zod'
import { AppFailure, type AppError } from '../../../../shared/errors.ts'
import type { Author } from '../../../../shared/model/author.ts'
import type { Authenticate, ConnectorContext, OAuthReturn, SignedIn, SignInContext } from '../../connector.ts'
import { findHttpFailure } from '../../http.ts'
import { anonymousAgent, ask, connectAs } from '../agent.ts'
import { discoverCapabilities } from '../discover.ts'
import { statusOf } from '../failures.ts'
import { accountIdentifier, isLoopback, pdsOf, serverOrigin } from './identity.ts'
import { profileUrl } from '../normalise/author.ts'
import { readProfile } from '../read/profile.ts'
import { revokeOAuth, signInClient, type OAuthEnvironment } from './oauth-client.ts'
import { resolveHandle } from '../read/resolve.ts'
import { memorySession, readSession, type BlueskySession } from './session.ts'

type Fields = Readonly<Record<string, string>>

/** The ways to sign in: an app password on any PDS, or OAuth through the person's browser. */
export function authenticate(environment: OAuthEnvironment): Authenticate {
  return {
    signIn: (context, _method, fields) => signInWithPassword(context, fields, environment),
    startOAuth: (context, _method, fields, redirectUri) => startOAuth(context, fields, redirectUri, environment),
    finishOAuth: (context, _method, pending, answer) => finishOAuth(context, pending, answer, environment),
    signOut: (context) => signOut(context, environment),
  }
}

const ServerDescription = z.object({ did: z.string().startsWith('did:'), availableUserDomains: z.array(z.string()) })

/**
 * Asks a server whether it is a PDS, before any password is sent to it. Answers the domains it gives to its accounts.
 * Rejects with `platform-unavailable`, reason `not-this-platform`, when it is something else.
 */
async function describeServer(context: SignInContext, server: string): Promise<readonly string[]> {
  const answer = await ask({ agent: anonymousAgent(context, server), context }, (agent, options) =>
    agent.com.atproto.server.describeServer({}, options),
  ).catch((error: unknown) => {
    if (isNoPds(error)) throw new AppFailure(notThisPlatform(server), { cause: error })
    throw error
  })
  const description = ServerDescription.safeParse(answer)
  if (!description.success) throw new AppFailure(notThisPlatform(server))
  return description.data.availableUserDomains
}

/** It answered, and not as a PDS: HTML, a 4xx, a redirect elsewhere, no HTTP at all. 5xx and a busy server are not known to be something else. */
function isNoPds(error: unknown): boolean {
  const failure = findHttpFailure(error)
  if (failure !== null) return failure.kind === 'broken' || failure.kind === 'too-large'
  return error instanceof XRPCError && statusOf(error) < 500 && statusOf(error) !== 429
}

function notThisPlatform(server: string): AppError {
  return { kind: 'platform-unavailable', reason: 'not-this-platform', server, message: null }
}

const CreatedSession = z.object({
  did: z.string().startsWith('did:'),
  handle: z.string(),
  accessJwt: z.string().min(1),
  refreshJwt: z.string().min(1),
  didDoc: z.unknown().optional(),
  active: z.boolean().optional(),
  status: z.string().optional(),
})

async function signInWithPassword(context: SignInContext, fields: Fields, environment: OAuthEnvironment): Promise<SignedIn> {
  const service = serverOrigin(fields['server'] ?? '')
  const password = passwordOf(fields['password'] ?? '')
  const identifier = accountIdentifier(fields['handle'] ?? '', await describeServer(context, service))
  const answer = await ask({ agent: anonymousAgent(context, service), context }, (agent, options) =>
    agent.com.atproto.server.createSession({ identifier, password }, { ...options, encoding: 'application/json' }),
  ).catch((error: unknown) => {
    if (error instanceof XRPCError && error.error === 'AuthenticationRequired') {
      throw new AppFailure({ kind: 'authentication', reason: 'wrong-credentials', message: null }, { cause: error })
    }
    throw error
  })
  const created = CreatedSession.safeParse(answer)
  if (!created.success) throw new AppFailure(notThisPlatform(service))
  const { did, handle, accessJwt, refreshJwt, didDoc, active, status } = created.data
  if (active === false)
    throw new AppFailure({ kind: 'authentication', reason: 'forbidden', message: `This account is ${status ?? 'not active'}.` })
  const pds = pdsOf(didDoc, did, isLoopback(new URL(service))) ?? service
  return complete(context, { kind: 'password', did, handle, service, pds, accessJwt, refreshJwt }, pds, handle, environment)
}

/** An app password copied with the spaces around it is still meant; another password may have spaces of its own. */
function passwordOf(typed: string): string {
  if (typed === '') throw new AppFailure({ kind: 'invalid-input', issues: [{ field: 'password', code: 'required', values: {} }] })
  return /^\s*[a-z0-9]{4}(-[a-z0-9]{4}){3}\s*$/i.test(typed) ? typed.trim() : typed
}

const Pending = z.object({ server: z.string(), redirectUri: z.string() })

async function startOAuth(context: SignInContext, fields: Fields, redirectUri: string | null, environment: OAuthEnvironment) {
  if (redirectUri === null) throw new AppFailure({ kind: 'capability-not-supported', capability: 'paste-code', message: null })
  const server = serverOrigin(fields['server'] ?? '')
  const domains = await describeServer(context, server)
  const typed = (fields['handle'] ?? '').trim()
  const identifier = typed === '' ? server : accountIdentifier(typed, domains)
  const { client } = signInClient(context, server, redirectUri, environment)
  const url = await client.authorize(await oauthInput(context, server, identifier), { signal: context.signal })
  return { authorizeUrl: url.href, pending: { server, redirectUri } satisfies z.infer<typeof Pending> }
}

/** Where the sign-in begins: at the account's own server, or at the typed one. Rejects with `invalid-input` when a handle is nobody's. */
async function oauthInput(context: SignInContext, server: string, identifier: string): Promise<string> {
  // An e-mail address leads nowhere by itself; its own server knows it, and asks on its page.
  if (identifier.includes('@')) return server
  if (identifier === server || identifier.startsWith('did:')) return identifier
  const did = await resolveHandle({ agent: anonymousAgent(context, server), context }, identifier)
  if (did === null)
    throw new AppFailure({ kind: 'invalid-input', issues: [{ field: 'handle', code: 'handle-unknown', values: { handle: identifier } }] })
  return identifier
}

async function finishOAuth(
  context: SignInContext,
  pendingJson: unknown,
  answer: OAuthReturn,
  environment: OAuthEnvironment,
): Promise<SignedIn> {
  const pending = Pending.safeParse(pendingJson)
  if (!pending.success || answer.kind !== 'redirect')
    throw new AppFailure({ kind: 'authentication', reason: 'flow-expired', message: null })
  const { server, redirectUri } = pending.data
  const { client, session: savedSession } = signInClient(context, server, redirectUri, environment)
  const { session } = await client.callback(new URLSearchParams(answer.parameters), {
    redirect_uri: client.clientMetadata.redirect_uris[0],
  })
  const saved = savedSession(session.did)
  if (saved === undefined) throw new AppFailure({ kind: 'authentication', reason: 'flow-expired', message: null })
  const pds = new URL(saved.tokenSet.aud).origin
  return complete(context, { kind: 'oauth', did: session.did, server, redirectUri, saved }, pds, null, environment)
}

/** Asks who it is that signed in. With the AppView away the account is still good: it has a name and no picture then. */
async function complete(
  context: SignInContext,
  initial: BlueskySession,
  pds: string,
  handle: string | null,
  environment: OAuthEnvironment,
): Promise<SignedIn> {
  const session = memorySession(initial)
  const connection = connectAs({ ...context, session }, initial.did, environment)
  const profile = await readProfile(connection, initial.did).catch((error: unknown) => {
    if (handle === null || context.signal.aborted) throw error
    context.log.warn('the profile could not be read at sign-in')
    return null
  })
  const author = profile?.normalised.author ?? authorWithoutProfile(initial.did, handle ?? initial.did)
  return { author, server: pds, session: session.current(), capabilities: await discoverCapabilities(context, pds) }
}

function authorWithoutProfile(did: string, handle: string): Author {
  return { id: did, platform: 'bluesky', handle, displayName: '', emojis: [], avatarUrl: null, url: profileUrl(did, handle), bot: false }
}

/** Best effort: an account is removed from Chirp also when its server cannot be told. */
async function signOut(context: ConnectorContext, environment: OAuthEnvironment): Promise<void> {
  const session = await readSession(context.session)
  if (session.kind === 'oauth') return revokeOAuth(context, session, environment)
  await context.http.fetch(new URL('/xrpc/com.atproto.server.deleteSession', session.service), {
    method: 'POST',
    headers: { authorization: `Bearer ${session.refreshJwt}` },
    signal: context.signal,
  })
}
