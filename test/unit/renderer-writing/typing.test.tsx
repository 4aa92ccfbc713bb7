import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ComposerLayer } from '../../../renderer/features/composer/parts/composer-layer.tsx'
import { openComposer } from '../../../renderer/state/ui.ts'
import type { Draft } from '../../../shared/model/draft.ts'
import { draft, segment, writingCalls } from '../../support/renderer-fixture/writing.ts'
import { leavePage, show, type Page } from './page.tsx'

afterEach(leavePage)
afterEach(() => vi.restoreAllMocks())

type Calls = NonNullable<Parameters<typeof show>[1]>

async function open(request: Parameters<typeof openComposer>[0] = {}): Promise<HTMLElement> {
  act(() => openComposer(request))
  const dialog = await screen.findByRole('dialog', { name: 'New post' })
  await within(dialog).findAllByRole('checkbox', { name: /^Post as / })
  return dialog
}

function textField(dialog: HTMLElement, name = 'Post text'): HTMLTextAreaElement {
  return within(dialog).getByRole<HTMLTextAreaElement>('textbox', { name })
}

function type(dialog: HTMLElement, text: string): void {
  fireEvent.change(textField(dialog), { target: { value: text } })
}

/** The texts that were sent to be saved, in order. */
function sent(page: Page): readonly string[] {
  return page.asked.flatMap(({ name, input }) =>
    name === 'drafts.save' ? [(input as Pick<Draft, 'content'>).content.segments.map(({ text }) => text).join('|')] : [],
  )
}

const pause = (ms: number): Promise<void> => act(() => new Promise<void>((done) => void setTimeout(done, ms)))

/** Calls that are answered over `drafts`; those of one name wait for `letGo`. */
function holding<Name extends 'drafts.save' | 'publishing.publish'>(held: Name, drafts: Draft[]): { calls: Calls; letGo: () => void } {
  const calls: Calls = writingCalls(drafts, [])
  const answer = calls[held] as (input: unknown) => unknown
  let letGo = (): void => undefined
  const gate = new Promise<void>((resolve) => (letGo = resolve))
  return { calls: { ...calls, [held]: (input: unknown) => gate.then(() => answer(input)) }, letGo: () => letGo() }
}

