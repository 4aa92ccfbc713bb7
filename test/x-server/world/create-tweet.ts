import { z } from 'zod'
import type { Charge } from '../http/call.ts'
import { forbidden, invalid, notEnrolled } from '../http/problem.ts'
import type { WorldActions } from './actions.ts'
import { codePoints, hasUrl } from './text.ts'
import type { WorldApp, WorldTweet, WorldUser } from './types.ts'
import { canSee, type World } from './world.ts'

const Id = z.string().regex(/^[0-9]{1,19}$/)

/** CreatePostsRequest of openapi.json 2.168 in github.com/xdevplatform/docs, read 2026-11-27, as far as anybody here uses it. */
const CreateTweet = z.strictObject({
  text: z.string().optional(),
  reply: z.strictObject({ in_reply_to_tweet_id: Id, exclude_reply_user_ids: z.array(Id).optional() }).optional(),
  quote_tweet_id: Id.optional(),
  media: z.strictObject({ media_ids: z.array(Id).min(1).max(4), tagged_user_ids: z.array(Id).max(10).optional() }).optional(),
  poll: z
    .strictObject({ options: z.array(z.string().min(1).max(25)).min(2).max(4), duration_minutes: z.number().int().min(5).max(10_080) })
    .optional(),
  reply_settings: z.enum(['following', 'mentionedUsers', 'subscribers', 'verified']).optional(),
})
type CreateTweet = z.infer<typeof CreateTweet>

/** Without and with Premium; links count 23, which is as near as this server counts. */
const LONGEST = { None: 280, Premium: 25_000, PremiumPlus: 25_000 }

/** Makes the tweet that a request asks for, or refuses as the API does. */
export function createTweet(
  world: World,
  actions: WorldActions,
  by: { readonly app: WorldApp; readonly author: WorldUser },
  body: unknown,
): { readonly tweet: WorldTweet; readonly charge: Charge } {
  const parsed = CreateTweet.safeParse(body)
  if (!parsed.success) throw invalid(parsed.error.issues.map(({ path, message }) => `$.${path.join('.')}: ${message}`).join('; '))
  const asked = parsed.data
  const text = asked.text ?? ''
  const answered = asked.reply === undefined ? null : find(world, by.author, asked.reply.in_reply_to_tweet_id)
  const quoted = asked.quote_tweet_id === undefined ? null : find(world, by.author, asked.quote_tweet_id)
  if (by.app.access === 'self-serve') keepToSelfServe(world, by.author, { answered, quoted, text })
  check(world, by.author, asked, text)
  const replyTo = answered?.id ?? null
  const isTwice = [...world.tweets.values()].some(
    (tweet) =>
      tweet.authorId === by.author.id && tweet.text === text && text !== '' && tweet.replyTo === replyTo && tweet.retweetOf === null,
  )
  if (isTwice && world.refusesTwice) throw forbidden('You are not allowed to create a Tweet with duplicate content.')
  const tweet = actions.post(by.author, {
    text,
    replyTo: answered,
    quoteOf: quoted,
    mediaIds: asked.media?.media_ids ?? [],
    replySettings: asked.reply_settings ?? 'everyone',
    poll: asked.poll === undefined ? null : { options: asked.poll.options, minutes: asked.poll.duration_minutes },
  })
  const isSummoned = answered !== null && answered.authorId !== by.author.id
  return { tweet, charge: { price: isSummoned ? 'summoned-reply' : hasUrl(text) ? 'create-with-url' : 'create' } }
}

function find(world: World, author: WorldUser, id: string): WorldTweet {
  const found = world.tweets.get(id)
  if (found === undefined || !canSee(world, author, found))
    throw forbidden('You attempted to reply to a Tweet that is deleted or not visible to you.')
  return found
}

/** docs.x.com/x-api/posts/manage-tweets/introduction and the changelog of 2026-04-16, read 2026-11-27. The words of the refusal are those seen in 2026-07. */
function keepToSelfServe(
  world: World,
  author: WorldUser,
  { answered, quoted, text }: { readonly answered: WorldTweet | null; readonly quoted: WorldTweet | null; readonly text: string },
): void {
  if (quoted !== null) throw notEnrolled()
  if (answered !== null && answered.authorId !== author.id && !summons(world, answered, author))
    throw forbidden('You can only reply to or quote posts where you are mentioned or are the author.')
  if ((text.match(/(?<!\w)\$[A-Za-z]{1,6}\b/g) ?? []).length > 1) throw forbidden('Posts are limited to a maximum of 1 cashtag.')
}

/** Whether a tweet names somebody or quotes them. */
function summons(world: World, tweet: WorldTweet, user: WorldUser): boolean {
  const quoted = tweet.quoteOf === null ? undefined : world.tweets.get(tweet.quoteOf)
  return new RegExp(String.raw`(?<!\w)@${user.username}\b`, 'i').test(tweet.text) || quoted?.authorId === user.id
}

function check(world: World, author: WorldUser, asked: CreateTweet, text: string): void {
  const media = asked.media?.media_ids ?? []
  if (text === '' && media.length === 0) throw invalid('text or media is required', { text: [''] })
  if (asked.poll !== undefined && media.length > 0) throw invalid('media and poll cannot be used together')
  if (codePoints(text.replace(/https?:\/\/\S+/g, 'x'.repeat(23))).length > LONGEST[author.subscription])
    throw forbidden(
      'Your Tweet text is too long. For more information on how Twitter determines text length see https://github.com/twitter/twitter-text.',
    )
  const files = media.map((id) => world.media.get(id))
  if (files.some((file) => file === undefined || file.ownerId !== author.id))
    throw invalid('Your media IDs are invalid.', { 'media.media_ids': media })
  if (files.some((file) => file?.state !== 'succeeded')) throw invalid('Your media is not ready yet.', { 'media.media_ids': media })
  if (files.length > 1 && files.some((file) => file?.category !== 'tweet_image'))
    throw invalid('Only 1 video or animated GIF, or up to 4 photos.', { 'media.media_ids': media })
}
