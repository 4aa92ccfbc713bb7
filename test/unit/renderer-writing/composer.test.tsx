import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { ComposerLayer } from '../../../renderer/features/composer/parts/composer-layer.tsx'
import { showNow } from '../../../renderer/features/composer/model/shown.ts'
import { openComposer } from '../../../renderer/state/ui.ts'
import { AppFailure } from '../../../shared/errors.ts'
import type { Draft } from '../../../shared/model/draft.ts'
import { draft, segment, writingCalls } from '../../support/renderer-fixture/writing.ts'
import { leavePage, show, type Page } from './page.tsx'

afterEach(leavePage)

async function open(request: Parameters<typeof openComposer>[0] = {}, name: string | RegExp = 'New post'): Promise<HTMLElement> {
  act(() => openComposer(request))
  return screen.findByRole('dialog', { name })
}

function type(dialog: HTMLElement, text: string, name = 'Post text'): void {
  fireEvent.change(within(dialog).getByRole('textbox', { name }), { target: { value: text } })
  // The pause after the frame of a key.
  act(showNow)
}

const names = (page: Page): readonly string[] => page.asked.map(({ name }) => name)

describe('the composer', () => {
  it('counts for each target as its network does, and says it in words', async () => {
    show(<ComposerLayer />)
    const dialog = await open({ targets: ['acc_juno_b', 'acc_juno_m'] })
    type(dialog, 'See https://example.com/a/rather/long/address/that/goes/on')
    expect(within(dialog).getByRole('status', { name: '@juno.example.com on Bluesky: 58 of 300' }).textContent).toBe('58 / 300')
    expect(within(dialog).getByRole('status', { name: '@juno@tidepool.example on Mastodon: 27 of 500' })).toBeTruthy()
    fireEvent.click(within(dialog).getByRole('checkbox', { name: 'Post as @juno.example.com on Bluesky' }))
    expect(within(dialog).queryByRole('status', { name: /on Bluesky/ })).toBeNull()
    expect(within(dialog).getByRole('button', { name: 'Post to 1 account' })).toBeTruthy()
  })

  it('has what was typed in the store soon, also while typing goes on without a pause (social-app#11057)', async () => {
    const drafts: Draft[] = []
    show(<ComposerLayer />, writingCalls(drafts, []))
    const dialog = await open()
    for (let key = 1; key <= 7; key++) {
      type(dialog, 'x'.repeat(key))
      await new Promise((done) => setTimeout(done, 150))
    }
    expect(drafts[0]?.revision).toBeGreaterThan(0)
    await waitFor(() => expect(drafts[0]?.content.segments[0]?.text).toBe('xxxxxxx'))
  })

  it('keeps both texts when another window changed the draft', async () => {
    const stored = draft([segment('Begun')], ['acc_juno_b'])
    const drafts = [stored]
    show(<ComposerLayer />, writingCalls(drafts, []))
    const dialog = await open({ draftId: stored.id })
    drafts[0] = { ...stored, revision: 7, content: { ...stored.content, segments: [segment('Written elsewhere')] } }
    type(dialog, 'Written here')
    fireEvent.click(within(dialog).getByRole('button', { name: 'Save draft' }))
    expect((await screen.findByRole('alert')).textContent).toContain('changed in another window')
    expect(drafts.map(({ content }) => content.segments[0]?.text)).toEqual(['Written elsewhere', 'Written here'])
    type(dialog, 'Written here, and on')
    await waitFor(() => expect(drafts[1]?.content.segments[0]?.text).toBe('Written here, and on'))
    expect(drafts[0].content.segments[0]?.text).toBe('Written elsewhere')
  })

  it('stays open with its text while it cannot be saved', async () => {
    let away = true
    const drafts: Draft[] = []
    const calls = writingCalls(drafts, [])
    show(<ComposerLayer />, {
      ...calls,
      'drafts.save': (input) => {
        if (away) throw new AppFailure({ kind: 'platform-unavailable', reason: 'unreachable', server: null, message: null })
        return calls['drafts.save']!(input)
      },
    })
    const dialog = await open()
    type(dialog, 'Do not lose me')
    fireEvent.keyDown(within(dialog).getByRole('textbox', { name: 'Post text' }), { key: 'Escape' })
    expect((await screen.findByRole('alert')).textContent).toContain('could not be saved')
    away = false
    fireEvent.click(within(dialog).getByRole('button', { name: 'Close' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(drafts[0]?.content.segments[0]?.text).toBe('Do not lose me')
  })

  it('has no draft in the store before the first key, and leaves nothing behind when nothing was written', async () => {
    const drafts: Draft[] = []
    const page = show(<ComposerLayer />, writingCalls(drafts, []))
    const dialog = await open()
    fireEvent.click(await within(dialog).findByRole('checkbox', { name: 'Post as @juno@tidepool.example on Mastodon' }))
    await new Promise((done) => setTimeout(done, 600))
    expect(drafts).toEqual([])
    fireEvent.click(within(dialog).getByRole('button', { name: 'Close' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(names(page).filter((name) => /^drafts\.(create|save|discard)$/.test(name))).toEqual([])
  })

  it('gives two composers two drafts', async () => {
    const drafts: Draft[] = []
    show(<ComposerLayer />, writingCalls(drafts, []))
    type(await open(), 'A new one')
    type(await open({ replyTo: 'post:t-p3' }, /^Reply/), 'A reply')
    await waitFor(() => expect(drafts.map(({ content }) => content.segments[0]?.text)).toEqual(['A new one', 'A reply']))
    expect(new Set(drafts.map(({ id }) => id)).size).toBe(2)
  })

  it('saves at once when a field is left and when the page is hidden', async () => {
    const drafts: Draft[] = []
    show(<ComposerLayer />, writingCalls(drafts, []))
    const dialog = await open()
    type(dialog, 'Left')
    fireEvent.blur(within(dialog).getByRole('textbox', { name: 'Post text' }))
    await act(() => Promise.resolve())
    expect(drafts[0]?.content.segments[0]?.text).toBe('Left')
    type(dialog, 'Left and gone')
    fireEvent(window, new Event('pagehide'))
    await act(() => Promise.resolve())
    expect(drafts[0]?.content.segments[0]?.text).toBe('Left and gone')
  })

  it('gives the focus back to what a menu was opened from, where it was opened by an entry of that menu', async () => {
    show(
      <>
        <button type="button">More</button>
        <ComposerLayer />
      </>,
    )
    const more = screen.getByRole('button', { name: 'More' })
    act(() => more.focus())
    // The menu is still fading away when the composer comes.
    const menu = document.body.appendChild(document.createElement('div'))
    menu.setAttribute('role', 'menu')
    const entry = menu.appendChild(document.createElement('div'))
    entry.tabIndex = -1
    act(() => entry.focus())
    const dialog = await open()
    menu.remove()
    fireEvent.keyDown(within(dialog).getByRole('textbox', { name: 'Post text' }), { key: 'Escape' })
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(document.activeElement).toBe(more)
  })

  it('keeps a stored draft that was only looked at', async () => {
    const stored = draft([segment('Written last week')], ['acc_juno_b'])
    const drafts = [stored]
    const page = show(<ComposerLayer />, writingCalls(drafts, []))
    const dialog = await open({ draftId: stored.id })
    fireEvent.click(within(dialog).getByRole('button', { name: 'Close' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(names(page)).not.toContain('drafts.discard')
    expect(drafts).toEqual([stored])
  })

  it('takes a press of Post to the first problem instead of refusing the press', async () => {
    const page = show(<ComposerLayer />)
    const dialog = await open({ targets: ['acc_juno_b', 'acc_juno_m'] })
    type(dialog, 'a'.repeat(319))
    const list = within(dialog).getByRole('list', { name: 'Problems' })
    expect(
      within(list)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toEqual(['19 characters too long for BlueskySplit for eachOwn version'])
    within(dialog).getByRole('button', { name: 'Close' }).focus()
    fireEvent.click(within(dialog).getByRole('button', { name: 'Post to 2 accounts' }))
    const area = within(dialog).getByRole<HTMLTextAreaElement>('textbox', { name: 'Post text' })
    await waitFor(() => expect(document.activeElement).toBe(area))
    await waitFor(() => expect([area.selectionStart, area.selectionEnd]).toEqual([300, 319]))
    expect(names(page)).not.toContain('publishing.publish')
  })

  it('splits, writes another version, or leaves a target out, as the problem offers', async () => {
    show(<ComposerLayer />)
    const dialog = await open({ targets: ['acc_juno_b', 'acc_juno_m'] })
    type(dialog, 'A sentence of fifty characters stands right here now. '.repeat(6))
    fireEvent.click(within(dialog).getByRole('button', { name: 'Own version' }))
    expect(
      within(dialog)
        .getByRole('tab', { name: /Bluesky, its own version/ })
        .getAttribute('aria-selected'),
    ).toBe('true')
    type(dialog, 'Short')
    expect(within(dialog).queryByRole('list', { name: 'Problems' })).toBeNull()
    fireEvent.click(within(dialog).getByRole('button', { name: 'Use the shared text' }))
    fireEvent.click(within(dialog).getByRole('button', { name: 'Split for each' }))
    expect(within(dialog).queryByRole('list', { name: 'Problems' })).toBeNull()
    const each = within(dialog).getByRole('switch', { name: 'Split for each' })
    expect(each.getAttribute('aria-checked')).toBe('true')
    fireEvent.click(each)
    // For one network alone the text itself is split.
    fireEvent.click(within(dialog).getByRole('checkbox', { name: /on Mastodon/ }))
    fireEvent.click(within(dialog).getByRole('button', { name: 'Split here' }))
    expect(
      within(dialog)
        .getAllByRole('textbox')
        .map((box) => box.getAttribute('aria-label')),
    ).toEqual(['Post text', 'Post text 2'])
    expect(within(dialog).queryByRole('list', { name: 'Problems' })).toBeNull()
  })

  it('posts what is written, closes, and brings it back with Undo', async () => {
    const drafts: Draft[] = []
    const page = show(<ComposerLayer />, writingCalls(drafts, []))
    const dialog = await open({ targets: ['acc_juno_b', 'acc_juno_m'] })
    type(dialog, 'Open day')
    fireEvent.keyDown(within(dialog).getByRole('textbox', { name: 'Post text' }), { key: 'Enter', ctrlKey: true })
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    const saved = names(page).lastIndexOf('drafts.save')
    expect(saved).toBeLessThan(names(page).indexOf('publishing.publish'))
    expect(page.asked.find(({ name }) => name === 'publishing.publish')?.input).toMatchObject({ revision: 1 })
    expect(screen.getByText(/^Posting to 2 accounts in/).textContent).toMatch(/^Posting to 2 accounts in (9|10) s$/)
    fireEvent.click(screen.getByRole('button', { name: 'Undo' }))
    const again = await screen.findByRole('dialog', { name: 'New post' })
    expect(within(again).getByRole<HTMLTextAreaElement>('textbox', { name: 'Post text' }).value).toBe('Open day')
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull()
  })

  it('shows beside the button what the core still refuses, and stays', async () => {
    show(<ComposerLayer />, {
      'publishing.publish': () => {
        throw new AppFailure({
          kind: 'invalid-input',
          issues: [
            { field: 'acc', code: 'text-too-long', values: { network: 'Bluesky', count: 301, limit: 300, over: 1, unit: 'graphemes' } },
          ],
        })
      },
    })
    const dialog = await open()
    type(dialog, 'Hello')
    fireEvent.click(within(dialog).getByRole('button', { name: 'Post to 1 account' }))
    expect((await within(dialog).findByRole('alert')).textContent).toBe('1 character too long for Bluesky')
    expect(within(dialog).getByRole<HTMLTextAreaElement>('textbox', { name: 'Post text' }).value).toBe('Hello')
  })

  it('answers only from accounts of the network the post is on', async () => {
    show(<ComposerLayer />)
    const dialog = await open({ replyTo: 'post:t-amara0', targets: ['acc_juno_b'] }, 'Reply to @amara.example.com')
    const other = within(dialog).getByRole('checkbox', { name: 'Post as @juno@tidepool.example on Mastodon' })
    expect([other.getAttribute('aria-disabled'), other.title]).toEqual([
      'true',
      'The post is on Bluesky: only accounts there can answer it.',
    ])
    fireEvent.click(other)
    expect(other.getAttribute('aria-checked')).toBe('false')
    fireEvent.click(within(dialog).getByRole('checkbox', { name: 'Post as @linnetpress.example.com on Bluesky' }))
    expect(within(dialog).getByRole('button', { name: 'Post to 2 accounts' })).toBeTruthy()
  })

  it('copies files in whole and in order, asks for their alt text, and moves them by keyboard', async () => {
    const page = show(<ComposerLayer />)
    const dialog = await open()
    type(dialog, 'Two pictures')
    const large = new File([new Uint8Array(1_500_000)], 'large.png', { type: 'image/png' })
    const small = new File([new Uint8Array(10)], 'small.png', { type: 'image/png' })
    const area = within(dialog).getByRole('textbox', { name: 'Post text' })
    fireEvent.paste(area, { clipboardData: { files: [large, small], getData: () => '' } })
    await within(dialog).findByRole('textbox', { name: 'Alt text for large.png' })
    await within(dialog).findByRole('textbox', { name: 'Alt text for small.png' })
    const chunks = page.asked.filter(({ name }) => name === 'media.append').map(({ input }) => (input as { chunk: string }).chunk.length)
    expect(chunks.map((length) => (length * 3) / 4)).toEqual([1_048_578, 451_425, 12].map((bytes) => bytes - (bytes % 3)))
    fireEvent.change(within(dialog).getByRole('textbox', { name: 'Alt text for small.png' }), { target: { value: 'Nothing much' } })
    expect(within(dialog).getByText('1 file has no alt text')).toBeTruthy()
    fireEvent.keyDown(within(dialog).getByRole('button', { name: 'Move small.png' }), { key: 'ArrowUp' })
    expect(
      within(dialog)
        .getAllByRole('textbox', { name: /^Alt text/ })
        .map((box) => box.getAttribute('aria-label')),
    ).toEqual(['Alt text for small.png', 'Alt text for large.png'])
    expect(screen.getByText('small.png is now number 1 of 2')).toBeTruthy()
    fireEvent.click(within(dialog).getByRole('button', { name: 'Post without' }))
    expect(within(dialog).queryByRole('list', { name: 'Problems' })).toBeNull()
  })

  it('offers people of the chosen networks while a name is typed, and takes one with Enter', async () => {
    show(<ComposerLayer />)
    const dialog = await open({ targets: ['acc_juno_b'] })
    const area = within(dialog).getByRole<HTMLTextAreaElement>('textbox', { name: 'Post text' })
    area.focus()
    fireEvent.change(area, { target: { value: 'Thanks @am', selectionStart: 10, selectionEnd: 10 } })
    const list = await screen.findByRole('listbox', { name: 'People' })
    expect(
      within(list)
        .getAllByRole('option')
        .map(({ textContent }) => textContent),
    ).toContain('Amara Oyelaran @amara.example.com')
    fireEvent.keyDown(area, { key: 'Enter' })
    await waitFor(() => expect(area.value).toBe('Thanks @amara.example.com '))
    expect(screen.queryByRole('listbox', { name: 'People' })).toBeNull()
  })

  it('offers a poll where some target has it, and sends it with the draft', async () => {
    const drafts: Draft[] = []
    show(<ComposerLayer />, writingCalls(drafts, []))
    const dialog = await open({ targets: ['acc_juno_m'] })
    type(dialog, 'The kettle?')
    fireEvent.click(within(dialog).getByRole('button', { name: 'Poll' }))
    type(dialog, 'Fresh', 'Answer 1')
    expect(within(dialog).getByText('Answer 2 is empty')).toBeTruthy()
    type(dialog, 'Whatever is left', 'Answer 2')
    await waitFor(() =>
      expect(drafts[0]?.content.segments[0]?.poll).toEqual({ options: ['Fresh', 'Whatever is left'], multiple: false, seconds: 86_400 }),
    )
  })
})
