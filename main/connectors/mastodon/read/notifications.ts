import type { ConnectorContext, ReadBatch } from '../../connector.ts'
import { accountClient, type AccountClient } from '../account-client.ts'
import { hasStatus, isNotOffered } from '../../answer-failure.ts'
import { normaliseNotification } from '../normalise/inbox.ts'
import { parseAnswer, WireMarkers, WireNotification } from '../wire.ts'
import { learn, seeReferences } from './gathered.ts'
import { readPage, type Page } from './paging.ts'

export async function readNotifications(
  context: ConnectorContext,
  client: AccountClient,
  limit: number,
  older: string | null,
): Promise<ReadBatch> {
  return readNotificationPage(context, client, await readPage(client, '/api/v1/notifications', { limit }, older, WireNotification))
}

/** Notifications as a batch, with the posts they are about. */
export async function readNotificationPage(
  context: ConnectorContext,
  client: AccountClient,
  page: Page<WireNotification>,
): Promise<ReadBatch> {
  const gathering = client.gather()
  for (const { account, status } of page.items) {
    gathering.seeAccount(account)
    if (status) gathering.see(status)
  }
  await seeReferences(client, gathering)
  learn(client, gathering)
  const known = gathering.known()
  const inbox = page.items.flatMap((notification) => normaliseNotification(notification, client.home, context.account, known) ?? [])
  return gathering.batch({ inbox, older: page.older, skipped: page.skipped })
}

/** Where the account's mark for notifications stands on the server; null = none yet, or the server keeps none. */
export async function readMark(context: ConnectorContext): Promise<{ readonly at: null; readonly remoteId: string } | null> {
  const lastReadId = await readLastReadId(accountClient(context))
  return lastReadId === null ? null : { at: null, remoteId: lastReadId }
}

/** Moves the mark; never back, where that can be told. A server that keeps none is left alone. */
export async function markRead(context: ConnectorContext, upTo: { readonly at: number; readonly remoteId: string }): Promise<void> {
  const client = accountClient(context)
  for (let attempt = 1; ; attempt++) {
    const standing = await readLastReadId(client)
    if (standing !== null && (standing === upTo.remoteId || isLater(standing, upTo.remoteId))) return
    try {
      await client.api.v1.markers.create({ notifications: { lastReadId: upTo.remoteId } })
      return
    } catch (error) {
      if (isNotOffered(error)) return
      // Somebody else moved it meanwhile: where to is read again, once.
      if (!hasStatus(error, 409) || attempt > 1) throw error
    }
  }
}

async function readLastReadId(client: AccountClient): Promise<string | null> {
  try {
    const { data } = await client.get('/api/v1/markers', { timeline: ['notifications'] })
    return parseAnswer(WireMarkers, data, client.server).notifications?.lastReadId ?? null
  } catch (error) {
    if (isNotOffered(error)) return null
    throw error
  }
}

/** Whether one id of a server is newer than another, as far as ids show: numbers by size, others of one length by order (ULIDs, flakes). */
function isLater(id: string, other: string): boolean {
  if (/^\d+$/.test(id) && /^\d+$/.test(other)) return BigInt(id) > BigInt(other)
  return id.length === other.length && id > other
}
