import { afterEach, expect, it } from 'vitest'
import { success } from '../../../shared/errors.ts'
import { setTransport } from '../../../renderer/bridge/client.ts'
import { queryClient } from '../../../renderer/queries/query-client.ts'
import { loadOlder, timelineOptions } from '../../../renderer/queries/timeline.ts'
import { loadOlderOfView, viewOptions } from '../../../renderer/queries/views.ts'
import { page, type Page } from './timeline-page.ts'

// What is shown ends where the slowest network was read to. That may have moved by the time somebody asks for more.

/** A host that shows three rows, and these below them when it is asked again; whose networks have nothing more. */
function hostWith(below: readonly number[]): void {
  const extra = { readAt: null, failures: [] }
  const answers: Record<string, (input: { readonly cursor: string | null }) => unknown> = {
    'timeline.position': () => null,
    'timeline.page': ({ cursor }) => (cursor === null ? page([30, 20, 10], { moreOnNetworks: true }) : page(below)),
    'timeline.loadOlder': () => ({ added: 0, exhausted: true }),
    'views.page': ({ cursor }) => ({ ...(cursor === null ? page([30, 20, 10], { moreOnNetworks: true }) : page(below)), ...extra }),
    'views.loadOlder': () => ({ added: 0, exhausted: true }),
  }
  setTransport({
    invoke: (name, input) => Promise.resolve(success(answers[name]?.(input as { readonly cursor: string | null }))),
    subscribe: () => () => undefined,
    watchConnection: () => () => undefined,
  })
}

const shows = (key: readonly unknown[]) => {
  const window = queryClient.getQueryData<Pick<Page, 'rows' | 'moreOnNetworks'>>(key)
  return { keys: window?.rows.map((row) => row.key), more: window?.moreOnNetworks }
}
afterEach(() => queryClient.clear())

it.each([
  ['the timeline', timelineOptions(null).queryKey, () => queryClient.query(timelineOptions(null)), () => loadOlder(null)],
  ['a view', viewOptions('7').queryKey, () => queryClient.query(viewOptions('7')), () => loadOlderOfView('7')],
] as const)('%s shows what the networks had brought before it asked them, and ends where there is nothing', async (_, key, open, load) => {
  hostWith([5, 1])
  await open()
  expect(shows(key)).toEqual({ keys: ['r30', 'r20', 'r10'], more: true })
  expect(await load()).toBe(true)
  expect(shows(key)).toEqual({ keys: ['r30', 'r20', 'r10', 'r5', 'r1'], more: false })
  expect(await load()).toBe(false)
  queryClient.clear()

  hostWith([])
  await open()
  expect(await load()).toBe(false)
  expect(shows(key)).toEqual({ keys: ['r30', 'r20', 'r10'], more: false })
})
