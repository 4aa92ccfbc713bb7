import { Ellipsis, Plus } from 'lucide-react'
import type { ReactElement } from 'react'
import type { SavedView } from '../../../shared/model/saved-view.ts'
import { t } from '../../i18n/i18n.ts'
import { useHeldOf, useSavedViews } from '../../queries/views.ts'
import { useUi, viewName } from '../../state/ui.ts'
import { IconButton } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Menu } from '../../ui/menu.tsx'
import { followView } from '../shell/follow-view.ts'
import { viewEntries } from './view-commands.ts'
import { openAddView } from './view-dialogs-state.ts'
import { VIEW_ICONS } from './view-kinds.ts'

/** The person's own views in the rail, each with its menu, and the way to a new one. */
export function RailViews(): ReactElement {
  const views = useSavedViews()
  return (
    <>
      <ul className="rail-views" aria-label={t('views.saved')}>
        {views.map((view) => (
          <li key={view.id}>
            <RailView view={view} views={views} />
          </li>
        ))}
      </ul>
      <button type="button" className="add-view" aria-label={t('views.add')} title={t('views.add')} onClick={openAddView}>
        <Icon of={Plus} />
        <span>{t('views.add')}</span>
      </button>
    </>
  )
}

function RailView({ view, views }: { readonly view: SavedView; readonly views: readonly SavedView[] }): ReactElement {
  const name = viewName(view.id)
  const current = useUi((state) => state.view === name)
  const held = useHeldOf(view.id)
  return (
    <>
      <a
        href={`#${name}`}
        aria-label={view.title}
        aria-current={current ? 'page' : undefined}
        title={view.title}
        onClick={(event) => followView(event, name)}
      >
        <Icon of={VIEW_ICONS[view.source.kind]} />
        <span>
          <bdi dir="auto">{view.title}</bdi>
        </span>
        {held === 0 ? null : (
          <em className="count" aria-label={t('rail.newCount', { count: held })} title={t('rail.newCount', { count: held })}>
            {held}
          </em>
        )}
      </a>
      <Menu
        align="start"
        trigger={<IconButton className="more-of" label={t('views.menu', { title: view.title })} icon={Ellipsis} />}
        entries={viewEntries(view, views)}
      />
    </>
  )
}
