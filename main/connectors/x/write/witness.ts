import { findWeightedUrls } from '../../../../shared/text/urls.ts'
import type { ConnectorContext, OutgoingPost, Witness } from '../../connector.ts'
import { accountClient, type AccountClient } from '../account-client.ts'
import { normalisePages } from '../normalise/batch.ts'
import { isAttachment, referenceOf, writtenAt } from '../normalise/post.ts'
import { richTextOf } from '../normalise/text.ts'
import { getPage, OWN_QUERY } from '../read/pages.ts'
import type { WirePage, WireTweet } from '../wire.ts'
import type { Prepared } from './committed.ts'

/** Own posts since then that are looked through at most. More is a robot, and is asked about. */
const PAGE = 10
const MOST_PAGES = 10
/** Clocks differ; a post from before is told apart by its text. */
const CLOCK_SLACK_MS = 2 * 60_000

/**
 * Looks whether a post whose outcome is unknown is among the account's own since `since` (epoch ms on this machine's clock), by what it answers, says and
 * holds: X keeps no key of ours. Own posts are the cheapest read there is. Where several fit, or one cannot be read, it cannot tell.
 */
export async function witness(context: ConnectorContext, post: OutgoingPost, prepared: Prepared, since: number): Promise<Witness> {
  const client = accountClient(context)
  let token: string | null = null
  for (let number = 1; number <= MOST_PAGES; number++) {
    const page: WirePage = await getPage(client, `/2/users/${client.ownId}/tweets`, {
      ...OWN_QUERY,
      exclude: 'retweets',
      max_results: String(PAGE),
      start_time: new Date(since - CLOCK_SLACK_MS).toISOString(),
      ...(token === null ? {} : { pagination_token: token }),
    })
    // What cannot be read may be it.
    if (page.skipped > 0) return { kind: 'cannot-tell' }
    const fitting = page.tweets.filter((tweet) => isThePost(tweet, page, post, prepared) && isRecent(tweet, since))
    if (fitting.length > 1) return { kind: 'cannot-tell' }
    if (fitting[0] !== undefined) return found(client, page, fitting[0])
    token = page.nextToken
    if (token === null) return { kind: 'not-there' }
  }
  return { kind: 'cannot-tell' }
}

function isRecent(tweet: WireTweet, since: number): boolean {
  return (writtenAt(tweet) ?? 0) >= since - CLOCK_SLACK_MS
}

function found(client: AccountClient, page: WirePage, tweet: WireTweet): Witness {
  const batch = normalisePages([page], 'posts', client.reading)
  const normalised = batch.posts.find(({ viewer }) => viewer?.remoteId === tweet.id)
  if (normalised === undefined) return { kind: 'cannot-tell' }
  return { kind: 'there', post: { normalised, author: batch.authors.find(({ remoteId }) => remoteId === tweet.author_id) ?? null } }
}

function isThePost(tweet: WireTweet, page: WirePage, post: OutgoingPost, { mediaIds }: Prepared): boolean {
  if (referenceOf(tweet, 'replied_to') !== (post.replyTo?.remoteId ?? null)) return false
  if (tweet.attachments.media_keys.length !== mediaIds.length || !samePoll(tweet, page, post)) return false
  const wire = tweet.note ?? { text: tweet.text, entities: tweet.entities }
  const shown = richTextOf(wire, { isAttached: (url) => isAttachment(url, tweet), hiddenStart: tweet.display_text_range?.[0] ?? 0 })
  return saysTheSame(shown.text, post.text)
}

function samePoll(tweet: WireTweet, page: WirePage, post: OutgoingPost): boolean {
  const poll = page.polls.find(({ id }) => tweet.attachments.poll_ids.includes(id))
  const options = poll?.options.toSorted((a, b) => a.position - b.position).map(({ label }) => plain(label)) ?? []
  if (tweet.attachments.poll_ids.length > 0 && poll === undefined) return false
  return options.join('\n') === (post.poll?.options ?? []).map(plain).join('\n')
}

/** Whether what X shows is what was typed: people named at the start of an answer and the beginnings of addresses apart. */
export function saysTheSame(shown: string, typed: string): boolean {
  return comparable(shown) === comparable(typed)
}

function comparable(text: string): string {
  let out = ''
  let at = 0
  for (const { start, end } of findWeightedUrls(text)) {
    out +=
      text.slice(at, start) +
      text
        .slice(start, end)
        .replace(/^https?:\/\//i, '')
        .replace(/\/$/, '')
    at = end
  }
  return plain(out + text.slice(at)).replace(/^(?:@\w{1,50} )+/u, '')
}

/** Without what white space and invisible characters look like. */
function plain(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
}
