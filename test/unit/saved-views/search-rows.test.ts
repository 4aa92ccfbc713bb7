import { describe, expect, it } from 'vitest'
import { searchRows } from '../../../renderer/features/search/search-rows.ts'

const keys = (local: readonly string[], networks: readonly string[]): readonly string[] => searchRows(local, networks).map(({ key }) => key)

describe('what was found here and on the networks', () => {
  it('puts what only the networks have below, behind a line', () => {
    expect(keys(['a', 'b'], ['b', 'c'])).toEqual(['a', 'b', 'divider:networks', 'c'])
  })

  it('has no line where the networks have nothing else', () => {
    expect(keys(['a', 'b'], ['b'])).toEqual(['a', 'b'])
    expect(keys([], [])).toEqual([])
  })

  it('shows the hits of the networks alone where there are no others', () => {
    expect(keys([], ['c'])).toEqual(['divider:networks', 'c'])
  })
})
