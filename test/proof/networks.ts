import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { startMastodonServer, type MastodonTestServer } from '../mastodon-server/server.ts'
import { startMetaServer, type MetaTestServer } from '../meta-server/server.ts'
import { buildChild } from '../support/core-process/build-child.ts'
import type { CoreProcess } from '../support/core-process/core-process.ts'
import { startBucketServer, type BucketServer } from '../support/bucket-server/bucket-server.ts'
import { startBlueskyNetwork, type RunningBlueskyNetwork } from '../support/networks.ts'
import { startXServer, type XTestServer } from '../x-server/server.ts'

export const networkNames = ['bluesky', 'mastodon', 'x', 'threads', 'instagram', 'facebook'] as const
export type NetworkName = (typeof networkNames)[number]

/** The servers that a proof runs against, and the program it runs, made once. */
export type Networks = AsyncDisposable & {
  readonly program: string
  readonly bluesky: RunningBlueskyNetwork
  readonly mastodon: MastodonTestServer
  readonly x: XTestServer
  readonly threads: MetaTestServer
  readonly instagram: MetaTestServer
  readonly facebook: MetaTestServer
  /** Where Threads and Instagram fetch pictures from. */
  readonly bucket: BucketServer
  /** What a core needs in its environment to know them. */
  readonly environment: Readonly<Record<string, string>>
}

export async function startNetworks(): Promise<Networks> {
  const [bluesky, mastodon, x, threads, instagram, facebook, bucket, child] = await Promise.all([
    startBlueskyNetwork({ pdsOnly: true }),
    startMastodonServer(),
    startXServer(),
    startMetaServer({ api: 'threads' }),
    startMetaServer({ api: 'instagram' }),
    startMetaServer({ api: 'facebook' }),
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
    instagram,
    facebook,
    bucket,
    environment: {
      CHIRP_PLC_URL: bluesky.urls.plc,
      CHIRP_X_ORIGIN: x.url,
      CHIRP_THREADS_ORIGIN: threads.url,
      CHIRP_INSTAGRAM_ORIGIN: instagram.url,
      CHIRP_FACEBOOK_ORIGIN: facebook.url,
      NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import ${LOOPBACK_IS_PUBLIC}`,
    },
    [Symbol.asyncDispose]: async () => {
      child[Symbol.dispose]()
      await Promise.all([bluesky, mastodon, x, threads, instagram, facebook, bucket].map((server) => server.close()))
    },
  }
}

const X_LIMITS = ['create-tweet', 'user-tweets', 'media-part', 'media-metadata'] as const
const LOOPBACK_IS_PUBLIC = pathToFileURL(join(import.meta.dirname, '../support/loopback-is-public.ts')).href

/** What a person sets once on a new machine: posts go at once, and pictures that networks fetch have a place. */
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

/** In words, the answers of the test servers that are not what the networks' pages say, and their own faults. */
export function violationsOf({ mastodon, x, threads, instagram, facebook }: Networks): readonly string[] {
  return Object.entries({ mastodon, x, threads, instagram, facebook }).flatMap(([network, { violations }]) =>
    violations.map((violation) => `The server of ${network} answered against its pages: ${JSON.stringify(violation)}`),
  )
}
