import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { ComposerLayer } from '../../../renderer/features/composer/parts/composer-layer.tsx'
import { openComposer, useUi } from '../../../renderer/state/ui.ts'
import type { MediaHostView } from '../../../shared/model/media-host.ts'
import { accounts, draft, picture, segment, writingCalls } from '../../support/renderer-fixture/writing.ts'
import { leavePage, show } from '../renderer-writing/page.tsx'

afterEach(leavePage)

const lamp: MediaHostView = {
  place: 'first',
  endpoint: 'https://s3.example',
  region: 'us-east-1',
  name: 'lamp',
  publicBase: null,
  style: 'path',
  chosenStyle: null,
  seen: null,
}

/** A draft for two accounts, the first of a network that fetches files itself. */
async function open(files: number) {
  const stored = draft(
    [
      segment(
        'By the water',
        Array.from({ length: files }, (_, index) => picture(`pier-${index}.jpg`, 800_000, 'A pier')),
      ),
    ],
    ['acc_juno_b', 'acc_juno_m'],
  )
  const hosts: MediaHostView[] = []
  const fetching = accounts.map((account) =>
    account.id === 'acc_juno_b' ? { ...account, capabilities: { ...account.capabilities, mediaFrom: 'public-address' as const } } : account,
  )
  const page = show(<ComposerLayer />, {
    ...writingCalls([stored], []),
    'accounts.list': () => fetching,
    'mediaHost.list': () => hosts,
    'media.fit': () => ({
      as: 'kept',
      mimeType: 'image/jpeg',
      bytes: 800_000,
      width: 400,
      height: 300,
      previewUrl: 'media/pier.webp',
      changes: [],
      code: null,
      values: {},
    }),
  })
  act(() => openComposer({ draftId: stored.id }))
  return { page, hosts, dialog: await screen.findByRole('dialog', { name: 'New post' }) }
}

it('files that a network would have to fetch are said to need a media host, once, with the way to one', async () => {
  const { dialog, page, hosts } = await open(2)
  const problems = await within(dialog).findByRole('list', { name: 'Problems' })
  expect(within(problems).getAllByRole('listitem')).toHaveLength(1)
  expect(problems.textContent).toContain('No media host is set up')
  fireEvent.click(within(problems).getByRole('button', { name: 'Set up a media host' }))
  expect([useUi.getState().view, useUi.getState().section]).toEqual(['settings', 'mediaHost'])
  hosts.push(lamp)
  act(() => page.push({ topic: 'settings' }))
  await waitFor(() => expect(within(dialog).queryByRole('list', { name: 'Problems' })).toBeNull())
})

it('the rest goes without that account', async () => {
  const { dialog } = await open(1)
  const problems = await within(dialog).findByRole('list', { name: 'Problems' })
  fireEvent.click(within(problems).getByRole('button', { name: /^Leave .* out$/ }))
  await waitFor(() => expect(within(dialog).queryByRole('list', { name: 'Problems' })).toBeNull())
  expect(within(dialog).getByRole('button', { name: 'Post to 1 account' })).toBeTruthy()
})

it('words alone need none', async () => {
  const { dialog, page } = await open(0)
  await waitFor(() => expect(page.asked.some(({ name }) => name === 'mediaHost.list')).toBe(true))
  await within(dialog).findByRole('button', { name: 'Post to 2 accounts' })
  expect(within(dialog).queryByRole('list', { name: 'Problems' })).toBeNull()
})
