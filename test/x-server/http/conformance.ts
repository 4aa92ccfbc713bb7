import { z } from 'zod'

/** An answer that is not as the documentation has it. */
export interface Violation {
  readonly operation: string
  readonly status: number
  readonly problems: readonly string[]
}

/**
 * The answers as X documents them: `components.schemas` of openapi.json 2.168 in github.com/xdevplatform/docs, and the pages named beside each, all
 * read 2026-11-27. Where that file says `referenced_posts` and `note_post` and its own list of fields `referenced_tweets` and `note_tweet`, the
 * latter is taken, which docs.x.com/x-api/fundamentals/data-dictionary has too.
 */
const Id = z.string().regex(/^[0-9]{1,19}$/)
const Time = z.iso.datetime()
const count = z.number().int().nonnegative()
const range = { start: count, end: count }

const Entities = z.strictObject({
  urls: z
    .array(
      z.strictObject({
        ...range,
        url: z.url(),
        expanded_url: z.url(),
        display_url: z.string(),
        media_key: z.string().optional(),
        title: z.string().optional(),
        description: z.string().optional(),
        unwound_url: z.url().optional(),
        images: z.array(z.strictObject({ url: z.url(), width: count, height: count })).optional(),
      }),
    )
    .optional(),
  mentions: z.array(z.strictObject({ ...range, username: z.string(), id: Id })).optional(),
  hashtags: z.array(z.strictObject({ ...range, tag: z.string() })).optional(),
})

/** docs.x.com/x-api/fundamentals/data-dictionary#tweet */
const Tweet = z.strictObject({
  id: Id,
  text: z.string(),
  edit_history_tweet_ids: z.array(Id).min(1),
  author_id: Id.optional(),
  conversation_id: Id.optional(),
  created_at: Time.optional(),
  display_text_range: z.tuple([count, count]).optional(),
  entities: Entities.optional(),
  note_tweet: z.strictObject({ text: z.string(), entities: Entities.optional() }).optional(),
  in_reply_to_user_id: Id.optional(),
  referenced_tweets: z.array(z.strictObject({ type: z.enum(['retweeted', 'quoted', 'replied_to']), id: Id })).optional(),
  attachments: z.strictObject({ media_keys: z.array(z.string()).optional(), poll_ids: z.array(Id).optional() }).optional(),
  lang: z.string().optional(),
  possibly_sensitive: z.boolean().optional(),
  reply_settings: z.string().optional(),
  public_metrics: z
    .strictObject({
      retweet_count: count,
      reply_count: count,
      like_count: count,
      quote_count: count,
      bookmark_count: count,
      impression_count: count,
    })
    .optional(),
})

/** docs.x.com/x-api/fundamentals/data-dictionary#user */
const User = z.strictObject({
  id: Id,
  name: z.string(),
  username: z.string(),
  created_at: Time.optional(),
  description: z.string().optional(),
  entities: z.strictObject({ description: Entities.optional() }).optional(),
  profile_image_url: z.url().optional(),
  protected: z.boolean().optional(),
  verified: z.boolean().optional(),
  verified_type: z.enum(['blue', 'business', 'government', 'none']).optional(),
  subscription_type: z.enum(['Basic', 'Premium', 'PremiumPlus', 'None']).optional(),
  public_metrics: z.record(z.string(), count).optional(),
})

/** docs.x.com/x-api/fundamentals/data-dictionary#media */
const Media = z.strictObject({
  media_key: z.string().regex(/^[0-9]+_[0-9]+$/),
  type: z.enum(['photo', 'video', 'animated_gif']),
  url: z.url().optional(),
  preview_image_url: z.url().optional(),
  width: count.optional(),
  height: count.optional(),
  duration_ms: count.optional(),
  alt_text: z.string().optional(),
  variants: z.array(z.strictObject({ bit_rate: count.optional(), content_type: z.string(), url: z.url() })).optional(),
})

/** docs.x.com/x-api/fundamentals/data-dictionary#poll */
const Poll = z.strictObject({
  id: Id,
  options: z.array(z.strictObject({ position: count, label: z.string(), votes: count })),
  duration_minutes: count.optional(),
  end_datetime: Time.optional(),
  voting_status: z.enum(['open', 'closed']).optional(),
})

