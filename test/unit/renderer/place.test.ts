import { describe, expect, it } from 'vitest'
import { changeAround, firstSteady, stepFrom } from '../../../renderer/features/feed/place.ts'

const rows = (...keys: string[]): { key: string }[] => keys.map((key) => ({ key }))

describe('a list seen from the row the reader is at', () => {
  const before = rows('a', 'b', 'c', 'd')

  it('is steady when rows come below', () => {
    expect(changeAround(before, rows('a', 'b', 'c', 'd', 'e'), { key: 'b', offset: 4 })).toEqual({ kind: 'steady' })
  })
  it('is steady while there is no place yet', () => {
    expect(changeAround(before, rows('x', 'a'), null)).toEqual({ kind: 'steady' })
  })
  it('knows that rows came in above the first one', () => {
    expect(changeAround(before, rows('x', 'y', 'a', 'b', 'c', 'd'), { key: 'b', offset: 0 })).toEqual({ kind: 'prepended' })
  })
  it('knows that only rows at the top went', () => {
    expect(changeAround(before, rows('c', 'd'), { key: 'd', offset: 7 })).toEqual({ kind: 'prepended' })
    // Others went or came, too.
    expect(changeAround(before, rows('c', 'd', 'e'), { key: 'd', offset: 7 })).toEqual({ kind: 'moved', index: 1 })
    expect(changeAround(before, rows('b', 'd'), { key: 'd', offset: 7 })).toEqual({ kind: 'moved', index: 1 })
  })
  it('follows the row when rows came in above the first one and others below the last', () => {
    expect(changeAround(before, rows('x', 'a', 'b', 'c', 'd', 'e', 'f'), { key: 'a', offset: 0 })).toEqual({ kind: 'moved', index: 1 })
    expect(changeAround(before, rows('x', 'a', 'b', 'c'), { key: 'b', offset: 0 })).toEqual({ kind: 'moved', index: 2 })
  })
  it('follows the row when a gap above it was filled', () => {
    expect(changeAround(before, rows('a', 'x', 'y', 'b', 'c', 'd'), { key: 'c', offset: 9 })).toEqual({ kind: 'moved', index: 4 })
  })
  it('follows the row when one above it was deleted', () => {
    expect(changeAround(before, rows('a', 'c', 'd'), { key: 'c', offset: 0 })).toEqual({ kind: 'moved', index: 1 })
  })
  it('goes to the next row that is still there when its own was deleted', () => {
    expect(changeAround(before, rows('a', 'd'), { key: 'b', offset: 3 })).toEqual({ kind: 'lost', index: 1 })
  })
  it('goes to the top when nothing below its row is left', () => {
    expect(changeAround(before, rows('a'), { key: 'c', offset: 3 })).toEqual({ kind: 'lost', index: 0 })
  })
})

describe('j and k', () => {
  const list = rows('a', 'b', 'c')
  it('begin at the first row in view', () => {
    expect(stepFrom(list, null, 1, 1)).toEqual({ key: 'b' })
  })
  it('begin there again when the selected row is gone', () => {
    expect(stepFrom(list, 'gone', -1, 2)).toEqual({ key: 'c' })
  })
  it('go one row on and back', () => {
    expect(stepFrom(list, 'a', 1, 0)).toEqual({ key: 'b' })
    expect(stepFrom(list, 'b', -1, 0)).toEqual({ key: 'a' })
  })
  it('stay at the ends', () => {
    expect(stepFrom(list, 'c', 1, 0)).toBeNull()
    expect(stepFrom(list, 'a', -1, 0)).toBeNull()
  })
  it('pass over dividers', () => {
    expect(stepFrom(list, 'a', 1, 0, (row) => row.key === 'b')).toEqual({ key: 'c' })
  })
})

describe('the row that keeps its place', () => {
  const list = rows('gap', 'a', 'gap2', 'gap3', 'b')
  const drifts = (row: { key: string }): boolean => row.key.startsWith('gap')

  it('is the one at the edge, or the first one below it that does not come and go', () => {
    expect(firstSteady(list, 1, drifts)).toBe(1)
    expect(firstSteady(list, 2, drifts)).toBe(4)
    expect(firstSteady(list, 0)).toBe(0)
  })
  it('is the one at the edge when all below it come and go', () => {
    expect(firstSteady(rows('a', 'gap'), 1, drifts)).toBe(1)
  })
})
