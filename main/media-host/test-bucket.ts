import { createHash } from 'node:crypto'
import { AppFailure } from '../../shared/errors.ts'
import type { Bucket, BucketStyle } from '../../shared/model/media-host.ts'
import { stylesOf, type TypedBucket } from './bucket.ts'
import type { BucketClient, BucketKeys } from './client.ts'
import { newObjectName } from './object-name.ts'

export type ConnectBucket = (bucket: Bucket, keys: BucketKeys) => BucketClient

/** The smallest PNG there is, one grey dot: a bucket may take pictures alone. */
const DOT = new Uint8Array(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAADElEQVQImWPo6OgAAAM0AZmUse0HAAAAAElFTkSuQmCC',
    'base64',
  ),
)
const FILE = { bytes: DOT, sha256: createHash('sha256').update(DOT).digest('hex'), mimeType: 'image/png' }

/**
 * Writes a file into a bucket, reads it as a stranger would, and removes it. Answers how the bucket is addressed: as was chosen, else in the first
 * of its ways that works. Rejects with an `AppFailure` of what is wrong: where no way works, of the one that got furthest.
 */
export async function testBucket(
  connect: ConnectBucket,
  typed: TypedBucket,
  chosen: BucketStyle | null,
  keys: BucketKeys,
): Promise<Bucket> {
  let furthest: { readonly cause: AppFailure; readonly step: number } | null = null
  for (const style of chosen === null ? stylesOf(typed) : [chosen]) {
    const bucket = { ...typed, style }
    const failed = await attempt(connect(bucket, keys))
    if (failed === null) return bucket
    if (furthest === null || failed.step > furthest.step) furthest = failed
  }
  throw furthest?.cause ?? new Error('A bucket can be addressed in no way')
}

/** Where it failed: 0 = nobody of S3 answered, 1 = there is no such bucket, then what was being done. Null: all of it works. */
async function attempt(client: BucketClient): Promise<{ readonly cause: AppFailure; readonly step: number } | null> {
  const name = newObjectName(FILE.mimeType)
  let step = 2
  try {
    await client.put(name, FILE)
    step = 3
    try {
      await client.prove(name, DOT)
    } catch (cause) {
      // Nothing is left behind; what is wrong is known already.
      await client.remove(name).catch(() => undefined)
      throw cause
    }
    step = 4
    await client.remove(name)
    return null
  } catch (cause) {
    if (!(cause instanceof AppFailure)) throw cause
    return { cause, step: step === 2 ? firstStep(cause) : step }
  }
}

function firstStep({ error }: AppFailure): number {
  if (error.kind !== 'invalid-input') return 0
  const code = error.issues[0]?.code
  return code === 'media-host-not-s3' ? 0 : code === 'media-host-no-bucket' ? 1 : 2
}
