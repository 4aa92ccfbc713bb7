import type { ConnectorContext, ReadBatch } from '../../connector.ts'
import { readPage } from '../../meta/answers.ts'
import { handleOf } from '../../meta/handle.ts'
import { newestFirst, readPlace, writePlace, type Place } from '../../meta/places.ts'
import { timeOf } from '../../meta/time.ts'
import { accountGraph } from '../client.ts'
import { commentsIn, noticeBatch, type Discussion, type Notice } from '../normalise/batch.ts'
import { authorIdOf } from '../normalise/ids.ts'
import { MEDIA_FIELDS, WireMedia } from '../wire.ts'
import { readComments } from './comments.ts'
import { readerOf } from './self.ts'

/** The newest own media that have comments are asked for them: the API has no list of what answers a person. */
const OWN_PAGE = 25
const MOST_WATCHED = 15

/** One page of what others have commented on the account's newest posts, newest first. The token says after which comment to go on. */
export async function readNotifications(context: ConnectorContext, limit: number, older: string | null): Promise<ReadBatch> {
  const graph = accountGraph(context)
  const reader = await readerOf(context, graph)
  const place = older === null ? null : readPlace(older)
  const own = await readPage(graph, 'me/media', { fields: MEDIA_FIELDS, limit: OWN_PAGE }, null, WireMedia)
  const discussions: Discussion[] = []
  let skipped = own.skipped
  for (const media of own.items.filter(({ comments_count: count }) => count !== 0).slice(0, MOST_WATCHED)) {
    const read = await readComments(graph, media.id)
    discussions.push({ media, comments: read.comments })
    skipped += read.skipped
  }
  const notices = discussions.flatMap(commentsIn).flatMap(({ comment }): Notice[] => {
    const at = timeOf(comment.timestamp)
    // What one answers oneself is no news.
    if (at === null || authorIdOf(handleOf(comment.username)) === reader.self.author.id) return []
    return place === null || newestFirst(place, { at, id: comment.id }) < 0 ? [{ comment, at }] : []
  })
  const sorted = notices.sort((a, b) => newestFirst(placeOf(a), placeOf(b)))
  const page = sorted.slice(0, limit)
  const last = page.at(-1)
  return noticeBatch(page, discussions, reader, {
    older: last === undefined || sorted.length <= limit ? null : writePlace(placeOf(last)),
    skipped,
  })
}

function placeOf({ at, comment }: Notice): Place {
  return { at, id: comment.id }
}