/** docs.x.com/x-api/fundamentals/response-codes-and-errors */
const Problem = z.looseObject({
  title: z.string(),
  detail: z.string(),
  type: z.string().regex(/^(about:blank|https:\/\/api\.(twitter|x)\.com\/2\/problems\/.+)$/),
})

const errors = z.array(Problem).min(1).optional()
const includes = z
  .strictObject({
    users: z.array(User).optional(),
    tweets: z.array(Tweet).optional(),
    media: z.array(Media).optional(),
    polls: z.array(Poll).optional(),
  })
  .optional()
const Timeline = z.strictObject({
  data: z.array(Tweet).min(1).optional(),
  includes,
  errors,
  meta: z.strictObject({
    result_count: count,
    newest_id: Id.optional(),
    oldest_id: Id.optional(),
    next_token: z.string().optional(),
    previous_token: z.string().optional(),
  }),
})
const OneUser = z.strictObject({ data: User.optional(), errors })
const done = (name: string) => z.strictObject({ data: z.looseObject({ [name]: z.boolean() }) })

/** docs.x.com/x-api/media/quickstart/media-upload-chunked */
const Upload = z.strictObject({
  data: z.strictObject({
    id: Id,
    media_key: z.string(),
    size: count.optional(),
    expires_after_secs: count,
    processing_info: z
      .strictObject({
        state: z.enum(['pending', 'in_progress', 'succeeded', 'failed']),
        check_after_secs: count.optional(),
        progress_percent: count.optional(),
        error: z.looseObject({}).optional(),
      })
      .optional(),
  }),
})

/** RFC 6749, section 5; docs.x.com/fundamentals/authentication/oauth-2-0/user-access-token */
const Tokens = z.strictObject({
  token_type: z.literal('bearer'),
  expires_in: count,
  access_token: z.string(),
  scope: z.string(),
  refresh_token: z.string().optional(),
})
const OAuthError = z.strictObject({ error: z.string(), error_description: z.string() })

const answers: Readonly<Record<string, z.ZodType>> = {
  'GET /2/users/{id}/timelines/reverse_chronological': Timeline,
  'GET /2/users/{id}/tweets': Timeline.partial({ meta: true }),
  'GET /2/users/{id}/mentions': Timeline,
  'GET /2/tweets/search/recent': Timeline,
  'GET /2/tweets': Timeline.omit({ meta: true }),
  'POST /2/tweets': z.strictObject({ data: z.strictObject({ id: Id, text: z.string(), edit_history_tweet_ids: z.array(Id) }) }),
  'DELETE /2/tweets/{id}': done('deleted'),
  'GET /2/users/me': OneUser,
  'GET /2/users/{id}': OneUser,
  'GET /2/users/by/username/{username}': OneUser,
  'POST /2/users/{id}/likes': done('liked'),
  'DELETE /2/users/{id}/likes/{tweet_id}': done('liked'),
  'POST /2/users/{id}/retweets': done('retweeted'),
  'DELETE /2/users/{id}/retweets/{tweet_id}': done('retweeted'),
  'POST /2/users/{id}/bookmarks': done('bookmarked'),
  'DELETE /2/users/{id}/bookmarks/{tweet_id}': done('bookmarked'),
  'POST /2/media/upload/initialize': Upload,
  'POST /2/media/upload/{id}/append': z.strictObject({ data: z.strictObject({ expires_at: count }) }),
  'POST /2/media/upload/{id}/finalize': Upload,
  'GET /2/media/upload': Upload,
  'POST /2/media/metadata': z.strictObject({ data: z.strictObject({ id: Id, associated_metadata: z.looseObject({}) }) }),
  'POST /2/oauth2/token': Tokens,
  'POST /2/oauth2/revoke': z.strictObject({ revoked: z.boolean() }),
}

/** What is wrong with an answer; nothing where it is as documented. Every operation that answers JSON has to be in the table. */
export function problemsOf(operation: string, status: number, body: unknown): readonly string[] {
  const expected = answers[operation]
  if (expected === undefined) return [`${operation} is not documented here`]
  const schema = status < 400 ? expected : operation.includes('/oauth2/') ? OAuthError : Problem
  const parsed = schema.safeParse(JSON.parse(JSON.stringify(body)))
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}
