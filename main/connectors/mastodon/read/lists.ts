import type { OfferedView } from '../../../../shared/model/saved-view.ts'
import type { ConnectorContext } from '../../connector.ts'
import { accountClient } from '../account-client.ts'
import { parseList, WireList } from '../wire.ts'

/** The account's lists. Source: docs.joinmastodon.org/methods/lists/#get, read 2026-11-27. */
export async function offeredViews(context: ConnectorContext): Promise<readonly OfferedView[]> {
  const client = accountClient(context)
  const { data } = await client.get('/api/v1/lists', {})
  return parseList(WireList, data, client.server).items.map(({ id, title }) => ({
    kind: 'list',
    remoteId: id,
    title: title.toWellFormed(),
    description: null,
    avatarUrl: null,
  }))
}
