import { param, viewerOf, type Answer, type Call, type Route } from '../http/call.ts'
import { flagOf, partOf, textOf, textsOf } from '../http/input.ts'
import { pageOf } from '../http/paging.ts'
import { invalid, notFound } from '../http/refusal.ts'
import { isoTime, presentAccount } from '../present/account.ts'
import { presentFilter } from '../present/status.ts'
import type { WorldFilter, WorldList, WorldMarker } from '../world/types.ts'
import { addTie, findTie, removeTie, tiesFrom } from '../world/world.ts'

/** Tag, as the asking person stands to it. */
export function presentTag(call: Call, name: string) {
  return {
    id: String(Array.from(name).reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_000, 7)),
    name,
    url: `${call.world.base}/tags/${encodeURIComponent(name)}`,
    history: [],
    ...(call.viewer === null
      ? {}
      : { following: findTie(call.world, 'tagFollows', call.viewer.id, name.toLowerCase()) !== undefined, featuring: false }),
  }
}

function presentMarker(marker: WorldMarker) {
  return { last_read_id: marker.lastReadId, version: marker.version, updated_at: isoTime(marker.at) }
}

function getMarkers(call: Call): Answer {
  const wanted = textsOf(call.input, 'timeline') ?? []
  return {
    json: Object.fromEntries(
      wanted.flatMap((name) => {
        const marker = call.world.markers.get(`${viewerOf(call).id} ${name}`)
        return marker === undefined ? [] : [[name, presentMarker(marker)]]
      }),
    ),
  }
}

/**
 * Moves markers to where they are wanted, also back: the server does not compare. A client cannot send a version; it gets
 * 409 only when two changes meet, which tests make with a fault. Source: docs.joinmastodon.org/methods/markers, read 2026-11-20.
 */
function setMarkers(call: Call): Answer {
  const answer: Record<string, unknown> = {}
  for (const name of ['home', 'notifications']) {
    const given = partOf(call.input, name)
    const lastReadId = given === undefined ? undefined : textOf(given, 'last_read_id')
    if (given === undefined || lastReadId === undefined) continue
    const key = `${viewerOf(call).id} ${name}`
    const known = call.world.markers.get(key)
    const marker: WorldMarker = { lastReadId, version: known === undefined ? 0 : known.version + 1, at: call.world.now() }
    call.world.markers.set(key, marker)
    answer[name] = presentMarker(marker)
  }
  return { json: answer }
}

function presentList(list: WorldList) {
  return { id: list.id, title: list.title, replies_policy: list.repliesPolicy, exclusive: list.exclusive }
}

function lists(call: Call): Answer {
  const own = [...call.world.lists.values()].filter((list) => list.ownerId === viewerOf(call).id).map(presentList)
  if (!call.world.variant.malformedLists) return { json: own }
  const whole = JSON.stringify(own)
  return { bytes: { contentType: 'application/json; charset=utf-8', content: Buffer.from(`${whole.slice(0, -1)},`) } }
}

function ownList(call: Call): WorldList {
  const list = call.world.lists.get(param(call, 'id'))
  if (list === undefined || list.ownerId !== viewerOf(call).id) throw notFound()
  return list
}

function saveList(call: Call, list: WorldList | null): Answer {
  const title = textOf(call.input, 'title') ?? list?.title ?? ''
  const policy = (['followed', 'list', 'none'] as const).find((one) => one === textOf(call.input, 'replies_policy'))
  if (title === '') throw invalid("Title can't be blank")
  const saved: WorldList = list ?? {
    id: call.world.ids.counted(),
    ownerId: viewerOf(call).id,
    title,
    repliesPolicy: 'list',
    exclusive: false,
    members: new Set(),
  }
  saved.title = title
  saved.repliesPolicy = policy ?? saved.repliesPolicy
  saved.exclusive = flagOf(call.input, 'exclusive') ?? saved.exclusive
  call.world.lists.set(saved.id, saved)
  return { json: presentList(saved) }
}

function listMembers(call: Call): Answer {
  const page = pageOf(
    call,
    [...ownList(call).members].flatMap((id) => call.world.accounts.get(id) ?? []),
    { idOf: (account) => account.id, defaultLimit: 40, maxLimit: 80, continues: 'full' },
  )
  return { json: page.items.map((account) => presentAccount(call.world, account)), headers: page.headers }
}

function changeMembers(call: Call, add: boolean): Answer {
  const list = ownList(call)
  for (const id of textsOf(call.input, 'account_ids') ?? []) {
    if (!add) list.members.delete(id)
    else if (findTie(call.world, 'follows', viewerOf(call).id, id) === undefined && id !== viewerOf(call).id) throw notFound()
    else list.members.add(id)
  }
  return { json: {} }
}

function ownFilter(call: Call): WorldFilter {
  const filter = call.world.filters.get(param(call, 'id'))
  if (filter === undefined || filter.ownerId !== viewerOf(call).id) throw notFound()
  return filter
}

