import { z } from 'zod'
import type { Graph, Parameters } from './graph.ts'
import { unreadable } from '../answer-failure.ts'

/** What an answer says. Rejects with an `AnswerFailure`, `unreadable`, where it is not what the page of the call says. */
export function parseAnswer<T>(schema: z.ZodType<T>, data: unknown, graph: Pick<Graph, 'server'>): T {
  const parsed = schema.safeParse(data)
  if (parsed.success) return parsed.data
  throw unreadable(graph.server)
}

/**
 * A page of a list. `after` is the cursor of the page after it; null = the end. `skipped` elements could not be understood. `serverTime` is what the
 * server says its time is, epoch ms.
 */
export type Page<T> = {
  readonly items: readonly T[]
  readonly after: string | null
  readonly skipped: number
  readonly serverTime: number | null
}

const WirePage = z.object({
  data: z.array(z.unknown()),
  paging: z
    .object({
      cursors: z
        .object({ after: z.string().nullable().catch(null) })
        .nullable()
        .catch(null),
      next: z.string().nullable().catch(null),
    })
    .nullable()
    .catch(null),
})

/**
 * Reads a page of a list by its cursor. `paging.next` says that there is more and is not followed: it has the token in its address.
 * Source: https://developers.facebook.com/docs/graph-api/results, read 2026-11-27.
 */
export async function readPage<T>(
  graph: Graph,
  path: string,
  query: Parameters,
  after: string | null,
  element: z.ZodType<T>,
): Promise<Page<T>> {
  const { data, serverTime } = await graph.getDated(path, { ...query, after: after ?? undefined })
  const { data: all, paging } = parseAnswer(WirePage, data, graph)
  const items = all.flatMap((each) => {
    const parsed = element.safeParse(each)
    return parsed.success ? [parsed.data] : []
  })
  const next = paging?.next == null ? null : (paging.cursors?.after ?? null)
  // A server that names the same place again would be asked for it for ever.
  return { items, after: next === after ? null : next, skipped: all.length - items.length, serverTime }
}
