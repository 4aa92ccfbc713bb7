import { z } from 'zod'

/**
 * What the pages of the Threads API say of its answers, strictly: a member that a page does not name is a mistake of this server.
 * All read 2026-11-27 below https://developers.facebook.com/docs/threads/.
 */

const Id = z.string().regex(/^\d+$/)
const Reference = z.strictObject({ id: Id })
/** `2023-10-17T05:42:03+0000`. */
const Time = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+0000$/)
const MediaType = z.enum(['TEXT_POST', 'IMAGE', 'VIDEO', 'CAROUSEL_ALBUM', 'AUDIO', 'REPOST_FACADE'])

/** Page: retrieve-and-discover-posts/retrieve-posts, retrieve-and-manage-replies/replies-and-conversations, threads-mentions. */
export const Media = z.strictObject({
  id: Id,
  media_product_type: z.literal('THREADS').optional(),
  media_type: MediaType.optional(),
  media_url: z.url().optional(),
  thumbnail_url: z.url().optional(),
  permalink: z.url().optional(),
  shortcode: z.string().optional(),
  owner: Reference.optional(),
  username: z.string().optional(),
  text: z.string().optional(),
  timestamp: Time.optional(),
  children: z
    .strictObject({
      data: z
        .array(
          z.strictObject({
            id: Id,
            media_type: MediaType.optional(),
            media_url: z.url().optional(),
            thumbnail_url: z.url().optional(),
            alt_text: z.string().optional(),
          }),
        )
        .min(2),
    })
    .optional(),
  is_quote_post: z.boolean().optional(),
  quoted_post: Reference.optional(),
  reposted_post: Reference.optional(),
  alt_text: z.string().optional(),
  link_attachment_url: z.url().optional(),
  has_replies: z.boolean().optional(),
  is_reply: z.boolean().optional(),
  is_reply_owned_by_me: z.boolean().optional(),
  root_post: Reference.optional(),
  replied_to: Reference.optional(),
  hide_status: z.string().optional(),
  reply_audience: z.enum(['EVERYONE', 'ACCOUNTS_YOU_FOLLOW', 'MENTIONED_ONLY', 'PARENT_POST_AUTHOR_ONLY', 'FOLLOWERS_ONLY']).optional(),
  topic_tag: z.string().optional(),
  is_verified: z.boolean().optional(),
  profile_picture_url: z.url().optional(),
})

/** Page: overview of every list; graph-api/results of Graph for the cursors. */
export const MediaList = z.strictObject({
  data: z.array(Media),
  paging: z.strictObject({ cursors: z.strictObject({ before: z.string(), after: z.string() }), next: z.url().optional() }).optional(),
})

/** Page: threads-profiles. */
export const Profile = z.strictObject({
  id: Id,
  username: z.string().optional(),
  name: z.string().optional(),
  threads_profile_picture_url: z.url().optional(),
  threads_biography: z.string().optional(),
  is_verified: z.boolean().optional(),
})

/** Pages: posts and reference/publishing. */
export const Created = z.strictObject({ id: Id })

/** Page: troubleshooting, "Publishing does not return a media id". */
export const ContainerStatus = z.strictObject({
  id: Id,
  status: z.enum(['EXPIRED', 'ERROR', 'FINISHED', 'IN_PROGRESS', 'PUBLISHED']).optional(),
  error_message: z.string().optional(),
})

/** Page: posts/delete-posts. */
export const Deleted = z.strictObject({ success: z.literal(true), deleted_id: Id })

const Quota = z.strictObject({ quota_total: z.number().int(), quota_duration: z.literal(86_400) })

/** Page: overview, "Posts", "Replies" and "Deletion". */
export const PublishingLimit = z.strictObject({
  data: z
    .array(
      z.strictObject({
        quota_usage: z.number().int().optional(),
        config: Quota.optional(),
        reply_quota_usage: z.number().int().optional(),
        reply_config: Quota.optional(),
        delete_quota_usage: z.number().int().optional(),
        delete_config: Quota.optional(),
      }),
    )
    .length(1),
})

/** Page: insights, "Media insights". */
export const MediaInsights = z.strictObject({
  data: z.array(
    z.strictObject({
      name: z.enum(['views', 'likes', 'replies', 'reposts', 'quotes', 'shares']),
      period: z.literal('lifetime'),
      values: z.array(z.strictObject({ value: z.number().int() })).length(1),
      title: z.string(),
      description: z.string(),
      id: z.string().regex(/^\d+\/insights\/[a-z]+\/lifetime$/),
    }),
  ),
})

/** Page: get-started/get-access-tokens-and-permissions. The id of the person is a number there. */
export const ShortToken = z.strictObject({ access_token: z.string(), user_id: z.number() })

/** Page: threads/reference/debug, updated 2025-06-04; read 2026-11-27. */
export const TokenFacts = z.strictObject({
  data: z.strictObject({
    type: z.literal('USER'),
    application: z.string(),
    data_access_expires_at: z.number().int(),
    expires_at: z.number().int(),
    is_valid: z.boolean(),
    issued_at: z.number().int(),
    scopes: z.array(z.string()),
    user_id: Id,
  }),
})
