import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { QueryClientProvider } from '@tanstack/react-query'
import { afterEach, expect, it, vi } from 'vitest'
import { success } from '../../../shared/errors.ts'
import { setTransport } from '../../../renderer/bridge/client.ts'
import { WelcomePage } from '../../../renderer/features/welcome/welcome-page.tsx'
import { queryClient } from '../../../renderer/queries/query-client.ts'
import { goTo, useUi } from '../../../renderer/state/ui.ts'

afterEach(() => {
  cleanup()
  queryClient.clear()
  goTo('timeline')
})

it('who goes elsewhere while the demo still comes in stays there', async () => {
  let answer = (): void => undefined
  setTransport({
    invoke: (name) =>
      new Promise((resolve) => {
        if (name === 'app.startDemo') answer = () => resolve(success({}))
      }),
    subscribe: () => () => undefined,
    watchConnection: () => () => undefined,
  })
  goTo('settings')
  render(
    <QueryClientProvider client={queryClient}>
      <WelcomePage />
    </QueryClientProvider>,
  )
  const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Try the demo' })
  fireEvent.click(button)
  expect(useUi.getState().view).toBe('timeline')
  goTo('search')
  answer()
  await vi.waitFor(() => expect(button.disabled).toBe(false))
  expect(useUi.getState().view).toBe('search')
})
