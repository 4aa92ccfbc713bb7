import type { ConnectorContext, LiveEvent } from '../../connector.ts'
import { accountClient, type AccountClient } from '../account-client.ts'
import { readNotificationPage } from '../read/notifications.ts'
import { feedBatch } from '../read/timelines.ts'
import { WireNotification, WireStatus } from '../wire.ts'
import { connectStream } from './connect.ts'
import { readFrame, type Frame } from './frames.ts'

/** Events of the protocol that are about nothing Chirp shows. Source: docs.joinmastodon.org/methods/streaming/#events, checked 2026-11-26. */
const PASSED_OVER = ['announcement', 'announcement.reaction', 'announcement.delete', 'conversation', 'encrypted_message']
/** Names of unknown events that are logged, each once. */
const MOST_NAMES = 50

/** What happens to an account, from its server's stream. One thing after the other, so that nothing is deleted before it has come. */
export async function* live(context: ConnectorContext): AsyncGenerator<LiveEvent> {
  const left = new AbortController()
  try {
    yield* listen({ ...context, signal: AbortSignal.any([context.signal, left.signal]) })
  } finally {
    // Also where nothing was asked for after it was open.
    left.abort(new Error('Nobody listens any more'))
  }
}

async function* listen(context: ConnectorContext): AsyncGenerator<LiveEvent> {
  const client = accountClient(context)
  const messages = await connectStream(context, client)
  yield { kind: 'open' }
  const { id: account } = context.account
  const passedOver = new Set(PASSED_OVER)
  for await (const text of messages) {
    const frame = readFrame(text)
    const event = frame === null ? null : await eventOf(context, client, frame)
    const name = frame?.event.slice(0, 40) ?? null
    if (event === null) context.log.warn('A live message could not be understood.', { account, event: name, length: text.length })
    else if (event !== 'unknown') yield event
    else if (name !== null && !passedOver.has(name) && passedOver.size < MOST_NAMES) {
      passedOver.add(name)
      context.log.info('A live message of an unknown kind was left out.', { account, event: name })
    }
  }
}

/** Null: it is not what its name says. */
async function eventOf(
  context: ConnectorContext,
  client: AccountClient,
  { event, payload, text }: Frame,
): Promise<LiveEvent | 'unknown' | null> {
  switch (event) {
    case 'update':
    case 'status.update': {
      const status = WireStatus.safeParse(payload)
      if (!status.success) return null
      const batch = await feedBatch(client, { items: [status.data], older: null, skipped: 0 }, true)
      if (event === 'status.update') return { kind: 'changed', batch: { ...batch, entries: [] } }
      return { kind: 'arrived', stream: 'home', batch }
    }
    case 'notification': {
      const notification = WireNotification.safeParse(payload)
      if (!notification.success) return null
      const batch = await readNotificationPage(context, client, { items: [notification.data], older: null, skipped: 0 })
      return { kind: 'arrived', stream: 'notifications', batch }
    }
    case 'delete':
      return text === null || text === '' ? null : { kind: 'deleted', remoteId: text }
    // Notifications that were held back were let through: they are in the list, at their own times.
    case 'filters_changed':
    case 'notifications_merged':
      return { kind: 'outdated' }
    default:
      return 'unknown'
  }
}
