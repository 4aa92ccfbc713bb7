import type { WorldAccount, WorldNotification } from '../world/types.ts'
import { acctOf, type World } from '../world/world.ts'
import { isoTime, presentAccount } from './account.ts'
import { presentStatus } from './status.ts'

/** Notification. Source: docs.joinmastodon.org/entities/Notification. */
export function presentNotification(world: World, notification: WorldNotification): Record<string, unknown> {
  const from = world.accounts.get(notification.fromId)
  const owner = world.accounts.get(notification.ownerId) ?? null
  const status = notification.statusId === null ? undefined : world.statuses.get(notification.statusId)
  if (from === undefined) throw new Error(`A notification from nobody: ${notification.id}`)
  return {
    id: notification.id,
    type: notification.type,
    created_at: isoTime(notification.at),
    account: presentAccount(world, from),
    ...(world.variant.groupedNotifications || world.variant.checksRequired ? { group_key: notification.groupKey } : {}),
    ...(status === undefined ? {} : { status: presentStatus(world, status, owner) }),
  }
}

/** Which kinds are made into groups when a request does not say. */
export const GROUPED_BY_DEFAULT = ['favourite', 'reblog', 'follow'] as const

/** Puts newest-first notifications into groups, each at the place of its newest. */
export function groupNotifications(
  notifications: readonly WorldNotification[],
  grouped: readonly string[],
): { readonly key: string; readonly members: WorldNotification[] }[] {
  const groups = new Map<string, WorldNotification[]>()
  for (const notification of notifications) {
    const key = grouped.includes(notification.type) ? notification.groupKey : `ungrouped-${notification.id}`
    const known = groups.get(key)
    if (known === undefined) groups.set(key, [notification])
    else known.push(notification)
  }
  return [...groups].map(([key, members]) => ({ key, members }))
}

function presentPartial(account: WorldAccount) {
  return {
    id: account.id,
    acct: acctOf(account),
    url: account.url,
    avatar: account.avatarUrl,
    avatar_static: account.avatarUrl,
    avatar_description: '',
    locked: account.locked,
    bot: account.bot,
  }
}

/** How a list of groups is shown. Only a page says where in it a group begins and ends. */
export interface GroupWishes {
  readonly isPage: boolean
  readonly partialAccounts: boolean
}

/** GroupedNotificationsResults: every account and every status once, groups that point at them. */
export function presentGroups(world: World, groups: ReturnType<typeof groupNotifications>, viewer: WorldAccount, wishes: GroupWishes) {
  const accounts = new Map<string, WorldAccount>()
  const newestIds = new Set(groups.flatMap(({ members }) => members[0]?.fromId ?? []))
  const isFull = (account: WorldAccount): boolean => !wishes.partialAccounts || newestIds.has(account.id)
  const statusIds = new Set<string>()
  const presented = groups.flatMap(({ key, members }) => {
    const [newest] = members
    const oldest = members.at(-1)
    if (newest === undefined || oldest === undefined) return []
    const samples = [...new Set(members.map((one) => one.fromId))].slice(0, 8)
    for (const id of samples) {
      const account = world.accounts.get(id)
      if (account !== undefined) accounts.set(id, account)
    }
    if (newest.statusId !== null) statusIds.add(newest.statusId)
    return [
      {
        group_key: key,
        notifications_count: members.length,
        type: newest.type,
        most_recent_notification_id: Number(newest.id),
        ...(wishes.isPage ? { page_min_id: oldest.id, page_max_id: newest.id, latest_page_notification_at: isoTime(newest.at) } : {}),
        sample_account_ids: samples,
        ...(newest.statusId === null ? {} : { status_id: newest.statusId }),
      },
    ]
  })
  return {
    accounts: [...accounts.values()].filter(isFull).map((account) => presentAccount(world, account)),
    ...(wishes.partialAccounts
      ? { partial_accounts: [...accounts.values()].filter((account) => !isFull(account)).map(presentPartial) }
      : {}),
    statuses: [...statusIds].flatMap((id) => world.statuses.get(id) ?? []).map((status) => presentStatus(world, status, viewer)),
    notification_groups: presented,
  }
}
