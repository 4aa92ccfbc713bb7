import type { ConnectorContext, NormalisedAuthor } from '../connector.ts'
import type { Graph } from './graph.ts'

/** Whose answer it is: the account's own author, who is told of fully, and the time, epoch ms. */
export type Reader = { readonly self: NormalisedAuthor; readonly now: number }

/** So long a profile that was read is good enough for the posts of its account. */
const KEPT_MS = 60 * 60_000

/** By server and account; a handful. */
const known = new Map<string, { readonly self: NormalisedAuthor; readonly readAt: number }>()

/** Who the account is, for the batches it reads: posts tell their authors' names alone. `read` asks for it. */
export async function readerOf(
  { account, clock }: Pick<ConnectorContext, 'account' | 'clock'>,
  graph: Graph,
  read: (graph: Graph) => Promise<NormalisedAuthor>,
): Promise<Reader> {
  const now = clock()
  const key = `${graph.server} ${account.id}`
  const kept = known.get(key)
  if (kept !== undefined && Math.abs(now - kept.readAt) < KEPT_MS) return { self: kept.self, now }
  const self = await read(graph)
  known.set(key, { self, readAt: now })
  return { self, now }
}
