import { afterEach, expect, it } from 'vitest'
import { success } from '../../../shared/errors.ts'
import { setTransport } from '../../../renderer/bridge/client.ts'
import { queryClient } from '../../../renderer/queries/query-client.ts'
import { refreshWindow, showNew, timelineOptions } from '../../../renderer/queries/timeline.ts'
import { page } from './timeline-page.ts'

afterEach(() => queryClient.clear())

it('what was let in while the window was read anew is not held back any more', async () => {
  const slow = Promise.withResolvers<null>()
  const newer = { rows: page([40]).rows, posts: [], count: 1 }
  let pages = 0
  const answers: Record<string, () => unknown> = {
    'timeline.position': () => null,
    'timeline.newer': () => newer,
    'timeline.page': async () => {
      if (pages++ > 0) await slow.promise
      return page([30, 20, 10])
    },
  }
  setTransport({
    invoke: async (name) => success(await answers[name]?.()),
    subscribe: () => () => undefined,
    watchConnection: () => () => undefined,
  })
  const shown = () => {
    const window = queryClient.getQueryData(timelineOptions(null).queryKey)
    return { keys: window?.rows.map((row) => row.key), held: window?.held }
  }
  await queryClient.query(timelineOptions(null))
  const refreshed = refreshWindow(null)
  await showNew(null)
  expect(shown()).toEqual({ keys: ['r40', 'r30', 'r20', 'r10'], held: 0 })
  slow.resolve(null)
  await refreshed
  expect(shown()).toEqual({ keys: ['r40', 'r30', 'r20', 'r10'], held: 0 })
})
