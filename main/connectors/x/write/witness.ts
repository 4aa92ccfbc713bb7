import { findWeightedUrls } from '../../../../shared/text/urls.ts'
import type { Clock } from '../../../core/ports.ts'
import type { ConnectorContext, OutgoingPost, Witness } from '../../connector.ts'
import { serverTimeOf, sinceOnServer, type SinceOnServer } from '../../server-clock.ts'
import { accountClient, type AccountClient } from '../account-client.ts'
import { hasStatus } from '../../answer-failure.ts'
import { normalisePages } from '../normalise/batch.ts'
import { isAttachment, referenceOf, writtenAt } from '../normalise/post.ts'
import { richTextOf } from '../normalise/text.ts'
import { getDatedPage, OWN_QUERY } from '../read/pages.ts'
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
  const first = await firstLook(client, since, context.clock)
  if (first === null) return { kind: 'cannot-tell' }
  const { from, window } = first
  let { page } = first
  for (let number = 1; number <= MOST_PAGES; number++) {
    // What cannot be read may be it.
    if (page.skipped > 0) return { kind: 'cannot-tell' }
    const fitting = page.tweets.filter(
      (tweet) => isThePost(tweet, page, post, prepared) && timeOf(tweet) >= window.perhaps - CLOCK_SLACK_MS,
    )
    const [tweet] = fitting
    if (fitting.length > 1) return { kind: 'cannot-tell' }
    if (tweet !== undefined) return timeOf(tweet) >= window.surely - CLOCK_SLACK_MS ? found(client, page, tweet) : { kind: 'cannot-tell' }
    if (page.nextToken === null) return { kind: 'not-there' }
    page = (await look(client, from, page.nextToken)).page
  }
  return { kind: 'cannot-tell' }
}

type FirstLook = { readonly page: WirePage; readonly from: number; readonly window: SinceOnServer }

/** The first page since then by X's clock, which its answer tells: where ours is ahead of it, it is asked once more. Null: nothing can be said. */
async function firstLook(client: AccountClient, since: number, clock: Clock): Promise<FirstLook | null> {
  const from = since - CLOCK_SLACK_MS
  let page: WirePage | null = null
  let serverTime: number | null
  try {
    ;({ page, serverTime } = await look(client, from, null))
  } catch (error) {
    // What X may answer to a time that has not come yet.
    serverTime = hasStatus(error, 400) ? serverTimeOf(error.headers) : null
    if (serverTime === null || serverTime > from) throw error
  }
  const window = sinceOnServer(since, serverTime, clock())
  if (window === null) return null
  if (page !== null && window.perhaps - CLOCK_SLACK_MS / 2 >= from) return { page, from, window }
  const earlier = window.perhaps - CLOCK_SLACK_MS
  return { page: (await look(client, earlier, null)).page, from: earlier, window }
}

async function look(
  client: AccountClient,
  from: number,
  token: string | null,
): Promise<{ readonly page: WirePage; readonly serverTime: number | null }> {
  return getDatedPage(client, `/2/users/${client.ownId}/tweets`, {
    ...OWN_QUERY,
    exclude: 'retweets',
    max_results: String(PAGE),
    start_time: new Date(from).toISOString(),
    ...(token === null ? {} : { pagination_token: token }),
  })
}

function timeOf(tweet: WireTweet): number {
  return writtenAt(tweet) ?? 0
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
