import {
  NodeOAuthClient,
  buildAtprotoLoopbackClientMetadata,
  isLoopbackHost,
  type NodeSavedSession,
  type NodeSavedState,
} from '@atproto/oauth-client-node'
import type { HttpPort } from '../../../core/ports.ts'
import type { SignInContext } from '../../connector.ts'
import type { AgentContext } from './password-session.ts'
import type { OAuthSession } from './session.ts'

/** What Chirp asks for: everything an app password may do, without direct messages and the e-mail address. */
const SCOPE = 'atproto transition:generic'

/** What all OAuth clients of one process share. */
export type OAuthEnvironment = {
  /** Origin of the PLC directory. */
  readonly plcUrl: string
  readonly caches: OAuthCaches
}

/** What servers say about themselves, kept for a while, and the nonces they last gave. */
export type OAuthCaches = Pick<
  ConstructorParameters<typeof NodeOAuthClient>[0],
  'authorizationServerMetadataCache' | 'protectedResourceMetadataCache' | 'dpopNonceCache'
>

const METADATA_TTL_MS = 10 * 60_000

export function createOAuthCaches(): OAuthCaches {
  return {
    authorizationServerMetadataCache: forgetful(METADATA_TTL_MS),
    protectedResourceMetadataCache: forgetful(METADATA_TTL_MS),
    dpopNonceCache: forgetful(METADATA_TTL_MS),
  }
}

/** A map whose entries are forgotten after a while, in the form the library wants. */
function forgetful<Value>(ttlMs: number) {
  const entries = new Map<string, { readonly value: Value; readonly until: number }>()
  return {
    get: (key: string): Value | undefined => {
      const entry = entries.get(key)
      return entry !== undefined && entry.until > Date.now() ? entry.value : undefined
    },
    set: (key: string, value: Value): void => void entries.set(key, { value, until: Date.now() + ttlMs }),
    del: (key: string): void => void entries.delete(key),
  }
}

type ClientOptions = {
  readonly http: HttpPort
  /** Origin that resolves handles; http only on this machine. */
  readonly server: string
  readonly redirectUri: string
  readonly stateStore: ConstructorParameters<typeof NodeOAuthClient>[0]['stateStore']
  readonly sessionStore: ConstructorParameters<typeof NodeOAuthClient>[0]['sessionStore']
  readonly lock: <T>(work: () => Promise<T>) => Promise<T>
  readonly onSessionEnd: (cause: unknown) => void
}

/**
 * The library's client as a loopback client, which needs no registration (https://atproto.com/specs/oauth#localhost-client-development).
 * Everything it fetches goes through Chirp's own HTTP port.
 */
function createClient(options: ClientOptions, environment: OAuthEnvironment): NodeOAuthClient {
  return new NodeOAuthClient({
    clientMetadata: buildAtprotoLoopbackClientMetadata({ scope: SCOPE, redirect_uris: [loopbackRedirect(options.redirectUri)] }),
    handleResolver: options.server,
    plcDirectoryUrl: environment.plcUrl,
    allowHttp: isPlainLoopback(options.server),
    fetch: options.http.fetch,
    stateStore: options.stateStore,
    sessionStore: options.sessionStore,
    requestLock: (_name, work) => options.lock(async () => work()),
    onDelete: (_did, cause) => options.onSessionEnd(cause),
    ...environment.caches,
  })
}

function isPlainLoopback(server: string): boolean {
  const url = new URL(server)
  return url.protocol === 'http:' && isLoopbackHost(url.hostname)
}

/** The core gives a redirect on 127.0.0.1; anything else would be a mistake of Chirp's. */
function loopbackRedirect(uri: string): `http://127.0.0.1${string}` {
  if (!uri.startsWith('http://127.0.0.1')) throw new Error(`Not a loopback redirect: ${uri}`)
  // Checked in the line above.
  return uri as `http://127.0.0.1${string}`
}

/** A client for one sign-in. Its state lives in the flow's secrets; `session()` is what it got in the end. */
export function signInClient(context: SignInContext, server: string, redirectUri: string, environment: OAuthEnvironment) {
  const sessions = new Map<string, NodeSavedSession>()
  const client = createClient(
    {
      http: context.http,
      server,
      redirectUri,
      stateStore: {
        // Written by the same library: what it reads is what it wrote.
        get: async (key) => ((await context.flowSecrets.read(key)) ?? undefined) as NodeSavedState | undefined,
        set: (key, value) => context.flowSecrets.write(key, value),
        del: (key) => context.flowSecrets.remove(key),
      },
      sessionStore: {
        get: (did) => sessions.get(did),
        set: (did, session) => void sessions.set(did, session),
        del: (did) => void sessions.delete(did),
      },
      lock: (work) => work(),
      onSessionEnd: () => undefined,
    },
    environment,
  )
  return { client, session: (did: string) => sessions.get(did) }
}

/**
 * Sends requests with an account's OAuth tokens. The library refreshes them under the account's lock and stores them before they are used.
 * It would also forget a session it takes for ended, sometimes for a passing fault: Chirp keeps it, and says why it could not be used.
 */
export function oauthFetch(
  context: AgentContext,
  session: OAuthSession,
  environment: OAuthEnvironment,
): (path: string, init: RequestInit) => Promise<Response> {
  return async (path, init) => {
    let ended: unknown = null
    const { client } = accountClient(context, session, environment, (cause) => (ended = cause))
    const restored = await client.restore(session.did, false)
    const response = await restored.fetchHandler(path, init)
    if (response.status === 401 && ended instanceof Error) throw ended
    return response
  }
}

/** Tells the server to forget the tokens. */
export async function revokeOAuth(context: AgentContext, session: OAuthSession, environment: OAuthEnvironment): Promise<void> {
  const { client } = accountClient(context, session, environment, () => undefined)
  await client.revoke(session.did)
}

function accountClient(
  context: AgentContext,
  session: OAuthSession,
  environment: OAuthEnvironment,
  onSessionEnd: (cause: unknown) => void,
) {
  const client = createClient(
    {
      http: context.http,
      server: session.server,
      redirectUri: session.redirectUri,
      stateStore: { get: () => undefined, set: () => undefined, del: () => undefined },
      sessionStore: {
        get: async () => savedSession(await context.session.read()),
        set: (_did, saved) => context.session.write({ ...session, saved }),
        del: () => undefined,
      },
      lock: (work) => context.session.exclusive(work),
      onSessionEnd,
    },
    environment,
  )
  return { client }
}

function savedSession(stored: unknown): NodeSavedSession | undefined {
  if (typeof stored !== 'object' || stored === null || !('saved' in stored)) return undefined
  // Written by the same library: what it reads is what it wrote.
  return stored.saved as NodeSavedSession
}
