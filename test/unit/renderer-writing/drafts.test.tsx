import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { ComposerLayer } from '../../../renderer/features/composer/parts/composer-layer.tsx'
import { DraftsView } from '../../../renderer/features/drafts/drafts-view.tsx'
import { PaneHost } from '../../../renderer/features/shell/pane-host.tsx'
import { goTo } from '../../../renderer/state/ui.ts'
import type { Draft } from '../../../shared/model/draft.ts'
import { draft, picture, segment, writingCalls } from '../../support/renderer-fixture/writing.ts'
import { leavePage, show, type Page } from './page.tsx'

afterEach(leavePage)

function open(drafts: Draft[]): Page {
  act(() => goTo('drafts'))
  return show(
    <>
      <DraftsView />
      <PaneHost />
      <ComposerLayer />
    </>,
    writingCalls(drafts, []),
  )
}

const texts = (list: HTMLElement): (string | null)[] =>
  within(list)
    .getAllByRole('listitem')
    .map((item) => item.querySelector('.text')?.textContent ?? null)

describe('the page of drafts', () => {
  it('shows the whole of a draft with its pictures and versions, without opening it', async () => {
    const written = draft(
      [segment('First of two', [picture('pier.jpg', 900_000, 'A pier in fog')]), segment('Second')],
      ['acc_juno_b', 'acc_juno_m'],
    )
    const own = { ...written.content, segments: [segment('Shorter')] }
    open([{ ...written, targets: written.targets.map((one, index) => (index === 1 ? { ...one, override: own } : one)) }])
    fireEvent.click(await screen.findByRole('button', { name: 'Preview' }))
    const pane = screen.getByRole('complementary', { name: 'Preview' })
    const shared = await within(pane).findByRole('list', { name: '@juno.example.com' })
    expect(texts(shared).filter((text) => text !== null)).toEqual(['First of two', 'Second'])
    expect(within(shared).getByRole('img', { name: 'A pier in fog' })).toBeTruthy()
    expect(texts(within(pane).getByRole('list', { name: '@juno@tidepool.example, its own version' }))).toEqual(['Shorter'])
    expect(screen.queryByRole('dialog')).toBeNull()
    fireEvent.click(within(pane).getByRole('button', { name: 'Go on writing' }))
    expect(await screen.findByRole('dialog', { name: 'New post' })).toBeTruthy()
  })

  it('asks the store for the words that are looked for', async () => {
    const page = open([draft([segment('About paper')], ['acc_juno_b']), draft([segment('About ink')], ['acc_juno_b'])])
    fireEvent.click(await screen.findByRole('button', { name: 'Search drafts' }))
    fireEvent.change(screen.getByRole('searchbox', { name: 'Search drafts' }), { target: { value: 'ink' } })
    await waitFor(() => expect(texts(screen.getByRole('list', { name: 'Drafts' }))).toEqual(['About ink']))
    expect(page.asked).toContainEqual({ name: 'drafts.list', input: { search: 'ink', discarded: false } })
    fireEvent.change(screen.getByRole('searchbox', { name: 'Search drafts' }), { target: { value: 'glue' } })
    expect((await screen.findByText('No draft has these words.')).getAttribute('role')).toBe('status')
  })

  it('has what was discarded lately, and brings it back with what was typed last', async () => {
    const drafts = [draft([segment('Given up')], ['acc_juno_b'])]
    const page = open(drafts)
    fireEvent.click(await screen.findByRole('button', { name: 'Open draft: Given up' }))
    const dialog = await screen.findByRole('dialog', { name: 'New post' })
    fireEvent.change(within(dialog).getByRole('textbox', { name: 'Post text' }), { target: { value: 'Given up, or not' } })
    fireEvent.click(screen.getByRole('button', { name: 'Delete draft' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    await waitFor(() => expect(drafts).toEqual([]))
    act(() => page.push({ topic: 'drafts', ids: [] }))
    const strip = await screen.findByRole('button', { name: 'Recently discarded 1' })
    expect(strip.getAttribute('aria-expanded')).toBe('false')
    fireEvent.click(strip)
    expect(texts(screen.getByRole('list', { name: 'Recently discarded' }))).toEqual(['Given up, or not'])
    fireEvent.click(screen.getByRole('button', { name: 'Restore' }))
    await screen.findByText('Draft restored')
    expect(drafts.map(({ content }) => content.segments[0]?.text)).toEqual(['Given up, or not'])
  })
})
