import { Ellipsis, ListStart, RefreshCw } from 'lucide-react'
import type { ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { useAccounts } from '../../queries/app.ts'
import { refreshView, useHeldOf, useSavedViews } from '../../queries/views.ts'
import { viewName } from '../../state/ui.ts'
import { IconButton } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Menu } from '../../ui/menu.tsx'
import { feedNamed } from '../feed/feed-control.ts'
import { NewPosts } from '../feed/new-posts.tsx'
import { attempt } from '../post/post-commands.ts'
import { SavedViewList } from './saved-view-list.tsx'
import { revealNewOf, viewEntries } from './view-commands.ts'
import { aboutView } from './view-kinds.ts'

/** A view that the person saved, in the main column. */
export function SavedViewPage({ id }: { readonly id: string }): ReactElement {
  const views = useSavedViews()
  const accounts = useAccounts()
  const view = views.find((one) => one.id === id)
  if (view === undefined)
    return (
      <>
        <div className="bar" />
        <Empty title={t('views.goneTitle')} text={t('views.goneText')} />
      </>
    )
  return (
    <>
      <div className="bar view-bar">
        <h1 dir="auto" title={view.title}>
          {view.title}
        </h1>
        <ViewNews id={id} />
        <span className="quiet about">{aboutView(view, accounts)}</span>
        <div className="push tools">
          <Menu
            trigger={<IconButton label={t('views.menu', { title: view.title })} icon={Ellipsis} />}
            entries={[
              { label: t('timeline.refresh'), icon: RefreshCw, run: () => void attempt(() => refreshView(id)) },
              { label: t('timeline.top'), icon: ListStart, run: () => feedNamed(viewName(id))?.toTop(null) },
              ...viewEntries(view, views),
            ]}
          />
        </div>
      </div>
      <SavedViewList key={id} view={view} />
    </>
  )
}

/** How many posts wait above a view, and lets them in. */
export function ViewNews({ id, brief = false }: { readonly id: string; readonly brief?: boolean }): ReactElement {
  const held = useHeldOf(id)
  return <NewPosts count={held} onShow={() => void revealNewOf(id)} brief={brief} />
}
