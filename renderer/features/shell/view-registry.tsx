import type { ComponentType } from 'react'
import type { View } from '../../state/ui.ts'
import { AccountsView } from '../accounts/accounts-view.tsx'
import { DraftsView } from '../drafts/drafts-view.tsx'
import { InboxView } from '../inbox/inbox-view.tsx'
import { MetricsView } from '../metrics/metrics-view.tsx'
import { OutboxView } from '../outbox/outbox-view.tsx'
import { SearchView } from '../search/search-view.tsx'
import { SettingsView } from '../settings/settings-view.tsx'
import { TimelineView } from '../timeline/timeline-view.tsx'

/** What stands in the main column for each view. */
export const VIEW_COMPONENTS: Readonly<Record<View, ComponentType>> = {
  timeline: TimelineView,
  mentions: InboxView,
  search: SearchView,
  drafts: DraftsView,
  outbox: OutboxView,
  metrics: MetricsView,
  accounts: AccountsView,
  settings: SettingsView,
}
