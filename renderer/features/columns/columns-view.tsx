import { Columns3, Plus } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef, type ReactElement, type RefObject } from 'react'
import { t } from '../../i18n/i18n.ts'
import { setFeedInUse, useFeedInUse } from '../feed/feed-control.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Empty, Skeletons } from '../../ui/empty.tsx'
import { Menu, type MenuEntry } from '../../ui/menu.tsx'
import { openAddView } from '../views/view-dialogs-state.ts'
import { Column } from './column.tsx'
import { addColumn, useColumnsSaid } from './column-commands.ts'
import { useColumnSources, useShownColumns, type ShownColumn } from './column-sources.ts'

/** Several lists side by side, each with its own place. */
export function ColumnsView(): ReactElement {
  const columns = useShownColumns()
  const said = useColumnsSaid((state) => state.words)
  return (
    <>
      <div className="bar">
        <h1>{t('view.columns')}</h1>
        {columns === undefined || columns.length === 0 ? null : (
          <div className="push tools">
            <AddColumn columns={columns} trigger={<IconButton label={t('columns.add')} icon={Plus} />} />
          </div>
        )}
      </div>
      {columns === undefined ? (
        <Skeletons />
      ) : columns.length === 0 ? (
        <Empty title={t('columns.emptyTitle')} text={t('columns.emptyText')}>
          <AddColumn columns={columns} trigger={<Button variant="primary">{t('columns.add')}</Button>} />
        </Empty>
      ) : (
        <SideBySide columns={columns} />
      )}
      <div role="status" className="sr">
        {said}
      </div>
    </>
  )
}

/** How far the columns are scrolled sideways, pixels; kept while other views are looked at. */
let scrolled = 0

function SideBySide({ columns }: { readonly columns: readonly ShownColumn[] }): ReactElement {
  const row = useRef<HTMLDivElement>(null)
  const inUse = useFeedInUse((state) => state.name)
  const first = columns[0]?.of
  const known = columns.some(({ of }) => of === inUse)
  useEffect(() => {
    if (!known && first !== undefined) setFeedInUse(first)
  }, [known, first])
  useLayoutEffect(() => {
    if (row.current !== null) row.current.scrollLeft = scrolled
  }, [])
  useKeptInView(row)
  return (
    <div className="columns" ref={row} onScroll={(event) => (scrolled = event.currentTarget.scrollLeft)}>
      {columns.map((column, index) => (
        // A list that is moved in the page loses its place; one that is made anew begins where it was.
        <Column key={`${String(index)} ${column.of}`} column={column} place={index} count={columns.length} inUse={column.of === inUse} />
      ))}
    </div>
  )
}

/** When the pane opens beside the columns, the one in use stays in view. */
function useKeptInView(row: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const target = row.current
    if (target === null) return
    let width = target.clientWidth
    const observer = new ResizeObserver(() => {
      if (target.clientWidth < width) target.querySelector('.column.in-use')?.scrollIntoView({ inline: 'nearest', block: 'nearest' })
      width = target.clientWidth
    })
    observer.observe(target)
    return () => observer.disconnect()
  }, [row])
}

type AddColumnProps = { readonly columns: readonly ShownColumn[]; readonly trigger: ReactElement }

/** What is not among the columns yet. */
function AddColumn({ columns, trigger }: AddColumnProps): ReactElement {
  const sources = useColumnSources().filter(({ of }) => columns.every((column) => column.of !== of))
  const entries: MenuEntry[] = [
    ...(sources.length === 0
      ? [{ label: t('columns.allThere'), icon: Columns3, disabled: true }]
      : sources.map(({ of, title, icon }) => ({ label: title, icon, run: () => void addColumn(of) }))),
    'separator',
    { label: t('action.addView'), icon: Plus, run: openAddView },
  ]
  return <Menu trigger={trigger} entries={entries} />
}
