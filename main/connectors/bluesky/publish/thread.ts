import { AppFailure } from '../../../../shared/errors.ts'
import type { CommittedPost, ConnectorContext } from '../../connector.ts'
import type { Connection } from '../agent.ts'
import { cidOf } from './record/cid.ts'
import { committedPost } from './committed.ts'
import type { PreparedPost } from './prepared.ts'
import { POST_COLLECTION, recordOf, type PostRecord } from './record/record.ts'
import { createRecords, recordsOf, type Part } from './writes.ts'

/**
 * Writes posts that answer one another in one request: all of them are there, or none. The first answers what its `prepared` says. What the
 * others answer has no version before it is written, so the version is computed. The thread is at most `MOST_PARTS` long.
 */
export async function commitThread(
  context: ConnectorContext,
  connection: Connection,
  parts: readonly Part[],
): Promise<readonly CommittedPost[]> {
  const chained = await chain(connection.did, parts)
  const writes = chained.map(({ part, record }) => recordsOf(connection.did, part, record))
  const created = await createRecords(connection, writes.flat())
  let position = 0
  return chained.map(({ part, record }, number) => {
    const own = created[position]
    position += writes[number]?.length ?? 0
    if (own === undefined) throw new AppFailure({ kind: 'outcome-unknown', message: null })
    return committedPost(context, { ...own, value: record }, part.prepared)
  })
}

/** The records of a thread, each with the address and version of the one before it. */
async function chain(did: string, parts: readonly Part[]): Promise<readonly { readonly part: Part; readonly record: PostRecord }[]> {
  const chained: { part: Part; record: PostRecord }[] = []
  let reply: PreparedPost['reply'] = parts[0]?.prepared.reply ?? null
  for (const part of parts) {
    const record = recordOf(part.post, { ...part.prepared, reply })
    chained.push({ part, record })
    if (chained.length === parts.length) break
    const own = { uri: `at://${did}/${POST_COLLECTION}/${part.key}`, cid: await cidOf(record) }
    reply = { root: reply?.root ?? own, parent: own }
  }
  return chained
}
