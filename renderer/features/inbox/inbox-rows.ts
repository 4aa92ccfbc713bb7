import type { InboxRow } from '../../queries/inbox.ts'
import { sameDay } from '../../text/time.ts'

/** The parts of the past that rows are put into. */
type InboxPart = 'recent' | 'earlierToday' | 'yesterday' | 'earlier'

/** A line of the Mentions view: an item, or the word that parts earlier ones from it. */
export type InboxLine =
  | { readonly key: string; readonly kind: 'item'; readonly row: InboxRow }
  | { readonly key: string; readonly kind: 'divider'; readonly when: Exclude<InboxPart, 'recent'> }

const RECENT_MS = 60 * 60_000
const DAY_MS = 24 * 60 * 60_000

function partOf(at: number, now: number): InboxPart {
  if (now - at < RECENT_MS) return 'recent'
  if (sameDay(at, now)) return 'earlierToday'
  return sameDay(at, now - DAY_MS) ? 'yesterday' : 'earlier'
}

/** Puts dividers between the last hour, earlier today, yesterday and before. None stands above the first row. */
export function withDividers(rows: readonly InboxRow[], now: number): readonly InboxLine[] {
  const lines: InboxLine[] = []
  let last: string | null = null
  for (const row of rows) {
    const part = partOf(row.sortAt, now)
    if (last !== null && part !== last && part !== 'recent') lines.push({ key: `divider:${part}`, kind: 'divider', when: part })
    last = part
    lines.push({ key: row.key, kind: 'item', row })
  }
  return lines
}
