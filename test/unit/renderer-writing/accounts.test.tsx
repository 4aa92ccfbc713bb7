import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AccountsView } from '../../../renderer/features/accounts/accounts-view.tsx'
import { AddAccountDialog } from '../../../renderer/features/accounts/add-account-dialog.tsx'
import { closeAddAccount, openAddAccount } from '../../../renderer/features/accounts/add-account-state.ts'
import type { SignInFlow } from '../../../shared/bridge/sign-in-views.ts'
import { AppFailure, type AppError } from '../../../shared/errors.ts'
import { accounts } from '../../support/renderer-fixture/writing.ts'
import { leavePage, show } from './page.tsx'

const opened = vi.fn()

beforeEach(() => {
  opened.mockReset()
  vi.stubGlobal('open', opened)
})
afterEach(() => {
  act(closeAddAccount)
  leavePage()
  vi.unstubAllGlobals()
})

async function openForm(network: string): Promise<HTMLElement> {
  act(openAddAccount)
  const dialog = await screen.findByRole('dialog', { name: 'Add account' })
  fireEvent.click(await within(dialog).findByRole('radio', { name: network }))
  return dialog
}

function fill(dialog: HTMLElement, label: string, value: string): void {
  fireEvent.change(within(dialog).getByLabelText(label), { target: { value } })
}

const refuse = (error: AppError) => (): never => {
  throw new AppFailure(error)
}

