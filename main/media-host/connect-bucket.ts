import type { Clock, Log } from '../core/ports.ts'
import { createHttp } from '../connectors/http.ts'
import type { GuardedFetch } from '../connectors/public-address.ts'
import type { RateLimiter } from '../connectors/rate-limiter.ts'
import { createBucketClient } from './client.ts'
import type { ConnectBucket } from './test-bucket.ts'

/** An answer of the S3 API is small. */
const MAX_BYTES = 1_000_000

export type BucketConnections = {
  readonly limiter: RateLimiter
  readonly userAgent: string
  readonly clock: Clock
  readonly log: Log
  /** Reads as a stranger on the Internet would: networks cannot get at what is on the person's own network. */
  readonly readPublic: GuardedFetch
  /** Ends every call when the app closes. */
  readonly closing: AbortSignal
}

/** The way to any bucket; it may be on the person's own network, since it is their own. */
export function createBucketConnections({ limiter, userAgent, clock, log, readPublic, closing }: BucketConnections): ConnectBucket {
  return (bucket, keys) =>
    createBucketClient(
      {
        http: createHttp({
          platform: 'media-host',
          server: new URL(bucket.endpoint).origin,
          accountId: null,
          limiter,
          rules: [],
          headers: null,
          userAgent,
          log,
          clock,
          onLimited: 'wait',
          maxBytes: MAX_BYTES,
          signal: closing,
        }),
        readPublic,
        clock,
        signal: closing,
      },
      bucket,
      keys,
    )
}
