import { AppFailure } from '../../../../shared/errors.ts'
import type { ConnectorContext, ReadBatch, StreamRequest } from '../../connector.ts'
import { readPage } from '../../meta/answers.ts'
import type { Parameters } from '../../meta/graph.ts'
import { accountGraph } from '../client.ts'
import { feedBatch } from '../normalise/batch.ts'
import { POST_FIELDS, REPLY_FIELDS, WirePost } from '../wire.ts'
import { readNotifications } from './notifications.ts'
import { readerOf } from './self.ts'

/** The most that lists give in one page; not on the pages of Threads, but Graph's elsewhere, and taken by others (2026-11-27). */
const LARGEST_PAGE = 100

/** Reads one page of a stream. */
export function read(context: ConnectorContext, { stream, older, limit: wanted }: StreamRequest): Promise<ReadBatch> {
  const limit = Math.min(Math.max(1, Math.floor(wanted)), LARGEST_PAGE)
  switch (stream.kind) {
    case 'home':
      return readFeed(context, 'me/threads', { fields: POST_FIELDS, limit }, older)
    case 'author':
      if (stream.author.authorId !== context.account.authorId) return notOffered('author')
      return readFeed(context, 'me/threads', { fields: POST_FIELDS, limit }, older)
    case 'notifications':
      return readNotifications(context, limit, older)
    case 'search': {
      const { before, after } = stream.filters ?? {}
      // Whole seconds, of which the last is not included. Source: https://developers.facebook.com/docs/threads/keyword-search, read 2026-11-27.
      const between = {
        since: after === undefined ? undefined : Math.floor(after / 1000),
        until: before === undefined ? undefined : Math.ceil(before / 1000),
      }
      return readFeed(context, 'keyword_search', { q: stream.query, search_type: 'RECENT', fields: REPLY_FIELDS, limit, ...between }, older)
    }
    case 'list':
    case 'feed':
    case 'tag':
      return notOffered(stream.kind)
  }
}

async function readFeed(context: ConnectorContext, path: string, query: Parameters, older: string | null): Promise<ReadBatch> {
  const graph = accountGraph(context)
  const reader = await readerOf(context, graph)
  const { items, after, skipped } = await readPage(graph, path, query, older, WirePost)
  return feedBatch(items, reader, { older: after, skipped })
}

function notOffered(capability: string): Promise<never> {
  return Promise.reject(new AppFailure({ kind: 'capability-not-supported', capability, message: null }))
}
