import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { ComposerLayer } from '../../../renderer/features/composer/parts/composer-layer.tsx'
import { openComposer } from '../../../renderer/state/ui.ts'
import type { Output } from '../../../shared/bridge/contract.ts'
import type { Account } from '../../../shared/model/account.ts'
import type { DraftMedia } from '../../../shared/model/draft.ts'
import { accounts, draft, picture, segment, writingCalls } from '../../support/renderer-fixture/writing.ts'
import { leavePage, show, type Page } from './page.tsx'

afterEach(leavePage)

type Fitted = Output<'media.fit'>

const TARGETS = ['acc_juno_b', 'acc_juno_m', 'acc_linnet_b']
const pier: DraftMedia = { ...picture('pier.jpg', 3_400_000, 'A pier'), width: 4000, height: 3000 }

const kept = {
  as: 'kept',
  mimeType: 'image/jpeg',
  bytes: 3_400_000,
  width: 4000,
  height: 3000,
  changes: [],
  code: null,
  values: {},
} as const
const small: Partial<Fitted> = {
  as: 'fitted',
  bytes: 1_240_000,
  width: 2000,
  height: 1500,
  changes: ['metadata', 'upright', 'size', 'quality'],
  previewUrl: 'media/small.webp',
}
const bare: Partial<Fitted> = { as: 'fitted', bytes: 3_380_000, changes: ['metadata'], previewUrl: 'media/bare.webp' }

/** Opens a draft with pictures; `fits` says what each account gets of any of them. */
async function open(
  media: readonly DraftMedia[],
  fits: Readonly<Record<string, Partial<Fitted> | Promise<Partial<Fitted>>>>,
  list: Account[] = accounts,
): Promise<{ dialog: HTMLElement; page: Page }> {
  const stored = draft([segment('By the water', [...media])], TARGETS.slice(0, Object.keys(fits).length))
  const page = show(<ComposerLayer />, {
    ...writingCalls([stored], []),
    'accounts.list': () => list,
    'media.fit': async ({ accountId }): Promise<Fitted> => ({
      ...kept,
      changes: [],
      previewUrl: 'media/pier.webp',
      ...(await fits[accountId]),
    }),
  })
  act(() => openComposer({ draftId: stored.id }))
  const dialog = await screen.findByRole('dialog', { name: 'New post' })
  await within(dialog).findByRole('button', { name: 'pier.jpg as it is sent' })
  return { dialog, page }
}

function withSmallerImages(account: Account): Account {
  const { capabilities } = account
  const { images } = capabilities
  if (images === null) return account
  return { ...account, capabilities: { ...capabilities, images: { ...images, maxBytes: { ...images.maxBytes, value: 500_000 } } } }
}

const linesIn = (dialog: HTMLElement): string[] =>
  within(within(dialog).getByRole('list', { name: 'What is sent of pier.jpg' }))
    .getAllByRole('listitem')
    .map(({ textContent }) => textContent)
const asked = ({ asked: calls }: Page): number => calls.filter(({ name }) => name === 'media.fit').length

