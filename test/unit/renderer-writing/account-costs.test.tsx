import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { AccountCosts } from '../../../renderer/features/accounts/account-costs.tsx'
import type { Output } from '../../../shared/bridge/contract.ts'
import { leavePage, show } from './page.tsx'

afterEach(leavePage)

const costs: Output<'accounts.costs'> = {
  budget: { reading: false, perDay: 1_000_000, perMonth: null },
  today: [{ kind: 'read', amount: 15_000, count: 3 }],
  month: [
    { kind: 'post', amount: 200_000, count: 1 },
    { kind: 'read', amount: 35_000, count: 7 },
  ],
  prices: [
    { kind: 'read', what: 'Reading a post', amount: 5_000 },
    { kind: 'post', what: 'Posting', amount: 15_000 },
  ],
  source: 'https://example.org/prices',
  checkedOn: '2026-11-27',
}

async function open() {
  const page = show(<AccountCosts accountId="acc_juno_b" network="Othernet" />, {
    'accounts.costs': () => costs,
    'accounts.setBudget': () => ({}),
  })
  return { page, region: await screen.findByRole('region', { name: 'Costs' }) }
}

const budgets = ({ asked }: Awaited<ReturnType<typeof open>>['page']): readonly unknown[] =>
  asked.flatMap(({ name, input }) => (name === 'accounts.setBudget' ? [input] : []))

describe('what an account costs', () => {
  it('is told by day and month, against the budget, and by what for', async () => {
    const { region } = await open()
    const rows = within(region)
      .getAllByRole('row')
      .map((row) => row.textContent)
    expect(rows).toEqual([
      'Today$0.015 of $1.00',
      'This month$0.235',
      'Posting$0.20, once',
      'Reading a post$0.035, 7 times',
      'Reading a post$0.005',
      'Posting$0.015',
    ])
    expect(within(region).getByText('Price list, as of 2026-11-27')).toBeTruthy()
  })

  it('reading is allowed by a switch', async () => {
    const { page, region } = await open()
    fireEvent.click(within(region).getByRole('switch', { name: 'Let Chirp read here' }))
    await waitFor(() => expect(budgets(page)).toEqual([{ accountId: 'acc_juno_b', budget: { reading: true } }]))
  })

  it('a budget is kept with Enter, and an empty one is no limit', async () => {
    const { page, region } = await open()
    const day = within(region).getByRole('textbox', { name: 'At most a day' })
    fireEvent.change(day, { target: { value: ' $2,50 ' } })
    fireEvent.keyDown(day, { key: 'Enter' })
    await waitFor(() => expect(budgets(page)).toEqual([{ accountId: 'acc_juno_b', budget: { perDay: 2_500_000 } }]))
    fireEvent.change(day, { target: { value: '' } })
    fireEvent.blur(day)
    await waitFor(() => expect(budgets(page).at(-1)).toEqual({ accountId: 'acc_juno_b', budget: { perDay: null } }))
  })

  it('what is no amount is not kept and says so', async () => {
    const { page, region } = await open()
    const day = within(region).getByRole('textbox', { name: 'At most a day' })
    fireEvent.change(day, { target: { value: 'lots' } })
    fireEvent.blur(day)
    expect(within(region).getByRole('alert').textContent).toBe('Write an amount in dollars, such as 1.50.')
    expect(budgets(page)).toEqual([])
  })
})
