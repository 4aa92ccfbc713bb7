import { AppFailure, type AppError } from '../../shared/errors.ts'
import type { Bucket } from '../../shared/model/media-host.ts'
import { classifyHttpFailure, messageFrom } from '../connectors/failure.ts'
import { refusal } from './bucket.ts'
import type { S3Error } from './answer.ts'

/** An answer that is not the success that was hoped for. */
export type FailedAnswer = {
  readonly status: number
  readonly headers: Headers
  /** Null where the answer is none of S3. */
  readonly error: S3Error | null
}

export type BucketTask = 'put' | 'delete'

type Meaning = 'no-bucket' | 'wrong-key' | 'wrong-secret' | 'wrong-region' | 'clock' | 'denied' | 'busy'

/**
 * Codes of S3 to what they mean for the person. Source: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html; `Unauthorized` and
 * the codes beside it: https://developers.cloudflare.com/r2/api/error-codes (both checked 2026-11-27). `InvalidRegionName` is not on that page;
 * it is what is answered there to the region of another provider, as its users report.
 */
const MEANINGS: ReadonlyMap<string, Meaning> = new Map(
  Object.entries({
    NoSuchBucket: 'no-bucket',
    InvalidBucketName: 'no-bucket',
    InvalidAccessKeyId: 'wrong-key',
    Unauthorized: 'wrong-key',
    SignatureDoesNotMatch: 'wrong-secret',
    AuthorizationHeaderMalformed: 'wrong-region',
    InvalidRegionName: 'wrong-region',
    IllegalLocationConstraintException: 'wrong-region',
    PermanentRedirect: 'wrong-region',
    TemporaryRedirect: 'wrong-region',
    Redirect: 'wrong-region',
    RequestTimeTooSkewed: 'clock',
    AccessDenied: 'denied',
    AllAccessDisabled: 'denied',
    SlowDown: 'busy',
    ServiceUnavailable: 'busy',
    InternalError: 'busy',
    RequestTimeout: 'busy',
  } as const),
)

/** What a failed answer means. `now` is Chirp's clock, to say by how much it is off. */
export function failureOfAnswer(answer: FailedAnswer, task: BucketTask, bucket: Bucket, now: number): AppFailure {
  const { status, headers, error } = answer
  const server = new URL(bucket.endpoint).host
  const busy = (): AppFailure => new AppFailure({ kind: 'platform-unavailable', reason: 'server-error', server, message: null })
  if (error === null) return status >= 500 || status === 429 ? busy() : refusal('endpoint', 'media-host-not-s3', { server })
  switch (MEANINGS.get(error.code) ?? (status >= 500 || status === 429 ? 'busy' : null)) {
    case 'no-bucket':
      return refusal('bucket', 'media-host-no-bucket', { bucket: bucket.name, server })
    case 'wrong-key':
      return refusal('accessKeyId', 'media-host-wrong-key')
    case 'wrong-secret':
      return refusal('secretAccessKey', 'media-host-wrong-secret')
    case 'wrong-region': {
      const region = headers.get('x-amz-bucket-region') ?? error.region
      const { region: given } = bucket
      if (region === null) return refusal('region', 'media-host-wrong-region', { given })
      // The bucket is where it was looked for, and asks for another address all the same.
      if (region === given) return refusal('endpoint', 'media-host-wrong-endpoint', { region, server })
      return refusal('region', 'media-host-other-region', { given, region })
    }
    case 'clock': {
      const there = error.serverTime ?? Date.parse(headers.get('date') ?? '')
      if (Number.isNaN(there)) return refusal('', 'media-host-clock-off')
      const count = Math.round(Math.abs(now - there) / 60_000)
      return refusal('', now > there ? 'media-host-clock-ahead' : 'media-host-clock-behind', { count })
    }
    case 'denied':
      return refusal('accessKeyId', task === 'put' ? 'media-host-no-put' : 'media-host-no-delete', { bucket: bucket.name })
    case 'busy':
      return busy()
    case null:
      return refusal('', 'media-host-refused', { server, said: messageFrom(error.message) ?? error.code.slice(0, 100) })
  }
}

/** What an exchange without an answer means: nothing that was written is lost by repeating it under its name. Whatever else is thrown goes on up. */
export function failureOfExchange(cause: unknown, bucket: Bucket): unknown {
  const error = classifyHttpFailure(cause, { write: false })
  if (error === null) return cause
  const server = new URL(bucket.endpoint).host
  if (error.kind === 'platform-unavailable' && error.reason === 'bad-answer') return refusal('endpoint', 'media-host-not-s3', { server })
  return new AppFailure(error.kind === 'platform-unavailable' ? { ...error, server } : error, { cause })
}

/** Whether it may go by itself: then it is worth trying again. */
export function isPassing({ kind }: AppError): boolean {
  return kind === 'platform-unavailable' || kind === 'offline' || kind === 'rate-limit-exceeded'
}
