import type { ColumnSetting } from '../../../shared/model/settings.ts'

const WIDTHS = ['narrow', 'normal', 'wide'] as const satisfies readonly ColumnSetting['width'][]

type Columns = readonly ColumnSetting[]

/** Puts a column last, or at a place (from 0). One that is there already stays as it is. */
export function withColumn(columns: Columns, column: ColumnSetting, at = columns.length): Columns {
  return columns.some(({ of }) => of === column.of) ? columns : columns.toSpliced(at, 0, column)
}

export function withoutColumn(columns: Columns, of: string): Columns {
  return columns.filter((column) => column.of !== of)
}

/** Puts a column before (-1) or behind (1) its neighbour among those in `shown`; at the edge it stays where it is. */
export function movedColumn(columns: Columns, of: string, by: 1 | -1, shown: readonly string[]): Columns {
  const neighbour = shown[shown.indexOf(of) + by]
  const at = columns.findIndex((column) => column.of === of)
  const to = columns.findIndex((column) => column.of === neighbour)
  const column = columns[at]
  return column === undefined || to === -1 || !shown.includes(of) ? columns : columns.toSpliced(at, 1).toSpliced(to, 0, column)
}

/** The next width up (1) or down (-1); null where there is none. */
export function nextWidth(width: ColumnSetting['width'], by: 1 | -1): ColumnSetting['width'] | null {
  return WIDTHS[WIDTHS.indexOf(width) + by] ?? null
}

export function resizedColumn(columns: Columns, of: string, by: 1 | -1): Columns {
  return columns.map((column) => (column.of === of ? { ...column, width: nextWidth(column.width, by) ?? column.width } : column))
}
