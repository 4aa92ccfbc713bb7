import { isIP } from 'node:net'
import { AppFailure } from '../../shared/errors.ts'
import type { Bucket, BucketStyle, MediaHostForm } from '../../shared/model/media-host.ts'

/** A bucket as it was typed, before it is known how it is addressed. */
export type TypedBucket = Omit<Bucket, 'style'>

/** Everything Chirp puts there lies below it, so that nothing else of a bucket has to be public. */
export const PREFIX = 'chirp/'

/** Where a file is written, removed, and read where the bucket has no other public address. `name` may be empty. */
export function objectUrl({ endpoint, name: bucket, style }: Bucket, name: string): URL {
  if (style === 'path') return new URL(`${endpoint}/${bucket}/${name}`)
  const url = new URL(`${endpoint}/${name}`)
  url.hostname = `${bucket}.${url.hostname}`
  return url
}

/** Where everybody reads a file. */
export function publicUrl(bucket: Bucket, name: string): string {
  return bucket.publicBase === null ? objectUrl(bucket, name).href : `${bucket.publicBase}/${name}`
}

/**
 * The ways the bucket can be addressed, in the order to try them: by a host of its own, which is what Amazon recommends, where there can be one,
 * else in the path. A certificate for `*.host` does not hold for a name with dots.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html (checked 2026-11-27)
 */
export function stylesOf({ endpoint, name }: TypedBucket): readonly BucketStyle[] {
  const { hostname, pathname } = new URL(endpoint)
  const isName = isIP(hostname.replace(/^\[|\]$/g, '')) === 0 && hostname !== 'localhost' && hostname.includes('.')
  return isName && pathname === '/' && /^[a-z0-9-]+$/.test(name) ? ['host', 'path'] : ['path']
}

/** Reads what was typed. Throws `AppFailure` with `invalid-input` for the first field that cannot be what it should. */
export function readBucket(form: Omit<MediaHostForm, 'accessKeyId' | 'secretAccessKey' | 'style'>): TypedBucket {
  const bucket = form.bucket.trim()
  const endpoint = webAddress(form.endpoint)
  if (endpoint === null) throw refusal('endpoint', 'media-host-endpoint-invalid')
  if (!/^[A-Za-z0-9][\w.-]{1,254}$/.test(bucket)) throw refusal('bucket', 'media-host-bucket-invalid')
  if (!/^[A-Za-z0-9][\w-]{0,62}$/.test(form.region.trim())) throw refusal('region', 'media-host-region-invalid')
  const publicBase = form.publicBase.trim() === '' ? null : webAddress(form.publicBase)
  if (publicBase === null && form.publicBase.trim() !== '') throw refusal('publicBase', 'media-host-base-invalid')
  // Some consoles show the endpoint together with the bucket.
  const suffix = `/${bucket}`
  return {
    endpoint: endpoint.endsWith(suffix) ? endpoint.slice(0, -suffix.length) : endpoint,
    region: form.region.trim(),
    name: bucket,
    publicBase,
  }
}

/** An address of the web without query and without a slash at its end; `https` where nothing else was typed. */
function webAddress(typed: string): string | null {
  const text = typed.trim()
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`)
  if (url === null || text === '' || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return null
  return url.origin + url.pathname.replace(/\/+$/, '')
}

/** What is wrong with one field. */
export function refusal(field: string, code: string, values: Readonly<Record<string, string | number>> = {}): AppFailure {
  return new AppFailure({ kind: 'invalid-input', issues: [{ field, code, values }] })
}
