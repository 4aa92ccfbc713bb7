import type { SearchFilters } from '../../connector.ts'

/** How far back recent search reaches, and its longest query: docs.x.com/x-api/posts/search/introduction and /fundamentals/rate-limits, read 2026-11-27. */
const RECENT_MS = 7 * 24 * 60 * 60_000
const LONGEST_QUERY = 512
/** A start has to be within the week when X gets it; an end that is not over yet it was known to refuse, which its pages here do not say. */
const SLACK_MS = 60_000
const END_AHEAD_MS = 15_000

/**
 * What is searched for, as X has it: words are looked for as they are, conditions are operators and times. Null: nothing of what is wanted can be within
 * X's week. Operators: X's guide for its MCP
 * server (github.com/cursor/plugins, third_party/x), read 2026-11-27.
 */
export function searchOf(query: string, filters: SearchFilters, now: number): Readonly<Record<string, string>> | null {
  const { from, language, before, after } = filters
  const oldest = now - RECENT_MS + SLACK_MS
  if (before !== undefined && before <= oldest) return null
  const words = [
    query.trim(),
    ...(from === undefined ? [] : [`from:${from.replace(/^@/, '')}`]),
    ...(language === undefined ? [] : [`lang:${language}`]),
  ].filter((word) => word !== '')
  if (words.length === 0) return null
  return {
    query: clipped(words),
    sort_order: 'recency',
    ...(after === undefined || after <= oldest ? {} : { start_time: new Date(after).toISOString() }),
    ...(before === undefined || before > now - END_AHEAD_MS ? {} : { end_time: new Date(before).toISOString() }),
  }
}

/** As much of the words as fits, the conditions whole. */
function clipped([words = '', ...conditions]: readonly string[]): string {
  const rest = conditions.join(' ')
  const room = LONGEST_QUERY - (rest === '' ? 0 : rest.length + 1)
  return [words.slice(0, Math.max(1, room)).toWellFormed().trim(), rest].filter((part) => part !== '').join(' ')
}
