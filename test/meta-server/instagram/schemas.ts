import { z } from 'zod'

/**
 * What the pages of the Instagram API (with Instagram login) say of its answers, strictly: a member that a page does not name is a mistake of this
 * server. All read 2026-11-27 below https://developers.facebook.com/docs/instagram-platform/.
 */

const Id = z.string().regex(/^\d+$/)
const Reference = z.strictObject({ id: Id })
const Time = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+0000$/)
const MediaType = z.enum(['CAROUSEL_ALBUM', 'IMAGE', 'VIDEO'])
const paging = z.strictObject({ cursors: z.strictObject({ before: z.string(), after: z.string() }), next: z.url().optional() }).optional()

const Child = z.strictObject({
  id: Id,
  media_type: MediaType.optional(),
  media_url: z.url().optional(),
  thumbnail_url: z.url().optional(),
  alt_text: z.string().optional(),
})

/** Page: reference/instagram-media. */
export const Media = z.strictObject({
  ...Child.shape,
  caption: z.string().optional(),
  children: z.strictObject({ data: z.array(Child) }).optional(),
  comments_count: z.number().int().optional(),
  like_count: z.number().int().optional(),
  permalink: z.url().optional(),
  timestamp: Time.optional(),
  username: z.string().optional(),
})
export const MediaList = z.strictObject({ data: z.array(Media), paging })

const Reply = z.strictObject({
  id: Id,
  from: z.strictObject({ id: Id, username: z.string() }).optional(),
  username: z.string().optional(),
  text: z.string().optional(),
  timestamp: Time.optional(),
  like_count: z.number().int().optional(),
  media: Reference.optional(),
  parent_id: Id.optional(),
})

/** Pages: instagram-graph-api/reference/ig-comment and ig-media/comments. */
export const Comment = z.strictObject({ ...Reply.shape, replies: z.strictObject({ data: z.array(Reply) }).optional() })
export const CommentList = z.strictObject({ data: z.array(Comment), paging })

/** Page: instagram-graph-api/reference/ig-user, and instagram-api-with-instagram-login/get-started for `user_id`. */
export const Profile = z.strictObject({
  id: Id,
  user_id: Id.optional(),
  username: z.string().optional(),
  name: z.string().optional(),
  biography: z.string().optional(),
  profile_picture_url: z.url().optional(),
  followers_count: z.number().int().optional(),
  follows_count: z.number().int().optional(),
  media_count: z.number().int().optional(),
})

/** Page: content-publishing. */
export const Created = z.strictObject({ id: Id })

/** Page: instagram-graph-api/reference/ig-container. */
export const ContainerStatus = z.strictObject({
  id: Id,
  status_code: z.enum(['EXPIRED', 'ERROR', 'FINISHED', 'IN_PROGRESS', 'PUBLISHED']).optional(),
  status: z.string().optional(),
})

/** Page: instagram-graph-api/reference/ig-user/content_publishing_limit. */
export const PublishingLimit = z.strictObject({
  data: z
    .array(
      z.strictObject({
        quota_usage: z.number().int().optional(),
        config: z.strictObject({ quota_total: z.number().int(), quota_duration: z.literal(86_400) }).optional(),
      }),
    )
    .length(1),
})

/** Page: reference/instagram-media/insights. */
export const MediaInsights = z.strictObject({
  data: z.array(
    z.strictObject({
      name: z.enum(['views', 'likes', 'comments', 'shares', 'saved', 'reach', 'total_interactions']),
      period: z.literal('lifetime'),
      values: z.array(z.strictObject({ value: z.number().int() })).length(1),
      title: z.string(),
      description: z.string(),
      id: z.string().regex(/^\d+\/insights\/[a-z_]+\/lifetime$/),
    }),
  ),
})

/** Page: instagram-api-with-instagram-login/business-login, which shows a list of one. */
export const ShortToken = z.strictObject({
  data: z.array(z.strictObject({ access_token: z.string(), user_id: z.string(), permissions: z.string() })).length(1),
})
