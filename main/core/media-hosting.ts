import { createGuardedFetch } from '../connectors/public-address.ts'
import type { RateLimiter } from '../connectors/rate-limiter.ts'
import { systemTimer } from '../connectors/rate-limiter.ts'
import { createBucketConnections } from '../media-host/connect-bucket.ts'
import { createHostHealth } from '../services/media-host/host-health.ts'
import { createHostKeys } from '../services/media-host/host-keys.ts'
import { HostedFileKeeper } from '../services/media-host/hosted-file-keeper.ts'
import { createMediaHosts, type MediaHosts } from '../services/media-host/media-host.ts'
import { createPublicMedia, type PublicMediaFor } from '../services/media-host/public-media.ts'
import type { Store } from '../store/open-database.ts'
import type { Clock, Log, SecretStore } from './ports.ts'

export type MediaHostingDependencies = {
  readonly store: Store
  readonly secrets: SecretStore
  readonly limiter: RateLimiter
  readonly userAgent: string
  readonly clock: Clock
  readonly log: Log
  /** A host began or ceased to work. */
  readonly onChanged: () => void
  readonly closing: AbortSignal
}

/** Everything about the person's media hosts. */
export type MediaHosting = { readonly hosts: MediaHosts; readonly portFor: PublicMediaFor; readonly keeper: HostedFileKeeper }

export function createMediaHosting({ secrets, limiter, userAgent, onChanged, closing, ...given }: MediaHostingDependencies): MediaHosting {
  const { clock, log } = given
  // Networks cannot get at what is on the person's own network.
  const readPublic = createGuardedFetch({ allowPrivateFor: () => false, userAgent })
  const deps = {
    ...given,
    keys: createHostKeys(secrets),
    health: createHostHealth(clock, onChanged),
    connect: createBucketConnections({ limiter, userAgent, clock, log, readPublic, closing }),
  }
  const keeper = new HostedFileKeeper({ ...deps, timer: systemTimer })
  return {
    hosts: createMediaHosts({ ...deps, onRetired: () => void keeper.look() }),
    portFor: createPublicMedia({ ...deps, sweep: () => keeper.look() }),
    keeper,
  }
}