describe('what is typed', () => {
  it('is on its way to the store with the first key, one save at a time, and the newest with the next one', async () => {
    const drafts: Draft[] = []
    const { calls, letGo } = holding('drafts.save', drafts)
    const page = show(<ComposerLayer />, calls)
    const dialog = await open()
    type(dialog, 'O')
    await waitFor(() => expect(sent(page)).toEqual(['O']))
    for (const text of ['Op', 'Ope', 'Open', 'Open day']) {
      type(dialog, text)
      await pause(60)
    }
    expect(sent(page)).toEqual(['O'])
    letGo()
    await waitFor(() => expect(drafts[0]?.content.segments[0]?.text).toBe('Open day'))
    // One at a time, and each has all there was.
    expect(sent(page).at(-1)).toBe('Open day')
    expect(sent(page).length).toBeLessThan(4)
    expect(drafts).toHaveLength(1)
  })

  it('is saved by the next key where the page is late with its timers', async () => {
    const drafts: Draft[] = []
    const page = show(<ComposerLayer />, writingCalls(drafts, []))
    const dialog = await open()
    let clock = performance.now()
    vi.spyOn(performance, 'now').mockImplementation(() => clock)
    type(dialog, 'O')
    await waitFor(() => expect(drafts).toHaveLength(1))
    // Timers are set, and none comes; nor does a frame.
    vi.spyOn(window, 'setTimeout').mockReturnValue(0 as never)
    vi.spyOn(window, 'requestAnimationFrame').mockReturnValue(0)
    clock += 200
    type(dialog, 'Op')
    clock += 200
    type(dialog, 'Ope')
    expect(sent(page)).toEqual(['O'])
    clock += 100
    type(dialog, 'Open')
    expect(sent(page)).toEqual(['O', 'Open'])
  })

  it('leaves nothing behind when it was taken back while its first letter was on its way', async () => {
    const drafts: Draft[] = []
    const { calls, letGo } = holding('drafts.save', drafts)
    const page = show(<ComposerLayer />, calls)
    const dialog = await open()
    type(dialog, 'O')
    await waitFor(() => expect(sent(page)).toEqual(['O']))
    type(dialog, '')
    fireEvent.click(within(dialog).getByRole('button', { name: 'Close' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    letGo()
    await waitFor(() => expect(page.asked.at(-1)?.name).toBe('drafts.discard'))
    await pause(0)
    expect(drafts).toEqual([])
  })

  it('is shown before it is counted, and counted once the fingers rest', async () => {
    const written = draft([segment('First'), segment('Second')], ['acc_juno_b', 'acc_juno_m'])
    show(<ComposerLayer />, writingCalls([written], []))
    const dialog = await open({ draftId: written.id })
    const area = textField(dialog, 'Post text 2')
    const onBluesky = within(dialog).getByRole('status', { name: /on Bluesky: 6 of 300$/ })
    for (const text of ['Second,', 'Second, and', 'Second, and on']) {
      fireEvent.change(area, { target: { value: text } })
      expect([area.value, area.previousSibling?.textContent]).toEqual([text, `${text}\u200b`])
    }
    await waitFor(() => expect(onBluesky.textContent).toBe('14 / 300'))
    expect(area.value).toBe('Second, and on')
  })

  it('is counted a few times a second while the fingers do not rest, also where the page has no pause', async () => {
    const written = draft([segment('First')], ['acc_juno_b', 'acc_juno_m'])
    show(<ComposerLayer />, writingCalls([written], []))
    const dialog = await open({ draftId: written.id })
    const area = textField(dialog)
    const onBluesky = within(dialog).getByRole('status', { name: /on Bluesky: 5 of 300$/ })
    vi.stubGlobal('requestIdleCallback', () => 0)
    vi.stubGlobal('cancelIdleCallback', () => undefined)
    const seen = new Set<string>()
    // So many keys only on a machine that has much else to do.
    for (let key = 1; key <= 200 && seen.size < 3; key++) {
      fireEvent.change(area, { target: { value: `First${'!'.repeat(key)}` } })
      await pause(50)
      seen.add(onBluesky.textContent)
    }
    vi.unstubAllGlobals()
    expect(seen.size).toBe(3)
  })

  it('is counted and saved all the same while no frame comes', async () => {
    const drafts: Draft[] = []
    show(<ComposerLayer />, writingCalls(drafts, []))
    const dialog = await open({ targets: ['acc_juno_b'] })
    vi.spyOn(window, 'requestAnimationFrame').mockReturnValue(0)
    type(dialog, 'Hidden')
    await waitFor(() => expect(drafts[0]?.content.segments[0]?.text).toBe('Hidden'))
    await within(dialog).findByRole('status', { name: /on Bluesky: 6 of 300$/ })
  })

  it('in another post of the thread is told before what comes after it', async () => {
    const written = draft([segment('First'), segment('Second')], ['acc_juno_b'])
    const drafts = [written]
    const page = show(<ComposerLayer />, writingCalls(drafts, []))
    const dialog = await open({ draftId: written.id })
    fireEvent.change(textField(dialog), { target: { value: 'First, changed' } })
    fireEvent.change(textField(dialog, 'Post text 2'), { target: { value: 'Second, changed' } })
    fireEvent.click(within(dialog).getByRole('button', { name: 'Remove post 1' }))
    await waitFor(() => expect(sent(page).at(-1)).toBe('Second, changed'))
    expect(textField(dialog).value).toBe('Second, changed')
  })

  it('right before Post goes out, and is what is checked', async () => {
    const drafts: Draft[] = []
    const page = show(<ComposerLayer />, writingCalls(drafts, []))
    const dialog = await open({ targets: ['acc_juno_b'] })
    type(dialog, 'Open')
    await waitFor(() => expect(drafts).toHaveLength(1))
    act(() => {
      type(dialog, 'x'.repeat(301))
      fireEvent.click(within(dialog).getByRole('button', { name: 'Post to 1 account' }))
    })
    await within(dialog).findByText(/^1 character too long/)
    expect(page.asked.map(({ name }) => name)).not.toContain('publishing.publish')
    act(() => {
      type(dialog, 'Open day')
      fireEvent.click(within(dialog).getByRole('button', { name: 'Post to 1 account' }))
    })
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(sent(page).at(-1)).toBe('Open day')
    expect(drafts).toEqual([])
    expect(page.asked.filter(({ name }) => name === 'publishing.publish')).toHaveLength(1)
  })

  it('while the text is being saved for Post goes out with it, or is said to be too long', async () => {
    const drafts: Draft[] = []
    const { calls, letGo } = holding('drafts.save', drafts)
    const page = show(<ComposerLayer />, calls)
    const dialog = await open({ targets: ['acc_juno_b'] })
    type(dialog, 'Open')
    fireEvent.click(within(dialog).getByRole('button', { name: 'Post to 1 account' }))
    type(dialog, 'x'.repeat(301))
    letGo()
    await within(dialog).findByText(/^1 character too long/)
    await waitFor(() => expect(sent(page).at(-1)).toHaveLength(301))
    expect(page.asked.map(({ name }) => name)).not.toContain('publishing.publish')
  })

  it('while it is handed to the outbox changes nothing, and makes no second draft', async () => {
    const drafts: Draft[] = []
    const { calls, letGo } = holding('publishing.publish', drafts)
    const page = show(<ComposerLayer />, calls)
    const dialog = await open({ targets: ['acc_juno_b'] })
    type(dialog, 'Open day')
    fireEvent.click(within(dialog).getByRole('button', { name: 'Post to 1 account' }))
    await waitFor(() => expect(page.asked.at(-1)?.name).toBe('publishing.publish'))
    const saves = sent(page).length
    type(dialog, 'Open day, one more thing')
    await pause(300)
    expect(textField(dialog).value).toBe('Open day')
    letGo()
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    // The one draft there was is what went out.
    expect([sent(page).length, drafts]).toEqual([saves, []])
  })
})
