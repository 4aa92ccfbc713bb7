import { ArrowDown, ArrowUp, Columns3, Pencil, Trash2 } from 'lucide-react'
import type { SavedView, ViewSource } from '../../../shared/model/saved-view.ts'
import { t } from '../../i18n/i18n.ts'
import { firstShownOf, removeView, reorderViews, saveView, savedViews, showNewOfView } from '../../queries/views.ts'
import { announce } from '../../state/announce.ts'
import { goTo, useUi, viewName } from '../../state/ui.ts'
import type { MenuEntry } from '../../ui/menu.tsx'
import { addColumn, dropColumn, putColumnBack } from '../columns/column-commands.ts'
import { feedNamed } from '../feed/feed-control.ts'
import { attempt } from '../post/post-commands.ts'
import { openRenameView } from './view-dialogs-state.ts'

/** Adds a view, or finds the one that is of the same, and shows it. Rejects with `AppFailure` where nothing could be found by it. */
export async function addView(source: ViewSource, title: string | null): Promise<void> {
  const known = savedViews().map(({ id }) => id)
  const view = await saveView({ id: null, source, title })
  goTo(viewName(view.id))
  announce('success', t(known.includes(view.id) ? 'views.there' : 'views.added', { title: view.title }))
}

/** Gives a view another name. */
export async function renameView(view: SavedView, title: string): Promise<void> {
  await saveView({ id: view.id, source: view.source, title })
}

/** Puts a view above (-1) or below (1) its neighbour. */
export async function moveView(id: string, by: 1 | -1): Promise<void> {
  const ids = savedViews().map((view) => view.id)
  const at = ids.indexOf(id)
  if (at === -1 || ids[at + by] === undefined) return
  await attempt(() => reorderViews(ids.toSpliced(at, 1).toSpliced(at + by, 0, id)))
}

/** Takes a view away, and its column; both can be had back. */
export async function dropView(view: SavedView): Promise<void> {
  const before = savedViews().map(({ id }) => id)
  await attempt(async () => {
    const wasShown = useUi.getState().view === viewName(view.id)
    await removeView(view.id)
    const column = await dropColumn(viewName(view.id))
    if (wasShown) goTo('timeline')
    announce('success', t('views.removed', { title: view.title }), {
      label: t('status.undo'),
      run: () =>
        void attempt(async () => {
          const again = await saveView({ id: null, source: view.source, title: view.title })
          await reorderViews(before.map((id) => (id === view.id ? again.id : id)))
          if (column !== null) await putColumnBack({ ...column, of: viewName(again.id) })
          if (wasShown) goTo(viewName(again.id))
        }),
    })
  })
}

/** Lets in what waits above a view, and goes to the newest. */
export async function revealNewOf(id: string): Promise<void> {
  if (await attempt(() => showNewOfView(id))) feedNamed(viewName(id))?.toTop(firstShownOf(id))
}

/** What can be done with a view as a whole. `views` are all of them, in their order. */
export function viewEntries(view: SavedView, views: readonly SavedView[]): readonly MenuEntry[] {
  const at = views.findIndex(({ id }) => id === view.id)
  return [
    { label: t('views.asColumn'), icon: Columns3, run: () => void addColumn(viewName(view.id)) },
    'separator',
    { label: t('views.rename'), icon: Pencil, run: () => openRenameView(view) },
    { label: t('views.up'), icon: ArrowUp, disabled: at <= 0, run: () => void moveView(view.id, -1) },
    { label: t('views.down'), icon: ArrowDown, disabled: at === -1 || at === views.length - 1, run: () => void moveView(view.id, 1) },
    'separator',
    { label: t('views.remove'), icon: Trash2, danger: true, run: () => void dropView(view) },
  ]
}
