import { act, cleanup, render } from '@testing-library/react'
import { QueryClientProvider } from '@tanstack/react-query'
import { afterEach, expect, it } from 'vitest'
import type { DataTask } from '../../../shared/model/my-data.ts'
import { TaskLine } from '../../../renderer/features/settings/task-line.tsx'
import { dataKeys } from '../../../renderer/queries/my-data.ts'
import { queryClient } from '../../../renderer/queries/query-client.ts'
import { useAnnouncements } from '../../../renderer/state/announce.ts'

const done: DataTask = { kind: 'backup', state: 'done', done: 1, total: 1, path: '/backups/one', error: null }

afterEach(() => {
  cleanup()
  queryClient.clear()
  useAnnouncements.setState({ said: [] })
})

function show(task: DataTask | null): void {
  queryClient.setQueryData(dataKeys.task, task)
  queryClient.setQueryData(dataKeys.backups, [])
  render(
    <QueryClientProvider client={queryClient}>
      <TaskLine />
    </QueryClientProvider>,
  )
}
const isListStale = (): boolean | undefined => queryClient.getQueryState(dataKeys.backups)?.isInvalidated

it('says what ended and has the backups read anew, also where it was over before it was seen to run', async () => {
  show(null)
  await act(async () => {
    queryClient.setQueryData(dataKeys.task, done)
    await new Promise((resolve) => setTimeout(resolve, 5))
  })
  expect(useAnnouncements.getState().said).toHaveLength(1)
  expect(isListStale()).toBe(true)
})

it('says nothing of what had ended before', () => {
  show(done)
  expect(useAnnouncements.getState().said).toEqual([])
  expect(isListStale()).toBe(false)
})
