import type { AccountClient } from '../account-client.ts'
import { hasStatus } from '../../answer-failure.ts'
import { parseAnswer, WireSearch } from '../wire.ts'

/** Asks the second version of the search, else the first. */
export async function search(client: AccountClient, query: Readonly<Record<string, unknown>>) {
  try {
    return parseAnswer(WireSearch, (await client.get('/api/v2/search', query)).data, client.server)
  } catch (error) {
    if (!hasStatus(error, 404, 405, 501)) throw error
    return parseAnswer(WireSearch, (await client.get('/api/v1/search', query)).data, client.server)
  }
}
