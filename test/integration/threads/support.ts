import { createHttp } from '../../../main/connectors/http.ts'
import { createRateLimiter, systemTimer } from '../../../main/connectors/rate-limiter.ts'
import { createFlowSecrets, createServerSecrets, createSessionPort } from '../../../main/connectors/session.ts'
import type {
  ConnectorContext,
  OutgoingMedia,
  OutgoingPost,
  PlatformConnector,
  PreparedParts,
  RemotePost,
  SignedIn,
  SignInContext,
} from '../../../main/connectors/connector.ts'
import { createThreadsConnector, threadsConnector } from '../../../main/connectors/threads/connector.ts'
import type { Clock, HttpPort, Log, SecretStore } from '../../../main/core/ports.ts'
import type { AppError } from '../../../shared/errors.ts'
import { encodePng } from '../../mastodon-server/seed/png.ts'
import type { MetaTestServer } from '../../meta-server/server.ts'
import type { MetaApp, MetaPost, MetaUser } from '../../meta-server/world/types.ts'
import { need, type RealCore } from '../../support/real-core.ts'

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** An address of the person's own, where nothing has to answer. */
export const REDIRECT = 'https://localhost/chirp'

/** The connector with its API at the test server. */
export function connectorOf(server: MetaTestServer): PlatformConnector {
  return createThreadsConnector({ api: server.url, authorize: `${server.url}/oauth/authorize`, token: server.url })
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
export function httpTo(
  server: string,
  options: { readonly accountId?: string; readonly clock?: Clock; readonly timeoutMs?: number; readonly log?: Log } = {},
): HttpPort {
  const clock = options.clock ?? Date.now
  return createHttp({
    platform: 'threads',
    server,
    accountId: options.accountId ?? null,
    limiter: createRateLimiter({ store: { load: () => null, save: () => undefined }, clock, timer: systemTimer }),
    rules: threadsConnector.manifest.rateRules,
    headers: threadsConnector.manifest.rateHeaders,
    userAgent: 'Chirp test',
    log: options.log ?? silent,
    clock,
    onLimited: 'fail',
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
  })
}

export function signInContext(server: MetaTestServer, log: Log = silent): SignInContext {
  const secrets = memorySecrets()
  return {
    http: httpTo('', { log }),
    clock: server.now,
    log,
    signal: AbortSignal.timeout(30_000),
    serverSecrets: createServerSecrets(secrets, 'threads'),
    flowSecrets: createFlowSecrets(secrets, 'flow'),
  }
}

/** What the person does in the browser: presses a button. Yields the address where they end up. */
export async function consent(authorizeUrl: string, username: string, button: 'allow' | 'deny' = 'allow'): Promise<string> {
  const page = await fetch(authorizeUrl)
  const html = await page.text()
  if (page.status !== 200) throw new Error(html)
  const fields = [...html.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, unescape(value)] as const)
  const hidden = Object.fromEntries(fields.filter(([name]) => name !== 'button'))
  const body = new URLSearchParams({ ...hidden, as: username, button })
  const answered = await fetch(new URL('/oauth/authorize', authorizeUrl), { method: 'POST', body, redirect: 'manual' })
  return answered.headers.get('location') ?? ''
}

function unescape(html: string): string {
  return html.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
}

/** Signs in through the real pages, pasting the address that the browser ends at. */
export async function signIn(server: MetaTestServer, user: MetaUser, app: MetaApp = server.addApp([REDIRECT])): Promise<SignedIn> {
  const { startOAuth, finishOAuth } = connectorOf(server).authenticate
  if (!startOAuth || !finishOAuth) throw new Error('No OAuth')
  const context = signInContext(server)
  const fields = { clientId: app.id, clientSecret: app.secret, redirectUri: REDIRECT }
  const { authorizeUrl, pending } = await startOAuth(context, 'oauth', fields, null)
  const stored: unknown = JSON.parse(JSON.stringify(pending))
  return finishOAuth(context, 'oauth', stored, { kind: 'code', code: await consent(authorizeUrl, user.username) })
}

let accounts = 0

/** The context of an account that has signed in, with its session in a store of its own. Its clock is the server's. */
export async function contextOf(
  server: MetaTestServer,
  signedIn: SignedIn,
  parts: Partial<ConnectorContext> = {},
): Promise<ConnectorContext> {
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
    http: httpTo(signedIn.server, { accountId: id }),
    session,
    publicMedia: null,
    clock: server.now,
    log: silent,
    signal: new AbortController().signal,
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

/** A generated picture to post. */
export function picture(alt: string, hue: number): OutgoingMedia {
  const bytes = new Uint8Array(encodePng(64, 48, { hue, pattern: 'rings' }))
  return {
    sha256: hue.toString(16).padStart(64, '0'),
    fileName: `picture-${String(hue)}.png`,
    mimeType: 'image/png',
    bytes: bytes.byteLength,
    width: 64,
    height: 48,
    durationMs: null,
    alt,
    focalPoint: null,
    read: () => Promise.resolve(bytes),
  }
}

/** Parts in memory, as the outbox keeps them over a restart. */
export function memoryParts(): PreparedParts & { readonly names: () => readonly string[] } {
  const kept = new Map<string, string>()
  return {
    find: (name) => {
      const json = kept.get(name)
      const part: unknown = json === undefined ? undefined : JSON.parse(json)
      return part
    },
    keep: (name, part) => void kept.set(name, JSON.stringify(part)),
    names: () => [...kept.keys()],
  }
}

export function publisher() {
  if (!threadsConnector.publish) throw new Error('Cannot publish')
  return threadsConnector.publish
}

export async function prepare(context: ConnectorContext, post: OutgoingPost, parts?: PreparedParts): Promise<unknown> {
  const prepared = await publisher().prepare(context, post, () => undefined, parts)
  return JSON.parse(JSON.stringify(prepared))
}

/** Prepares and commits as the outbox does. */
export async function publish(context: ConnectorContext, post: OutgoingPost) {
  const prepared = await prepare(context, post)
  return publisher().commit(context, publisher().newKey(context.clock), post, prepared)
}

/** The handles of a post as the store would keep them. */
export function remote(post: Pick<MetaPost, 'id'>): RemotePost {
  return { postId: `threads:${post.id}`, remoteId: post.id, revision: null, url: null }
}

/** What the person would be told about a failure; fails the test when there is none. */
export async function errorOf(work: Promise<unknown>): Promise<AppError> {
  return work.then(
    () => Promise.reject(new Error('It did not fail')),
    (error: unknown) => threadsConnector.classify(error),
  )
}

/** Adds the account to Chirp as the person does it: types what the app is, allows access, and pastes where the browser ended. */
export async function addToChirp({ services }: RealCore, server: MetaTestServer, username: string): Promise<string> {
  const app = server.addApp([REDIRECT])
  const fields = { clientId: app.id, clientSecret: app.secret, redirectUri: REDIRECT }
  const { flowId, authorizeUrl } = need(
    await services.signIn.beginOAuth({ platform: 'threads', method: 'oauth', fields, pasteCode: false }),
  )
  return need(await services.signIn.finishOAuth({ flowId, code: await consent(authorizeUrl, username) })).accountId
}
