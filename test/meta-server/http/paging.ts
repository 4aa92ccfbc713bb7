import { badParameter } from './graph-error.ts'
import type { Call } from './call.ts'

/** The largest page of Graph's lists. */
const LARGEST = 100
const USUAL = 25

/** One page of a list in its order, with Graph's cursors. Source: developers.facebook.com/docs/graph-api/results, read 2026-11-27. */
export function pageOf<T extends { readonly id: string }>(call: Call, all: readonly T[], present: (one: T) => unknown): unknown {
  const limit = Math.min(Number(call.input.get('limit') ?? USUAL), LARGEST)
  if (!Number.isInteger(limit) || limit < 1) throw badParameter('limit must be a number greater than 0')
  const after = call.input.get('after')
  const start = after === undefined ? 0 : all.findIndex(({ id }) => cursorOf(id) === after) + 1
  if (after !== undefined && start === 0) throw badParameter('Invalid cursors values')
  const page = all.slice(start, start + limit)
  const [first, last] = [page[0], page.at(-1)]
  if (first === undefined || last === undefined) return { data: [] }
  const cursors = { before: cursorOf(first.id), after: cursorOf(last.id) }
  const hasMore = start + limit < all.length
  // The address of the next page has the token in it, as on the network: whoever follows it writes the token into logs.
  const next = new URL(call.path, call.world.base)
  next.search = new URLSearchParams([...call.input, ['after', cursors.after], ['access_token', call.token?.value ?? '']]).toString()
  return { data: page.map(present), paging: { cursors, ...(hasMore ? { next: next.href } : {}) } }
}

function cursorOf(id: string): string {
  return Buffer.from(`cursor ${id}`).toString('base64url')
}
