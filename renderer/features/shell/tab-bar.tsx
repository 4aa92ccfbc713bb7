import { AtSign, Menu as MenuIcon, Plus, Rows3, Search, SquarePen, type LucideIcon } from 'lucide-react'
import type { ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { useStatus } from '../../queries/app.ts'
import { useSavedViews } from '../../queries/views.ts'
import { goTo, openComposer, showOverlay, useUi, viewName, type FixedView } from '../../state/ui.ts'
import { Icon } from '../../ui/icon.tsx'
import { Menu, type MenuEntry } from '../../ui/menu.tsx'
import { openAddView } from '../views/view-dialogs-state.ts'
import { VIEW_ICONS } from '../views/view-kinds.ts'
import { countOf, DESTINATIONS, VIEW_NAMES } from './navigation.ts'
import { followView } from './follow-view.ts'
import { useHeld } from './rail.tsx'

/** The bar at the bottom of a narrow window, in place of the rail. */
export function TabBar(): ReactElement {
  const status = useStatus()
  const held = useHeld()
  const views = useSavedViews()
  const more: MenuEntry[] = DESTINATIONS.filter(({ view }) => !['timeline', 'mentions', 'search'].includes(view)).map(({ view, icon }) => {
    const count = countOf(view, status, held)
    return { label: count === null ? t(VIEW_NAMES[view]) : `${t(VIEW_NAMES[view])} · ${count.words}`, icon, run: () => goTo(view) }
  })
  more.push(
    'separator',
    ...views.map(({ id, title, source }): MenuEntry => ({ label: title, icon: VIEW_ICONS[source.kind], run: () => goTo(viewName(id)) })),
    { label: t('views.add'), icon: Plus, run: openAddView },
  )
  more.push('separator', { label: t('rail.allKeys'), keys: '?', run: () => showOverlay('keys') })
  return (
    <nav className="tabbar" aria-label={t('rail.views')}>
      <BarLink view="timeline" icon={Rows3} />
      <BarLink view="mentions" icon={AtSign} />
      <button type="button" className="new" aria-label={t('rail.newPost')} onClick={() => openComposer()}>
        <Icon of={SquarePen} />
      </button>
      <BarLink view="search" icon={Search} />
      <Menu
        trigger={
          <button type="button" aria-label={t('rail.moreViews')}>
            <Icon of={MenuIcon} />
            {(status?.counts.outboxNeedsYou ?? 0) > 0 ? <span className="badge warn">{status?.counts.outboxNeedsYou}</span> : null}
          </button>
        }
        entries={more}
      />
    </nav>
  )
}

function BarLink({ view, icon }: { view: FixedView; icon: LucideIcon }): ReactElement {
  const current = useUi((state) => state.view === view)
  const status = useStatus()
  const unread = view === 'mentions' ? (status?.counts.inboxUnread ?? 0) : 0
  return (
    <a
      href={`#${view}`}
      aria-label={t(VIEW_NAMES[view])}
      aria-current={current ? 'page' : undefined}
      onClick={(event) => followView(event, view)}
    >
      <Icon of={icon} />
      {unread === 0 ? null : <span className="badge">{unread > 99 ? '99+' : unread}</span>}
    </a>
  )
}
