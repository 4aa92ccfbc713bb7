import { act, cleanup, render, screen, waitFor } from '@testing-library/react'
import { QueryClientProvider } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { success } from '../../../shared/errors.ts'
import { Settings } from '../../../shared/model/settings.ts'
import { setTransport } from '../../../renderer/bridge/client.ts'
import { CommandPalette } from '../../../renderer/features/palette/command-palette.tsx'
import { appKeys } from '../../../renderer/queries/app.ts'
import { queryClient } from '../../../renderer/queries/query-client.ts'
import { showOverlay } from '../../../renderer/state/ui.ts'
import { accounts } from '../../support/renderer-fixture/world.ts'

beforeEach(() => {
  setTransport({
    invoke: () => Promise.resolve(success({})),
    subscribe: () => () => undefined,
    watchConnection: () => () => undefined,
  })
  queryClient.setQueryData(appKeys.accounts, accounts)
  queryClient.setQueryData(appKeys.settings, Settings.parse({}))
})

afterEach(() => {
  vi.restoreAllMocks()
  act(() => showOverlay(null))
  cleanup()
  queryClient.clear()
})

// A key that comes before the next frame would else go to the page, where `s` is a bookmark.
it('has the focus before the next frame, and gives it back', async () => {
  vi.spyOn(window, 'requestAnimationFrame').mockReturnValue(1)
  render(
    <QueryClientProvider client={queryClient}>
      <button type="button">A post</button>
      <CommandPalette />
    </QueryClientProvider>,
  )
  const before = screen.getByRole('button', { name: 'A post' })
  before.focus()
  // Only what was begun by now is done: no frame and no timer comes between.
  await act(() => {
    showOverlay('palette')
    return Promise.resolve()
  })
  expect(document.activeElement).toBe(screen.getByRole('combobox'))
  vi.restoreAllMocks()
  act(() => showOverlay(null))
  await waitFor(() => expect(document.activeElement).toBe(before))
})
