import type { ConnectorContext } from '../../connector.ts'
import { parseAnswer } from '../../meta/answers.ts'
import type { Graph } from '../../meta/graph.ts'
import { readerOf as keptReader, type Reader } from '../../meta/reader.ts'
import { authorOfProfile } from '../normalise/author.ts'
import { PROFILE_FIELDS, WireProfile } from '../wire.ts'

export async function readProfile(graph: Graph): Promise<WireProfile> {
  return parseAnswer(WireProfile, await graph.get('me', { fields: PROFILE_FIELDS }), graph)
}

/** Who the account is, for the batches it reads. */
export function readerOf(context: ConnectorContext, graph: Graph): Promise<Reader> {
  return keptReader(context, graph, async (at) => authorOfProfile(await readProfile(at)))
}
