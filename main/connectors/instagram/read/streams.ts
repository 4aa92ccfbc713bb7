import { AppFailure } from '../../../../shared/errors.ts'
import type { ConnectorContext, ReadBatch, StreamRequest } from '../../connector.ts'
import { readPage } from '../../meta/answers.ts'
import { accountGraph } from '../client.ts'
import { feedBatch } from '../normalise/batch.ts'
import { MEDIA_FIELDS, WireMedia } from '../wire.ts'
import { readNotifications } from './notifications.ts'
import { readerOf } from './self.ts'

/** The most that lists of Graph's give in one page. */
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

async function readOwn(context: ConnectorContext, limit: number, older: string | null): Promise<ReadBatch> {
  const graph = accountGraph(context)
  const reader = await readerOf(context, graph)
  const { items, after, skipped } = await readPage(graph, 'me/media', { fields: MEDIA_FIELDS, limit }, older, WireMedia)
  return feedBatch(items, reader, { older: after, skipped })
}

function notOffered(capability: string): Promise<never> {
  return Promise.reject(new AppFailure({ kind: 'capability-not-supported', capability, message: null }))
}
