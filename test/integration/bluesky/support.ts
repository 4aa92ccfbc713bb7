import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { crc32, deflateSync } from 'node:zlib'
import { createHttp } from '../../../main/connectors/http.ts'
import { createRateLimiter, systemTimer } from '../../../main/connectors/rate-limiter.ts'
import { createFlowSecrets, createServerSecrets, createSessionPort } from '../../../main/connectors/session.ts'
import type {
  ConnectorContext,
  OutgoingMedia,
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
    replyPolicy: null,
    quotePolicy: null,
    topicTag: null,
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

/** A grey picture in a real format, of a size that can be chosen: noise does not get smaller when it is packed. */
export function picture(width: number, height: number, alt = ''): OutgoingMedia {
  const bytes = noisyPng(width, height)
  return {
    sha256: sha256(bytes),
    fileName: `${width}x${height}.png`,
    mimeType: 'image/png',
    bytes: bytes.byteLength,
    width,
    height,
    durationMs: null,
    alt,
    focalPoint: null,
    read: () => Promise.resolve(bytes),
  }
}

/** A picture of exactly so many bytes: what comes after a PNG's end is nothing to whoever shows it. */
export function pictureOf(bytes: number): OutgoingMedia {
  const small = noisyPng(10, 10)
  const file = new Uint8Array(bytes)
  file.set(small)
  return { ...picture(10, 10), sha256: sha256(file), fileName: `${bytes}.png`, bytes, read: () => Promise.resolve(file) }
}

/** A short film with sound that plays everywhere. */
export function film(alt = ''): OutgoingMedia {
  const bytes = new Uint8Array(readFileSync('main/connectors/demo/art/pier.mp4'))
  return {
    sha256: sha256(bytes),
    fileName: 'pier.mp4',
    mimeType: 'video/mp4',
    bytes: bytes.byteLength,
    width: 640,
    height: 360,
    durationMs: 5000,
    alt,
    focalPoint: null,
    read: () => Promise.resolve(bytes),
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** https://www.w3.org/TR/png-3/: one byte of grey per pixel. */
function noisyPng(width: number, height: number): Uint8Array<ArrayBuffer> {
  const chunk = (type: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.byteLength)
    check.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, check])
  }
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0])
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  const rows = randomBytes((width + 1) * height)
  for (let row = 0; row < height; row++) rows[row * (width + 1)] = 0
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  return new Uint8Array(Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]))
}
