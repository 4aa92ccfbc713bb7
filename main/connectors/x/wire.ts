import { z } from 'zod'
import { NUMBER } from './ids.ts'

/**
 * What X answers, as far as Chirp reads it: docs.x.com/x-api/fundamentals/data-dictionary and openapi.json 2.168 in github.com/xdevplatform/docs,
 * read 2026-11-27. Only what nothing can be done without is required; everything else has a stand-in. The file's schemas have other names for
 * some members than its list of fields (`referenced_posts` for `referenced_tweets`, `note_post` for `note_tweet`); both are understood.
 */

const id = z.string().regex(NUMBER)
const optionalId = id.nullable().catch(null)
const text = z.string().catch('')
const optionalText = z.string().nullable().catch(null)
const flag = z.boolean().catch(false)
const count = z.number().int().nonnegative().nullable().catch(null)
const offset = z.number().int().nonnegative().catch(0)

/** The elements that can be understood. */
function listOf<T>(element: z.ZodType<T>) {
  return z
    .array(z.unknown())
    .catch([])
    .transform((values) =>
      values.flatMap((value) => {
        const parsed = element.safeParse(value)
        return parsed.success ? [parsed.data] : []
      }),
    )
}

const WireUrl = z.object({
  start: offset,
  url: z.string().min(1),
  expanded_url: optionalText,
  unwound_url: optionalText,
  media_key: optionalText,
  title: text,
  description: text,
  images: listOf(z.object({ url: z.string() })),
})
export type WireUrl = z.infer<typeof WireUrl>

const NO_ENTITIES = { urls: [], mentions: [], hashtags: [], cashtags: [] }
const WireEntities = z
  .object({
    urls: listOf(WireUrl),
    mentions: listOf(z.object({ start: offset, username: z.string().regex(/^\w{1,50}$/), id: optionalId })),
    hashtags: listOf(z.object({ start: offset, tag: z.string().min(1).max(300) })),
    cashtags: listOf(z.object({ start: offset, tag: z.string().min(1).max(300) })),
  })
  .catch(NO_ENTITIES)
export type WireEntities = z.infer<typeof WireEntities>

const WireNote = z.object({ text: z.string(), entities: WireEntities }).nullable().catch(null)
const WireReferences = z
  .array(z.unknown())
  .nullable()
  .catch(null)
  .transform((values) => values?.flatMap((value) => z.object({ type: z.string(), id }).safeParse(value).data ?? []) ?? null)

export const WireTweet = z
  .object({
    id,
    author_id: id,
    text,
    created_at: optionalText,
    conversation_id: optionalId,
    in_reply_to_user_id: optionalId,
    display_text_range: z.tuple([offset, offset]).nullable().catch(null),
    entities: WireEntities,
    note_tweet: WireNote,
    note_post: WireNote,
    referenced_tweets: WireReferences,
    referenced_posts: WireReferences,
    edit_history_tweet_ids: listOf(id),
    attachments: z.object({ media_keys: listOf(z.string()), poll_ids: listOf(z.string()) }).catch({ media_keys: [], poll_ids: [] }),
    lang: optionalText,
    possibly_sensitive: flag,
    reply_settings: optionalText,
    public_metrics: z
      .object({
        retweet_count: count,
        reply_count: count,
        like_count: count,
        quote_count: count,
        bookmark_count: count,
        impression_count: count,
      })
      .nullable()
      .catch(null),
  })
  .transform(({ note_tweet, note_post, referenced_tweets, referenced_posts, ...tweet }) => ({
    ...tweet,
    note: note_tweet ?? note_post,
    references: referenced_tweets ?? referenced_posts ?? [],
  }))
export type WireTweet = z.infer<typeof WireTweet>

export const WireUser = z.object({
  id,
  username: z.string().min(1),
  name: text,
  created_at: optionalText,
  description: text,
  entities: z.object({ description: WireEntities }).catch({ description: NO_ENTITIES }),
  profile_image_url: optionalText,
  profile_banner_url: optionalText,
  protected: flag,
  subscription_type: optionalText,
  public_metrics: z.object({ followers_count: count, following_count: count, tweet_count: count }).nullable().catch(null),
})
export type WireUser = z.infer<typeof WireUser>

export const WireMedia = z.object({
  media_key: z.string().min(1),
  type: text,
  url: optionalText,
  preview_image_url: optionalText,
  width: count,
  height: count,
  duration_ms: count,
  alt_text: optionalText,
  variants: listOf(z.object({ bit_rate: count, content_type: text, url: z.string() })),
})
export type WireMedia = z.infer<typeof WireMedia>

export const WirePoll = z.object({
  id: z.string().min(1),
  options: listOf(z.object({ position: offset, label: z.string(), votes: count })),
  end_datetime: optionalText,
  voting_status: optionalText,
})
export type WirePoll = z.infer<typeof WirePoll>

/** A problem, whole or one of several beside what could be answered. */
const WireProblem = z.object({ type: text, title: text, detail: text, resource_id: optionalText, value: optionalText })
export type WireProblem = z.infer<typeof WireProblem>

/** Posts with what was expanded. `skipped`: posts that cannot be understood. */
export type WirePage = {
  readonly tweets: readonly WireTweet[]
  readonly included: readonly WireTweet[]
  readonly users: readonly WireUser[]
  readonly media: readonly WireMedia[]
  readonly polls: readonly WirePoll[]
  readonly problems: readonly WireProblem[]
  readonly nextToken: string | null
  readonly skipped: number
}

const Envelope = z.object({
  data: z.array(z.unknown()).optional(),
  includes: z.record(z.string(), z.unknown()).optional().catch(undefined),
  errors: z.array(z.unknown()).optional().catch(undefined),
  meta: z.object({ next_token: optionalText }).optional().catch(undefined),
})

/** Reads posts out of an answer; null where it is none: neither data, nor a count of nought, nor problems are in it. */
export function readPage(json: unknown): WirePage | null {
  const parsed = Envelope.safeParse(json)
  if (!parsed.success) return null
  const { data, includes = {}, errors, meta } = parsed.data
  if (data === undefined && errors === undefined && meta === undefined) return null
  const tweets = listOf(WireTweet).parse(data ?? [])
  return {
    tweets,
    included: listOf(WireTweet).parse(includes['tweets']),
    users: listOf(WireUser).parse(includes['users']),
    media: listOf(WireMedia).parse(includes['media']),
    polls: listOf(WirePoll).parse(includes['polls']),
    problems: listOf(WireProblem).parse(errors ?? []),
    nextToken: meta?.next_token ?? null,
    skipped: (data ?? []).length - tweets.length,
  }
}

/** What is wrong with the whole of an answer. X writes one problem, or several beside nothing else. */
export function problemOf(body: unknown): WireProblem | null {
  const own = WireProblem.safeParse(body)
  if (own.success && own.data.type !== '') return own.data
  return listOf(WireProblem).parse(z.object({ errors: z.unknown() }).safeParse(body).data?.errors)[0] ?? null
}

/** The last part of a problem's address: `resource-not-found`. */
export function problemKind({ type }: Pick<WireProblem, 'type'>): string {
  return type.slice(type.lastIndexOf('/') + 1)
}
