import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { AccountsView } from '../../../renderer/features/accounts/accounts-view.tsx'
import { AddAccountDialog } from '../../../renderer/features/accounts/add-account-dialog.tsx'
import { closeAddAccount } from '../../../renderer/features/accounts/add-account-state.ts'
import { CapabilitiesPane } from '../../../renderer/features/accounts/capabilities-pane.tsx'
import { AppFailure } from '../../../shared/errors.ts'
import type { AccountHealth } from '../../../shared/model/account-health.ts'
import type { AccountState } from '../../../shared/model/account.ts'
import { accounts } from '../../support/renderer-fixture/writing.ts'
import { leavePage, show } from './page.tsx'

const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR

afterEach(() => {
  act(closeAddAccount)
  leavePage()
})

type Report = NonNullable<AccountHealth['last']>

const account = accounts.find(({ id }) => id === 'acc_juno_m')
if (account === undefined) throw new Error('A world')
const network = account.platformName

function report(parts: Partial<Report> = {}): Report {
  return { checkedAt: Date.now() - 2 * HOUR - 60_000, missing: [], limits: [], apiEndsOn: null, ...parts }
}

/** The account's pane over a check; `last` null = there was none. */
async function open(last: Report | null, state: AccountState = { kind: 'connected' }, check?: () => AccountHealth) {
  let shown = last
  const page = show(
    <>
      <CapabilitiesPane accountId="acc_juno_m" depth={0} />
      <AddAccountDialog />
    </>,
    {
      'accounts.list': () => accounts.map((each) => (each.id === 'acc_juno_m' ? { ...each, state } : each)),
      'accounts.health': () => [{ accountId: 'acc_juno_m', last: shown }],
      'accounts.checkHealth':
        check ??
        (() => {
          shown = report({ checkedAt: Date.now() })
          return { accountId: 'acc_juno_m', last: shown }
        }),
    },
  )
  return { page, region: await screen.findByRole('region', { name: 'How it is doing' }) }
}

const dateIn = (ms: number): string => new Date(Date.now() + ms).toISOString().slice(0, 10)

describe('how an account is doing', () => {
  it('says when it was checked, what is allowed and what is left of the network’s limits', async () => {
    const { region } = await open(
      report({
        limits: [
          { of: 'posts', used: 18, most: 250, perMs: DAY },
          { of: 'replies', used: 0, most: 1000, perMs: DAY },
        ],
      }),
    )
    expect(within(region).getByRole('status').textContent).toBe('Checked 2 hours ago')
    expect(
      within(region)
        .getAllByRole('row')
        .map((row) => row.textContent),
    ).toEqual([
      'Everything that Chirp asks for is allowed.',
      '18 of 250 posts used in the last 24 hours',
      '0 of 1000 replies used in the last 24 hours',
    ])
  })

  it('says nothing of permissions where the network tells nothing', async () => {
    const { region } = await open(report({ missing: null }))
    expect(within(region).queryAllByRole('row')).toEqual([])
  })

  it('names what does not work for want of a permission, and leads to the sign-in', async () => {
    const { region } = await open(report({ missing: ['Deleting your own posts.', 'Searching.'] }))
    expect(
      within(region)
        .getAllByRole('listitem')
        .map((item) => item.textContent),
    ).toEqual(['Deleting your own posts.', 'Searching.'])
    expect(within(region).getByText(`Sign in again and allow it on the page of ${network}.`)).toBeTruthy()
    fireEvent.click(within(region).getByRole('button', { name: 'Sign in again' }))
    expect(await screen.findByRole('dialog')).toBeTruthy()
  })

  it('warns of the end of an API’s version 90 days ahead, and not before', async () => {
    await open(report({ apiEndsOn: dateIn(100 * DAY) }))
    expect(screen.queryByText(/Update Chirp/)).toBeNull()
    leavePage()
    const endsOn = dateIn(80 * DAY)
    await open(report({ apiEndsOn: endsOn }))
    const words = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
    expect(screen.getByText(`Update Chirp before ${words.format(Date.parse(endsOn))}`)).toBeTruthy()
    leavePage()
    await open(report({ apiEndsOn: dateIn(-2 * DAY) }))
    expect(screen.getByText(/has not answered this version of Chirp since/)).toBeTruthy()
  })

  it('is asked on demand', async () => {
    const { page, region } = await open(null)
    expect(within(region).getByRole('status').textContent).toBe('Not checked yet')
    fireEvent.click(within(region).getByRole('button', { name: 'Check now' }))
    await waitFor(() => expect(page.asked).toContainEqual({ name: 'accounts.checkHealth', input: { accountId: 'acc_juno_m' } }))
    act(() => page.push({ topic: 'accounts' }))
    await waitFor(() => expect(within(region).getByRole('status').textContent).toBe('Checked just now'))
  })

  it('what goes wrong when it is asked is said, and the last check stays', async () => {
    const { region } = await open(report(), { kind: 'connected' }, () => {
      throw new AppFailure({ kind: 'offline' })
    })
    fireEvent.click(within(region).getByRole('button', { name: 'Check now' }))
    expect(await screen.findByRole('alert')).toBeTruthy()
    expect(within(region).getByRole('status').textContent).toBe('Checked 2 hours ago')
  })

  it.each<[string, AccountState, RegExp]>([
    ['paused', { kind: 'paused' }, /paused account is not checked/],
    [
      'signed out',
      { kind: 'needs-sign-in', error: { kind: 'authentication', reason: 'revoked', message: null } },
      /drafts and all .* stay/,
    ],
  ])('is not asked while the account is %s, and says so', async (_name, state, words) => {
    const { region } = await open(report(), state)
    expect(within(region).getByRole<HTMLButtonElement>('button', { name: 'Check now' }).disabled).toBe(true)
    expect(within(region).getByText(words)).toBeTruthy()
  })
})

describe('the row of an account', () => {
  it('shows what its last check found, and nothing where all is well', async () => {
    show(<AccountsView />, {
      'accounts.health': () => [
        { accountId: 'acc_juno_m', last: report({ missing: ['Searching.'] }) },
        { accountId: 'acc_juno_b', last: report() },
        { accountId: 'acc_linnet_i', last: report({ limits: [{ of: 'posts', used: 50, most: 50, perMs: DAY }] }) },
      ],
    })
    const list = await screen.findByRole('list', { name: 'Accounts' })
    await waitFor(() => expect(within(list).getByText('Not everything is allowed')).toBeTruthy())
    expect(
      within(list)
        .getAllByText(/allowed$|are used$/)
        .map((tag) => tag.textContent),
    ).toEqual(['Not everything is allowed', 'All posts of the day are used'])
  })
})
