import { ArrowLeft, ArrowRight, Ellipsis, FoldHorizontal, Trash2, UnfoldHorizontal } from 'lucide-react'
import { useId, type ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { useSettings, useStatus } from '../../queries/app.ts'
import { useSavedViews } from '../../queries/views.ts'
import { savedViewId } from '../../state/ui.ts'
import { IconButton } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Menu, type MenuEntry } from '../../ui/menu.tsx'
import { setFeedInUse } from '../feed/feed-control.ts'
import { InboxFilterMenu } from '../inbox/inbox-tools.tsx'
import { Mishap } from '../../ui/mishap.tsx'
import { TimelineList } from '../timeline/timeline-list.tsx'
import { TimelineFilterMenu } from '../timeline/timeline-tools.tsx'
import { TimelineNews } from '../timeline/timeline-view.tsx'
import { SavedViewList } from '../views/saved-view-list.tsx'
import { ViewNews } from '../views/saved-view-page.tsx'
import { leftward, moveColumn, removeColumn, resizeColumn } from './column-commands.ts'
import type { ShownColumn } from './column-sources.ts'
import { nextWidth } from './columns.ts'
import { MentionsColumn } from './mentions-column.tsx'

type ColumnProps = {
  readonly column: ShownColumn
  /** Its place among the columns, from 0, and how many there are. */
  readonly place: number
  readonly count: number
  /** The keys speak to it. */
  readonly inUse: boolean
}

/** One of the lists that stand side by side, with its name and its menu. */
export function Column({ column, place, count, inUse }: ColumnProps): ReactElement {
  const { of, title, icon, width } = column
  const name = useId()
  const use = (): void => setFeedInUse(of)
  return (
    <section
      className={`column ${width}${inUse ? ' in-use' : ''}`}
      data-column={of}
      aria-labelledby={name}
      tabIndex={-1}
      onFocusCapture={use}
      onPointerDownCapture={use}
    >
      <div className="bar">
        <Icon of={icon} className="quiet" />
        <h2 id={name} dir="auto" title={title}>
          {title}
        </h2>
        <Head of={of} />
        <div className="push tools">
          {count < 2 ? null : (
            <span className="quiet num place" aria-hidden="true">
              {place + 1}/{count}
            </span>
          )}
          <Filter of={of} />
          <Menu
            trigger={<IconButton label={t('columns.menu', { name: title })} icon={Ellipsis} />}
            entries={entriesOf(column, place, count)}
          />
        </div>
      </div>
      <Mishap>
        <Content of={of} />
      </Mishap>
    </section>
  )
}

function entriesOf({ of, width }: ShownColumn, place: number, count: number): readonly MenuEntry[] {
  const back = leftward()
  const stays = (by: 1 | -1): boolean => place + by < 0 || place + by >= count
  const on = back === 1 ? -1 : 1
  return [
    { label: t('columns.left'), icon: ArrowLeft, disabled: stays(back), run: () => void moveColumn(of, back) },
    { label: t('columns.right'), icon: ArrowRight, disabled: stays(on), run: () => void moveColumn(of, on) },
    'separator',
    { label: t('columns.wider'), icon: UnfoldHorizontal, disabled: nextWidth(width, 1) === null, run: () => void resizeColumn(of, 1) },
    { label: t('columns.narrower'), icon: FoldHorizontal, disabled: nextWidth(width, -1) === null, run: () => void resizeColumn(of, -1) },
    'separator',
    { label: t('columns.remove'), icon: Trash2, danger: true, run: () => void removeColumn(of) },
  ]
}

function Head({ of }: { readonly of: string }): ReactElement | null {
  const unread = useStatus()?.counts.inboxUnread ?? 0
  const id = savedViewId(of)
  if (id !== null) return <ViewNews id={id} brief />
  if (of === 'timeline') return <TimelineNews brief />
  return of === 'mentions' && unread > 0 ? <span className="quiet num">{t('inbox.unread', { count: unread })}</span> : null
}

function Filter({ of }: { readonly of: string }): ReactElement | null {
  const settings = useSettings()
  if (of === 'timeline') return <TimelineFilterMenu />
  return of === 'mentions' ? <InboxFilterMenu settings={settings} snoozed={0} /> : null
}

function Content({ of }: { readonly of: string }): ReactElement | null {
  const views = useSavedViews()
  const view = views.find(({ id }) => id === savedViewId(of))
  if (view !== undefined) return <SavedViewList view={view} />
  if (of === 'timeline') return <TimelineList />
  return of === 'mentions' ? <MentionsColumn /> : null
}
