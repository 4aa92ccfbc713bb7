/** One thing a post must hold, or must not; `exact` is a phrase in quotes. */
export type SearchWord = { readonly text: string; readonly exact: boolean; readonly not: boolean }

/** One condition on a post. `value` is as it was typed. */
export type SearchFilter =
  | { readonly kind: 'from' | 'network' | 'account' | 'lang'; readonly value: string; readonly not: boolean }
  | { readonly kind: 'has'; readonly value: 'image' | 'video' | 'link' | 'poll' | 'quote'; readonly not: boolean }
  | { readonly kind: 'is'; readonly value: 'mine' | 'liked' | 'reposted' | 'bookmarked' | 'reply'; readonly not: boolean }
  /** Epoch ms: `before` excludes it, `after` begins with it. */
  | { readonly kind: 'before' | 'after'; readonly at: number }

export type SearchQuery = { readonly words: readonly SearchWord[]; readonly filters: readonly SearchFilter[] }

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
 * Reads what a person types into the search box: words, `"phrases"`, `-without`, and `from:`, `network:`, `account:`, `lang:`,
 * `has:image|video|link|poll|quote`, `is:mine|liked|reposted|bookmarked|reply`, `before:` and `after:` (year, month or day, in the
 * machine's time zone).
 * Never fails: what is not an operator is a word, so that `:)` and `a:b` are searched for as they are; but for a
 * condition that is still being typed, which changes nothing until it is one.
 */
export function parseSearch(text: string): SearchQuery {
  const words: SearchWord[] = []
  const filters: SearchFilter[] = []
  for (const [, minus, phrase, bare] of [...text.matchAll(/(?<=^|\s)(-?)(?:"([^"]*)"?|(\S+))/g)].slice(0, MAX_PARTS)) {
    const not = minus === '-'
    if (phrase !== undefined) {
      if (phrase.trim() !== '') words.push({ text: phrase.trim(), exact: true, not })
    } else if (bare !== undefined && !isUnfinished(bare)) {
      const filter = toFilter(bare, not)
      if (filter === null) words.push({ text: bare, exact: false, not })
      else filters.push(filter)
    }
  }
  return { words, filters }
}

/** A condition that is still being typed (`has:`, `is:lik`, `before:2026-`) asks for nothing yet; in quotes it is words. */
function isUnfinished(part: string): boolean {
  const [, name = '', value = ''] = /^([a-z]+):(.*)$/is.exec(part.toLowerCase()) ?? []
  switch (name) {
    case 'from':
    case 'network':
    case 'account':
    case 'lang':
      return value === ''
    case 'has':
      return Object.keys(hasValues).some((whole) => whole.startsWith(value) && whole !== value) && !Object.hasOwn(hasValues, value)
    case 'is':
      return Object.keys(isValues).some((whole) => whole.startsWith(value) && whole !== value)
    case 'before':
    case 'after':
      return /^(?:\d{0,3}|\d{4}-|\d{4}-\d{1,2}-)$/.test(value)
    default:
      return false
  }
}

function toFilter(part: string, not: boolean): SearchFilter | null {
  const [, name = '', value = ''] = /^([a-z]+):"?([^"]+)"?$/i.exec(part) ?? []
  const lower = value.toLowerCase()
  switch (name.toLowerCase()) {
    case 'from':
    case 'account': {
      if (name.toLowerCase() === 'from' && lower === 'me') return { kind: 'is', value: 'mine', not }
      const handle = value.replace(/^@/, '')
      return handle === '' ? null : { kind: name.toLowerCase() === 'from' ? 'from' : 'account', value: handle, not }
    }
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
