import type { NotificationType, WorldNotification } from './types.ts'
import { emit, findTie, type World } from './world.ts'

const GROUPED: readonly NotificationType[] = ['favourite', 'reblog', 'follow']
const HOUR_MS = 3_600_000

/** What puts favourites, boosts and follows into one group: the kind, the status and a span of twelve hours. */
function groupKeyOf(id: string, type: NotificationType, statusId: string | null, at: number): string {
  if (!GROUPED.includes(type)) return `ungrouped-${id}`
  return [type, ...(statusId === null ? [] : [statusId]), Math.floor(at / (12 * HOUR_MS))].join('-')
}

/**
 * Tells the owner of an account of something that really happened. Nothing is told to people of other servers, to
 * oneself, or about people who are blocked or muted.
 */
export function notify(
  world: World,
  ownerId: string,
  type: NotificationType,
  fromId: string,
  statusId: string | null,
): WorldNotification | null {
  const owner = world.accounts.get(ownerId)
  const isOwnPoll = type === 'poll'
  if (owner === undefined || owner.domain !== null || (ownerId === fromId && !isOwnPoll)) return null
  if (findTie(world, 'blocks', ownerId, fromId) !== undefined || findTie(world, 'mutes', ownerId, fromId) !== undefined) return null
  const id = world.ids.counted()
  const at = world.now()
  const notification: WorldNotification = { id, ownerId, type, fromId, statusId, at, groupKey: groupKeyOf(id, type, statusId, at) }
  world.notifications.set(id, notification)
  emit(world, { kind: 'notified', notification })
  return notification
}
