import { param, viewerOf, type Answer, type Call, type Route } from '../http/call.ts'
import { textsOf } from '../http/input.ts'
import { pageOf } from '../http/paging.ts'
import { notFound, Refusal } from '../http/refusal.ts'
import { presentAccount } from '../present/account.ts'
import { groupNotifications, GROUPED_BY_DEFAULT, presentGroups, presentNotification } from '../present/notification.ts'
import { compareIds } from '../world/ids.ts'
import type { WorldNotification } from '../world/types.ts'

/** The person's notifications of the wanted kinds, oldest first. */
function wantedOf(call: Call): WorldNotification[] {
  const viewer = viewerOf(call)
  const [types, excluded] = [textsOf(call.input, 'types'), textsOf(call.input, 'exclude_types') ?? []]
  const from = call.query.get('account_id')
  return [...call.world.notifications.values()].filter(
    (one) =>
      one.ownerId === viewer.id &&
      (types === undefined || types.length === 0 || types.includes(one.type)) &&
      !excluded.includes(one.type) &&
      (from === null || one.fromId === from),
  )
}

function list(call: Call): Answer {
  const page = pageOf(call, wantedOf(call), { idOf: (one) => one.id, defaultLimit: 40, maxLimit: 80, continues: 'always' })
  return { json: page.items.map((one) => presentNotification(call.world, one)), headers: page.headers }
}

function own(call: Call): WorldNotification {
  const found = call.world.notifications.get(param(call, 'id'))
  if (found === undefined || found.ownerId !== viewerOf(call).id) throw notFound()
  return found
}

function dismiss(call: Call): Answer {
  call.world.notifications.delete(own(call).id)
  return { json: {} }
}

function clear(call: Call): Answer {
  for (const one of wantedOf(call)) call.world.notifications.delete(one.id)
  return { json: {} }
}

function groupedTypes(call: Call): readonly string[] {
  return textsOf(call.input, 'grouped_types') ?? GROUPED_BY_DEFAULT
}

function unread(call: Call, groups: boolean): Answer {
  const marker = call.world.markers.get(`${viewerOf(call).id} notifications`)
  const fresh = wantedOf(call).filter((one) => marker === undefined || compareIds(one.id, marker.lastReadId) > 0)
  const limit = Math.min(Number(call.query.get('limit') ?? 100), 1000)
  return { json: { count: Math.min(limit, groups ? groupNotifications(fresh, groupedTypes(call)).length : fresh.length) } }
}

function needsGroups(handle: (call: Call) => Answer): (call: Call) => Answer {
  return (call) => {
    if (!call.world.variant.groupedNotifications) throw new Refusal(404, 'Not Found')
    return handle(call)
  }
}

/** Groups are made of one page of notifications; a page's edges are notification ids. */
function listGroups(call: Call): Answer {
  const all = wantedOf(call).sort((left, right) => compareIds(right.id, left.id))
  const types = groupedTypes(call)
  const page = pageOf(
    call,
    groupNotifications(
      all.filter((one) => inRange(call, one.id)),
      types,
    ),
    { idOf: ({ members }) => members[0]?.id ?? '', defaultLimit: 40, maxLimit: 80, continues: 'always' },
  )
  const oldest = page.items.at(-1)?.members.at(-1)?.id
  const link = page.headers['link']?.replace(/([?&]max_id=)[^&>]+/, `$1${oldest ?? ''}`)
  return {
    json: presentGroups(call.world, page.items, viewerOf(call), {
      isPage: true,
      partialAccounts: call.query.get('expand_accounts') === 'partial_avatars',
    }),
    headers: link === undefined ? {} : { link },
  }
}

function inRange(call: Call, id: string): boolean {
  const bound = (name: string, side: 1 | -1): boolean => {
    const given = call.query.get(name)
    return given === null || given === '' || compareIds(id, given) * side > 0
  }
  return bound('max_id', -1) && bound('since_id', 1) && bound('min_id', 1)
}

function membersOf(call: Call): WorldNotification[] {
  const key = param(call, 'group_key')
  const members = [...call.world.notifications.values()]
    .filter((one) => one.ownerId === viewerOf(call).id && (one.groupKey === key || `ungrouped-${one.id}` === key))
    .sort((left, right) => compareIds(right.id, left.id))
  if (members.length === 0) throw notFound()
  return members
}

function dismissGroup(call: Call): Answer {
  for (const one of membersOf(call)) call.world.notifications.delete(one.id)
  return { json: {} }
}

/** Notifications one by one (v1) and in groups (v2). Sources: docs.joinmastodon.org/methods/notifications and /methods/grouped_notifications. */
export const notificationRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v1/notifications', auth: 'person', scope: 'read:notifications', handle: list },
  {
    method: 'GET',
    path: '/api/v1/notifications/unread_count',
    auth: 'person',
    scope: 'read:notifications',
    handle: (call) => unread(call, false),
  },
  { method: 'POST', path: '/api/v1/notifications/clear', auth: 'person', scope: 'write:notifications', handle: clear },
  {
    method: 'GET',
    path: '/api/v1/notifications/{id}',
    auth: 'person',
    scope: 'read:notifications',
    handle: (call) => ({ json: presentNotification(call.world, own(call)) }),
  },
  { method: 'POST', path: '/api/v1/notifications/{id}/dismiss', auth: 'person', scope: 'write:notifications', handle: dismiss },
  { method: 'GET', path: '/api/v2/notifications', auth: 'person', scope: 'read:notifications', handle: needsGroups(listGroups) },
  {
    method: 'GET',
    path: '/api/v2/notifications/unread_count',
    auth: 'person',
    scope: 'read:notifications',
    handle: needsGroups((call) => unread(call, true)),
  },
  {
    method: 'GET',
    path: '/api/v2/notifications/{group_key}',
    auth: 'person',
    scope: 'read:notifications',
    handle: needsGroups((call) => ({
      json: presentGroups(call.world, [{ key: param(call, 'group_key'), members: membersOf(call) }], viewerOf(call), {
        isPage: false,
        partialAccounts: false,
      }),
    })),
  },
  {
    method: 'GET',
    path: '/api/v2/notifications/{group_key}/accounts',
    auth: 'person',
    scope: 'read:notifications',
    handle: needsGroups((call) => ({
      json: [...new Set(membersOf(call).map((one) => one.fromId))]
        .flatMap((id) => call.world.accounts.get(id) ?? [])
        .map((account) => presentAccount(call.world, account)),
    })),
  },
  {
    method: 'POST',
    path: '/api/v2/notifications/{group_key}/dismiss',
    auth: 'person',
    scope: 'write:notifications',
    handle: needsGroups(dismissGroup),
  },
]
