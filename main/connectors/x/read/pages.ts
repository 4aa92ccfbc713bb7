import { unreadable } from '../../answer-failure.ts'
import type { XClient } from '../client.ts'
import { readPage, type WirePage } from '../wire.ts'

/**
 * What is wanted of posts and what they refer to. Each thing that is expanded is paid for, and what all of a page could cost is set aside before it is
 * asked for (`prices.ts`): so no more than is shown, and small pages.
 */
const COMMON = {
  'tweet.fields':
    'attachments,author_id,conversation_id,created_at,display_text_range,edit_history_tweet_ids,entities,in_reply_to_user_id,lang,note_tweet,possibly_sensitive,public_metrics,referenced_tweets,reply_settings',
  'user.fields': 'name,profile_image_url,protected,username',
  'media.fields': 'alt_text,duration_ms,height,preview_image_url,type,url,variants,width',
  'poll.fields': 'duration_minutes,end_datetime,options,voting_status',
} as const
const EXPANSIONS = 'author_id,attachments.media_keys,attachments.poll_ids,referenced_tweets.id,referenced_tweets.id.author_id'

/** With the files of what is reposted and quoted. */
export const FEED_QUERY = { ...COMMON, expansions: `${EXPANSIONS},referenced_tweets.id.attachments.media_keys` } as const
export const FOUND_QUERY = { ...COMMON, expansions: EXPANSIONS } as const
/** What recognising a post of one's own takes: no files, and nobody but oneself. */
export const OWN_QUERY = { ...COMMON, expansions: 'author_id,attachments.poll_ids' } as const

/** Posts that are looked up at once, of the 100 that docs.x.com/x-api/posts/lookup/introduction allows (read 2026-11-27): no more than is set aside for. */
const WHOLE_IDS = 3
const COUNTED_IDS = 50

/** Reads posts of an address with everything they refer to. */
export async function getPage(client: XClient, path: string, query: Readonly<Record<string, string>>): Promise<WirePage> {
  return (await getDatedPage(client, path, query)).page
}

/** With the time that X says it is, epoch ms. */
export async function getDatedPage(
  client: XClient,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<{ readonly page: WirePage; readonly serverTime: number | null }> {
  const { data, serverTime } = await client.getDated(path, query)
  const page = readPage(data)
  if (page === null) throw unreadable(client.server)
  return { page, serverTime }
}

/** Posts by their ids. What is not to be had is among the pages' problems. */
export async function getByIds(client: XClient, ids: readonly string[]): Promise<readonly WirePage[]> {
  return inParts(client, ids, WHOLE_IDS, FEED_QUERY)
}

/** Only the counts of posts, without anything else that would be paid for. */
export async function getCounts(client: XClient, ids: readonly string[]): Promise<readonly WirePage[]> {
  return inParts(client, ids, COUNTED_IDS, { 'tweet.fields': 'author_id,public_metrics' })
}

async function inParts(
  client: XClient,
  ids: readonly string[],
  size: number,
  query: Readonly<Record<string, string>>,
): Promise<readonly WirePage[]> {
  const pages: WirePage[] = []
  for (let from = 0; from < ids.length; from += size)
    pages.push(await getPage(client, '/2/tweets', { ...query, ids: ids.slice(from, from + size).join(',') }))
  return pages
}

/** The ids among those asked for that X says it does not have, or not for this account. */
export function goneIn(pages: readonly WirePage[], asked: readonly string[]): string[] {
  const missing = new Set(
    pages.flatMap(({ problems }) =>
      problems.flatMap(({ type, resource_id, value }) =>
        /(resource-not-found|not-authorized-for-resource)$/.test(type) ? [resource_id ?? value ?? ''] : [],
      ),
    ),
  )
  const there = new Set(pages.flatMap(({ tweets }) => tweets.map(({ id }) => id)))
  return asked.filter((id) => missing.has(id) && !there.has(id))
}
