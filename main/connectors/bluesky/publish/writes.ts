import { z } from 'zod'
import { AppFailure } from '../../../../shared/errors.ts'
import type { OutgoingPost } from '../../connector.ts'
import { askToWrite, type Connection } from '../agent.ts'
import { gateRecords } from './record/gates.ts'
import type { PreparedPost } from './prepared.ts'
import { POST_COLLECTION, type PostRecord } from './record/record.ts'

/** One record to be created: `rkey` is chosen by us, `value` is JSON of the wire. */
export type RecordWrite = { readonly collection: string; readonly rkey: string; readonly value: Readonly<Record<string, unknown>> }

/** A post with everything it is made of. */
export type Part = { readonly key: string; readonly post: OutgoingPost; readonly prepared: PreparedPost }

/** Address and version of a record that was created. */
export type Created = z.infer<typeof Created>
const Created = z.object({ uri: z.string(), cid: z.string() })
const Results = z.object({ results: z.array(Created) })

/**
 * At most so many writes go in one request (MAX of `com.atproto.repo.applyWrites`, as the server says it:
 * https://github.com/bluesky-social/atproto/blob/main/packages/pds/src/api/com/atproto/repo/applyWrites.ts, checked 2026-11-20).
 */
export const MOST_WRITES = 200

/** Records that go along with one post, beside the post itself, under its own key. */
const MOST_COMPANIONS = 2

/** So many posts are sure to fit one request, with all that goes along. */
export const MOST_PARTS = Math.floor(MOST_WRITES / (1 + MOST_COMPANIONS))

/** Everything that has to be in the repository for a post: the post first, then what goes along with it. */
export function recordsOf(did: string, part: Part, record: PostRecord): readonly [RecordWrite, ...RecordWrite[]] {
  const uri = `at://${did}/${POST_COLLECTION}/${part.key}`
  const gates = gateRecords(uri, record, part.prepared.gates)
  return [
    { collection: POST_COLLECTION, rkey: part.key, value: record },
    ...gates.map(({ collection, value }) => ({ collection, rkey: part.key, value })),
  ]
}

/**
 * Creates records, all of them or none, and answers where each is, in order. Rejects with `outcome-unknown` when it may have happened: what a
 * server answers to a key that is taken (500) is among that.
 */
export async function createRecords(connection: Connection, writes: readonly RecordWrite[]): Promise<readonly Created[]> {
  const [only] = writes
  if (only !== undefined && writes.length === 1) return [await createOne(connection, only)]
  const answer = await askToWrite(connection, (agent, options) =>
    agent.com.atproto.repo.applyWrites(
      { repo: connection.did, writes: writes.map((write) => ({ $type: 'com.atproto.repo.applyWrites#create', ...write })) },
      { ...options, encoding: 'application/json' },
    ),
  )
  const created = Results.safeParse(answer)
  // It answered 200: the records are there, whatever it then said about them.
  if (!created.success || created.data.results.length !== writes.length) throw unreadable()
  return created.data.results
}

async function createOne(connection: Connection, { collection, rkey, value }: RecordWrite): Promise<Created> {
  const answer = await askToWrite(connection, (agent, options) =>
    agent.com.atproto.repo.createRecord(
      { repo: connection.did, collection, rkey, record: value },
      { ...options, encoding: 'application/json' },
    ),
  )
  const created = Created.safeParse(answer)
  if (!created.success) throw unreadable()
  return created.data
}

function unreadable(): AppFailure {
  return new AppFailure({ kind: 'outcome-unknown', message: null })
}
