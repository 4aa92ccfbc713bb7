import { create } from 'zustand'
import type { ColumnSetting } from '../../../shared/model/settings.ts'
import { t } from '../../i18n/i18n.ts'
import { saveSettings } from '../../queries/app.ts'
import { announce } from '../../state/announce.ts'
import { goTo } from '../../state/ui.ts'
import { setFeedInUse, useFeedInUse } from '../feed/feed-control.ts'
import { attempt } from '../post/post-commands.ts'
import { columnSources, shownColumns, storedColumns } from './column-sources.ts'
import { movedColumn, resizedColumn, withColumn, withoutColumn } from './columns.ts'

/** A column that was taken out, and where it stood. */
type DroppedColumn = ColumnSetting & { readonly at: number }

/** What happened to the columns last, for those who do not see it. */
export const useColumnsSaid = create<{ readonly words: string }>(() => ({ words: '' }))

/** Adds a column at the end, shows the Columns view and leads to it. */
export async function addColumn(of: string): Promise<void> {
  if (!(await save(withColumn(storedColumns(), { of, width: 'normal' })))) return
  goTo('columns')
  say(t('columns.added', { name: titleOf(of) }))
  leadTo(of)
}

/** Takes a column out; can be taken back. */
export async function removeColumn(of: string): Promise<void> {
  const before = storedColumns()
  const at = before.findIndex((column) => column.of === of)
  const column = before[at]
  if (column === undefined) return
  const shown = shownColumns().map((one) => one.of)
  const place = shown.indexOf(of)
  const neighbour = shown[place + 1] ?? shown[place - 1]
  if (!(await save(withoutColumn(before, of)))) return
  announce('success', t('columns.removed', { name: titleOf(of) }), {
    label: t('status.undo'),
    run: () => void save(withColumn(storedColumns(), column, at)).then((saved) => (saved ? leadTo(of) : undefined)),
  })
  leadTo(neighbour ?? null)
}

/** Takes a column out without a word, where it is there: what it showed is gone. Answers it with its place. */
export async function dropColumn(of: string): Promise<DroppedColumn | null> {
  const before = storedColumns()
  const at = before.findIndex((column) => column.of === of)
  const column = before[at]
  if (column === undefined) return null
  await saveSettings({ columns: [...withoutColumn(before, of)] })
  return { ...column, at }
}

/** Puts such a column back where it was. */
export async function putColumnBack({ at, ...column }: DroppedColumn): Promise<void> {
  await saveSettings({ columns: [...withColumn(storedColumns(), column, at)] })
}

/** Puts a column before (-1) or behind (1) the one beside it. */
export async function moveColumn(of: string, by: 1 | -1): Promise<void> {
  const shown = shownColumns().map((column) => column.of)
  if (!(await save(movedColumn(storedColumns(), of, by, shown)))) return
  sayPlace('columns.moved', of)
  leadTo(of)
}

/** Makes a column wider (1) or narrower (-1). */
export async function resizeColumn(of: string, by: 1 | -1): Promise<void> {
  await save(resizedColumn(storedColumns(), of, by))
}

/** Which way a step to the left goes in the order of the columns: back, or on where the page is read from right to left. */
export function leftward(): 1 | -1 {
  return getComputedStyle(document.documentElement).direction === 'rtl' ? 1 : -1
}

/** Goes to the column beside the one in use. */
export function stepColumn(by: 1 | -1): void {
  const shown = shownColumns().map((column) => column.of)
  const at = shown.indexOf(useFeedInUse.getState().name ?? '')
  const next = at === -1 ? shown[0] : shown[at + by]
  if (next === undefined) return
  focusColumn(next)
  sayPlace('columns.place', next)
}

async function save(columns: readonly ColumnSetting[]): Promise<boolean> {
  return attempt(() => saveSettings({ columns: [...columns] }))
}

function titleOf(of: string): string {
  return columnSources().find((source) => source.of === of)?.title ?? ''
}

function sayPlace(key: 'columns.moved' | 'columns.place', of: string): void {
  const shown = shownColumns()
  say(t(key, { name: titleOf(of), place: shown.findIndex((column) => column.of === of) + 1, count: shown.length }))
}

function say(words: string): void {
  useColumnsSaid.setState({ words })
}

/** What holds the person while it is open. */
const HOLDS = '[role="menu"], [role="dialog"]'

/**
 * Leads to a column (null: there is none left) once it stands where it belongs, and a menu that was open has given the focus back. Whoever has
 * opened the next menu by then stays in it.
 */
function leadTo(of: string | null): void {
  const open = new Set(document.querySelectorAll(HOLDS))
  window.setTimeout(() => {
    if ([...document.querySelectorAll(HOLDS)].some((one) => !open.has(one))) return
    if (of !== null) focusColumn(of)
    else if (document.activeElement === document.body) document.querySelector('main')?.focus({ preventScroll: true })
  }, 150)
}

/** Shows a column, and gives the focus to the card that the keys are on in it, or to the column. */
function focusColumn(of: string): void {
  const column = document.querySelector<HTMLElement>(`[data-column="${CSS.escape(of)}"]`)
  if (column === null) return
  setFeedInUse(of)
  const card = column.querySelector<HTMLElement>('.is-selected:is(article, button)')
  const target = card ?? column
  target.focus({ preventScroll: true })
  column.scrollIntoView({ inline: 'nearest', block: 'nearest' })
}
