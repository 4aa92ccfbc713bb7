import { describe, expect, it } from 'vitest'
import { movedColumn, nextWidth, resizedColumn, withColumn, withoutColumn } from '../../../renderer/features/columns/columns.ts'
import type { ColumnSetting } from '../../../shared/model/settings.ts'

const column = (of: string, width: ColumnSetting['width'] = 'normal'): ColumnSetting => ({ of, width })
const three = [column('timeline'), column('gone'), column('mentions')]
const names = (columns: readonly ColumnSetting[]): readonly string[] => columns.map(({ of }) => of)

describe('the columns of the settings', () => {
  it('takes a new one in last, or where it was', () => {
    expect(names(withColumn(three, column('view:1')))).toEqual(['timeline', 'gone', 'mentions', 'view:1'])
    expect(names(withColumn(withoutColumn(three, 'timeline'), column('timeline'), 0))).toEqual(names(three))
  })

  it('has each only once', () => {
    expect(withColumn(three, column('mentions', 'wide'))).toEqual(three)
  })

  it('moves one over its neighbour that is shown, whatever lies between that is not', () => {
    const shown = ['timeline', 'mentions']
    expect(names(movedColumn(three, 'timeline', 1, shown))).toEqual(['gone', 'mentions', 'timeline'])
    expect(names(movedColumn(three, 'mentions', -1, shown))).toEqual(['mentions', 'timeline', 'gone'])
  })

  it('leaves one at the edge where it is', () => {
    expect(movedColumn(three, 'mentions', 1, ['timeline', 'mentions'])).toEqual(three)
    expect(movedColumn(three, 'timeline', -1, ['timeline', 'mentions'])).toEqual(three)
  })

  it('knows three widths and no more', () => {
    expect(nextWidth('wide', 1)).toBeNull()
    expect(nextWidth('narrow', -1)).toBeNull()
    const wider = resizedColumn(resizedColumn(three, 'mentions', 1), 'mentions', 1)
    expect(wider.map(({ width }) => width)).toEqual(['normal', 'normal', 'wide'])
  })
})
