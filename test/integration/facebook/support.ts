import { createHttp } from '../../../main/connectors/http.ts'
import { createRateLimiter, systemTimer } from '../../../main/connectors/rate-limiter.ts'
import { createFlowSecrets, createServerSecrets, createSessionPort } from '../../../main/connectors/session.ts'
import type {
  ConnectorContext,
  OutgoingPost,
  PlatformConnector,
  PreparedParts,
  RemotePost,
  SignedIn,
  SignInContext,
} from '../../../main/connectors/connector.ts'
import { createFacebookConnector, facebookConnector } from '../../../main/connectors/facebook/connector.ts'
import type { Clock, HttpPort, Log } from '../../../main/core/ports.ts'
import type { AppError } from '../../../shared/errors.ts'
import type { FbComment, FbPost } from '../../meta-server/facebook/world.ts'
import { facebookOf } from '../../meta-server/facebook/world.ts'
import type { MetaTestServer } from '../../meta-server/server.ts'
import type { MetaApp, MetaUser } from '../../meta-server/world/types.ts'
import { memorySecrets } from '../threads/support.ts'

export { memoryParts, outgoing, picture } from '../threads/support.ts'

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** An address of the person's own, where nothing has to answer. */
export const REDIRECT = 'https://localhost/chirp'

/** The connector with its API at the test server. */
export function connectorOf(server: MetaTestServer): PlatformConnector {
  return createFacebookConnector({ api: server.url, web: server.url })
}

/** Chirp's own way out, with the connector's own limits. */
export function httpTo(
  server: string,
  options: { readonly accountId?: string; readonly clock?: Clock; readonly timeoutMs?: number; readonly log?: Log } = {},
): HttpPort {
  const clock = options.clock ?? Date.now
  return createHttp({
    platform: 'facebook',
    server,
    accountId: options.accountId ?? null,
    limiter: createRateLimiter({ store: { load: () => null, save: () => undefined }, clock, timer: systemTimer }),
    rules: facebookConnector.manifest.rateRules,
    headers: facebookConnector.manifest.rateHeaders,
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
    serverSecrets: createServerSecrets(secrets, 'facebook'),
    flowSecrets: createFlowSecrets(secrets, 'flow'),
  }
}

/** What the person does in the browser: presses a button. Yields the address where they end up. */
export async function consent(authorizeUrl: string, username: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const page = await fetch(authorizeUrl)
  const html = await page.text()
  if (page.status !== 200) throw new Error(html)
  const fields = [...html.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, unescape(value)] as const,
  )
  const body = new URLSearchParams({ ...Object.fromEntries(fields), as: username, button: 'allow', ...more })
  const answered = await fetch(authorizeUrl.split('?')[0] ?? '', { method: 'POST', body, redirect: 'manual' })
  return answered.headers.get('location') ?? ''
}

function unescape(html: string): string {
  return html.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
}

/** Signs in through the real pages, pasting the address that the browser ends at. */
export async function signIn(
  server: MetaTestServer,
  user: MetaUser,
  page = '',
  app: MetaApp = server.addApp([REDIRECT]),
): Promise<SignedIn> {
  const { startOAuth, finishOAuth } = connectorOf(server).authenticate
  if (!startOAuth || !finishOAuth) throw new Error('No OAuth')
  const context = signInContext(server)
  const fields = { handle: page, clientId: app.id, clientSecret: app.secret, redirectUri: REDIRECT }
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
  const id = `acc_fb_${String(++accounts)}`
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

export function publisher() {
  if (!facebookConnector.publish) throw new Error('Cannot publish')
  return facebookConnector.publish
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

/** The handles of a post or comment as the store would keep them. */
export function remote(post: FbPost | FbComment): RemotePost {
  const remoteId = 'postId' in post ? `${post.postId}/${post.id}` : post.id
  return { postId: `facebook:${post.id}`, remoteId, revision: null, url: null }
}

/** What the person would be told about a failure; fails the test when there is none. */
export async function errorOf(work: Promise<unknown>): Promise<AppError> {
  return work.then(
    () => Promise.reject(new Error('It did not fail')),
    (error: unknown) => facebookConnector.classify(error),
  )
}

/** What is on the server, in the order in which it came. */
export function postsOf(server: MetaTestServer): FbPost[] {
  return [...facebookOf(server.world).posts.values()]
}

export function commentsOf(server: MetaTestServer): FbComment[] {
  return [...facebookOf(server.world).comments.values()]
}
