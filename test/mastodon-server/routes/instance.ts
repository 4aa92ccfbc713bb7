import { param, type Answer, type Call, type Route } from '../http/call.ts'
import { notFound, Refusal } from '../http/refusal.ts'
import { contentOf } from '../present/status.ts'
import { canSee } from '../world/relations.ts'
import { presentInstance, presentInstanceV1 } from '../present/instance.ts'
import { presentEmoji } from '../present/account.ts'

/** The page of a status, where its `url` leads. */
function showPage(call: Call): Answer {
  const status = call.world.statuses.get(param(call, 'id'))
  if (!param(call, 'handle').startsWith('@') || status === undefined || !canSee(call.world, status, null)) throw notFound()
  return {
    html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A status</title></head><body><main>${contentOf(call.world, status)}</main></body></html>`,
  }
}

/** What the server says of itself. */
export const instanceRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v1/instance', auth: 'none', handle: (call) => ({ json: presentInstanceV1(call.world) }) },
  {
    method: 'GET',
    path: '/api/v2/instance',
    auth: 'none',
    handle: (call) => {
      if (!call.world.variant.instanceV2) throw new Refusal(404, 'Not Found')
      return { json: presentInstance(call.world) }
    },
  },
  {
    method: 'GET',
    path: '/api/v1/custom_emojis',
    auth: 'none',
    handle: (call) => ({ json: [...call.world.emojis.values()].map(presentEmoji) }),
  },
  { method: 'GET', path: '/{handle}/{id}', auth: 'none', handle: showPage },
  {
    method: 'GET',
    path: '/api/v1/streaming/health',
    auth: 'none',
    handle: (call) => {
      if (call.world.variant.streaming !== 'live') throw new Refusal(404, 'Not Found')
      return { text: 'OK' }
    },
  },
  {
    method: 'GET',
    path: '/.well-known/nodeinfo',
    auth: 'none',
    handle: (call) => ({
      json: { links: [{ rel: 'http://nodeinfo.diaspora.software/ns/schema/2.0', href: `${call.world.base}/nodeinfo/2.0` }] },
    }),
  },
  {
    method: 'GET',
    path: '/nodeinfo/2.0',
    auth: 'none',
    handle: (call) => {
      const people = [...call.world.accounts.values()].filter((account) => account.domain === null).length
      return {
        json: {
          version: '2.0',
          software: call.world.variant.software,
          protocols: ['activitypub'],
          services: { outbound: [], inbound: [] },
          openRegistrations: false,
          usage: { users: { total: people, activeMonth: people, activeHalfyear: people }, localPosts: call.world.statuses.size },
          metadata: {},
        },
      }
    },
  },
]
