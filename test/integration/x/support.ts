import { createHttp } from '../../../main/connectors/http.ts'
import { createRateLimiter, systemTimer } from '../../../main/connectors/rate-limiter.ts'
import { createFlowSecrets, createServerSecrets, createSessionPort } from '../../../main/connectors/session.ts'
import type {
  ConnectorContext,
  OAuthReturn,
  OutgoingMedia,
  OutgoingPost,
  PlatformConnector,
  RemotePost,
  SignedIn,
  SignInContext,
} from '../../../main/connectors/connector.ts'
import { createXConnector } from '../../../main/connectors/x/connector.ts'
import type { Clock, HttpPort, Log, SecretStore } from '../../../main/core/ports.ts'
import type { AppError } from '../../../shared/errors.ts'
import { encodePng } from '../../mastodon-server/seed/png.ts'
import type { XTestServer } from '../../x-server/server.ts'
import type { WorldApp, WorldTweet, WorldUser } from '../../x-server/world/types.ts'

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** Where the loopback redirect of a flow would listen; nothing does, the tests read the address they are sent to. */
export const REDIRECT = 'http://127.0.0.1:47831/oauth/callback'

/** The connector, for a server of the tests. */
export function connectorOf(server: XTestServer): PlatformConnector {
  return createXConnector({ api: server.url, authorizePage: `${server.url}/i/oauth2/authorize` })
}

/** Secrets in memory, as the host's store keeps them. */
export function memorySecrets(): SecretStore {
  const values = new Map<string, string>()
  return {
    read: (name) => Promise.resolve(values.get(name) ?? null),
    write: (name, value) => Promise.resolve(void values.set(name, value)),
    remove: (name) => Promise.resolve(void values.delete(name)),
    protection: 'plain',
  }
}

/** Chirp's own way out, with the connector's own limits. */
export function httpTo(server: XTestServer, options: { accountId?: string; clock?: Clock; timeoutMs?: number } = {}): HttpPort {
  const clock = options.clock ?? Date.now
  const { rateRules, rateHeaders } = connectorOf(server).manifest
  return createHttp({
    platform: 'x',
    server: server.url,
    accountId: options.accountId ?? null,
    limiter: createRateLimiter({ store: { load: () => null, save: () => undefined }, clock, timer: systemTimer }),
    rules: rateRules,
    headers: rateHeaders,
    userAgent: 'Chirp test',
    log: silent,
    clock,
    onLimited: 'fail',
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
  })
}

export function signInContext(server: XTestServer): SignInContext {
  const secrets = memorySecrets()
  return {
    http: httpTo(server),
    clock: Date.now,
    log: silent,
    signal: AbortSignal.timeout(30_000),
    serverSecrets: createServerSecrets(secrets, 'x'),
    flowSecrets: createFlowSecrets(secrets, 'flow'),
  }
}

export function authenticator(server: XTestServer) {
  const { startOAuth, finishOAuth, signOut } = connectorOf(server).authenticate
  if (!startOAuth || !finishOAuth || !signOut) throw new Error('No OAuth')
  return { startOAuth, finishOAuth, signOut }
}

/** What the person does in the browser: says who they are, and presses a button. Yields the address they end at. */
export async function consent(authorizeUrl: string, user: WorldUser, decision: 'allow' | 'deny' = 'allow'): Promise<URL> {
  const page = await fetch(authorizeUrl)
  const html = await page.text()
  if (page.status !== 200) throw new Error(`No consent page: ${html}`)
  const fields = Object.fromEntries(
    [...html.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, plain(value)]),
  )
  const answered = await fetch(new URL('/i/oauth2/authorize', authorizeUrl), {
    method: 'POST',
    body: new URLSearchParams({ ...fields, username: user.username, password: 'password', decision }),
    redirect: 'manual',
  })
  return new URL(answered.headers.get('location') ?? '')
}

function plain(html: string): string {
  return html.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
}

export function asRedirect(address: URL): OAuthReturn {
  return { kind: 'redirect', parameters: Object.fromEntries(address.searchParams) }
}

/** Signs in through the consent page and the loopback redirect. */
export async function signIn(server: XTestServer, user: WorldUser, app: WorldApp, context = signInContext(server)): Promise<SignedIn> {
  const { startOAuth, finishOAuth } = authenticator(server)
  const fields = { clientId: app.clientId, clientSecret: app.clientSecret ?? '' }
  const { authorizeUrl, pending } = await startOAuth(context, 'oauth', fields, REDIRECT)
  const stored: unknown = JSON.parse(JSON.stringify(pending))
  return finishOAuth(context, 'oauth', stored, asRedirect(await consent(authorizeUrl, user)))
}

let accounts = 0

/** The context of an account that has signed in, with its session in a store of its own. */
export async function contextOf(server: XTestServer, signedIn: SignedIn, parts: Partial<ConnectorContext> = {}): Promise<ConnectorContext> {
  const id = `acc_${String(++accounts)}`
  const session = createSessionPort(memorySecrets(), id)
  await session.write(signedIn.session)
  return {
    account: {
      id,
      authorId: signedIn.author.id,
      handle: signedIn.author.handle,
      server: signedIn.server,
      authMethod: 'oauth',
      capabilities: signedIn.capabilities,
    },
    http: httpTo(server, { accountId: id, ...(parts.clock === undefined ? {} : { clock: parts.clock }) }),
    session,
    clock: Date.now,
    log: silent,
    signal: new AbortController().signal,
    publicMedia: null,
    ...parts,
  }
}

/** A plain post, with whatever a test wants different. */
export function outgoing(text: string, parts: Partial<OutgoingPost> = {}): OutgoingPost {
  return {
    text,
    media: [],
    contentWarning: null,
    sensitive: false,
    language: null,
    visibility: null,
    poll: null,
    replyTo: null,
    replyRoot: null,
    quote: null,
    replyPolicy: null,
    quotePolicy: null,
    topicTag: null,
    createdAt: Date.now(),
    ...parts,
  }
}

export function picture(alt: string, hue: number): OutgoingMedia {
  return file(new Uint8Array(encodePng(64, 48, { hue, pattern: 'rings' })), 'image/png', alt)
}

export function file(bytes: Uint8Array<ArrayBuffer>, mimeType: string, alt = ''): OutgoingMedia {
  return {
    sha256: String(bytes.byteLength).padStart(64, '0'),
    fileName: `file.${mimeType.split('/')[1] ?? ''}`,
    mimeType,
    bytes: bytes.byteLength,
    width: 64,
    height: 48,
    durationMs: null,
    alt,
    focalPoint: null,
    read: () => Promise.resolve(bytes),
  }
}

/** Prepares and commits as the outbox does. */
export async function publish(connector: PlatformConnector, context: ConnectorContext, post: OutgoingPost) {
  if (!connector.publish) throw new Error('Cannot publish')
  const { newKey, prepare, commit } = connector.publish
  const prepared: unknown = JSON.parse(JSON.stringify(await prepare(context, post, () => undefined)))
  return commit(context, newKey(context.clock), post, prepared)
}

/** The handles of a tweet as the store would keep them. */
export function remote(tweet: WorldTweet): RemotePost {
  return { postId: `x:${tweet.id}`, remoteId: tweet.id, revision: null, url: null }
}

/** What the person would be told about a failure; fails the test when there is none. */
export async function errorOf(connector: PlatformConnector, work: Promise<unknown>): Promise<AppError> {
  return work.then(
    () => Promise.reject(new Error('It did not fail')),
    (error: unknown) => connector.classify(error),
  )
}
