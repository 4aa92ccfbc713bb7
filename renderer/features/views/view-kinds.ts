import { Hash, List, Rss, SearchCheck, type LucideIcon } from 'lucide-react'
import type { Account } from '../../../shared/model/account.ts'
import type { SavedView, ViewSource } from '../../../shared/model/saved-view.ts'
import { t } from '../../i18n/i18n.ts'

export const VIEW_ICONS = {
  list: List,
  feed: Rss,
  tag: Hash,
  search: SearchCheck,
} as const satisfies Record<ViewSource['kind'], LucideIcon>

/** What a view is of, in a few words: its kind, and whose it is. */
export function aboutView({ source }: SavedView, accounts: readonly Account[]): string {
  if (source.kind === 'tag' || source.kind === 'search') return t(`views.kind.${source.kind}`)
  const account = accounts.find(({ id }) => id === source.accountId)
  const kind = t(`views.kind.${source.kind}`)
  return account === undefined ? kind : t('views.kindOf', { kind, handle: account.handle, network: account.platformName })
}
