import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { QueryClientProvider } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { success } from '../../../shared/errors.ts'
import { Settings } from '../../../shared/model/settings.ts'
import { setTransport } from '../../../renderer/bridge/client.ts'
import { SearchView } from '../../../renderer/features/search/search-view.tsx'
import { appKeys } from '../../../renderer/queries/app.ts'
import { queryClient } from '../../../renderer/queries/query-client.ts'
import { setSearchText } from '../../../renderer/state/search.ts'
import { useUi } from '../../../renderer/state/ui.ts'
import { accounts, posts } from '../../support/renderer-fixture/world.ts'

// The arrow leads into the hits of what stands in the box, also where they are not there yet when it is pressed.

const amara = posts.get('post:t-amara0')!
const heike = posts.get('post:t-heike1')!
/** The searches that wait for their answer, by their text. */
const asked = new Map<string, (value: unknown) => void>()

beforeEach(() => {
  asked.clear()
  setTransport({
    invoke: (name, input) => {
      if (name !== 'search.posts') return Promise.resolve(success(name === 'authors.get' ? [] : {}))
      // This is what the search is asked with.
      const { text } = input as { text: string }
      return new Promise((resolve) => asked.set(text, (value) => resolve(success(value))))
    },
    subscribe: () => () => undefined,
    watchConnection: () => () => undefined,
  })
  queryClient.setQueryData(appKeys.accounts, accounts)
  queryClient.setQueryData(appKeys.settings, Settings.parse({}))
  useUi.setState({ opened: {}, panes: {}, selected: {} })
  setSearchText('')
})

afterEach(() => {
  cleanup()
  queryClient.clear()
})

const box = (): HTMLElement => screen.getByRole('searchbox')
const focused = (): string | null => document.activeElement?.closest('[data-row]')?.getAttribute('data-row') ?? null

async function answer(text: string, found: readonly (typeof amara)[]): Promise<void> {
  await waitFor(() => expect([...asked.keys()]).toContain(text))
  await act(async () => {
    asked.get(text)?.({
      posts: found,
      ids: found.map(({ post }) => post.id),
      postIds: found.map(({ post }) => post.id),
      older: null,
      indexing: false,
    })
    await new Promise((resolve) => setTimeout(resolve, 5))
  })
}

function show(): void {
  render(
    <QueryClientProvider client={queryClient}>
      <SearchView />
    </QueryClientProvider>,
  )
}

it('goes to the first hit when the hits are there', async () => {
  show()
  fireEvent.change(box(), { target: { value: 'tram' } })
  await answer('tram', [amara, heike])
  fireEvent.keyDown(box(), { key: 'ArrowDown' })
  await waitFor(() => expect(focused()).toBe(amara.post.id))
})

it('waits for the hits of what was typed last, and is in them when they come', async () => {
  show()
  fireEvent.change(box(), { target: { value: 'tram' } })
  await answer('tram', [amara, heike])
  fireEvent.change(box(), { target: { value: 'tram alt' } })
  fireEvent.keyDown(box(), { key: 'ArrowDown' })
  await answer('tram alt', [heike])
  await waitFor(() => expect(focused()).toBe(heike.post.id))
})

it('stays in the box where the hits come after more was typed, or where there are none', async () => {
  show()
  fireEvent.change(box(), { target: { value: 'tram' } })
  fireEvent.keyDown(box(), { key: 'ArrowDown' })
  fireEvent.change(box(), { target: { value: 'trams' } })
  await answer('tram', [amara])
  await answer('trams', [amara])
  expect(document.activeElement).toBe(box())
  fireEvent.change(box(), { target: { value: 'nothing' } })
  fireEvent.keyDown(box(), { key: 'ArrowDown' })
  await answer('nothing', [])
  expect(document.activeElement).toBe(box())
})
