import type { SearchFilter, SearchQuery, SearchWord } from '../../store/plan-search.ts'

/** More than this of a query is not looked at. */
const MAX_PARTS = 32

const hasValues = { image: 'image', images: 'image', video: 'video', link: 'link', links: 'link', poll: 'poll', quote: 'quote' } as const
const isValues = {
  mine: 'mine',
  liked: 'liked',
  reposted: 'reposted',
  bookmarked: 'bookmarked',
  reply: 'reply',
} as const

/**
 * Reads what a person types into the search box: words, `"phrases"`, `-without`, and `from:`, `network:`, `has:image|video|link|poll|quote`,
 * `lang:`, `before:` and `after:` (year, month or day, in the machine's time zone), `is:mine|liked|reposted|bookmarked|reply`.
 * Never fails: what is not an operator is a word, so that `:)` and `a:b` are searched for as they are.
 */
export function parseSearch(text: string): SearchQuery {
  const words: SearchWord[] = []
  const filters: SearchFilter[] = []
  for (const [, minus, phrase, bare] of [...text.matchAll(/(?<=^|\s)(-?)(?:"([^"]*)"?|(\S+))/g)].slice(0, MAX_PARTS)) {
    const not = minus === '-'
    if (phrase !== undefined) {
      if (phrase.trim() !== '') words.push({ text: phrase.trim(), exact: true, not })
    } else if (bare !== undefined) {
      const filter = toFilter(bare, not)
      if (filter === null) words.push({ text: bare, exact: false, not })
      else filters.push(filter)
    }
  }
  return { words, filters }
}

function toFilter(part: string, not: boolean): SearchFilter | null {
  const [, name = '', value = ''] = /^([a-z]+):"?([^"]+)"?$/i.exec(part) ?? []
  const lower = value.toLowerCase()
  switch (name.toLowerCase()) {
    case 'from':
      return lower === 'me' ? { kind: 'is', value: 'mine', not } : { kind: 'from', value: value.replace(/^@/, ''), not }
    case 'network':
      return { kind: 'network', value, not }
    case 'lang':
      return { kind: 'lang', value: lower, not }
    case 'has':
      return Object.hasOwn(hasValues, lower) ? { kind: 'has', value: hasValues[lower as keyof typeof hasValues], not } : null
    case 'is':
      return Object.hasOwn(isValues, lower) ? { kind: 'is', value: isValues[lower as keyof typeof isValues], not } : null
    case 'before':
    case 'after': {
      const at = not ? null : startOf(value)
      return at === null ? null : { kind: name.toLowerCase() === 'before' ? 'before' : 'after', at }
    }
    default:
      return null
  }
}

/** The beginning of a year, month or day, `2026`, `2026-03` or `2026-03-03`, here; null for anything else. */
function startOf(text: string): number | null {
  const [, year, month = '1', day = '1'] = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text) ?? []
  if (year === undefined) return null
  const date = new Date(Number(year), Number(month) - 1, Number(day))
  const asTyped = date.getFullYear() === Number(year) && date.getMonth() === Number(month) - 1 && date.getDate() === Number(day)
  return asTyped ? date.getTime() : null
}
