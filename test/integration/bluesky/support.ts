import { createHttp } from '../../../main/connectors/http.ts'
import { createRateLimiter, systemTimer } from '../../../main/connectors/rate-limiter.ts'
import { createFlowSecrets, createServerSecrets, createSessionPort } from '../../../main/connectors/session.ts'
import type {
  ConnectorContext,
  OutgoingPost,
  PlatformConnector,
  RemotePost,
  SignedIn,
  SignInContext,
} from '../../../main/connectors/connector.ts'
import { createBlueskyConnector } from '../../../main/connectors/bluesky/connector.ts'
import type { AppError } from '../../../shared/errors.ts'
import type { HttpPort, Log, SecretStore } from '../../../main/core/ports.ts'
import { inject } from 'vitest'
import { blueskyNetwork, type BlueskyNetwork, type TestAccount } from '../../support/bluesky-network.ts'

/** The network that runs for all files of this project. */
export const network: BlueskyNetwork = blueskyNetwork(inject('bluesky'))

export const bluesky: PlatformConnector = createBlueskyConnector({ plcUrl: network.urls.plc })

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** Secrets in memory, as the host's store keeps them. */
function memorySecrets(): SecretStore {
  const values = new Map<string, string>()
  return {
    read: (name) => Promise.resolve(values.get(name) ?? null),
    write: (name, value) => Promise.resolve(void values.set(name, value)),
    remove: (name) => Promise.resolve(void values.delete(name)),
    protection: 'plain',
  }
}

/** Chirp's own way out, without waiting at limits that the test network does not have. */
export function httpTo(server: string, signal?: AbortSignal): HttpPort {
  return createHttp({
    platform: 'bluesky',
    server,
    accountId: null,
    limiter: createRateLimiter({ store: { load: () => null, save: () => undefined }, clock: Date.now, timer: systemTimer }),
    rules: [],
    headers: bluesky.manifest.rateHeaders,
    userAgent: 'Chirp test',
    log: silent,
    clock: Date.now,
    onLimited: 'fail',
    ...(signal === undefined ? {} : { signal }),
  })
}

export function signInContext(server = network.urls.pds): SignInContext {
  const secrets = memorySecrets()
  return {
    http: httpTo(server),
    clock: Date.now,
    log: silent,
    signal: AbortSignal.timeout(30_000),
    serverSecrets: createServerSecrets(secrets, 'bluesky'),
    flowSecrets: createFlowSecrets(secrets, 'flow'),
  }
}

/** Signs in as the person would, by app password unless `fields` say otherwise. */
export function signIn(account: TestAccount, fields: Readonly<Record<string, string>> = {}): Promise<SignedIn> {
  const { signIn } = bluesky.authenticate
  if (signIn === undefined) throw new Error('No sign-in by credentials')
  return signIn(signInContext(), 'app-password', {
    server: network.urls.pds,
    handle: account.handle,
    password: account.appPassword,
    ...fields,
  })
}

/** The context of an account that has signed in, with its session in a store of its own. */
export async function contextOf(signedIn: SignedIn, parts: Partial<ConnectorContext> = {}): Promise<ConnectorContext> {
  const session = createSessionPort(memorySecrets(), 'acc_test')
  await session.write(signedIn.session)
  return {
    account: {
      id: 'acc_test',
      authorId: signedIn.author.id,
      handle: signedIn.author.handle,
      server: signedIn.server,
      authMethod: 'app-password',
      capabilities: signedIn.capabilities,
    },
    http: httpTo(signedIn.server),
    session,
    clock: Date.now,
    log: silent,
    signal: new AbortController().signal,
    ...parts,
  }
}

/** An account on the network and Chirp signed in to it. */
export async function newcomer(name: string): Promise<{ readonly account: TestAccount; readonly context: ConnectorContext }> {
  const account = await network.createAccount(name)
  return { account, context: await contextOf(await signIn(account)) }
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
    createdAt: Date.now(),
    ...parts,
  }
}

/** Prepares and commits as the outbox does. */
export async function publish(context: ConnectorContext, post: OutgoingPost) {
  const { newKey, prepare, commit } = publisher()
  const prepared: unknown = JSON.parse(JSON.stringify(await prepare(context, post, () => undefined)))
  return commit(context, newKey(context.clock), post, prepared)
}

export function publisher() {
  if (bluesky.publish === undefined) throw new Error('Cannot publish')
  return bluesky.publish
}

/** The handles of a post as the store would keep them. */
export function remote(post: { readonly uri: string; readonly cid: string }): RemotePost {
  return { postId: post.uri, remoteId: post.uri, revision: post.cid, url: null }
}

/** What the person would be told about a failure; fails the test when there is none. */
export async function errorOf(work: Promise<unknown>): Promise<AppError> {
  return work.then(
    () => Promise.reject(new Error('It did not fail')),
    (error: unknown) => bluesky.classify(error),
  )
}
