import { setTimeout } from 'node:timers/promises'
import { AwsV4Signer } from 'aws4fetch'
import { AppFailure } from '../../shared/errors.ts'
import type { Bucket } from '../../shared/model/media-host.ts'
import type { Clock, HttpPort } from '../core/ports.ts'
import { findHttpFailure } from '../connectors/http.ts'
import type { GuardedFetch } from '../connectors/public-address.ts'
import { readS3Error } from './answer.ts'
import { objectUrl, publicUrl, refusal } from './bucket.ts'
import { failureOfAnswer, failureOfExchange, type BucketTask } from './failures.ts'

/** What signs for a bucket. Secret. */
export type BucketKeys = { readonly accessKeyId: string; readonly secretAccessKey: string }

export type HostedBytes = { readonly bytes: Uint8Array<ArrayBuffer>; readonly sha256: string; readonly mimeType: string }

/** One bucket. Everything rejects with an `AppFailure` that says what is wrong with it. */
export type BucketClient = {
  put(name: string, file: HostedBytes): Promise<void>
  /** Reads the beginning of a file as a stranger would; answers its public address. */
  prove(name: string, bytes: Uint8Array): Promise<string>
  /** One that is not there is removed. */
  remove(name: string): Promise<void>
}

export type BucketClientDependencies = {
  readonly http: HttpPort
  /** Knows no key, and no network but the public one. */
  readonly readPublic: GuardedFetch
  readonly clock: Clock
  readonly signal: AbortSignal
  /** How long a file that was written may take to be readable, by tries, ms. */
  readonly settleMs?: readonly number[]
}

const SETTLE_MS = [500, 1_500, 3_000]
const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
/** What is removed is to be gone for whatever stands before the bucket as well. */
const CACHE = 'public, max-age=60'
/** So much of a file is read back. */
const PROOF_BYTES = 1_024

/** The S3 API as far as Chirp needs it. */
export function createBucketClient(deps: BucketClientDependencies, bucket: Bucket, keys: BucketKeys): BucketClient {
  const send = async (task: BucketTask, name: string, file: HostedBytes | null): Promise<Response> => {
    const signer = new AwsV4Signer({
      ...keys,
      method: task === 'put' ? 'PUT' : 'DELETE',
      url: objectUrl(bucket, name).href,
      service: 's3',
      region: bucket.region,
      datetime: new Date(deps.clock()).toISOString().replace(/[:-]|\.\d{3}/g, ''),
      headers: {
        'x-amz-content-sha256': file?.sha256 ?? EMPTY_SHA256,
        ...(file === null ? {} : { 'content-type': file.mimeType, 'cache-control': CACHE }),
      },
    })
    const { url, method, headers } = await signer.sign()
    try {
      return await deps.http.fetch(url, {
        method,
        headers,
        signal: deps.signal,
        // A bucket that is elsewhere answers with a redirect, which says where.
        redirect: 'manual',
        ...(file === null ? {} : { body: file.bytes }),
      })
    } catch (cause) {
      throw failureOfExchange(cause, bucket)
    }
  }
  const failureOf = (task: BucketTask, { status, headers }: Response, body: string): AppFailure =>
    failureOfAnswer({ status, headers, error: readS3Error(body) }, task, bucket, deps.clock())

  return {
    put: async (name, file) => {
      const response = await send('put', name, file)
      const body = await response.text()
      if (!response.ok) throw failureOf('put', response, body)
      // Every S3 server names what it stored; a web server that says yes to anything does not.
      if (response.headers.get('etag') === null) throw refusal('endpoint', 'media-host-not-s3', { server: new URL(bucket.endpoint).host })
    },
    remove: async (name) => {
      const response = await send('delete', name, null)
      const body = await response.text()
      if (!response.ok && readS3Error(body)?.code !== 'NoSuchKey') throw failureOf('delete', response, body)
    },
    prove: async (name, bytes) => {
      const url = publicUrl(bucket, name)
      for (const wait of [...(deps.settleMs ?? SETTLE_MS), null]) {
        const seen = await look(deps, url, bytes)
        if (seen === 'there') return url
        if (seen === 'other' || wait === null) break
        await setTimeout(wait, undefined, { signal: deps.signal })
      }
      throw bucket.publicBase === null
        ? refusal('publicBase', 'media-host-not-public', { bucket: bucket.name })
        : refusal('publicBase', 'media-host-not-there', { base: bucket.publicBase })
    },
  }
}

/** What a stranger finds at an address. Rejects where nothing can be found out. */
async function look(
  { readPublic, signal }: BucketClientDependencies,
  url: string,
  bytes: Uint8Array,
): Promise<'there' | 'other' | 'not-yet'> {
  const server = new URL(url).host
  const wanted = bytes.subarray(0, PROOF_BYTES)
  try {
    const response = await readPublic(url, { signal, headers: { range: `bytes=0-${Math.max(wanted.byteLength, 1) - 1}` } })
    if (response.status >= 500 || response.status === 429) {
      await response.body?.cancel()
      throw new AppFailure({ kind: 'platform-unavailable', reason: 'server-error', server, message: null })
    }
    if (!response.ok) {
      await response.body?.cancel()
      return response.status === 404 ? 'not-yet' : 'other'
    }
    const found = await beginning(response, wanted.byteLength)
    return Buffer.compare(found, wanted) === 0 ? 'there' : 'other'
  } catch (cause) {
    if (cause instanceof AppFailure || findHttpFailure(cause) === null || signal.aborted) throw cause
    if (isPrivate(cause)) throw refusal('publicBase', 'media-host-private', { server })
    throw new AppFailure({ kind: 'platform-unavailable', reason: 'unreachable', server, message: null }, { cause })
  }
}

/** The first bytes of a body, of a server that heeds the range and of one that does not. */
async function beginning(response: Response, count: number): Promise<Uint8Array> {
  const found: Uint8Array[] = []
  let left = count
  const reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined
  while (reader !== undefined && left > 0) {
    const { done, value } = await reader.read()
    if (done) break
    const piece = value.subarray(0, left)
    found.push(piece)
    left -= piece.byteLength
  }
  await reader?.cancel()
  return Buffer.concat(found)
}

/** Whether an address was not asked because it is not on the public network. */
function isPrivate(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    if ('code' in at && at.code === 'ENOTPUBLIC') return true
  }
  return false
}
