import { AppFailure } from '../../../../shared/errors.ts'
import type { ConnectorContext, ReadBatch, StreamRequest } from '../../connector.ts'
import { accountClient, type AccountClient } from '../account-client.ts'
import { NUMBER } from '../ids.ts'
import { normalisePages, type PageKind } from '../normalise/batch.ts'
import { FEED_QUERY, FOUND_QUERY, getPage } from './pages.ts'
import { searchOf } from './search.ts'

/**
 * How many are asked for at once, from the least that each endpoint takes (`max_results` in openapi.json 2.168, read
 * 2026-11-27; that of mentions is taken to be that of a user's posts). Small, since money is set
 * aside for all that a page could bring: with a dollar a day, which is some seventy posts, the timeline and the mentions have to fit beside each other.
 */
const SIZES = { home: [1, 3], author: [5, 5], mentions: [5, 5], search: [10, 10] } as const

/** Reads one page of a stream. */
export async function read(context: ConnectorContext, request: StreamRequest): Promise<ReadBatch> {
  const client = accountClient(context)
  const { stream, older } = request
  const own = `/2/users/${client.ownId}`
  switch (stream.kind) {
    case 'home':
      return timeline(client, `${own}/timelines/reverse_chronological`, 'feed', { ...request, size: SIZES.home })
    case 'notifications':
      return timeline(client, `${own}/mentions`, 'mentions', { ...request, size: SIZES.mentions })
    case 'author':
      if (!NUMBER.test(stream.author.remoteId)) throw new AppFailure({ kind: 'post-not-found', message: null })
      return timeline(client, `/2/users/${stream.author.remoteId}/tweets`, 'feed', { ...request, size: SIZES.author })
    case 'search': {
      const wanted = searchOf(stream.query, stream.filters ?? {}, context.clock())
      if (wanted === null) return normalisePages([], 'feed', client.reading)
      const page = await getPage(client, '/2/tweets/search/recent', {
        ...FOUND_QUERY,
        ...wanted,
        max_results: String(within(request.limit, SIZES.search)),
        ...(older === null ? {} : { next_token: older }),
      })
      return normalisePages([page], 'feed', client.reading, { older: page.nextToken === older ? null : page.nextToken })
    }
    case 'list':
    case 'feed':
    case 'tag':
      // The capabilities say so.
      throw new AppFailure({ kind: 'capability-not-supported', capability: stream.kind, message: null })
  }
}

async function timeline(
  client: AccountClient,
  path: string,
  kind: PageKind,
  { limit, older, size }: Pick<StreamRequest, 'limit' | 'older'> & { readonly size: readonly [number, number] },
): Promise<ReadBatch> {
  const page = await getPage(client, path, {
    ...(kind === 'mentions' ? FOUND_QUERY : FEED_QUERY),
    max_results: String(within(limit, size)),
    ...(older === null ? {} : { pagination_token: older }),
  })
  // A token that leads to itself would be followed for ever.
  return normalisePages([page], kind, client.reading, { older: page.nextToken === older ? null : page.nextToken })
}

function within(limit: number, [least, most]: readonly [number, number]): number {
  return Math.min(Math.max(least, Math.floor(limit)), most)
}
