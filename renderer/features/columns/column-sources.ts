import { AtSign, Rows3, type LucideIcon } from 'lucide-react'
import type { SavedView } from '../../../shared/model/saved-view.ts'
import type { ColumnSetting } from '../../../shared/model/settings.ts'
import { t } from '../../i18n/i18n.ts'
import { settingsOptions, useSettings } from '../../queries/app.ts'
import { queryClient } from '../../queries/query-client.ts'
import { savedViews, useSavedViews } from '../../queries/views.ts'
import { viewName } from '../../state/ui.ts'
import { VIEW_ICONS } from '../views/view-kinds.ts'

/** Something that a column can show. `of` is what the settings call it, and the name of its list. */
export type ColumnSource = { readonly of: string; readonly title: string; readonly icon: LucideIcon }

/** What can stand in a column, in the order of the rail. */
export function columnSources(views: readonly SavedView[] = savedViews()): readonly ColumnSource[] {
  return [
    { of: 'timeline', title: t('view.timeline'), icon: Rows3 },
    { of: 'mentions', title: t('view.mentions'), icon: AtSign },
    ...views.map(({ id, title, source }) => ({ of: viewName(id), title, icon: VIEW_ICONS[source.kind] })),
  ]
}

/** The same, kept up to date. */
export function useColumnSources(): readonly ColumnSource[] {
  const views = useSavedViews()
  return columnSources(views)
}

/** What a column shows, and as what it stands in the settings. */
export type ShownColumn = ColumnSource & Pick<ColumnSetting, 'width'>

/** The columns of which there is something to show; what they showed may be gone. Undefined until the settings are there. */
export function useShownColumns(): readonly ShownColumn[] | undefined {
  const columns = useSettings()?.columns
  const sources = useColumnSources()
  return columns === undefined ? undefined : shownOf(columns, sources)
}

/** The same, as it is now. */
export function shownColumns(): readonly ShownColumn[] {
  return shownOf(storedColumns(), columnSources())
}

/** The columns as they are stored. */
export function storedColumns(): readonly ColumnSetting[] {
  return queryClient.getQueryData(settingsOptions.queryKey)?.columns ?? []
}

function shownOf(columns: readonly ColumnSetting[], sources: readonly ColumnSource[]): readonly ShownColumn[] {
  return columns.flatMap(({ of, width }) => {
    const source = sources.find((one) => one.of === of)
    return source === undefined ? [] : [{ ...source, width }]
  })
}
