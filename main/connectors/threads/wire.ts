import { z } from 'zod'
import { WireQuotaConfig } from '../meta/health.ts'

/**
 * Answers as they come, with a stand-in for everything that may be missing. Only what nothing can be done without is required. Source of the fields:
 * https://developers.facebook.com/docs/threads/reference/media-retrieval and reply-management, read 2026-11-27.
 */

const text = z.string().catch('')
const optionalText = z.string().nullable().catch(null)
const flag = z.boolean().catch(false)
const id = z.union([z.string().min(1).max(100), z.number().int().nonnegative().transform(String)])
const reference = z
  .object({ id })
  .nullable()
  .catch(null)
  .transform((value) => value?.id ?? null)

const file = { media_type: text, media_url: optionalText, thumbnail_url: optionalText, alt_text: text }
const WireChild = z.object(file)
export type WireFile = z.infer<typeof WireChild>

export const WirePost = z.object({
  id,
  ...file,
  gif_url: optionalText,
  permalink: optionalText,
  username: z.string().min(1).max(200),
  text,
  timestamp: text,
  children: z
    .object({ data: z.array(WireChild).catch([]) })
    .nullable()
    .catch(null)
    .transform((value) => value?.data ?? []),
  quoted_post: reference,
  root_post: reference,
  replied_to: reference,
  has_replies: flag,
  reply_audience: optionalText,
  topic_tag: optionalText,
  profile_picture_url: optionalText,
})
export type WirePost = z.infer<typeof WirePost>

export const WireProfile = z.object({
  id,
  username: z.string().min(1).max(200),
  name: text,
  threads_profile_picture_url: optionalText,
  threads_biography: text,
})
export type WireProfile = z.infer<typeof WireProfile>

export const PROFILE_FIELDS = 'id,username,name,threads_profile_picture_url,threads_biography'

const COMMON_FIELDS =
  'id,media_type,media_url,thumbnail_url,gif_url,permalink,username,text,timestamp,alt_text,quoted_post,has_replies,reply_audience,topic_tag'
/** Of what is below `children` only these are looked at; Graph's field expansion. */
const CHILDREN = 'children{id,media_type,media_url,thumbnail_url,alt_text}'

/** What is asked for of one's own posts. */
export const POST_FIELDS = `${COMMON_FIELDS},${CHILDREN}`
/** What is asked for of replies and mentions, which tell their authors' pictures. */
export const REPLY_FIELDS = `${POST_FIELDS},root_post,replied_to,profile_picture_url`

export const WireQuota = z.object({
  data: z
    .array(
      z.object({
        quota_usage: z.number(),
        config: WireQuotaConfig,
        reply_quota_usage: z.number(),
        reply_config: WireQuotaConfig,
      }),
    )
    .min(1),
})
export type WireQuota = z.infer<typeof WireQuota>

export const WireInsights = z.object({
  data: z.array(z.object({ name: z.string(), values: z.array(z.object({ value: z.number().int().nonnegative() })).min(1) })),
})

export const WireDeleted = z.object({ success: z.literal(true) })
