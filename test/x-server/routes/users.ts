import { param, viewerOf, type Answer, type Call, type Route } from '../http/call.ts'
import { partialError } from '../http/problem.ts'
import { listOf } from '../present/fields.ts'
import { presentUser } from '../present/user.ts'
import type { WorldUser } from '../world/types.ts'
import { findUser } from '../world/world.ts'

const SCOPES = ['users.read', 'tweet.read']

function one(call: Call, user: WorldUser | null, wanted: string, parameter: string): Answer {
  if (user === null) return { json: { errors: [partialError('user', wanted, 'gone', parameter)] } }
  return {
    json: { data: presentUser(call.world, user, listOf(call.query, 'user.fields')) },
    charges: [{ price: 'user-read', resource: `user ${user.id}` }],
  }
}

export const userRoutes: readonly Route[] = [
  { method: 'GET', path: '/2/users/me', scopes: SCOPES, family: 'me', handle: (call) => one(call, viewerOf(call), '', 'id') },
  {
    method: 'GET',
    path: '/2/users/{id}',
    scopes: SCOPES,
    family: 'users',
    handle: (call) => one(call, call.world.users.get(param(call, 'id')) ?? null, param(call, 'id'), 'id'),
  },
  {
    method: 'GET',
    path: '/2/users/by/username/{username}',
    scopes: SCOPES,
    family: 'users',
    handle: (call) => one(call, findUser(call.world, param(call, 'username')), param(call, 'username'), 'username'),
  },
]
