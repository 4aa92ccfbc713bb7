import { compareIds } from '../world/ids.ts'
import type { Call } from './call.ts'

/** How a list is cut. `idOf` gives what it is paged by, which need not be the id the person sees. */
export interface PagingRules<Item> {
  readonly idOf: (item: Item) => string
  readonly defaultLimit: number
  readonly maxLimit: number
  /** `always` offers a next page whenever there is anything, as feeds do; `full` only after a full page. */
  readonly continues: 'always' | 'full'
}

export interface Page<Item> {
  readonly items: Item[]
  readonly headers: Readonly<Record<string, string>>
  readonly limit: number
}

/**
 * Cuts a page out of a list, newest first.
 *
 * `max_id`: older than it. `since_id`: newer than it, from the newest down, so a gap may stay. `min_id`: newer than it,
 * the ones right after it, so nothing is left out. Source: docs.joinmastodon.org/api/guidelines/#pagination.
 */
export function pageOf<Item>(call: Call, all: readonly Item[], rules: PagingRules<Item>): Page<Item> {
  const wanted = Number(call.query.get('limit') ?? call.input['limit'] ?? rules.defaultLimit)
  const limit = Math.min(Math.max(Number.isInteger(wanted) && wanted > 0 ? wanted : rules.defaultLimit, 1), rules.maxLimit)
  const [maxId, sinceId, minId] = ['max_id', 'since_id', 'min_id'].map((name) => call.query.get(name) || null)
  const inRange = all
    .filter((item) => {
      const id = rules.idOf(item)
      return (
        (maxId == null || compareIds(id, maxId) < 0) &&
        (sinceId == null || compareIds(id, sinceId) > 0) &&
        (minId == null || compareIds(id, minId) > 0)
      )
    })
    .sort((left, right) => compareIds(rules.idOf(right), rules.idOf(left)))
  const items = minId == null ? inRange.slice(0, limit) : inRange.slice(-limit)
  const first = items[0]
  const last = items.at(-1)
  if (first === undefined || last === undefined) return { items, headers: {}, limit }
  const address = (name: string, id: string): string => {
    const query = new URLSearchParams(call.query)
    for (const drop of ['max_id', 'since_id', 'min_id', 'access_token']) query.delete(drop)
    query.set(name, id)
    return `<${call.world.base}${call.path}?${query.toString()}>`
  }
  const links = [
    ...(rules.continues === 'always' || items.length === limit ? [`${address('max_id', rules.idOf(last))}; rel="next"`] : []),
    `${address('min_id', rules.idOf(first))}; rel="prev"`,
  ]
  return { items, headers: { link: links.join(', ') }, limit }
}
