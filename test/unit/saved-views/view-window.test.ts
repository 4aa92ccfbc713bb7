import { describe, expect, it } from 'vitest'
import { heldIn, readAnew, revealed, shownIn, windowOf, withOlder, type ViewWindow } from '../../../renderer/features/views/view-window.ts'
import type { ViewPage, ViewRow } from '../../../shared/bridge/views.ts'

const row = (key: string): ViewRow => ({ key, cursor: key, postId: key, repostedBy: null, accountIds: [], sortAt: 0 })
const page = (keys: string, older: string | null = null): ViewPage => ({
  rows: keys.split('').map(row),
  posts: [],
  older,
  moreOnNetworks: false,
  newest: keys[0] ?? null,
  readAt: null,
  failures: [],
})
const shown = (window: ViewWindow): string =>
  shownIn(window)
    .map(({ key }) => key)
    .join('')

describe('the window of a view', () => {
  it('shows all of it at first', () => {
    const window = windowOf([page('abc', 'c'), page('de')], null)
    expect(shown(window)).toBe('abcde')
    expect(heldIn(window)).toBe(0)
  })

  it('begins where the reader had let rows in, and counts those above', () => {
    const window = windowOf([page('abcd')], 'c')
    expect([shown(window), heldIn(window)]).toEqual(['cd', 2])
  })

  it('holds back what comes in above, until it is asked for', () => {
    const window = readAnew(windowOf([page('cde')], null), [page('abcde')])
    expect([shown(window), heldIn(window)]).toEqual(['cde', 2])
    expect([shown(revealed(window)), heldIn(revealed(window))]).toEqual(['abcde', 0])
  })

  it('goes on from the next row when the topmost one is gone', () => {
    const window = readAnew(windowOf([page('abcd')], 'b'), [page('xacd')])
    expect([shown(window), heldIn(window)]).toEqual(['cd', 2])
  })

  it('shows what comes into an empty view', () => {
    const window = readAnew(windowOf([page('')], null), [page('ab')])
    expect([shown(window), heldIn(window)]).toEqual(['ab', 0])
  })

  it('adds older rows below, none of them twice', () => {
    const window = withOlder(windowOf([page('abc', 'c')], 'b'), page('cde'))
    expect([shown(window), window.older]).toEqual(['bcde', null])
  })
})
