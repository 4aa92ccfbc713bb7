import { describe, expect, it } from 'vitest'
import {
  appendOlder,
  hasMoreAbove,
  prependSeen,
  replaceRows,
  restore,
  reveal,
  trimAbove,
  trimBelow,
  windowFrom,
} from '../../../renderer/features/timeline/window.ts'
import { page } from './timeline-page.ts'

const keys = (window: { readonly rows: readonly { readonly key: string }[] }): string[] => window.rows.map((row) => row.key)

describe('the part of the timeline that is shown', () => {
  const shown = windowFrom(page([30, 20, 10], { older: 'c10' }))

  it('goes on below without showing a row twice', () => {
    const longer = appendOlder(shown, page([10, 5, 1], { moreOnNetworks: true }))
    expect(keys(longer)).toEqual(['r30', 'r20', 'r10', 'r5', 'r1'])
    expect(longer).toMatchObject({ older: null, moreOnNetworks: true })
  })
  it('lets new rows in above and counts those that still wait', () => {
    const open = reveal(shown, { ...page([50, 40]), count: 7 })
    expect(keys(open)).toEqual(['r50', 'r40', 'r30', 'r20', 'r10'])
    expect(open.held).toBe(5)
  })
  const top = { key: 'r40', cursor: 'c40' }

  it('begins after a restart where it was, with what is new held back', () => {
    const again = restore({ ...page([60, 50, 40, 30]), count: 4 }, page([20, 10], { older: 'c10' }), top, 'r20', 2)
    expect(keys(again)).toEqual(['r40', 'r30', 'r20', 'r10'])
    expect(again).toMatchObject({ held: 2, older: 'c10', top })
    expect(hasMoreAbove(again)).toBe(false)
  })
  it('holds back all that is new when the reader was at the top', () => {
    const again = restore({ ...page([60, 50]), count: 2 }, page([40, 30]), top, 'r40', 2)
    expect(keys(again)).toEqual(['r40', 'r30'])
    expect(again.held).toBe(2)
  })
  it('goes on upwards to the former top after a restart deep in the past, and counts nothing as new that was seen', () => {
    const again = restore({ ...page([22, 21]), count: 6 }, page([20, 10]), top, 'r20', 2)
    expect(keys(again)).toEqual(['r22', 'r21', 'r20', 'r10'])
    expect(again.held).toBe(2)
    expect(hasMoreAbove(again)).toBe(true)
    const above = prependSeen(again, { ...page([60, 50, 40, 30]), count: 4 })
    expect(keys(above)).toEqual(['r40', 'r30', 'r22', 'r21', 'r20', 'r10'])
    expect(hasMoreAbove(above)).toBe(false)
  })
  it('knows what was seen by its number when the former top is gone', () => {
    const again = restore({ ...page([60, 50, 30]), count: 3 }, page([20]), top, 'r20', 2)
    expect(keys(again)).toEqual(['r30', 'r20'])
    const above = prependSeen(again, { ...page([60, 50]), count: 2 })
    expect(keys(above)).toEqual(['r30', 'r20'])
    expect(above.top?.key).toBe('r30')
  })
  it('keeps the place of a top that went, so that it is not new when it comes back', () => {
    // The top was muted: the rows are read anew without it, and nothing is found above them.
    const gone = prependSeen(replaceRows(shown, [page([20, 10])], 0), { ...page([]), count: 0 })
    expect(gone.top).toEqual({ key: 'r20', cursor: 'c30' })
    expect(hasMoreAbove(gone)).toBe(false)
    const back = replaceRows(gone, [page([30, 20, 10])], 0)
    expect(keys(back)).toEqual(['r30', 'r20', 'r10'])
  })
  it('takes in a filled gap and leaves out what was deleted when it is read anew', () => {
    const fresh = replaceRows(shown, [page([30, 25, 10], { older: 'c10' })], 3)
    expect(keys(fresh)).toEqual(['r30', 'r25', 'r10'])
    expect(fresh).toMatchObject({ held: 3, older: 'c10' })
  })
  it('keeps the rows below when a source that was read less far holds the new reading back', () => {
    const fresh = replaceRows(shown, [page([30, 28], { moreOnNetworks: true })], 0)
    expect(keys(fresh)).toEqual(['r30', 'r28', 'r20', 'r10'])
    expect(fresh).toMatchObject({ older: 'c10', moreOnNetworks: true })
  })
  it('lets go of what is far above, or far below, when it has become very long', () => {
    const times = Array.from({ length: 1000 }, (_, index) => 10_000 - index)
    const long = windowFrom(page(times, { older: 'c-end', moreOnNetworks: true }))
    const below = trimAbove(long)
    expect([below.rows.length, keys(below).at(-1), below.older, hasMoreAbove(below)]).toEqual([250, 'r9001', 'c-end', true])
    // Its top stays what was let in, so that nothing that was seen counts as new.
    expect(below.top).toEqual(long.top)
    const above = trimBelow(long)
    expect([above.rows.length, keys(above)[0], above.older, hasMoreAbove(above)]).toEqual([250, 'r10000', 'c9751', false])
    expect([trimAbove(shown), trimBelow(shown)]).toEqual([shown, shown])
  })
})
