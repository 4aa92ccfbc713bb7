import { AppFailure } from '../../../../shared/errors.ts'
import type { ConnectorContext, ReadBatch, StreamRequest } from '../../connector.ts'
import { readPage } from '../../meta/answers.ts'
import { pageGraph } from '../client.ts'
import { feedBatch } from '../normalise/batch.ts'
import { entryOfPost } from '../normalise/entry.ts'
import { POST_FIELDS, WirePost } from '../wire.ts'
import { readNotifications } from './notifications.ts'
import { readerOf } from './self.ts'

/** Source: https://developers.facebook.com/docs/graph-api/reference/page/feed, "Limitations", read 2026-11-27. */
const LARGEST_PAGE = 100

/** Reads one page of a stream. */
export function read(context: ConnectorContext, { stream, older, limit: wanted }: StreamRequest): Promise<ReadBatch> {
  const limit = Math.min(Math.max(1, Math.floor(wanted)), LARGEST_PAGE)
  switch (stream.kind) {
    case 'home':
      return readOwn(context, limit, older)
    case 'author':
      return stream.author.authorId === context.account.authorId ? readOwn(context, limit, older) : notOffered('author')
    case 'notifications':
      return readNotifications(context, limit, older)
    case 'search':
    case 'list':
    case 'feed':
    case 'tag':
      return notOffered(stream.kind)
  }
}

/** The page's own posts. Not its feed, which is ranked and has what others post there. */
async function readOwn(context: ConnectorContext, limit: number, older: string | null): Promise<ReadBatch> {
  const graph = await pageGraph(context)
  const reader = await readerOf(context, graph)
  const { items, after, skipped } = await readPage(
    graph,
    `${graph.pageId}/published_posts`,
    { fields: POST_FIELDS, limit },
    older,
    WirePost,
  )
  return feedBatch(items.map(entryOfPost), reader, { older: after, skipped })
}

function notOffered(capability: string): Promise<never> {
  return Promise.reject(new AppFailure({ kind: 'capability-not-supported', capability, message: null }))
}
