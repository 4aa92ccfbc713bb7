import { z } from 'zod'

/**
 * What Meta's pages say of the answers of the Pages API, strictly: a member that a page does not name is a mistake of this server.
 * All read 2026-11-27 below https://developers.facebook.com/docs/.
 */

const Number_ = z.string().regex(/^\d+$/)
/** `{page}_{post}`, and `{post}_{comment}`. */
const Pair = z.string().regex(/^\d+_\d+$/)
/** `2023-10-17T05:42:03+0000`. */
const Time = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+0000$/)
const Count = z.number().int().nonnegative()

const Picture = z.strictObject({ data: z.strictObject({ url: z.url(), is_silhouette: z.boolean(), height: Count, width: Count }) })
const From = z.strictObject({ id: Number_, name: z.string(), picture: Picture.optional() })

/** Page: graph-api/reference/page. */
export const Page = z.strictObject({
  id: Number_,
  name: z.string().optional(),
  username: z.string().optional(),
  link: z.url().optional(),
  about: z.string().optional(),
  followers_count: Count.optional(),
  picture: Picture.optional(),
})

const Image = z.strictObject({ image: z.strictObject({ src: z.url(), height: Count, width: Count }) })
const attachment = {
  /** Page: graph-api/reference/story-attachment. */
  media_type: z.enum(['photo', 'album', 'link', 'video']).optional(),
  media: Image.optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  url: z.url().optional(),
  unshimmed_url: z.url().optional(),
  type: z.string().optional(),
  target: z.strictObject({ id: Number_, url: z.url() }).optional(),
}
const Attachments = z.strictObject({
  data: z.array(
    z.strictObject({ ...attachment, subattachments: z.strictObject({ data: z.array(z.strictObject(attachment)).min(1) }).optional() }),
  ),
})

const summary = <T extends z.ZodRawShape>(more: T) =>
  z.strictObject({ data: z.array(z.never()), summary: z.strictObject({ total_count: Count, ...more }) })

/** Pages: graph-api/reference/pagepost, page/feed, page/tagged, page/scheduled_posts. */
export const Post = z.strictObject({
  id: Pair,
  message: z.string().optional(),
  story: z.string().optional(),
  created_time: Time.optional(),
  updated_time: Time.optional(),
  permalink_url: z.url().optional(),
  from: From.optional(),
  attachments: Attachments.optional(),
  /** Left out where there are none. */
  shares: z.strictObject({ count: Count }).optional(),
  comments: summary({ order: z.string(), can_comment: z.boolean() }).optional(),
  reactions: summary({ viewer_reaction: z.string() }).optional(),
  likes: summary({ can_like: z.boolean(), has_liked: z.boolean() }).optional(),
  is_published: z.boolean().optional(),
  /** Seconds. */
  scheduled_publish_time: Count.optional(),
})

/** Page: graph-api/reference/comment. */
export const Comment = z.strictObject({
  id: Pair,
  message: z.string().optional(),
  created_time: Time.optional(),
  permalink_url: z.url().optional(),
  from: From.optional(),
  parent: z.strictObject({ id: Pair }).optional(),
  object: z.strictObject({ id: Pair }).optional(),
  attachment: z.strictObject(attachment).optional(),
  like_count: Count.optional(),
  comment_count: Count.optional(),
  user_likes: z.boolean().optional(),
  can_comment: z.boolean().optional(),
})

/** Page: graph-api/reference/photo. */
export const Photo = z.strictObject({ id: Number_, alt_text_custom: z.string().optional() })

/** Page: graph-api/results of Graph for the cursors. */
export const listOf = (element: z.ZodType): z.ZodType =>
  z.strictObject({
    data: z.array(element),
    paging: z.strictObject({ cursors: z.strictObject({ before: z.string(), after: z.string() }), next: z.url().optional() }).optional(),
  })

/** Page: pages-api/manage-pages, "Pages, tasks, and tokens". */
export const Account = z.strictObject({
  id: Number_,
  name: z.string().optional(),
  access_token: z.string().optional(),
  tasks: z.array(z.enum(['ANALYZE', 'ADVERTISE', 'MODERATE', 'CREATE_CONTENT', 'MANAGE', 'MESSAGING'])).optional(),
})

/** Pages: facebook-login/guides/advanced/manual-flow, pages/access-tokens. */
export const UserToken = z.strictObject({ access_token: z.string(), token_type: z.literal('bearer'), expires_in: Count })

/** Pages: pages-api/posts, graph-api/reference/object/comments. */
export const Created = z.strictObject({ id: Pair })
/** Page: graph-api/reference/photo. */
export const CreatedPhoto = z.strictObject({ id: Number_, post_id: Pair.optional() })
/** Pages: pages-api/posts, "Delete a post"; graph-api/reference/object/likes. */
export const Success = z.strictObject({ success: z.literal(true) })

/** Page, of what follows: video-api/guides/reels-publishing, read 2026-11-27. */
export const VideoBegun = z.strictObject({ video_id: Number_, upload_url: z.url() })
const phaseStatus = z.enum(['completed', 'complete', 'error', 'not_started', 'in_progress'])
const PhaseError = z.strictObject({ message: z.string() })
/** `complete` and `completed`: the table of the page has one, its examples the other. `bytes_transfered` is its word. */
export const Video = z.strictObject({
  id: Number_,
  status: z.strictObject({
    video_status: z.enum(['error', 'expired', 'processing', 'ready', 'uploading', 'upload_failed', 'upload_complete']),
    uploading_phase: z.strictObject({ status: phaseStatus, bytes_transfered: Count.optional(), source_file_size: Count.optional() }),
    processing_phase: z.strictObject({ status: phaseStatus, error: PhaseError.optional() }),
    publishing_phase: z.strictObject({
      status: phaseStatus,
      publish_status: z.enum(['draft', 'error', 'published', 'scheduled']).optional(),
      /** Seconds. */
      publish_time: Count.optional(),
      error: PhaseError.optional(),
    }),
  }),
})
export const Reel = z.strictObject({ id: Number_, description: z.string().optional(), updated_time: z.string() })

/** Page: graph-api/reference/insights. */
export const Insights = z.strictObject({
  data: z.array(
    z.strictObject({
      name: z.string(),
      period: z.literal('lifetime'),
      values: z.array(z.strictObject({ value: Count })).length(1),
      title: z.string(),
      description: z.string(),
      id: z.string(),
    }),
  ),
  paging: z.strictObject({ previous: z.url(), next: z.url() }).optional(),
})

/** Page: graph-api/reference/debug_token, read 2026-11-27. `expires_at` 0 is a token without end. */
export const TokenFacts = z.strictObject({
  data: z.strictObject({
    app_id: z.string(),
    type: z.literal('PAGE'),
    application: z.string(),
    data_access_expires_at: z.number().int(),
    expires_at: z.number().int(),
    is_valid: z.boolean(),
    issued_at: z.number().int(),
    profile_id: z.string(),
    scopes: z.array(z.string()),
    user_id: z.string(),
  }),
})
