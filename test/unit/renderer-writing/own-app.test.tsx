import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AddAccountDialog } from '../../../renderer/features/accounts/add-account-dialog.tsx'
import { closeAddAccount, openAddAccount } from '../../../renderer/features/accounts/add-account-state.ts'
import type { Network } from '../../../shared/bridge/sign-in-views.ts'
import { AppFailure } from '../../../shared/errors.ts'
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

type Method = Network['authMethods'][number]

function network(changes: Partial<Method>): Network {
  return {
    platform: 'othernet',
    name: 'Othernet',
    letter: 'o',
    summary: 'A platform that lets only registered apps in.',
    authMethods: [
      {
        id: 'own-app',
        kind: 'oauth',
        pasteCode: false,
        pasteOnly: false,
        setup: {
          console: 'https://developers.othernet.example/apps',
          steps: ['Create a project.', 'Register {redirect} as its callback.'],
          permissions: [{ name: 'posts.read', purpose: 'Reads your timeline.' }],
          costs: 'Each post that is read costs half a cent.',
          redirects: ['http://127.0.0.1:41541/oauth/callback'],
        },
        fields: [
          { name: 'clientId', secret: false, required: true, initial: '', placeholder: '' },
          { name: 'clientSecret', secret: true, required: false, initial: '', placeholder: '' },
        ],
        ...changes,
      },
    ],
  }
}

async function openDialog(): Promise<HTMLElement> {
  act(openAddAccount)
  const dialog = await screen.findByRole('dialog', { name: 'Add account' })
  await within(dialog).findByRole('region', { name: 'First, an app of your own' })
  return dialog
}

describe('a platform that wants an app of one’s own', () => {
  it('says step by step what to create, what it costs and what is asked for', async () => {
    show(<AddAccountDialog />, { 'accounts.networks': () => [network({})] })
    const dialog = await openDialog()
    const setup = within(within(dialog).getByRole('region', { name: 'First, an app of your own' }))
    expect(setup.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
      'Create a project.',
      'Register http://127.0.0.1:41541/oauth/callback as its callback.',
    ])
    expect(setup.getByText(/Each post that is read costs half a cent/)).toBeTruthy()
    expect(setup.getByText('Reads your timeline.')).toBeTruthy()
    expect(setup.getByRole('link', { name: 'Open developers.othernet.example' }).getAttribute('href')).toBe(
      'https://developers.othernet.example/apps',
    )
    expect(within(dialog).getByLabelText<HTMLInputElement>('Client secret').type).toBe('password')
  })

  it('wants the client id before it opens the browser', async () => {
    const page = show(<AddAccountDialog />, { 'accounts.networks': () => [network({})] })
    const dialog = await openDialog()
    fireEvent.click(within(dialog).getByRole('button', { name: 'Continue in browser' }))
    expect(within(dialog).getByRole('alert').textContent).toBe('Write the client id of your app.')
    expect(page.asked.some(({ name }) => name === 'accounts.beginOAuth')).toBe(false)
  })

  it('names the port that another program uses', async () => {
    show(<AddAccountDialog />, {
      'accounts.networks': () => [network({})],
      'accounts.beginOAuth': () => {
        throw new AppFailure({
          kind: 'invalid-input',
          issues: [{ field: 'redirectUri', code: 'redirect-port-busy', values: { port: '41541' } }],
        })
      },
    })
    const dialog = await openDialog()
    fireEvent.change(within(dialog).getByLabelText('Client id'), { target: { value: 'abc' } })
    fireEvent.click(within(dialog).getByRole('button', { name: 'Continue in browser' }))
    await waitFor(() => expect(within(dialog).getByRole('alert').textContent).toMatch(/uses port 41541/))
    expect(within(dialog).getByLabelText<HTMLInputElement>('Client id').value).toBe('abc')
  })

  it('takes the address that the browser ended at, where nothing else comes back', async () => {
    const page = show(<AddAccountDialog />, {
      'accounts.networks': () => [
        network({
          pasteCode: true,
          pasteOnly: true,
          fields: [
            { name: 'clientId', secret: false, required: true, initial: '', placeholder: '' },
            { name: 'redirectUri', secret: false, required: true, initial: 'https://localhost/', placeholder: '' },
          ],
        }),
      ],
      'accounts.beginOAuth': () => ({ flowId: 'flow_1', authorizeUrl: 'https://othernet.example/authorize' }),
      'accounts.oauthFlow': () => ({ kind: 'waiting' }),
      'accounts.finishOAuth': () => ({ accountId: 'acc_juno_b' }),
    })
    const dialog = await openDialog()
    expect(within(dialog).queryByRole('button', { name: 'Paste a code instead' })).toBeNull()
    fireEvent.change(within(dialog).getByLabelText('Client id'), { target: { value: 'abc' } })
    fireEvent.click(within(dialog).getByRole('button', { name: 'Continue in browser' }))
    const box = await within(dialog).findByLabelText('Address or code')
    expect(page.asked.find(({ name }) => name === 'accounts.beginOAuth')?.input).toEqual({
      platform: 'othernet',
      method: 'own-app',
      fields: { clientId: 'abc', redirectUri: 'https://localhost/' },
      pasteCode: true,
    })
    fireEvent.change(box, { target: { value: ' https://localhost/?code=xyz&state=1#_ ' } })
    fireEvent.click(within(dialog).getByRole('button', { name: 'Connect' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(page.asked.find(({ name }) => name === 'accounts.finishOAuth')?.input).toEqual({
      flowId: 'flow_1',
      code: 'https://localhost/?code=xyz&state=1#_',
    })
  })
})
