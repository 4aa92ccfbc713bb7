import type { ComponentType, ReactElement } from 'react'
import { savedViewId, type FixedView, type View } from '../../state/ui.ts'
import { AccountsView } from '../accounts/accounts-view.tsx'
import { ColumnsView } from '../columns/columns-view.tsx'
import { DraftsView } from '../drafts/drafts-view.tsx'
import { InboxView } from '../inbox/inbox-view.tsx'
import { MetricsView } from '../metrics/metrics-view.tsx'
import { OutboxView } from '../outbox/outbox-view.tsx'
import { SearchView } from '../search/search-view.tsx'
import { SettingsView } from '../settings/settings-view.tsx'
import { TimelineView } from '../timeline/timeline-view.tsx'
import { SavedViewPage } from '../views/saved-view-page.tsx'

/** What stands in the main column for each view. */
const VIEW_COMPONENTS: Readonly<Record<FixedView, ComponentType>> = {
  timeline: TimelineView,
  mentions: InboxView,
  search: SearchView,
  drafts: DraftsView,
  outbox: OutboxView,
  metrics: MetricsView,
  accounts: AccountsView,
  settings: SettingsView,
  columns: ColumnsView,
}

/** What stands in the main column. */
export function CurrentView({ view }: { readonly view: View }): ReactElement {
  const id = savedViewId(view)
  if (id !== null) return <SavedViewPage id={id} />
  // What is no saved view is one of these.
  const Current = VIEW_COMPONENTS[view as FixedView]
  return <Current />
}
