import { z } from 'zod'

/**
 * Answers as they come, with a stand-in for everything that may be missing. Only what nothing can be done without is required. Source of the fields:
 * https://developers.facebook.com/docs/graph-api/reference/pagepost, comment, story-attachment and page, read 2026-11-27.
 */

const text = z.string().catch('')
const optionalText = z.string().nullable().catch(null)
const id = z.string().regex(/^[\w-]{1,100}$/)
const count = z.number().int().nonnegative().nullable().catch(null)
const total = z
  .object({ summary: z.object({ total_count: z.number().int().nonnegative() }) })
  .nullable()
  .catch(null)
  .transform((value) => value?.summary.total_count ?? null)

const WirePicture = z
  .object({ data: z.object({ url: z.string() }) })
  .nullable()
  .catch(null)
  .transform((value) => value?.data.url ?? null)

const WireFrom = z.object({ id, name: text, picture: WirePicture })
export type WireFrom = z.infer<typeof WireFrom>

const attachment = {
  media_type: text,
  media: z
    .object({ image: z.object({ src: z.string(), height: count, width: count }) })
    .nullable()
    .catch(null)
    .transform((value) => value?.image ?? null),
  title: text,
  description: text,
  url: optionalText,
  unshimmed_url: optionalText,
  target: z
    .object({ id })
    .nullable()
    .catch(null)
    .transform((value) => value?.id ?? null),
}
const WireAttachment = z.object(attachment)
export type WireAttachment = z.infer<typeof WireAttachment>

const list = <T>(element: z.ZodType<T>) =>
  z
    .object({ data: z.array(element).catch([]) })
    .nullable()
    .catch(null)
    .transform((value) => value?.data ?? [])

const WireTopAttachment = z.object({ ...attachment, subattachments: list(WireAttachment) })

const common = { id, message: text, created_time: text, permalink_url: optionalText, from: WireFrom.nullable().catch(null) }

export const WirePost = z.object({
  ...common,
  story: text,
  attachments: list(WireTopAttachment),
  shares: z
    .object({ count: z.number().int().nonnegative() })
    .nullable()
    .catch(null)
    .transform((value) => value?.count ?? null),
  comments: total,
  reactions: total,
  is_published: z.boolean().nullable().catch(null),
  /** Seconds. */
  scheduled_publish_time: count,
})
export type WirePost = z.infer<typeof WirePost>

export const WireComment = z.object({
  ...common,
  parent: z
    .object({ id })
    .nullable()
    .catch(null)
    .transform((value) => value?.id ?? null),
  attachment: WireAttachment.nullable().catch(null),
  like_count: count,
  comment_count: count,
})
export type WireComment = z.infer<typeof WireComment>

const FROM = 'from{id,name,picture}'
export const POST_FIELDS = `id,message,story,created_time,permalink_url,${FROM},attachments,shares,comments.limit(0).summary(true),reactions.limit(0).summary(true)`
export const COMMENT_FIELDS = `id,message,created_time,permalink_url,${FROM},parent,attachment,like_count,comment_count`
/** What is asked for of posts that are held until their time. */
export const HELD_FIELDS = 'id,message,created_time,attachments,is_published,scheduled_publish_time'

export const WirePage = z.object({
  id,
  name: text,
  username: optionalText,
  link: optionalText,
  about: text,
  followers_count: count,
  picture: WirePicture,
})
export type WirePage = z.infer<typeof WirePage>
export const PAGE_FIELDS = 'id,name,username,link,about,followers_count,picture'

export const WireAccount = z.object({ id: z.string().regex(/^\d{1,40}$/), name: text, access_token: z.string().min(1) })
export type WireAccount = z.infer<typeof WireAccount>

export const WireToken = z.object({ access_token: z.string().min(1) })
export const WireCreated = z.object({ id })
export const WireSuccess = z.object({ success: z.literal(true) })
export const WirePhoto = z.object({ id, alt_text_custom: text })
export const WireInsights = z.object({
  data: z.array(z.object({ name: z.string(), values: z.array(z.object({ value: z.number().int().nonnegative() })).min(1) })),
})

/** Source of what follows: https://developers.facebook.com/docs/video-api/guides/reels-publishing, read 2026-11-27. */
export const WireVideoBegun = z.object({ video_id: z.string().regex(/^\d{1,40}$/) })

const said = z
  .object({ message: text })
  .nullable()
  .catch(null)
  .transform((value) => value?.message ?? '')
const phase = { status: text, error: said }

/** `bytes_transfered` is how the page writes it. Of a phase it says both `completed` (in its table) and `complete` (in its examples). */
export const WireVideo = z.object({
  status: z.object({
    video_status: text,
    // What is in `errors` the page does not say: a list, as far as others have seen.
    uploading_phase: z.object({ status: text, bytes_transfered: count, errors: z.array(said).catch([]) }).catch({
      status: '',
      bytes_transfered: null,
      errors: [],
    }),
    processing_phase: z.object(phase).catch({ status: '', error: '' }),
    publishing_phase: z.object({ ...phase, publish_status: text }).catch({ status: '', error: '', publish_status: '' }),
  }),
})
export type WireVideo = z.infer<typeof WireVideo>
export const WireReel = z.object({ id })
/** What refuses bytes. Not on the page; what others have seen. */
export const WireUploadRefusal = z.object({ debug_info: z.object({ type: z.string(), message: optionalText }) })
