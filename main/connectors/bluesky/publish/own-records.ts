import { ask, type Connection } from '../agent.ts'
import { isRecordMissing } from '../failures.ts'

/** A record of the own repository as its server answers (address, version, value), JSON of the wire. `undefined`: it clearly is not there. */
export async function findOwnRecord(connection: Connection, collection: string, rkey: string): Promise<unknown> {
  try {
    const answer = await ask(connection, (agent, options) =>
      agent.com.atproto.repo.getRecord({ repo: connection.did, collection, rkey }, options),
    )
    // The SDK makes objects of blobs.
    return JSON.parse(JSON.stringify(answer ?? null))
  } catch (error) {
    if (isRecordMissing(error)) return undefined
    throw error
  }
}