describe('what becomes of a picture', () => {
  it('is told in one line for all accounts that get the same, and only where it is not what was attached', async () => {
    const { dialog } = await open([pier], { acc_juno_b: small, acc_juno_m: {}, acc_linnet_b: small })
    await waitFor(() => expect(linesIn(dialog)).toEqual(['Bluesky: 2000 × 1500, 1.2 MB, metadata removed, turned upright']))
  })

  it('names accounts by their handles where those of one network get something different', async () => {
    const { dialog } = await open([pier], { acc_juno_b: small, acc_juno_m: bare, acc_linnet_b: bare })
    await waitFor(() =>
      expect(linesIn(dialog)).toEqual([
        '@juno.example.com: 2000 × 1500, 1.2 MB, metadata removed, turned upright',
        'Mastodon and @linnetpress.example.com: metadata removed',
      ]),
    )
  })

  it('is not told where nothing is changed', async () => {
    const { dialog, page } = await open([pier], { acc_juno_b: {}, acc_juno_m: {} })
    await waitFor(() => expect(asked(page)).toBe(2))
    await waitFor(() => expect(within(dialog).queryByText(/Preparing/)).toBeNull())
    expect(within(dialog).queryByRole('list', { name: 'What is sent of pier.jpg' })).toBeNull()
  })

  it('is prepared meanwhile, once per account, however much is typed', async () => {
    let finish = (_: Partial<Fitted>): void => undefined
    const { dialog, page } = await open([pier], {
      acc_juno_b: new Promise<Partial<Fitted>>((resolve) => (finish = resolve)),
      acc_juno_m: bare,
    })
    await waitFor(() => expect(linesIn(dialog)).toEqual(['Mastodon: metadata removed']))
    expect(within(dialog).getByText(/Preparing…/)).toBeTruthy()
    for (const text of ['a', 'ab', 'abc']) {
      fireEvent.change(within(dialog).getByRole('textbox', { name: 'Post text' }), { target: { value: text } })
      fireEvent.change(within(dialog).getByRole('textbox', { name: 'Alt text for pier.jpg' }), { target: { value: text } })
    }
    await act(async () => finish(small))
    await waitFor(() => expect(linesIn(dialog)).toHaveLength(2))
    expect(within(dialog).queryByText(/Preparing…/)).toBeNull()
    expect(asked(page)).toBe(2)
  })

  it('is prepared anew for a rule that has changed', async () => {
    const list = [...accounts]
    const { dialog, page } = await open([pier], { acc_juno_b: small }, list)
    await waitFor(() => expect(linesIn(dialog)).toHaveLength(1))
    act(() => page.push({ topic: 'accounts' }))
    await waitFor(() => expect(page.asked.filter(({ name }) => name === 'accounts.list').length).toBeGreaterThan(1))
    expect(asked(page)).toBe(1)
    list.splice(0, list.length, ...accounts.map(withSmallerImages))
    act(() => page.push({ topic: 'accounts' }))
    await waitFor(() => expect(asked(page)).toBe(2))
  })

  it('is looked at for each network beside what was attached', async () => {
    const { dialog } = await open([pier], { acc_juno_b: small, acc_juno_m: {} })
    await waitFor(() => expect(linesIn(dialog)).toHaveLength(1))
    fireEvent.click(within(dialog).getByRole('button', { name: 'pier.jpg as it is sent' }))
    const view = await screen.findByRole('dialog', { name: 'pier.jpg as it is sent' })
    const tab = (): string | null => within(view).getByRole('tab', { selected: true }).textContent
    const source = (): string | null => within(view).getByRole('img', { name: 'A pier' }).getAttribute('src')
    const facts = (): (string | null)[] => [...view.querySelectorAll('dd')].map(({ textContent }) => textContent)
    expect([tab(), source(), facts()]).toEqual(['Bluesky', 'media/small.webp', ['4000 × 3000, JPEG, 3.4 MB', '2000 × 1500, JPEG, 1.2 MB']])
    expect(
      within(view)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toEqual([
      'Metadata is removed, such as where, when and with what it was taken.',
      'It is turned as the camera was held.',
      'It has fewer pixels.',
      'It is compressed anew, as little as possible.',
    ])
    fireEvent.click(within(view).getByRole('tab', { name: /Mastodon/ }))
    expect([source(), facts()]).toEqual(['media/pier.webp', ['4000 × 3000, JPEG, 3.4 MB', '4000 × 3000, JPEG, 3.4 MB']])
    expect(within(view).getByText('It goes out as it is.')).toBeTruthy()
    fireEvent.click(within(view).getByRole('tab', { name: 'As attached' }))
    expect([source(), facts()]).toEqual(['media/pier.webp', ['4000 × 3000, JPEG, 3.4 MB']])
  })

  it('is seen in place of a type that a page cannot show', async () => {
    const phone: DraftMedia = { ...pier, mimeType: 'image/heic', previewUrl: 'media/phone.heic' }
    const { dialog } = await open([phone], { acc_juno_b: { ...small, changes: ['format', 'quality'] } })
    await waitFor(() => expect(linesIn(dialog)).toEqual(['Bluesky: JPEG, 1.2 MB']))
    expect(within(dialog).getByRole('button', { name: 'pier.jpg as it is sent' }).querySelector('img')?.getAttribute('src')).toBe(
      'media/small.webp',
    )
  })

  it('is what the preview of an account shows', async () => {
    const { dialog } = await open([pier], { acc_juno_b: small, acc_juno_m: {} })
    fireEvent.click(within(dialog).getByRole('button', { name: /^What goes out/ }))
    const seen = (name: string): string | null =>
      within(within(dialog).getByRole('list', { name })).getByRole('img', { name: 'A pier' }).getAttribute('src')
    await waitFor(() => expect(seen('Posts of @juno.example.com on Bluesky')).toBe('media/small.webp'))
    expect(seen('Posts of @juno@tidepool.example on Mastodon')).toBe('media/pier.webp')
  })
})

describe('a picture that cannot be made to fit', () => {
  it('is a problem of its target, with its sentence and ways out, and holds the post back', async () => {
    const { dialog, page } = await open([pier], {
      acc_juno_b: { as: 'refused', code: 'media-too-big', values: { mimeType: 'image/jpeg', bytes: 3_400_000, limit: 976_560 } },
      acc_juno_m: {},
    })
    const words = 'pier.jpg is too big for Bluesky: 3.4 MB, at most 977 kB'
    await waitFor(() => expect(linesIn(dialog)).toEqual([words]))
    const problems = within(dialog).getByRole('list', { name: 'Problems' })
    expect(problems.textContent).toContain(words)
    fireEvent.click(within(dialog).getByRole('button', { name: 'Post to 2 accounts' }))
    await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Alt text for pier.jpg'))
    expect(page.asked.some(({ name }) => name === 'publishing.publish')).toBe(false)
    fireEvent.click(within(problems).getByRole('button', { name: 'Remove it' }))
    expect(within(dialog).queryByRole('list', { name: 'Problems' })).toBeNull()
    fireEvent.click(within(dialog).getByRole('button', { name: 'Post to 2 accounts' }))
    await waitFor(() => expect(page.asked.some(({ name }) => name === 'publishing.publish')).toBe(true))
  })

  it('is said once for all where the file itself is damaged', async () => {
    const damaged: Partial<Fitted> = { as: 'refused', code: 'media-unreadable', values: { mimeType: 'image/jpeg' } }
    const { dialog } = await open([pier], { acc_juno_b: damaged, acc_juno_m: damaged, acc_linnet_b: damaged })
    await waitFor(() => expect(linesIn(dialog)).toEqual(['pier.jpg is damaged and cannot be opened']))
    const problems = within(dialog).getByRole('list', { name: 'Problems' })
    expect(within(problems).getAllByRole('listitem')).toHaveLength(1)
  })
})
