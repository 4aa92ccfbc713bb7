import { createHash } from 'node:crypto'
import { createGuardedFetch } from '../../../main/connectors/public-address.ts'
import { createRateLimiter, systemTimer } from '../../../main/connectors/rate-limiter.ts'
import type { OutgoingMedia, PublicMediaPort } from '../../../main/connectors/connector.ts'
import type { Log, SecretStore } from '../../../main/core/ports.ts'
import { createBucketConnections } from '../../../main/media-host/connect-bucket.ts'
import { createHostHealth } from '../../../main/services/media-host/host-health.ts'
import { createHostKeys } from '../../../main/services/media-host/host-keys.ts'
import { HostedFileKeeper } from '../../../main/services/media-host/hosted-file-keeper.ts'
import { createMediaHosts } from '../../../main/services/media-host/media-host.ts'
import { createPublicMedia } from '../../../main/services/media-host/public-media.ts'
import { openStore, type Store } from '../../../main/store/open-database.ts'
import type { MediaHostForm, MediaHostPlace } from '../../../shared/model/media-host.ts'
import type { BucketServer } from '../../support/bucket-server/bucket-server.ts'
import { memorySecrets } from '../mastodon/support.ts'

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** Chirp's media hosts over a store of their own, as the core wires them, but for what counts as the Internet: here this machine does. */
export class Hosts implements AsyncDisposable {
  readonly store: Store
  readonly secrets: SecretStore
  readonly service: ReturnType<typeof createMediaHosts>
  readonly keeper: HostedFileKeeper
  readonly #closing = new AbortController()
  readonly #portFor: (accountId: string) => PublicMediaPort | null
  /** By how much Chirp's clock is ahead, ms. */
  ahead = 0
  /** How often a host began or ceased to work. */
  changes = 0

  /** Over what another one left, as after a crash, where it is given. */
  constructor(before: { readonly store: Store; readonly secrets: SecretStore } | null = null, isInternet = true) {
    this.store = before?.store ?? openStore(':memory:')
    this.secrets = before?.secrets ?? memorySecrets()
    const clock = () => Date.now() + this.ahead
    const limiter = createRateLimiter({ store: { load: () => null, save: () => undefined }, clock, timer: systemTimer })
    const userAgent = 'Chirp test'
    const readPublic = createGuardedFetch({ allowPrivateFor: () => isInternet, userAgent })
    const hosting = {
      store: this.store,
      keys: createHostKeys(this.secrets),
      health: createHostHealth(clock, () => {
        this.changes++
      }),
      connect: createBucketConnections({ limiter, userAgent, clock, log: silent, readPublic, closing: this.#closing.signal }),
      timer: systemTimer,
      clock,
      log: silent,
    }
    this.keeper = new HostedFileKeeper(hosting)
    this.#portFor = createPublicMedia({ ...hosting, sweep: () => this.keeper.look() })
    this.service = createMediaHosts({ ...hosting, onRetired: () => void this.keeper.look() })
    this.keeper.start()
  }

  save(place: MediaHostPlace, server: BucketServer, change: Partial<MediaHostForm> = {}) {
    return this.service.save({ place, ...formOf(server), ...change })
  }

  port(accountId = 'acc_juno'): PublicMediaPort {
    const port = this.#portFor(accountId)
    if (port === null) throw new Error('No media host is set up')
    return port
  }

  isSetUp(): boolean {
    return this.#portFor('acc_juno') !== null
  }

  /** Ends what is under way, and leaves the store. */
  async stop(): Promise<void> {
    this.#closing.abort()
    await this.keeper[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    this.store.close()
  }
}

/** What a person types of it. */
export function formOf({ endpoint, bucket, keys, rules }: BucketServer): MediaHostForm {
  return { endpoint, bucket, region: rules.region, publicBase: '', style: null, ...keys }
}

/** A file of a post. */
export function fileOf(text: string, mimeType = 'image/jpeg'): OutgoingMedia {
  const content = new TextEncoder().encode(text)
  return {
    sha256: createHash('sha256').update(content).digest('hex'),
    fileName: 'harbour.jpg',
    mimeType,
    bytes: content.byteLength,
    width: 4,
    height: 3,
    durationMs: null,
    alt: '',
    focalPoint: null,
    read: () => Promise.resolve(content),
  }
}
