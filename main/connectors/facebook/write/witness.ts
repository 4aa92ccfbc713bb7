import type { ConnectorContext, OutgoingPost, Witness } from '../../connector.ts'
import type { Clock } from '../../../core/ports.ts'
import { readPage } from '../../meta/answers.ts'
import { sinceOnServer } from '../../server-clock.ts'
import { pageGraph, type PageGraph } from '../client.ts'
import { entryOfComment, entryOfPost, type Entry } from '../normalise/entry.ts'
import { readRemoteId } from '../normalise/ids.ts'
import { readerOf } from '../read/self.ts'
import { COMMENT_FIELDS, POST_FIELDS, WireComment, WirePost } from '../wire.ts'
import { committedPost } from './committed.ts'
import { firstLink } from './parameters.ts'
import type { Prepared } from './prepare.ts'

/** Own posts since then that are looked through at most: two pages. More is a robot, and is asked about. */
const PAGE = 50
const MOST_PAGES = 2
/** The two clocks may differ, and the server's tells seconds. */
const CLOCK_SLACK_MS = 30_000

/**
 * Looks whether a post whose outcome is unknown is among the page's own since `since` (epoch ms), by its text, its pictures and what it answers.
 * Where several are like it a person is asked.
 */
export async function witness(context: ConnectorContext, post: OutgoingPost, { photoIds }: Prepared, since: number): Promise<Witness> {
  const graph = await pageGraph(context)
  const { matching, isWhole } = await findAmongOwn(graph, post, photoIds, since, context.clock)
  const [match] = matching
  if (match !== undefined && matching.length === 1) {
    const committed = committedPost(match, await readerOf(context, graph))
    if (committed !== null) return { kind: 'there', post: committed }
  }
  return matching.length === 0 && isWhole ? { kind: 'not-there' } : { kind: 'cannot-tell' }
}

type Found = {
  readonly items: readonly Entry[]
  readonly after: string | null
  readonly skipped: number
  readonly serverTime: number | null
}

async function findAmongOwn(
  graph: PageGraph,
  post: OutgoingPost,
  photoIds: readonly string[],
  since: number,
  clock: Clock,
): Promise<{ readonly matching: readonly Entry[]; readonly isWhole: boolean }> {
  const matching: Entry[] = []
  let after: string | null = null
  for (let page = 1; page <= MOST_PAGES; page++) {
    const answer: Found = post.replyTo === null ? await readPosts(graph, after) : await readComments(graph, post.replyTo.remoteId, after)
    const window = sinceOnServer(since, answer.serverTime, clock())
    if (window === null) return { matching, isWhole: false }
    const isRecent = (entry: Entry): boolean => isAfter(entry, window.perhaps)
    const like = answer.items.filter((entry) => isRecent(entry) && isThePost(entry, post, photoIds, graph.pageId))
    matching.push(...like.filter((entry) => isAfter(entry, window.surely)))
    // What cannot be read may be it, and what is from a time that our clock was set in.
    if (answer.skipped > 0 || like.some((entry) => !isAfter(entry, window.surely))) return { matching, isWhole: false }
    after = answer.after
    const last = answer.items.at(-1)
    if (after === null || last === undefined || !isRecent(last)) return { matching, isWhole: true }
  }
  return { matching, isWhole: false }
}

function isAfter({ at }: Entry, time: number): boolean {
  return at === null || at >= time - CLOCK_SLACK_MS
}

async function readPosts(graph: PageGraph, after: string | null): Promise<Found> {
  const answer = await readPage(graph, `${graph.pageId}/published_posts`, { fields: POST_FIELDS, limit: PAGE }, after, WirePost)
  return { ...answer, items: answer.items.map(entryOfPost) }
}

/** Of the post as a whole: what answers an answer does not stand below that, but beside it. */
async function readComments(graph: PageGraph, remoteId: string, after: string | null): Promise<Found> {
  const { postId } = readRemoteId(remoteId)
  const query = { fields: COMMENT_FIELDS, filter: 'stream', order: 'reverse_chronological', limit: PAGE }
  const answer = await readPage(graph, `${encodeURIComponent(postId)}/comments`, query, after, WireComment)
  return { ...answer, items: answer.items.map((comment) => entryOfComment(comment, postId)) }
}

function isThePost(entry: Entry, post: OutgoingPost, photoIds: readonly string[], pageId: string): boolean {
  const photos = entry.attachments.filter(({ media_type: type }) => type === 'photo')
  // A post whose pictures have other ids than those that were uploaded for it is another; where the network does not tell ids the number has to do.
  const ids = photos.flatMap(({ target }) => target ?? [])
  const areItsPhotos = photos.length === photoIds.length && (ids.length < photos.length || ids.every((id) => photoIds.includes(id)))
  // A reel of the same words is another post; what a link leads to may be a video.
  const isReel = entry.attachments.some(({ media_type: type }) => type === 'video') && firstLink(post.text) === undefined
  return !isReel && entry.from?.id === pageId && plain(entry.written) === plain(post.text) && areItsPhotos
}

/** Without what white space and invisible characters look like. */
export function plain(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
}
