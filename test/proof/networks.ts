import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { consent } from '../integration/mastodon/support.ts'
import { consent as consentOfThreads, REDIRECT as THREADS_REDIRECT } from '../integration/threads/support.ts'
import { consent as consentOfX, REDIRECT as X_REDIRECT } from '../integration/x/support.ts'
import { startMastodonServer, type MastodonTestServer } from '../mastodon-server/server.ts'
import type { WorldAccount } from '../mastodon-server/world/types.ts'
import { startMetaServer, type MetaTestServer } from '../meta-server/server.ts'
import type { MetaUser } from '../meta-server/world/types.ts'
import type { TestAccount } from '../support/bluesky-network.ts'
import { buildChild } from '../support/core-process/build-child.ts'
import type { CoreProcess } from '../support/core-process/core-process.ts'
import { startBucketServer, type BucketServer } from '../support/bucket-server/bucket-server.ts'
import { startBlueskyNetwork, type RunningBlueskyNetwork } from '../support/networks.ts'
import { startXServer, type XTestServer } from '../x-server/server.ts'
import type { WorldUser } from '../x-server/world/types.ts'

export const networkNames = ['bluesky', 'mastodon', 'x', 'threads'] as const
export type NetworkName = (typeof networkNames)[number]

/** The servers that a proof runs against, and the program it runs, made once. */
export type Networks = AsyncDisposable & {
  readonly program: string
  readonly bluesky: RunningBlueskyNetwork
  readonly mastodon: MastodonTestServer
  readonly x: XTestServer
  readonly threads: MetaTestServer
  /** Where Threads fetches pictures from. */
  readonly bucket: BucketServer
  /** What a core needs in its environment to know them. */
  readonly environment: Readonly<Record<string, string>>
}

/** A person with an account on each network, signed in. */
export type Person = {
  readonly bluesky: { readonly account: TestAccount; readonly accountId: string }
  readonly mastodon: { readonly account: WorldAccount; readonly accountId: string }
  readonly x: { readonly account: WorldUser; readonly accountId: string }
  readonly threads: { readonly account: MetaUser; readonly accountId: string }
}

export async function startNetworks(): Promise<Networks> {
  const [bluesky, mastodon, x, threads, bucket, child] = await Promise.all([
    startBlueskyNetwork({ pdsOnly: true }),
    startMastodonServer(),
    startXServer(),
    startMetaServer(),
    // Chirp's clock is set forward.
    startBucketServer('proof', { clockSlackMs: Number.POSITIVE_INFINITY }),
    buildChild(),
  ])
  // Chirp keeps to these limits by its own clock, which is set forward; the server's would still be in the past.
  for (const family of ['account', 'statuses', 'media'] as const) mastodon.setRateLimit(family, null)
  for (const family of X_LIMITS) x.setRateLimit(family, null)
  // What would be there twice has to be seen there twice.
  x.world.refusesTwice = false
  return {
    program: child.path,
    bluesky,
    mastodon,
    x,
    threads,
    bucket,
    environment: {
      CHIRP_PLC_URL: bluesky.urls.plc,
      CHIRP_X_ORIGIN: x.url,
      CHIRP_THREADS_ORIGIN: threads.url,
      NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import ${LOOPBACK_IS_PUBLIC}`,
    },
    [Symbol.asyncDispose]: async () => {
      child[Symbol.dispose]()
      await Promise.all([bluesky.close(), mastodon.close(), x.close(), threads.close(), bucket.close()])
    },
  }
}

const X_LIMITS = ['create-tweet', 'user-tweets', 'media-part', 'media-metadata'] as const
const LOOPBACK_IS_PUBLIC = pathToFileURL(join(import.meta.dirname, '../support/loopback-is-public.ts')).href

/** What a person sets once on a new machine: posts go at once, and pictures for Threads have a place. */
export async function setUp(core: CoreProcess, { bucket: { endpoint, bucket, rules, keys } }: Networks): Promise<void> {
  await core.need('settings.set', { undoSeconds: 0 })
  const form = { endpoint, bucket, region: rules.region, publicBase: '', style: null, ...keys }
  await core.need('mediaHost.save', { place: 'first', ...form })
}

/** A data folder of its own, removed in the end. */
export function dataFolder(): Disposable & { readonly path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'chirp-proof-'))
  return { path: join(folder, 'data'), [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}

let people = 0

/** Makes an account on each network and signs both in. `blueskyServer` is what is typed as the server: the PDS, or what stands before it. */
export async function addPerson(core: CoreProcess, networks: Networks, blueskyServer = networks.bluesky.urls.pds): Promise<Person> {
  const name = `person${++people}`
  const account = await networks.bluesky.createAccount(name)
  const elephant = networks.mastodon.createAccount({ username: name })
  const user = networks.x.createUser({ username: name })
  const threader = networks.threads.addUser(name)
  return {
    bluesky: { account, accountId: await signInBluesky(core, blueskyServer, account) },
    mastodon: { account: elephant, accountId: await signInMastodon(core, networks, elephant) },
    x: { account: user, accountId: await signInX(core, networks, user) },
    threads: { account: threader, accountId: await signInThreads(core, networks, threader) },
  }
}

export function accountIdsOf(person: Person): string[] {
  return networkNames.map((name) => person[name].accountId)
}

/** Signs in with an app password, for the first time or again; answers the account's id in Chirp. */
export async function signInBluesky(core: CoreProcess, server: string, account: TestAccount): Promise<string> {
  const fields = { server, handle: account.handle, password: account.appPassword }
  return (await core.need('accounts.signIn', { platform: 'bluesky', method: 'app-password', fields })).accountId
}

/** Signs in through the server's own pages. */
export async function signInMastodon(core: CoreProcess, { mastodon }: Networks, account: WorldAccount): Promise<string> {
  const { flowId, authorizeUrl } = await core.need('accounts.beginOAuth', {
    platform: 'mastodon',
    method: 'oauth',
    fields: { server: mastodon.url },
    pasteCode: true,
  })
  const answer = await consent(authorizeUrl, account)
  if (answer.kind !== 'code') throw new Error('The server gave no code to paste')
  return (await core.need('accounts.finishOAuth', { flowId, code: answer.code })).accountId
}

/** Signs in through the server's own pages, with an app of the person's own. Reading costs money there and stays off; posting has no limit. */
export async function signInX(core: CoreProcess, { x }: Networks, account: WorldUser): Promise<string> {
  const { clientId } = x.createApp({ redirectUris: [X_REDIRECT] })
  const { flowId, authorizeUrl } = await core.need('accounts.beginOAuth', {
    platform: 'x',
    method: 'oauth',
    fields: { clientId, clientSecret: '' },
    pasteCode: true,
  })
  const { href } = await consentOfX(authorizeUrl, account)
  const { accountId } = await core.need('accounts.finishOAuth', { flowId, code: href })
  await core.need('accounts.setBudget', { accountId, budget: { reading: false, perDay: null, perMonth: null } })
  return accountId
}

/** The same at Threads. */
export async function signInThreads(core: CoreProcess, { threads }: Networks, account: MetaUser): Promise<string> {
  const { id, secret } = threads.addApp([THREADS_REDIRECT])
  const { flowId, authorizeUrl } = await core.need('accounts.beginOAuth', {
    platform: 'threads',
    method: 'oauth',
    fields: { clientId: id, clientSecret: secret, redirectUri: THREADS_REDIRECT },
    pasteCode: true,
  })
  const code = await consentOfThreads(authorizeUrl, account.username)
  return (await core.need('accounts.finishOAuth', { flowId, code })).accountId
}
