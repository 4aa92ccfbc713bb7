import { param, viewerOf, type Answer, type Call, type Route } from '../http/call.ts'
import { flagOf, textsOf } from '../http/input.ts'
import { pageOf } from '../http/paging.ts'
import { notFound } from '../http/refusal.ts'
import { isFilteredOut, presentStatus } from '../present/status.ts'
import { homeFeed, listFeed, publicFeed, tagFeed, type PublicWishes } from '../world/feeds.ts'
import type { WorldStatus } from '../world/types.ts'

function pageOfFeed(call: Call, feed: readonly WorldStatus[]): Answer {
  const page = pageOf(call, feed, { idOf: (status) => status.id, defaultLimit: 20, maxLimit: 40, continues: 'always' })
  return { json: page.items.map((status) => presentStatus(call.world, status, call.viewer)), headers: page.headers }
}

function wishesOf(call: Call): PublicWishes {
  return {
    local: flagOf(call.input, 'local') ?? false,
    remote: flagOf(call.input, 'remote') ?? false,
    onlyMedia: flagOf(call.input, 'only_media') ?? false,
  }
}

function home(call: Call): Answer {
  const viewer = viewerOf(call)
  return pageOfFeed(
    call,
    homeFeed(call.world, viewer).filter((status) => !isFilteredOut(call.world, status, viewer)),
  )
}

function list(call: Call): Answer {
  const found = call.world.lists.get(param(call, 'list_id'))
  if (found === undefined || found.ownerId !== viewerOf(call).id) throw notFound()
  return pageOfFeed(call, listFeed(call.world, found))
}

function tag(call: Call): Answer {
  const named = (name: string): string[] => textsOf(call.input, name) ?? []
  return pageOfFeed(
    call,
    tagFeed(call.world, call.viewer, param(call, 'hashtag'), { any: named('any'), all: named('all'), none: named('none') }, wishesOf(call)),
  )
}

/** Timelines. Source: docs.joinmastodon.org/methods/timelines. */
export const timelineRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v1/timelines/home', auth: 'person', scope: 'read:statuses', handle: home },
  {
    method: 'GET',
    path: '/api/v1/timelines/public',
    auth: 'maybe',
    handle: (call) => pageOfFeed(call, publicFeed(call.world, call.viewer, wishesOf(call))),
  },
  { method: 'GET', path: '/api/v1/timelines/tag/{hashtag}', auth: 'maybe', handle: tag },
  { method: 'GET', path: '/api/v1/timelines/list/{list_id}', auth: 'person', scope: 'read:lists', handle: list },
]