describe('adding an account with a password', () => {
  it('connects, closes, and says whose account it is', async () => {
    const page = show(<AddAccountDialog />, { 'accounts.signIn': () => ({ accountId: 'acc_juno_b' }) })
    const dialog = await openForm('Bluesky')
    expect(within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Connect' }).disabled).toBe(true)
    fill(dialog, 'Handle', ' juno.example.com ')
    fill(dialog, 'App password', 'aaaa-bbbb')
    fireEvent.click(within(dialog).getByRole('button', { name: 'Connect' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(screen.getByText('Connected @juno.example.com').closest('[role="status"]')).not.toBeNull()
    expect(page.asked.find(({ name }) => name === 'accounts.signIn')?.input).toEqual({
      platform: 'bluesky',
      method: 'app-password',
      fields: { server: 'https://bsky.example', handle: 'juno.example.com', password: 'aaaa-bbbb' },
    })
  })

  it.each<[string, AppError, RegExp]>([
    ['a wrong password', { kind: 'authentication', reason: 'wrong-credentials', message: null }, /did not accept this handle or password/],
    ['a second factor', { kind: 'authentication', reason: 'second-factor-needed', message: null }, /second factor/],
    [
      'another kind of server',
      { kind: 'platform-unavailable', reason: 'not-this-platform', server: 'bsky.example', message: null },
      /^bsky.example is not a server of Bluesky\.$/,
    ],
    [
      'a server that is away',
      { kind: 'platform-unavailable', reason: 'unreachable', server: 'bsky.example', message: null },
      /bsky.example does not answer/,
    ],
    ['no network', { kind: 'offline' }, /no network/],
  ])('%s has its own message, and everything typed stays', async (_, error, message) => {
    show(<AddAccountDialog />, { 'accounts.signIn': refuse(error) })
    const dialog = await openForm('Bluesky')
    fill(dialog, 'Handle', 'juno.example.com')
    fill(dialog, 'App password', 'aaaa-bbbb')
    fireEvent.click(within(dialog).getByRole('button', { name: 'Connect' }))
    await waitFor(() => expect(within(dialog).getByRole('alert').textContent).toMatch(message))
    expect(['Server', 'Handle', 'App password'].map((label) => within(dialog).getByLabelText<HTMLInputElement>(label).value)).toEqual([
      'https://bsky.example',
      'juno.example.com',
      'aaaa-bbbb',
    ])
  })

  it('keeps what was typed when another network is looked at', async () => {
    show(<AddAccountDialog />)
    const dialog = await openForm('Bluesky')
    fill(dialog, 'Handle', 'juno.example.com')
    fireEvent.click(within(dialog).getByRole('radio', { name: 'Mastodon' }))
    expect(within(dialog).queryByLabelText('Handle')).toBeNull()
    fireEvent.click(within(dialog).getByRole('radio', { name: 'Bluesky' }))
    expect(within(dialog).getByLabelText<HTMLInputElement>('Handle').value).toBe('juno.example.com')
  })
})

describe('adding an account through the browser', () => {
  const begin = { 'accounts.beginOAuth': () => ({ flowId: 'flow', authorizeUrl: 'https://tidepool.example/oauth/authorize?x=1' }) }

  it('opens the page, waits, and closes when the browser came back', async () => {
    let flow: SignInFlow = { kind: 'waiting' }
    const page = show(<AddAccountDialog />, { ...begin, 'accounts.oauthFlow': () => flow })
    const dialog = await openForm('Mastodon')
    fill(dialog, 'Server', 'tidepool.example')
    fireEvent.click(within(dialog).getByRole('button', { name: 'Continue in browser' }))
    const link = await within(dialog).findByRole<HTMLAnchorElement>('link', { name: 'Open the sign-in page' })
    expect([link.href, link.target, link.rel]).toEqual(['https://tidepool.example/oauth/authorize?x=1', '_blank', 'noopener noreferrer'])
    expect(opened).toHaveBeenCalledWith('https://tidepool.example/oauth/authorize?x=1', '_blank', 'noopener,noreferrer')
    flow = { kind: 'done', accountId: 'acc_juno_m' }
    act(() => page.push({ topic: 'sign-in', flowId: 'flow' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(screen.getByText('Connected @juno@tidepool.example')).toBeTruthy()
  })

  it('comes back to the form with what went wrong, and with the server still typed', async () => {
    show(<AddAccountDialog />, {
      ...begin,
      'accounts.oauthFlow': () => ({ kind: 'failed', error: { kind: 'authentication', reason: 'cancelled', message: null } }),
    })
    const dialog = await openForm('Mastodon')
    fill(dialog, 'Server', 'tidepool.example')
    fireEvent.click(within(dialog).getByRole('button', { name: 'Continue in browser' }))
    await waitFor(() => expect(within(dialog).getByRole('alert').textContent).toBe('The sign-in was cancelled.'))
    expect(within(dialog).getByLabelText<HTMLInputElement>('Server').value).toBe('tidepool.example')
  })

  it('gives the sign-in up when it is cancelled here', async () => {
    const page = show(<AddAccountDialog />, { ...begin, 'accounts.oauthFlow': () => ({ kind: 'waiting' }) })
    const dialog = await openForm('Mastodon')
    fill(dialog, 'Server', 'tidepool.example')
    fireEvent.click(within(dialog).getByRole('button', { name: 'Continue in browser' }))
    await within(dialog).findByRole('link', { name: 'Open the sign-in page' })
    fireEvent.click(within(dialog).getByRole('button', { name: 'Cancel' }))
    expect(within(dialog).getByLabelText<HTMLInputElement>('Server').value).toBe('tidepool.example')
    await waitFor(() => expect(page.asked.filter(({ name }) => name === 'accounts.cancelOAuth')).toHaveLength(1))
  })

  it('takes a pasted code, again when it was mistyped', async () => {
    const page = show(<AddAccountDialog />, {
      ...begin,
      'accounts.oauthFlow': () => ({ kind: 'waiting' }),
      'accounts.finishOAuth': ({ code }) => {
        if (code !== 'right') throw new AppFailure({ kind: 'authentication', reason: 'wrong-credentials', message: null })
        return { accountId: 'acc_juno_m' }
      },
    })
    const dialog = await openForm('Mastodon')
    fill(dialog, 'Server', 'tidepool.example')
    fireEvent.click(within(dialog).getByRole('button', { name: 'Paste a code instead' }))
    const code = await within(dialog).findByLabelText('Code')
    expect(page.asked.find(({ name }) => name === 'accounts.beginOAuth')?.input).toMatchObject({ pasteCode: true })
    fireEvent.change(code, { target: { value: 'wrong' } })
    fireEvent.click(within(dialog).getByRole('button', { name: 'Connect' }))
    await waitFor(() => expect(within(dialog).getByRole('alert').textContent).not.toBe(''))
    fireEvent.change(code, { target: { value: ' right ' } })
    fireEvent.click(within(dialog).getByRole('button', { name: 'Connect' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })

  it('asks for the server before it goes anywhere', async () => {
    const page = show(<AddAccountDialog />, begin)
    const dialog = await openForm('Mastodon')
    fireEvent.click(within(dialog).getByRole('button', { name: 'Continue in browser' }))
    await waitFor(() => expect(within(dialog).getByRole('alert').textContent).toBe('Write the server’s address.'))
    expect(page.asked.some(({ name }) => name === 'accounts.beginOAuth')).toBe(false)
  })
})

describe('the accounts', () => {
  it('stand with their state in words, and each with what can be done', async () => {
    show(<AccountsView />)
    const list = await screen.findByRole('list', { name: 'Accounts' })
    const states = within(list)
      .getAllByRole('listitem')
      .map((row) => row.querySelector('.tag')?.textContent.replace(/\d.*/, 'later'))
    expect(states).toEqual(['Connected', 'Connected', 'Connected', 'Rate limited until later', 'Connected', 'Needs sign-in'])
    expect(within(list).getAllByRole('button', { name: 'What Chirp can do here' })).toHaveLength(6)
  })

  it('open the form with what is known when one has to sign in again', async () => {
    show(
      <>
        <AccountsView />
        <AddAccountDialog />
      </>,
      { 'accounts.list': () => again },
    )
    fireEvent.click(await screen.findByRole('button', { name: 'Sign in' }))
    const dialog = await screen.findByRole('dialog', { name: 'Sign in again' })
    expect(['Server', 'Handle', 'App password'].map((label) => within(dialog).getByLabelText<HTMLInputElement>(label).value)).toEqual([
      'https://pds.example',
      'juno.example.com',
      '',
    ])
  })

  it('are removed only after asking what is to become of what was stored', async () => {
    const removed = vi.fn(() => ({}))
    show(<AccountsView />, { 'accounts.remove': removed })
    fireEvent.click(await screen.findByRole('button', { name: 'More for @juno.example.com' }))
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Remove…' }))
    const dialog = await screen.findByRole('dialog', { name: 'Remove @juno.example.com?' })
    expect(removed).not.toHaveBeenCalled()
    fireEvent.click(within(dialog).getByRole('radio', { name: 'Delete them from this computer' }))
    fireEvent.click(within(dialog).getByRole('button', { name: 'Remove' }))
    await waitFor(() => expect(removed).toHaveBeenCalledWith({ accountId: 'acc_juno_b', stored: 'delete' }))
  })
})

const again = accounts
  .filter(({ id }) => id === 'acc_juno_b')
  .map((account) => ({
    ...account,
    server: 'https://pds.example',
    state: { kind: 'needs-sign-in' as const, error: { kind: 'authentication' as const, reason: 'expired' as const, message: null } },
  }))
