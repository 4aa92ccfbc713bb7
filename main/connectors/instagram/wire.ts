import { z } from 'zod'
import { WireQuotaConfig } from '../meta/health.ts'

/**
 * Answers as they come, with a stand-in for everything that may be missing. Only what nothing can be done without is required. Source of the fields:
 * https://developers.facebook.com/docs/instagram-platform/reference/instagram-media and instagram-graph-api/reference/ig-comment, read 2026-11-27.
 */

const text = z.string().catch('')
const optionalText = z.string().nullable().catch(null)
const count = z.number().int().nonnegative().nullable().catch(null)
const id = z.union([z.string().min(1).max(100), z.number().int().nonnegative().transform(String)])
const username = z.string().min(1).max(200)

const file = { media_type: text, media_url: optionalText, thumbnail_url: optionalText, alt_text: text }
const WireChild = z.object(file)
export type WireFile = z.infer<typeof WireChild>

export const WireMedia = z.object({
  id,
  ...file,
  username,
  caption: text,
  permalink: optionalText,
  timestamp: z.string(),
  comments_count: count,
  like_count: count,
  children: z
    .object({ data: z.array(WireChild).catch([]) })
    .nullable()
    .catch(null)
    .transform((value) => value?.data ?? []),
})
export type WireMedia = z.infer<typeof WireMedia>

const comment = { id, username, text, timestamp: z.string(), like_count: count }
const WireReply = z.object(comment)
export type WireReply = z.infer<typeof WireReply>

export const WireComment = z.object({
  ...comment,
  replies: z
    .object({ data: z.array(z.unknown()).catch([]) })
    .nullable()
    .catch(null)
    .transform((value) =>
      (value?.data ?? []).flatMap((each) => {
        const parsed = WireReply.safeParse(each)
        return parsed.success ? [parsed.data] : []
      }),
    ),
})
export type WireComment = z.infer<typeof WireComment>

/** Where a comment stands: below which media, and below which comment. */
export const WirePlace = z.object({
  ...comment,
  media: z.object({ id }),
  parent_id: id.nullable().optional().catch(null),
})

export const WireProfile = z.object({
  id,
  username,
  name: text,
  biography: text,
  profile_picture_url: optionalText,
  followers_count: count,
  follows_count: count,
  media_count: count,
})
export type WireProfile = z.infer<typeof WireProfile>

export const PROFILE_FIELDS = 'id,username,name,biography,profile_picture_url,followers_count,follows_count,media_count'
/** Of what is below `children` only these are looked at; Graph's field expansion. */
export const MEDIA_FIELDS =
  'id,media_type,media_url,thumbnail_url,alt_text,username,caption,permalink,timestamp,comments_count,like_count,' +
  'children{id,media_type,media_url,thumbnail_url,alt_text}'
const REPLY_FIELDS = 'id,username,text,timestamp,like_count'
export const COMMENT_FIELDS = `${REPLY_FIELDS},replies{${REPLY_FIELDS}}`
export const PLACE_FIELDS = `${REPLY_FIELDS},media,parent_id`

export const WireQuota = z.object({
  data: z.array(z.object({ quota_usage: z.number(), config: WireQuotaConfig })).min(1),
})
export type WireQuota = z.infer<typeof WireQuota>

export const WireInsights = z.object({
  data: z.array(z.object({ name: z.string(), values: z.array(z.object({ value: z.number().int().nonnegative() })).min(1) })),
})
