import { createHttp } from '../../../main/connectors/http.ts'
import { createRateLimiter, systemTimer, type RateLimiter } from '../../../main/connectors/rate-limiter.ts'
import { createFlowSecrets, createServerSecrets, createSessionPort } from '../../../main/connectors/session.ts'
import type { Heartbeat } from '../../../main/connectors/socket.ts'
import type {
  ConnectorContext,
  OAuthReturn,
  OutgoingMedia,
  OutgoingPost,
  RemotePost,
  SignedIn,
  SignInContext,
} from '../../../main/connectors/connector.ts'
import { mastodonConnector } from '../../../main/connectors/mastodon/connector.ts'
import type { Clock, HttpPort, Log, SecretStore } from '../../../main/core/ports.ts'
import type { AppError } from '../../../shared/errors.ts'
import { encodePng } from '../../mastodon-server/seed/png.ts'
import type { MastodonTestServer } from '../../mastodon-server/server.ts'
import type { WorldAccount } from '../../mastodon-server/world/types.ts'

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** Where the loopback redirect of a flow would listen; nothing does, the tests read the address they are sent to. */
export const REDIRECT = 'http://127.0.0.1:41234/oauth/callback'

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

function newLimiter(clock: Clock = Date.now): RateLimiter {
  return createRateLimiter({ store: { load: () => null, save: () => undefined }, clock, timer: systemTimer })
}

/** Chirp's own way out, with the connector's own limits where there is an account. */
export function httpTo(
  server: string,
  options: { accountId?: string; clock?: Clock; limiter?: RateLimiter; timeoutMs?: number; heartbeat?: Heartbeat } = {},
): HttpPort {
  const clock = options.clock ?? Date.now
  return createHttp({
    platform: 'mastodon',
    server,
    accountId: options.accountId ?? null,
    limiter: options.limiter ?? newLimiter(clock),
    rules: mastodonConnector.manifest.rateRules,
    headers: mastodonConnector.manifest.rateHeaders,
    userAgent: 'Chirp test',
    log: silent,
    clock,
    onLimited: 'fail',
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    ...(options.heartbeat === undefined ? {} : { heartbeat: options.heartbeat }),
  })
}

export function signInContext(server: string, secrets = memorySecrets()): SignInContext {
  return {
    http: httpTo(server),
    clock: Date.now,
    log: silent,
    signal: AbortSignal.timeout(30_000),
    serverSecrets: createServerSecrets(secrets, 'mastodon'),
    flowSecrets: createFlowSecrets(secrets, 'flow'),
  }
}

export function authenticator() {
  const { startOAuth, finishOAuth, signOut } = mastodonConnector.authenticate
  if (!startOAuth || !finishOAuth || !signOut) throw new Error('No OAuth')
  return { startOAuth, finishOAuth, signOut }
}

/** What the person does in the browser: logs in, and presses a button. Yields where they end up. */
export async function consent(
  authorizeUrl: string,
  account: WorldAccount,
  button: 'Authorize' | 'Deny' = 'Authorize',
): Promise<OAuthReturn> {
  const { origin, pathname, search } = new URL(authorizeUrl)
  const submit = (path: string, fields: Readonly<Record<string, string>>, cookie: string) =>
    fetch(origin + path, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { cookie, 'user-agent': 'A browser' },
      redirect: 'manual',
    })
  const signedIn = await submit(
    '/auth/sign_in',
    { return_to: pathname + search, 'user[email]': account.email, 'user[password]': account.password },
    '',
  )
  const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const page = await fetch(signedIn.headers.get('location') ?? '', { headers: { cookie, 'user-agent': 'A browser' }, redirect: 'manual' })
  if (page.status !== 200) return redirectReturn(page.headers.get('location') ?? '')
  const form = (await page.text()).split('<form').find((part) => part.includes(`>${button}</button>`)) ?? ''
  const fields = Object.fromEntries(
    [...form.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, unescape(value)]),
  )
  const answered = await submit('/oauth/authorize', fields, cookie)
  const location = answered.headers.get('location') ?? ''
  if (!location.startsWith(origin)) return redirectReturn(location)
  const shown = await (await fetch(location, { headers: { cookie, 'user-agent': 'A browser' } })).text()
  return { kind: 'code', code: /value="([^"]+)"/.exec(shown)?.[1] ?? '' }
}

function redirectReturn(location: string): OAuthReturn {
  return { kind: 'redirect', parameters: Object.fromEntries(new URL(location).searchParams) }
}

function unescape(html: string): string {
  return html.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
}

/** Signs in through the real pages, over a loopback redirect unless `paste`. */
export async function signIn(
  server: MastodonTestServer,
  account: WorldAccount,
  options: { readonly paste?: boolean; readonly context?: SignInContext } = {},
): Promise<SignedIn> {
  const context = options.context ?? signInContext(server.url)
  const { startOAuth, finishOAuth } = authenticator()
  const redirectUri = options.paste === true ? null : REDIRECT
  const { authorizeUrl, pending } = await startOAuth(context, 'oauth', { server: server.url }, redirectUri)
  const stored: unknown = JSON.parse(JSON.stringify(pending))
  return finishOAuth(context, 'oauth', stored, await consent(authorizeUrl, account))
}

let accounts = 0

/** The context of an account that has signed in, with its session in a store of its own. */
export async function contextOf(signedIn: SignedIn, parts: Partial<ConnectorContext> = {}): Promise<ConnectorContext> {
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
    clock: Date.now,
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

/** A generated picture to upload. */
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

export function publisher() {
  if (!mastodonConnector.publish) throw new Error('Cannot publish')
  return mastodonConnector.publish
}

/** Prepares and commits as the outbox does. */
export async function publish(context: ConnectorContext, post: OutgoingPost) {
  const { newKey, prepare, commit } = publisher()
  const prepared: unknown = JSON.parse(JSON.stringify(await prepare(context, post, () => undefined)))
  return commit(context, newKey(context.clock), post, prepared)
}

/** The handles of a status as the store would keep them. */
export function remote(status: { readonly id: string; readonly uri: string }): RemotePost {
  return { postId: status.uri, remoteId: status.id, revision: null, url: null }
}

/** What the person would be told about a failure; fails the test when there is none. */
export async function errorOf(work: Promise<unknown>): Promise<AppError> {
  return work.then(
    () => Promise.reject(new Error('It did not fail')),
    (error: unknown) => mastodonConnector.classify(error),
  )
}
