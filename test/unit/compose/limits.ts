import type { TextLimit, TextUnit } from '../../../shared/model/capabilities.ts'

const source = { source: 'https://example.org/limits', checkedOn: '2026-11-20', strength: 'hard' } as const

function limit(unit: TextUnit, value: number, rest: Partial<TextLimit> = {}): TextLimit {
  return { unit, value, linkCost: null, countsWarning: false, ...source, ...rest }
}

/** The limits on text of the networks, as the platforms' rules have them. */
export const limits = {
  bluesky: limit('graphemes', 300),
  blueskyBytes: limit('utf8-bytes', 3000),
  mastodon: limit('graphemes-and-links', 500, { linkCost: 23, countsWarning: true, strength: 'runtime' }),
  x: limit('weighted', 280, { linkCost: 23 }),
  tiktok: limit('utf16-units', 2200),
  threads: limit('emoji-bytes', 500),
} as const
