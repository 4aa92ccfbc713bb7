import type { SearchFilterName } from '../../../shared/model/capabilities.ts'
import type { SearchQuery } from '../../../shared/search/parse-search.ts'
import type { SearchFilters } from '../../connectors/connector.ts'
import type { ReadableDatabase } from '../../store/sql.ts'
import type { StoredAccount } from '../../store/tables/accounts.ts'
import { findAuthorByHandle } from '../../store/tables/authors.ts'

/** An account whose network is asked, and what for. */
export type AskedAccount = {
  readonly accountId: string
  readonly query: string
  readonly filters: SearchFilters
  /** The author whom `filters.from` names; null = anybody. */
  readonly authorId: string | null
}

/**
 * Which accounts are asked for what is typed into Search: one of each server, a connected one where there is, whose network searches posts and can be asked for every condition
 * in it. `network:` and `account:` say who is asked; what only Chirp knows (`is:`, `has:`, and conditions with a minus) no network is asked
 * for. Words with a minus are looked for in the answers. Nobody is asked where no word is wanted.
 */
export function planNetworkSearch(
  db: ReadableDatabase,
  { words, filters }: SearchQuery,
  accounts: readonly StoredAccount[],
  platformName: (platform: string) => string,
): AskedAccount[] {
  const query = words
    .filter((word) => !word.not)
    .map(({ text, exact }) => (exact ? `"${text}"` : text))
    .join(' ')
  if (query === '') return []
  const servers = new Set<string>()
  const wellFirst = accounts.toSorted((a, b) => Number(b.state.kind === 'connected') - Number(a.state.kind === 'connected'))
  return wellFirst.flatMap((account): AskedAccount[] => {
    const { platform, server, capabilities, state } = account
    if (!capabilities.search.posts || state.kind === 'paused' || state.kind === 'needs-sign-in') return []
    if (filters.some((filter) => isElsewhere(filter, account, platformName))) return []
    const translated = translate(db, filters, account)
    if (translated === null || servers.has(`${platform} ${server}`)) return []
    servers.add(`${platform} ${server}`)
    return [{ accountId: account.id, query, ...translated }]
  })
}

type Filter = SearchQuery['filters'][number]

/** Whether a condition names another network or account. */
function isElsewhere(filter: Filter, { platform, handle }: StoredAccount, platformName: (platform: string) => string): boolean {
  if (filter.kind !== 'network' && filter.kind !== 'account') return false
  const wanted = filter.value.toLowerCase()
  const names = filter.kind === 'account' ? [handle] : [platform, platformName(platform)]
  return names.some((name) => name.toLowerCase().startsWith(wanted)) === filter.not
}

/** The conditions as the account's network has them; null where it has not all of them. */
function translate(
  db: ReadableDatabase,
  filters: readonly Filter[],
  { platform, capabilities }: StoredAccount,
): Pick<AskedAccount, 'filters' | 'authorId'> | null {
  const has = (name: SearchFilterName): boolean => capabilities.search.filters.includes(name)
  let translated: SearchFilters = {}
  let authorId: string | null = null
  for (const filter of filters) {
    switch (filter.kind) {
      case 'network':
      case 'account':
        break
      case 'from': {
        const author = filter.not || !has('from') || translated.from !== undefined ? null : findAuthorByHandle(db, filter.value)
        if (author === null || author.platform !== platform) return null
        translated = { ...translated, from: author.handle }
        authorId = author.id
        break
      }
      case 'lang':
        if (filter.not || !has('language') || translated.language !== undefined) return null
        translated = { ...translated, language: filter.value }
        break
      case 'before':
        if (!has('before')) return null
        translated = { ...translated, before: Math.min(filter.at, translated.before ?? filter.at) }
        break
      case 'after':
        if (!has('after')) return null
        translated = { ...translated, after: Math.max(filter.at, translated.after ?? filter.at) }
        break
      case 'is':
      case 'has':
        return null
    }
  }
  return { filters: translated, authorId }
}
