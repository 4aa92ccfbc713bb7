import type { ConnectorContext, OutgoingPost, Witness } from '../../connector.ts'
import { onServerClock, serverTimeOf } from '../../server-clock.ts'
import { accountClient, type AccountClient } from '../account-client.ts'
import { AnswerFailure, hasStatus } from '../../answer-failure.ts'
import { htmlToText } from '../normalise/html-to-rich-text.ts'
import { parseAnswer, parseList, WireAccount, WireSource, WireStatus } from '../wire.ts'
import { committedPost, type Prepared } from './committed.ts'

/** Own posts since then that are looked through at most: four pages. More is a robot, and is asked about. */
const PAGE = 40
const MOST_PAGES = 4
/** The server's clock is read to the second. */
const CLOCK_SLACK_MS = 2_000

/**
 * Looks whether a post whose outcome is unknown is among the account's own since `since` (epoch ms on this machine's clock). Decides by
 * what the post says and holds, not by the idempotency key, which some servers ignore and others forget.
 */
export async function witness(context: ConnectorContext, post: OutgoingPost, prepared: Prepared, since: number): Promise<Witness> {
  const client = accountClient(context)
  const own = parseAnswer(WireAccount, await client.api.v1.accounts.verifyCredentials(), client.server)
  const seen = new Set<string>()
  let maxId: string | null = null
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { data, headers } = await client.get(`/api/v1/accounts/${encodeURIComponent(own.id)}/statuses`, {
      limit: PAGE,
      excludeReblogs: true,
      ...(maxId === null ? {} : { maxId }),
    })
    const { items, skipped } = parseList(WireStatus, data, client.server)
    // What cannot be read may be it.
    if (skipped > 0) return { kind: 'cannot-tell' }
    const serverSince = onServerClock(since, serverTimeOf(headers), context.clock())
    const isRecent = (status: WireStatus): boolean => Date.parse(status.createdAt) >= serverSince - CLOCK_SLACK_MS
    // Pinned posts come first on some servers, so age alone does not end the list before it is looked through.
    for (const status of items.filter((each) => isRecent(each) && each.reblog === null)) {
      if (await isThePost(client, status, post, prepared)) return { kind: 'there', post: committedPost(client, status) }
    }
    const last = items.at(-1)
    if (last === undefined || !isRecent(last)) return { kind: 'not-there' }
    // A server that cannot page gives the same again: that is all there is unless the page was full.
    if (items.every(({ id }) => seen.has(id))) return { kind: items.length < PAGE ? 'not-there' : 'cannot-tell' }
    for (const { id } of items) seen.add(id)
    maxId = last.id
  }
  return { kind: 'cannot-tell' }
}

async function isThePost(client: AccountClient, status: WireStatus, post: OutgoingPost, { mediaIds }: Prepared): Promise<boolean> {
  if (status.inReplyToId !== (post.replyTo?.remoteId ?? null)) return false
  if (plain(status.spoilerText) !== plain(post.contentWarning ?? '')) return false
  if (!samePoll(status, post) || !sameMedia(status, post, mediaIds)) return false
  if (saysTheSame(htmlToText(status.content), post.text)) return true
  const source = status.text ?? (await readSource(client, status.id))
  return source !== null && saysTheSame(source, post.text)
}

export function samePoll(status: Pick<WireStatus, 'poll'>, post: Pick<OutgoingPost, 'poll'>): boolean {
  const options = status.poll?.options.map(({ title }) => plain(title)) ?? []
  return options.join('\n') === (post.poll?.options ?? []).map(plain).join('\n')
}

/** By the files' ids; servers that name attachments anew in a status are compared by number and descriptions. */
function sameMedia(status: WireStatus, post: OutgoingPost, mediaIds: readonly string[]): boolean {
  const attached = status.mediaAttachments
  if (attached.length !== post.media.length) return false
  if (attached.every(({ id }) => mediaIds.includes(id))) return true
  const descriptions = (list: readonly string[]) => list.map(plain).toSorted().join('\n')
  return descriptions(attached.map(({ description }) => description ?? '')) === descriptions(post.media.map(({ alt }) => alt))
}

/**
 * Whether a status's text is what was typed, whatever the server made of it: without the servers' part of mentions, and, where more than
 * signs are left, without the signs that Markdown takes away.
 */
export function saysTheSame(shown: string, typed: string): boolean {
  const [one, other] = [comparable(shown), comparable(typed)]
  if (one === other) return true
  const [words, otherWords] = [one.replace(/[^\p{L}\p{N}]+/gu, ''), other.replace(/[^\p{L}\p{N}]+/gu, '')]
  return words !== '' && words === otherWords
}

function comparable(text: string): string {
  return plain(text.replace(/@([\p{L}\p{N}_.-]+)@[\p{L}\p{N}_.:-]+/gu, '@$1')).toLowerCase()
}

/** Without what white space and invisible characters look like. */
function plain(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
}

/** The text as it was sent (Mastodon 4.0 and newer, and most others); null where the server does not keep it. */
async function readSource(client: AccountClient, id: string): Promise<string | null> {
  try {
    const { data } = await client.get(`/api/v1/statuses/${encodeURIComponent(id)}/source`)
    const parsed = WireSource.safeParse(data)
    return parsed.success ? parsed.data.text : null
  } catch (error) {
    if (error instanceof AnswerFailure && !hasStatus(error, 401, 429)) return null
    throw error
  }
}
