import type { WorldMedia, WorldTweet } from '../world/types.ts'
import { codePoints, wireText, type WireText } from '../world/text.ts'
import type { World } from '../world/world.ts'
import { pick } from './fields.ts'

const DEFAULT_FIELDS = ['id', 'text', 'edit_history_tweet_ids']
/** Longer texts are cut in `text` and whole in `note_tweet`: changelog of 2023-05-31. */
const SHORT_CHARACTERS = 280

/** A tweet with the fields that were asked for: docs.x.com/x-api/fundamentals/data-dictionary#tweet, read 2026-11-27. */
export function presentTweet(world: World, tweet: WorldTweet, fields: readonly string[]): Record<string, unknown> {
  const { text, note, entities, displayRange } = textsOf(world, tweet)
  const answered = tweet.replyTo === null ? undefined : world.tweets.get(tweet.replyTo)
  const references = [
    ...(tweet.retweetOf === null ? [] : [{ type: 'retweeted', id: tweet.retweetOf }]),
    ...(tweet.quoteOf === null ? [] : [{ type: 'quoted', id: tweet.quoteOf }]),
    ...(tweet.replyTo === null ? [] : [{ type: 'replied_to', id: tweet.replyTo }]),
  ]
  const all = [...world.tweets.values()]
  const whole = {
    id: tweet.id,
    text,
    edit_history_tweet_ids: [tweet.id],
    author_id: tweet.authorId,
    conversation_id: tweet.conversationId,
    created_at: new Date(tweet.createdAt).toISOString(),
    display_text_range: displayRange,
    entities: Object.keys(entities).length === 0 ? undefined : entities,
    note_tweet: note === null ? undefined : { text: note.text, entities: note.entities },
    in_reply_to_user_id: answered?.authorId,
    referenced_tweets: references.length === 0 ? undefined : references,
    attachments: attachmentsOf(world, tweet),
    lang: tweet.lang,
    possibly_sensitive: tweet.sensitive,
    reply_settings: tweet.replySettings,
    public_metrics: {
      retweet_count: all.filter((each) => each.retweetOf === tweet.id).length,
      reply_count: all.filter((each) => each.replyTo === tweet.id).length,
      like_count: tweet.likes.size,
      quote_count: all.filter((each) => each.quoteOf === tweet.id).length,
      bookmark_count: tweet.bookmarks.size,
      impression_count: tweet.views,
    },
  }
  return pick(whole, [...DEFAULT_FIELDS, ...fields])
}

function textsOf(world: World, tweet: WorldTweet): WireText & { readonly note: WireText | null } {
  if (tweet.retweetOf !== null) {
    const original = world.tweets.get(tweet.retweetOf)
    const author = original === undefined ? '' : (world.users.get(original.authorId)?.username ?? '')
    return { ...plain(world, `RT @${author}: ${original?.text ?? ''}`.slice(0, 140)), note: null }
  }
  const answered = tweet.replyTo === null ? undefined : world.tweets.get(tweet.replyTo)
  const to = answered === undefined || answered.authorId === tweet.authorId ? undefined : world.users.get(answered.authorId)?.username
  const prefix = to === undefined || tweet.text.toLowerCase().startsWith(`@${to.toLowerCase()}`) ? '' : `@${to} `
  const attached = attachedTo(world, tweet)
  const whole = wireText(world, prefix + tweet.text, { shownFrom: codePoints(prefix).length, attached })
  if (codePoints(tweet.text).length <= SHORT_CHARACTERS) return { ...whole, note: null }
  const cut = `${codePoints(tweet.text)
    .slice(0, SHORT_CHARACTERS - 25)
    .join('')}…`
  return { ...wireText(world, prefix + cut, { shownFrom: codePoints(prefix).length, attached }), note: plain(world, tweet.text) }
}

function plain(world: World, text: string): WireText {
  return wireText(world, text, { shownFrom: 0, attached: [] })
}

/** The addresses that stand at the end of a text for what is attached. */
function attachedTo(world: World, tweet: WorldTweet): { readonly address: string; readonly mediaKey: string | null }[] {
  const author = world.users.get(tweet.authorId)?.username ?? 'i'
  const [media] = tweet.mediaIds.flatMap((id) => world.media.get(id) ?? [])
  const quoted = tweet.quoteOf === null ? undefined : world.tweets.get(tweet.quoteOf)
  return [
    ...(media === undefined
      ? []
      : [
          {
            address: `https://x.com/${author}/status/${tweet.id}/${media.type.startsWith('video/') ? 'video' : 'photo'}/1`,
            mediaKey: media.key,
          },
        ]),
    ...(quoted === undefined
      ? []
      : [{ address: `https://x.com/${world.users.get(quoted.authorId)?.username ?? 'i'}/status/${quoted.id}`, mediaKey: null }]),
  ]
}

function attachmentsOf(world: World, tweet: WorldTweet): Record<string, unknown> | undefined {
  const keys = tweet.mediaIds.flatMap((id) => world.media.get(id)?.key ?? [])
  if (keys.length === 0 && tweet.poll === null) return undefined
  return { ...(keys.length === 0 ? {} : { media_keys: keys }), ...(tweet.poll === null ? {} : { poll_ids: [tweet.poll.id] }) }
}

/** docs.x.com/x-api/fundamentals/data-dictionary#media, read 2026-11-27. */
export function presentMedia(world: World, media: WorldMedia, fields: readonly string[]): Record<string, unknown> {
  const isVideo = media.type.startsWith('video/')
  const isGif = media.category === 'tweet_gif'
  const file = `${world.base}/files/${media.id}`
  const whole = {
    media_key: media.key,
    type: isVideo ? 'video' : isGif ? 'animated_gif' : 'photo',
    url: isVideo || isGif ? undefined : file,
    preview_image_url: isVideo || isGif ? `${file}.jpg` : undefined,
    width: 640,
    height: 480,
    duration_ms: isVideo ? 12_000 : undefined,
    alt_text: media.alt === '' ? undefined : media.alt,
    variants:
      isVideo || isGif
        ? [
            { bit_rate: 256_000, content_type: 'video/mp4', url: `${file}-small.mp4` },
            { content_type: 'application/x-mpegURL', url: `${file}.m3u8` },
            { bit_rate: isGif ? 0 : 2_176_000, content_type: 'video/mp4', url: `${file}.mp4` },
          ]
        : undefined,
  }
  return pick(whole, ['media_key', 'type', ...fields])
}

/** docs.x.com/x-api/fundamentals/data-dictionary#poll, read 2026-11-27. */
export function presentPoll(world: World, poll: NonNullable<WorldTweet['poll']>, fields: readonly string[]): Record<string, unknown> {
  const whole = {
    id: poll.id,
    options: poll.options.map(({ label, votes }, index) => ({ position: index + 1, label, votes })),
    duration_minutes: poll.minutes,
    end_datetime: new Date(poll.endsAt).toISOString(),
    voting_status: poll.endsAt <= world.now() ? 'closed' : 'open',
  }
  return pick(whole, ['id', 'options', ...fields])
}
