import { cleanup, render, screen, waitFor } from '@testing-library/react'
import { QueryClientProvider } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { success } from '../../../shared/errors.ts'
import { Settings } from '../../../shared/model/settings.ts'
import { setTransport } from '../../../renderer/bridge/client.ts'
import { addColumn, moveColumn, removeColumn, resizeColumn, stepColumn } from '../../../renderer/features/columns/column-commands.ts'
import { ColumnsView } from '../../../renderer/features/columns/columns-view.tsx'
import { currentFeed, registerFeed, setFeedInUse, useFeedInUse, type FeedControl } from '../../../renderer/features/feed/feed-control.ts'
import { appKeys } from '../../../renderer/queries/app.ts'
import { queryClient } from '../../../renderer/queries/query-client.ts'
import { useAnnouncements } from '../../../renderer/state/announce.ts'
import { useUi } from '../../../renderer/state/ui.ts'
import { accounts } from '../../support/renderer-fixture/world.ts'

let stored: Settings

beforeEach(() => {
  stored = Settings.parse({})
  setTransport({
    invoke: (name, input) => {
      if (name === 'settings.set') stored = Settings.parse({ ...stored, ...(input as object) })
      const answers: Readonly<Record<string, unknown>> = {
        'settings.set': stored,
        'views.list': [],
        'timeline.position': null,
        'timeline.page': { rows: [], posts: [], older: null, moreOnNetworks: false, newest: null, sources: [] },
        'inbox.page': { rows: [], posts: [], older: null, moreOnNetworks: false },
      }
      return Promise.resolve(success(answers[name] ?? {}))
    },
    subscribe: () => () => undefined,
    watchConnection: () => () => undefined,
  })
  queryClient.setQueryData(appKeys.accounts, accounts)
  queryClient.setQueryData(appKeys.settings, stored)
  queryClient.setQueryData(appKeys.status, { syncing: false, counts: { inboxUnread: 0 } })
  useUi.setState({ view: 'columns' })
  useAnnouncements.setState({ said: [] })
  useFeedInUse.setState({ name: null })
  render(
    <QueryClientProvider client={queryClient}>
      <ColumnsView />
    </QueryClientProvider>,
  )
})

afterEach(() => {
  cleanup()
  queryClient.clear()
})

function shown(): readonly string[] {
  return screen.queryAllByRole('heading', { level: 2 }).map((heading) => heading.textContent)
}

async function addBoth(): Promise<void> {
  await addColumn('timeline')
  await addColumn('mentions')
  await waitFor(() => expect(screen.getByRole('region', { name: 'Mentions' })).toBeDefined())
}

describe('the Columns view', () => {
  it('invites to add a column while there is none', () => {
    expect(screen.getByRole('heading', { name: 'Side by side' })).toBeDefined()
    expect(screen.getByRole('button', { name: 'Add column' })).toBeDefined()
  })

  it('shows what was added, in that order, and keeps it in the settings', async () => {
    await addBoth()
    expect(shown().filter((name) => name === 'Timeline' || name === 'Mentions')).toEqual(['Timeline', 'Mentions'])
    expect(stored.columns).toEqual([
      { of: 'timeline', width: 'normal' },
      { of: 'mentions', width: 'normal' },
    ])
  })

  it('moves and widens a column, and says where it is now', async () => {
    await addBoth()
    await moveColumn('timeline', 1)
    await resizeColumn('timeline', 1)
    await waitFor(() => expect(screen.getAllByRole('region').map((region) => region.dataset['column'])).toEqual(['mentions', 'timeline']))
    expect(screen.getByRole('region', { name: 'Timeline' }).className).toContain('wide')
    await waitFor(() => expect(screen.getByText('Timeline is column 2 of 2.')).toBeDefined())
  })

  it('takes a column out, and puts it back where it was', async () => {
    await addBoth()
    await removeColumn('timeline')
    expect(stored.columns.map(({ of }) => of)).toEqual(['mentions'])
    const said = useAnnouncements.getState().said.at(-1)
    expect(said?.text).toBe('The column Timeline is removed.')
    said?.action?.run()
    await waitFor(() => expect(stored.columns.map(({ of }) => of)).toEqual(['timeline', 'mentions']))
  })

  it('leaves out what a column showed and is gone, and does not forget it', async () => {
    await addBoth()
    await addColumn('view:gone')
    await moveColumn('mentions', -1)
    expect(stored.columns.map(({ of }) => of)).toEqual(['mentions', 'timeline', 'view:gone'])
    await waitFor(() => expect(screen.getAllByRole('region').map((region) => region.dataset['column'])).toEqual(['mentions', 'timeline']))
  })

  it('steps from column to column, and stays at the last one', async () => {
    await addBoth()
    setFeedInUse('timeline')
    stepColumn(1)
    expect(document.activeElement).toBe(screen.getByRole('region', { name: 'Mentions' }))
    await waitFor(() => expect(screen.getByText('Mentions, column 2 of 2')).toBeDefined())
    stepColumn(1)
    expect(document.activeElement).toBe(screen.getByRole('region', { name: 'Mentions' }))
    stepColumn(-1)
    expect(document.activeElement).toBe(screen.getByRole('region', { name: 'Timeline' }))
  })
})

describe('the list that the keys speak to', () => {
  const feed = (name: string): FeedControl => ({
    name,
    step: () => undefined,
    open: () => false,
    current: () => null,
    toTop: () => undefined,
    atTop: () => true,
    showNew: null,
  })

  it('is the one in use, and the first one where that is not shown', () => {
    const ends = [registerFeed(feed('one')), registerFeed(feed('two')), registerFeed(feed('pane:three'))]
    expect(currentFeed()?.name).toBe('one')
    setFeedInUse('two')
    expect(currentFeed()?.name).toBe('two')
    ends[1]?.()
    expect(currentFeed()?.name).toBe('one')
    for (const end of ends) end()
  })
})
