import type { ReactElement } from 'react'
import { assertNever } from '../../../shared/errors.ts'
import { t } from '../../i18n/i18n.ts'
import { usePanes, useUi, type Pane } from '../../state/ui.ts'
import { Empty } from '../../ui/empty.tsx'
import { ProfilePane } from '../profile/profile-pane.tsx'
import { ThreadPane } from '../thread/thread-pane.tsx'

/** The right pane: what was opened last in this view. Narrow windows show it over the column, and only when something is open. */
export function PaneHost(): ReactElement {
  const panes = usePanes()
  const view = useUi((state) => state.view)
  const top = panes.at(-1)
  if (top === undefined)
    return (
      <aside className="pane vacant" aria-label={t('pane.post')}>
        <div className="bar" />
        <Empty title={t('pane.empty')} text={t('pane.emptyText')} />
      </aside>
    )
  return (
    <aside
      className="pane open"
      aria-label={t(top.kind === 'profile' ? 'pane.profile' : 'pane.post')}
      key={`${view} ${JSON.stringify(top)}`}
    >
      <PaneContent pane={top} depth={panes.length} />
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
      return null
    default:
      return assertNever(pane)
  }
}
