import { z } from 'zod'
import { AppError } from '../errors.ts'

/** Which of the person's two media hosts: files go to the first; where that one fails, to the other. */
export const MediaHostPlace = z.enum(['first', 'fallback'])
export type MediaHostPlace = z.infer<typeof MediaHostPlace>

/** Where the bucket's name stands in an address: in its path, or before the endpoint's host. */
export const BucketStyle = z.enum(['path', 'host'])
export type BucketStyle = z.infer<typeof BucketStyle>

/** An S3-compatible bucket in which networks fetch what they do not take otherwise. Its keys are secrets, and elsewhere. */
export const Bucket = z.object({
  /** Origin of the S3 API and its path, without a slash at the end. */
  endpoint: z.string(),
  region: z.string(),
  name: z.string(),
  /** Where everybody can read what is in it, without a slash at the end; null = where it is written to. */
  publicBase: z.string().nullable(),
  style: BucketStyle,
})
export type Bucket = z.infer<typeof Bucket>

/** A media host as its settings show it. */
export const MediaHost = Bucket.extend({
  place: MediaHostPlace,
  /** What the person chose; null = Chirp found out by itself. */
  chosenStyle: BucketStyle.nullable(),
})
export type MediaHost = z.infer<typeof MediaHost>

const typed = z.string().max(2048)

/** What the person typed of a media host. A key that is null is the one that is kept. */
export const MediaHostForm = z.object({
  endpoint: typed,
  region: typed,
  bucket: typed,
  publicBase: typed,
  style: BucketStyle.nullable(),
  accessKeyId: typed.nullable(),
  secretAccessKey: typed.nullable(),
})
export type MediaHostForm = z.infer<typeof MediaHostForm>

/** A media host, and how it was when it was last needed; `seen` is null before that since Chirp was started. */
export const MediaHostView = MediaHost.extend({ seen: z.object({ at: z.number(), error: AppError.nullable() }).nullable() })
export type MediaHostView = z.infer<typeof MediaHostView>
