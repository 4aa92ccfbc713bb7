import type { ComponentType } from 'react'
import type { View } from '../../state/ui.ts'
import { AccountsView } from '../accounts/accounts-view.tsx'
import { InboxView } from '../inbox/inbox-view.tsx'
import { SearchView } from '../search/search-view.tsx'
import { TimelineView } from '../timeline/timeline-view.tsx'

/** What stands in the main column for each view. */
export const VIEW_COMPONENTS: Readonly<Partial<Record<View, ComponentType>>> = {
  timeline: TimelineView,
  mentions: InboxView,
  search: SearchView,
  accounts: AccountsView,
}
