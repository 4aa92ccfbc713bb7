import { z } from 'zod'
import { Timestamp } from '../ids.ts'

/** A post's counts at a time. Null: the network does not offer the number; it is never shown as 0. */
export const PostMetrics = z.object({
  replies: z.number().int().nullable(),
  reposts: z.number().int().nullable(),
  likes: z.number().int().nullable(),
  quotes: z.number().int().nullable(),
  bookmarks: z.number().int().nullable(),
  views: z.number().int().nullable(),
  measuredAt: Timestamp,
})
export type PostMetrics = z.infer<typeof PostMetrics>
