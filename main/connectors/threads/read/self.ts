import type { ConnectorContext, NormalisedAuthor } from '../../connector.ts'
import { parseAnswer } from '../../meta/answers.ts'
import type { Graph } from '../../meta/graph.ts'
import { authorOfProfile } from '../normalise/author.ts'
import type { Reader } from '../normalise/batch.ts'
import { PROFILE_FIELDS, WireProfile } from '../wire.ts'

/** So long a profile that was read is good enough for the posts of its account. */
const KEPT_MS = 60 * 60_000

/** By server and account; a handful. */
const known = new Map<string, { readonly self: NormalisedAuthor; readonly readAt: number }>()

export async function readProfile(graph: Graph): Promise<WireProfile> {
  return parseAnswer(WireProfile, await graph.get('me', { fields: PROFILE_FIELDS }), graph)
}

/** Who the account is, for the batches it reads: posts tell their authors' names alone. */
export async function readerOf(context: ConnectorContext, graph: Graph): Promise<Reader> {
  const now = context.clock()
  const key = `${graph.server} ${context.account.id}`
  const kept = known.get(key)
  if (kept !== undefined && Math.abs(now - kept.readAt) < KEPT_MS) return { self: kept.self, now }
  const self = authorOfProfile(await readProfile(graph))
  known.set(key, { self, readAt: now })
  return { self, now }
}
