import type { ConnectorContext, NormalisedAuthor } from '../../connector.ts'
import { parseAnswer } from '../../meta/answers.ts'
import type { Graph } from '../../meta/graph.ts'
import type { PageGraph } from '../client.ts'
import { authorOfPage } from '../normalise/author.ts'
import type { Reader } from '../normalise/post.ts'
import { PAGE_FIELDS, WirePage } from '../wire.ts'

/** So long a page that was read is good enough for its posts. */
const KEPT_MS = 60 * 60_000

/** By server and account; a handful. */
const known = new Map<string, { readonly self: NormalisedAuthor; readonly readAt: number }>()

export async function readPageOf(graph: Graph, pageId: string): Promise<WirePage> {
  return parseAnswer(WirePage, await graph.get(encodeURIComponent(pageId), { fields: PAGE_FIELDS }), graph)
}

/** Who the account is, for the batches it reads. */
export async function readerOf(context: ConnectorContext, graph: PageGraph): Promise<Reader> {
  const now = context.clock()
  const key = `${graph.server} ${context.account.id}`
  const kept = known.get(key)
  if (kept !== undefined && Math.abs(now - kept.readAt) < KEPT_MS) return { self: kept.self, now }
  const self = authorOfPage(await readPageOf(graph, graph.pageId))
  known.set(key, { self, readAt: now })
  return { self, now }
}
