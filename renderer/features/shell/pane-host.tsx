import type { ReactElement } from 'react'
import { assertNever } from '../../../shared/errors.ts'
import { t, type MessageKey } from '../../i18n/i18n.ts'
import { usePanes, useUi, type Pane, type View } from '../../state/ui.ts'
import { Empty } from '../../ui/empty.tsx'
import { Mishap } from '../../ui/mishap.tsx'
import { CapabilitiesPane } from '../accounts/capabilities-pane.tsx'
import { DraftPane } from '../drafts/draft-pane.tsx'
import { DraftsPane } from '../drafts/drafts-view.tsx'
import { PeoplePane } from '../inbox/people-pane.tsx'
import { PostMetricsPane } from '../metrics/post-metrics-pane.tsx'
import { ProfilePane } from '../profile/profile-pane.tsx'
import { SearchHelp } from '../search/search-help.tsx'
import { ThreadPane } from '../thread/thread-pane.tsx'

const PANE_NAMES = {
  thread: 'pane.post',
  profile: 'pane.profile',
  capabilities: 'accounts.can',
  'post-metrics': 'metrics.pane',
  people: 'pane.people',
  draft: 'drafts.preview',
} as const satisfies Record<Pane['kind'], MessageKey>

/** What an empty pane says, in views where posts are not what is opened. */
const VACANT: Readonly<Partial<Record<View, MessageKey>>> = {
  drafts: 'drafts.pane',
  accounts: 'accounts.pane',
  metrics: 'metrics.vacant',
}

/** The right pane: what was opened last in this view. Narrow windows show it over the column, and only when something is open. */
export function PaneHost(): ReactElement {
  const panes = usePanes()
  const view = useUi((state) => state.view)
  const top = panes.at(-1)
  if (top === undefined && view === 'outbox')
    return (
      <aside className="pane" aria-label={t('view.drafts')}>
        <DraftsPane />
      </aside>
    )
  if (top === undefined && view === 'search')
    return (
      <aside className="pane" aria-label={t('search.help')}>
        <SearchHelp />
      </aside>
    )
  if (top === undefined)
    return (
      <aside className="pane vacant" aria-label={t('pane.post')}>
        <div className="bar" />
        <Empty title={t('pane.empty')} text={t(VACANT[view] ?? 'pane.emptyText')} />
      </aside>
    )
  return (
    <aside className="pane open" aria-label={t(PANE_NAMES[top.kind])} key={`${view} ${JSON.stringify(top)}`}>
      <Mishap>
        <PaneContent pane={top} depth={panes.length} />
      </Mishap>
    </aside>
  )
}

function PaneContent({ pane, depth }: { pane: Pane; depth: number }): ReactElement | null {
  switch (pane.kind) {
    case 'thread':
      return <ThreadPane postId={pane.postId} depth={depth} />
    case 'profile':
      return <ProfilePane authorId={pane.authorId} depth={depth} />
    case 'capabilities':
      return <CapabilitiesPane accountId={pane.accountId} depth={depth} />
    case 'post-metrics':
      return <PostMetricsPane postId={pane.postId} depth={depth} />
    case 'people':
      return <PeoplePane groupId={pane.groupId} postId={pane.postId} depth={depth} />
    case 'draft':
      return <DraftPane draftId={pane.draftId} discarded={pane.discarded} depth={depth} />
    default:
      return assertNever(pane)
  }
}
