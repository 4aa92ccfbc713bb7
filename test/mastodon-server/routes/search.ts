import { viewerOf, type Answer, type Call, type Route } from '../http/call.ts'
import { flagOf } from '../http/input.ts'
import { Refusal } from '../http/refusal.ts'
import { presentAccount } from '../present/account.ts'
import { presentStatus } from '../present/status.ts'
import { canSee } from '../world/relations.ts'
import type { WorldAccount, WorldStatus } from '../world/types.ts'
import { findAccount } from '../world/world.ts'
import { presentTag } from './personal.ts'

function accounts(call: Call, wanted: string): WorldAccount[] {
  const exact = findAccount(call.world, wanted)
  const low = wanted.toLowerCase().replace(/^@/, '')
  const found = [...call.world.accounts.values()].filter(
    (one) =>
      one !== exact &&
      (one.url === wanted ||
        one.uri === wanted ||
        one.username.toLowerCase().startsWith(low) ||
        one.displayName.toLowerCase().includes(low)),
  )
  return exact === undefined ? found : [exact, ...found]
}

function statuses(call: Call, wanted: string): WorldStatus[] {
  if (/^https?:\/\//.test(wanted)) {
    const known = [...call.world.statuses.values()].find((one) => one.uri === wanted || one.url === wanted)
    const id = known?.id ?? ((flagOf(call.input, 'resolve') ?? false) ? call.resolveRemote(wanted) : null)
    const found = id === null ? undefined : call.world.statuses.get(id)
    return found === undefined || !canSee(call.world, found, call.viewer) ? [] : [found]
  }
  const { words, holds } = conditionsOf(call, wanted)
  // Without a public index only own and own-favoured statuses are searched, as on servers without one.
  const viewer = viewerOf(call)
  return [...call.world.statuses.values()]
    .filter(
      (one) =>
        one.reblogOfId === null &&
        one.text.toLowerCase().includes(words.toLowerCase()) &&
        holds(one) &&
        canSee(call.world, one, viewer) &&
        (one.accountId === viewer.id || one.mentionIds.includes(viewer.id) || one.visibility === 'public'),
    )
    .reverse()
}

/**
 * The conditions that Mastodon takes among the words since 4.2, here as far as Chirp asks for them. Servers that do not tell an API version take
 * them for words. Source: docs.joinmastodon.org/user/network/#search.
 */
function conditionsOf(call: Call, wanted: string): { readonly words: string; readonly holds: (status: WorldStatus) => boolean } {
  if (call.world.variant.apiVersion === null) return { words: wanted, holds: () => true }
  const words: string[] = []
  const conditions: ((status: WorldStatus) => boolean)[] = []
  for (const part of wanted.split(/\s+/)) {
    const [, name, value = ''] = /^(from|language|before|after):(.+)$/.exec(part) ?? []
    if (name === undefined) words.push(part)
    else if (name === 'from') conditions.push((one) => one.accountId === findAccount(call.world, value.replace(/^@/, ''))?.id)
    else if (name === 'language') conditions.push((one) => one.language === value)
    else {
      const day = (at: number): string => new Date(at).toISOString().slice(0, 10)
      conditions.push((one) => (name === 'before' ? day(one.createdAt) < value : day(one.createdAt) > value))
    }
  }
  return { words: words.join(' ').replaceAll('"', ''), holds: (one) => conditions.every((holds) => holds(one)) }
}

function search(call: Call): Answer {
  const wanted = (call.query.get('q') ?? '').trim()
  const type = call.query.get('type')
  if (wanted === '') throw new Refusal(400, 'Query can not be blank')
  if (call.viewer === null && (flagOf(call.input, 'resolve') ?? false))
    throw new Refusal(401, 'Search queries that resolve remote resources require authentication')
  const limit = Math.min(Number(call.query.get('limit') ?? 20), 40)
  const offset = type === null ? 0 : Number(call.query.get('offset') ?? 0)
  const cut = <Item>(kind: string, make: () => Item[]): Item[] =>
    type === null || type === kind ? make().slice(offset, offset + limit) : []
  const tags = (): string[] =>
    [...new Set([...call.world.statuses.values()].flatMap((one) => one.tags))].filter((name) =>
      name.includes(wanted.toLowerCase().replace(/^#/, '')),
    )
  return {
    json: {
      accounts: cut('accounts', () => accounts(call, wanted)).map((one) => presentAccount(call.world, one)),
      statuses: cut('statuses', () => (call.viewer === null && !wanted.startsWith('http') ? [] : statuses(call, wanted))).map((one) =>
        presentStatus(call.world, one, call.viewer),
      ),
      hashtags: cut('hashtags', tags).map((name) => presentTag(call, name)),
    },
  }
}

/** Search. Source: docs.joinmastodon.org/methods/search. */
export const searchRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v2/search', auth: 'maybe', scope: 'read:search', handle: search },
]
