import type { MastodonClient } from '../client.ts'
import { parseList } from '../wire.ts'
import type { z } from 'zod'

/** A page of a list, newest first. `older` is the token for the page after it; null = the end. */
export type Page<T> = { readonly items: readonly T[]; readonly older: string | null; readonly skipped: number }

/**
 * Reads one page. The token is the query of the server's own link to the next page, so that whatever it pages by is kept; where a server
 * gives no links at all, the last id is what one goes on from (docs.joinmastodon.org/api/guidelines/#pagination).
 */
export async function readPage<T extends { readonly id: string }>(
  client: MastodonClient,
  path: string,
  query: Readonly<Record<string, unknown>>,
  older: string | null,
  element: z.ZodType<T>,
): Promise<Page<T>> {
  const { data, headers } = await client.get(path, { ...query, ...(older === null ? {} : Object.fromEntries(new URLSearchParams(older))) })
  const { items, skipped } = parseList(element, data, client.server)
  return { items, skipped, older: olderToken(headers.get('link'), Object.keys(query), items, data, older) }
}

function olderToken(
  link: string | null,
  asked: readonly string[],
  items: readonly { readonly id: string }[],
  data: unknown,
  before: string | null,
): string | null {
  const isEmpty = Array.isArray(data) && data.length === 0
  if (isEmpty) return null
  const last = items.at(-1)
  const token = link === null ? (last === undefined ? null : `max_id=${encodeURIComponent(last.id)}`) : nextQuery(link, asked)
  // A server that names the same place again would be asked for it for ever.
  return token === before ? null : token
}

/** The query of the link to the next page without what was asked for anyway; null when there is no such link. RFC 8288. */
export function nextQuery(link: string, asked: readonly string[]): string | null {
  for (const [, address = '', parameters = ''] of link.matchAll(/<([^>]*)>([^<]*)/g)) {
    if (!/;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next\b)/i.test(parameters)) continue
    const url = URL.parse(address, 'https://server.invalid')
    if (!url) return null
    const names = new Set(asked.map(snakeCase))
    const kept = [...url.searchParams].filter(([name]) => !names.has(name.replace(/\[.*$/, '')))
    return kept.length === 0 ? null : new URLSearchParams(kept).toString()
  }
  return null
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