function createFilter(call: Call): Answer {
  const title = textOf(call.input, 'title') ?? ''
  if (title === '') throw invalid("Title can't be blank")
  const context = textsOf(call.input, 'context') ?? []
  if (context.length === 0) throw invalid('Context must have at least one valid value')
  const attributes = call.input['keywords_attributes']
  const keywords = (Array.isArray(attributes) ? attributes : []).flatMap((one) =>
    typeof one === 'object' && one !== null && !Array.isArray(one) && !('bytes' in one)
      ? [{ id: call.world.ids.counted(), keyword: textOf(one, 'keyword') ?? '', wholeWord: flagOf(one, 'whole_word') ?? false }]
      : [],
  )
  const seconds = Number(textOf(call.input, 'expires_in') || Number.NaN)
  const filter: WorldFilter = {
    id: call.world.ids.counted(),
    ownerId: viewerOf(call).id,
    title,
    context,
    keywords,
    action: (['warn', 'hide', 'blur'] as const).find((one) => one === textOf(call.input, 'filter_action')) ?? 'warn',
    expiresAt: Number.isFinite(seconds) ? call.world.now() + seconds * 1000 : null,
  }
  call.world.filters.set(filter.id, filter)
  return { json: presentFilter(filter) }
}

function changeTag(add: boolean): (call: Call) => Answer {
  return (call) => {
    const name = param(call, 'name').toLowerCase()
    if (add) addTie(call.world, 'tagFollows', viewerOf(call).id, name)
    else removeTie(call.world, 'tagFollows', viewerOf(call).id, name)
    return { json: presentTag(call, name) }
  }
}

function followedTags(call: Call): Answer {
  const page = pageOf(call, tiesFrom(call.world, 'tagFollows', viewerOf(call).id), {
    idOf: (tie) => tie.id,
    defaultLimit: 100,
    maxLimit: 200,
    continues: 'full',
  })
  return { json: page.items.map((tie) => presentTag(call, tie.to)), headers: page.headers }
}

function preferences(call: Call): Answer {
  const viewer = viewerOf(call)
  return {
    json: {
      'posting:default:visibility': viewer.defaultVisibility,
      'posting:default:sensitive': viewer.defaultSensitive,
      'posting:default:language': viewer.defaultLanguage,
      'posting:default:quote_policy': 'public',
      'reading:expand:media': 'default',
      'reading:expand:spoilers': false,
      'reading:autoplay:gifs': false,
    },
  }
}

/** What belongs to one person: markers, lists, filters, hashtags, preferences. Sources: docs.joinmastodon.org/methods/{markers,lists,filters,tags,followed_tags,preferences}. */
export const personalRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v1/markers', auth: 'person', scope: 'read:statuses', handle: getMarkers },
  { method: 'POST', path: '/api/v1/markers', auth: 'person', scope: 'write:statuses', handle: setMarkers },
  { method: 'GET', path: '/api/v1/lists', auth: 'person', scope: 'read:lists', handle: lists },
  { method: 'POST', path: '/api/v1/lists', auth: 'person', scope: 'write:lists', handle: (call) => saveList(call, null) },
  {
    method: 'GET',
    path: '/api/v1/lists/{id}',
    auth: 'person',
    scope: 'read:lists',
    handle: (call) => ({ json: presentList(ownList(call)) }),
  },
  { method: 'PUT', path: '/api/v1/lists/{id}', auth: 'person', scope: 'write:lists', handle: (call) => saveList(call, ownList(call)) },
  {
    method: 'DELETE',
    path: '/api/v1/lists/{id}',
    auth: 'person',
    scope: 'write:lists',
    handle: (call) => ({ json: call.world.lists.delete(ownList(call).id) ? {} : {} }),
  },
  { method: 'GET', path: '/api/v1/lists/{id}/accounts', auth: 'person', scope: 'read:lists', handle: listMembers },
  {
    method: 'POST',
    path: '/api/v1/lists/{id}/accounts',
    auth: 'person',
    scope: 'write:lists',
    handle: (call) => changeMembers(call, true),
  },
  {
    method: 'DELETE',
    path: '/api/v1/lists/{id}/accounts',
    auth: 'person',
    scope: 'write:lists',
    handle: (call) => changeMembers(call, false),
  },
  {
    method: 'GET',
    path: '/api/v2/filters',
    auth: 'person',
    scope: 'read:filters',
    handle: (call) => ({ json: [...call.world.filters.values()].filter((one) => one.ownerId === viewerOf(call).id).map(presentFilter) }),
  },
  { method: 'POST', path: '/api/v2/filters', auth: 'person', scope: 'write:filters', handle: createFilter },
  {
    method: 'GET',
    path: '/api/v2/filters/{id}',
    auth: 'person',
    scope: 'read:filters',
    handle: (call) => ({ json: presentFilter(ownFilter(call)) }),
  },
  {
    method: 'DELETE',
    path: '/api/v2/filters/{id}',
    auth: 'person',
    scope: 'write:filters',
    handle: (call) => ({ json: call.world.filters.delete(ownFilter(call).id) ? {} : {} }),
  },
  { method: 'GET', path: '/api/v1/followed_tags', auth: 'person', scope: 'read:follows', handle: followedTags },
  { method: 'GET', path: '/api/v1/tags/{name}', auth: 'maybe', handle: (call) => ({ json: presentTag(call, param(call, 'name')) }) },
  { method: 'POST', path: '/api/v1/tags/{name}/follow', auth: 'person', scope: 'write:follows', handle: changeTag(true) },
  { method: 'POST', path: '/api/v1/tags/{name}/unfollow', auth: 'person', scope: 'write:follows', handle: changeTag(false) },
  { method: 'GET', path: '/api/v1/preferences', auth: 'person', scope: 'read:accounts', handle: preferences },
]
