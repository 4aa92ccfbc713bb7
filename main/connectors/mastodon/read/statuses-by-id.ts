import type { AccountClient } from '../account-client.ts'
import { AnswerFailure, hasStatus, isNotOffered } from '../../answer-failure.ts'
import { parseAnswer, parseList, WireStatus } from '../wire.ts'

/** Ids in one request. Source: `DEFAULT_STATUSES_LIMIT` of Mastodon's statuses controller, read 2026-11-20. */
const BATCH = 20
/** One by one, for servers that give no batches: requests that run side by side. */
const SIDE_BY_SIDE = 4

/** Servers that were found not to give several statuses by their ids (Mastodon does since 4.3), for as long as Chirp runs. */
const withoutBatches = new Set<string>()

/** What became of each id: `gone` are those the server does not have (any more) for this account. */
export type StatusesById = { readonly statuses: readonly WireStatus[]; readonly gone: readonly string[] }

/**
 * Reads statuses by the server's ids, in batches where it can. `most` caps the requests to a server without batches; ids beyond are in
 * neither list.
 */
export async function readStatusesById(client: AccountClient, ids: readonly string[], most: number): Promise<StatusesById> {
  const statuses: WireStatus[] = []
  const gone: string[] = []
  for (let index = 0; index < ids.length && !withoutBatches.has(client.server); index += BATCH) {
    const wanted = ids.slice(index, index + BATCH)
    const found = await readBatch(client, wanted)
    if (found === null) {
      withoutBatches.add(client.server)
      return readOneByOne(client, ids.slice(0, most))
    }
    statuses.push(...found)
    gone.push(...wanted.filter((id) => !found.some((status) => status.id === id)))
  }
  return withoutBatches.has(client.server) ? readOneByOne(client, ids.slice(0, most)) : { statuses, gone }
}

/** Null: the server does not know such a request. */
async function readBatch(client: AccountClient, ids: readonly string[]): Promise<readonly WireStatus[] | null> {
  try {
    const { data } = await client.get('/api/v1/statuses', { id: ids })
    const { items } = parseList(WireStatus, data, client.server)
    // A server that ignores the ids answers with something else.
    return items.every((status) => ids.includes(status.id)) ? items : null
  } catch (error) {
    if (isNotOffered(error) || hasStatus(error, 400, 403, 422) || (error instanceof AnswerFailure && error.problem === 'unreadable'))
      return null
    throw error
  }
}

async function readOneByOne(client: AccountClient, ids: readonly string[]): Promise<StatusesById> {
  const statuses: WireStatus[] = []
  const gone: string[] = []
  for (let index = 0; index < ids.length; index += SIDE_BY_SIDE) {
    const some = ids.slice(index, index + SIDE_BY_SIDE)
    const found = await Promise.all(some.map((id) => readStatus(client, id)))
    found.forEach((status, place) => {
      if (status) statuses.push(status)
      else gone.push(some[place] ?? '')
    })
  }
  return { statuses, gone }
}

/** One status; null when the server does not have it for this account. */
export async function readStatus(client: AccountClient, id: string): Promise<WireStatus | null> {
  try {
    const { data } = await client.get(`/api/v1/statuses/${encodeURIComponent(id)}`)
    return parseAnswer(WireStatus, data, client.server)
  } catch (error) {
    if (hasStatus(error, 403, 404, 410)) return null
    throw error
  }
}
