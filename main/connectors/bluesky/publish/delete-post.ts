import { AppFailure } from '../../../../shared/errors.ts'
import { askToWrite, type Connection } from '../agent.ts'
import { recordKey } from '../normalise/post.ts'
import { POSTGATE, THREADGATE } from './record/gates.ts'
import { findOwnRecord } from './own-records.ts'
import { POST_COLLECTION } from './record/record.ts'

/**
 * Deletes an own post and the gates beside it, in one request: no gate stays behind for a post that is gone. What is not there already is left
 * out, since a server refuses a batch for it, so it may be repeated. Rejects with `outcome-unknown` when it may have happened.
 */
export async function deletePost(connection: Connection, uri: string): Promise<void> {
  const rkey = recordKey(uri)
  if (rkey === null || !uri.startsWith(`at://${connection.did}/`)) {
    throw new AppFailure({ kind: 'remote-rejected', message: null, code: 'not-own-record' })
  }
  const collections = [POST_COLLECTION, THREADGATE, POSTGATE]
  const found = await Promise.all(collections.map((collection) => findOwnRecord(connection, collection, rkey)))
  const there = collections.filter((_, index) => found[index] !== undefined)
  const [only] = there
  if (only === undefined) return
  await askToWrite(connection, (agent, options) =>
    there.length === 1
      ? agent.com.atproto.repo.deleteRecord({ repo: connection.did, collection: only, rkey }, { ...options, encoding: 'application/json' })
      : agent.com.atproto.repo.applyWrites(
          {
            repo: connection.did,
            writes: there.map((collection) => ({ $type: 'com.atproto.repo.applyWrites#delete', collection, rkey })),
          },
          { ...options, encoding: 'application/json' },
        ),
  )
}
