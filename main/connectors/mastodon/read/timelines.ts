import { AppFailure } from '../../../../shared/errors.ts'
import type { ConnectorContext, ReadBatch, RemoteAuthor, StreamRequest } from '../../connector.ts'
import { accountClient, type AccountClient } from '../account-client.ts'
import { parseList, WireStatus } from '../wire.ts'
import { learn, seeReferences } from './gathered.ts'
import { readNotifications } from './notifications.ts'
import { readPage, type Page } from './paging.ts'
import { search } from './search.ts'

/** The most that servers give in one page. Source: docs.joinmastodon.org/methods/timelines, read 2026-11-20. */
const LARGEST_PAGE = 40

const DAY_MS = 24 * 60 * 60 * 1000

/** Reads one page of a stream. */
export function read(context: ConnectorContext, request: StreamRequest): Promise<ReadBatch> {
  const client = accountClient(context)
  const limit = Math.min(Math.max(1, Math.floor(request.limit)), LARGEST_PAGE)
  const { stream, older } = request
  switch (stream.kind) {
    case 'home':
      return readFeed(client, '/api/v1/timelines/home', limit, older)
    case 'author':
      return readFeed(client, authorPath(stream.author), limit, older)
    case 'notifications':
      return readNotifications(context, client, limit, older)
    case 'search':
      return readSearch(client, queryOf(stream), limit, older)
    case 'list':
      return readFeed(client, `/api/v1/timelines/list/${encodeURIComponent(stream.remoteId)}`, limit, older)
    case 'tag':
      return readFeed(client, `/api/v1/timelines/tag/${encodeURIComponent(stream.tag)}`, limit, older)
    case 'feed':
      // Nobody makes feeds for others here, and capabilities say so.
      return Promise.reject(new AppFailure({ kind: 'capability-not-supported', capability: 'feeds', message: null }))
  }
}

function authorPath(author: RemoteAuthor): string {
  return `/api/v1/accounts/${encodeURIComponent(author.remoteId)}/statuses`
}

async function readFeed(client: AccountClient, path: string, limit: number, older: string | null): Promise<ReadBatch> {
  const page = await readPage(client, path, { limit }, older, WireStatus)
  return feedBatch(client, page, true)
}

/** Statuses of a feed as a batch, with what they answer and quote. */
export async function feedBatch(client: AccountClient, page: Page<WireStatus>, chronological: boolean): Promise<ReadBatch> {
  const gathering = client.gather()
  for (const status of page.items) gathering.see(status)
  await seeReferences(client, gathering)
  learn(client, gathering)
  const entries = gathering.entries(page.items)
  // Servers order feeds by when they got a post, which is nearly when it was written.
  if (chronological) entries.sort((a, b) => b.sortAt - a.sortAt)
  return gathering.batch({ entries, older: page.older, skipped: page.skipped, chronological })
}

/**
 * What is searched for with its conditions, as Mastodon has them among the words: docs.joinmastodon.org/user/network/#search, read 2026-11-27. It
 * takes whole days by its own clock, so they are given a day more.
 */
function queryOf({ query, filters = {} }: Extract<StreamRequest['stream'], { kind: 'search' }>): string {
  const { from, language, before, after } = filters
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10)
  return [
    query,
    ...(from === undefined ? [] : [`from:@${from}`]),
    ...(language === undefined ? [] : [`language:${language}`]),
    ...(before === undefined ? [] : [`before:${day(before + 2 * DAY_MS)}`]),
    ...(after === undefined ? [] : [`after:${day(after - 2 * DAY_MS)}`]),
  ].join(' ')
}

/** Searches the server's posts. It pages by how many were seen. Older servers search in the first version of the API, by the same words. */
async function readSearch(client: AccountClient, query: string, limit: number, older: string | null): Promise<ReadBatch> {
  const offset = Number(new URLSearchParams(older ?? '').get('offset') ?? '0')
  const found = await search(client, { q: query, type: 'statuses', limit, ...(offset > 0 ? { offset } : {}) })
  const { items, skipped } = parseList(WireStatus, found.statuses, client.server)
  const more = found.statuses.length >= limit ? `offset=${String(offset + found.statuses.length)}` : null
  return feedBatch(client, { items, skipped, older: more }, false)
}
