import {
  AtSign,
  ChartNoAxesColumn,
  CircleUserRound,
  Columns3,
  FilePenLine,
  Rows3,
  Search,
  Send,
  SlidersHorizontal,
  type LucideIcon,
} from 'lucide-react'
import { t, type MessageKey } from '../../i18n/i18n.ts'
import type { AppStatus } from '../../queries/app.ts'
import type { FixedView, View } from '../../state/ui.ts'

/** The views in their order, with their icon and the keys that lead there. */
export const DESTINATIONS = [
  { view: 'timeline', icon: Rows3, keys: 'g t' },
  { view: 'mentions', icon: AtSign, keys: 'g m' },
  { view: 'search', icon: Search, keys: '/' },
  { view: 'drafts', icon: FilePenLine, keys: 'g d' },
  { view: 'outbox', icon: Send, keys: 'g o' },
  { view: 'metrics', icon: ChartNoAxesColumn, keys: 'g x' },
  { view: 'accounts', icon: CircleUserRound, keys: 'g a' },
  { view: 'settings', icon: SlidersHorizontal, keys: 'g s' },
  { view: 'columns', icon: Columns3, keys: 'g c' },
] as const satisfies readonly { view: FixedView; icon: LucideIcon; keys: string }[]

export const VIEW_NAMES = {
  timeline: 'view.timeline',
  mentions: 'view.mentions',
  search: 'view.search',
  drafts: 'view.drafts',
  outbox: 'view.outbox',
  metrics: 'view.metrics',
  accounts: 'view.accounts',
  settings: 'view.settings',
  columns: 'view.columns',
} as const satisfies Record<FixedView, MessageKey>

export type ViewCount = { readonly number: number; readonly words: string; readonly tone: '' | 'new' | 'warn' }

/** The number beside a view, or null. `held` is how many new posts wait above the timeline. */
export function countOf(view: View, status: AppStatus | undefined, held: number): ViewCount | null {
  const counts = status?.counts
  if (view === 'timeline') return held === 0 ? null : { number: held, words: t('rail.newCount', { count: held }), tone: '' }
  if (counts === undefined) return null
  if (view === 'mentions')
    return counts.inboxUnread === 0
      ? null
      : { number: counts.inboxUnread, words: t('rail.unreadCount', { count: counts.inboxUnread }), tone: 'new' }
  if (view === 'drafts')
    return counts.drafts === 0 ? null : { number: counts.drafts, words: t('rail.draftCount', { count: counts.drafts }), tone: '' }
  if (view !== 'outbox') return null
  if (counts.outboxNeedsYou > 0)
    return { number: counts.outboxNeedsYou, words: t('rail.needYouCount', { count: counts.outboxNeedsYou }), tone: 'warn' }
  return counts.outboxPending === 0
    ? null
    : { number: counts.outboxPending, words: t('rail.pendingCount', { count: counts.outboxPending }), tone: '' }
}
