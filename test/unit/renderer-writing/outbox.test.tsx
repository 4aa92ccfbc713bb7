import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { ComposerLayer } from '../../../renderer/features/composer/parts/composer-layer.tsx'
import { OutboxView } from '../../../renderer/features/outbox/outbox-view.tsx'
import { goTo } from '../../../renderer/state/ui.ts'
import type { Draft } from '../../../shared/model/draft.ts'
import type { OutboxItem } from '../../../shared/model/outbox-item.ts'
import { draft, item, segment, writingCalls } from '../../support/renderer-fixture/writing.ts'
import { leavePage, show, type Page } from './page.tsx'

afterEach(leavePage)

const NOT_YET = { state: 'queued', status: 'waiting', postedAt: null, url: null } as const satisfies Partial<OutboxItem>

function open(of: Draft, items: readonly Partial<OutboxItem>[], drafts: Draft[] = []): Page {
  const run = {
    id: 'run_1',
    draft: of,
    items: items.map((one) => item('run_1', of, 'acc_juno_b', one)),
    createdAt: Date.now(),
    undoUntil: null,
  }
  act(() => goTo('outbox'))
  return show(
    <>
      <OutboxView />
      <ComposerLayer />
    </>,
    {
      ...writingCalls(drafts, [run]),
      'outbox.edit': () => {
        drafts.push(of)
        return of
      },
      'outbox.discardRun': () => ({}),
    },
  )
}

const asked = (page: Page, name: string): unknown => page.asked.find((call) => call.name === name)?.input

describe('the outbox', () => {
  it('says of what is scheduled when it goes out and who posts it, and sends it at once when asked', async () => {
    const tomorrow = new Date()
    tomorrow.setDate(tomorrow.getDate() + 1)
    tomorrow.setHours(9, 0, 0, 0)
    const page = open(draft([segment('Later')], ['acc_juno_b']), [
      { ...NOT_YET, id: 'out_later', waitReason: 'scheduled', notBefore: tomorrow.getTime() },
    ])
    expect((await screen.findByText(/^Goes out at .*09:00 · Chirp posts it while it runs$/)).textContent).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Post now' }))
    await waitFor(() => expect(asked(page, 'outbox.retry')).toEqual({ itemId: 'out_later' }))
  })

  it('posts now what its network holds, when asked', async () => {
    const page = open(draft([segment('Later')], ['acc_juno_m']), [
      {
        ...NOT_YET,
        id: 'out_held',
        accountId: 'acc_juno_m',
        state: 'held',
        waitReason: 'held-by-network',
        notBefore: Date.now() + 3_600_000,
      },
    ])
    await screen.findByText(/^Mastodon has it and posts it at/)
    fireEvent.click(screen.getByRole('button', { name: 'Post now' }))
    await waitFor(() => expect(asked(page, 'outbox.retry')).toEqual({ itemId: 'out_held' }))
  })

  it('opens what was not posted in the composer again', async () => {
    const page = open(draft([segment('Wrong word')], ['acc_juno_b']), [
      { state: 'failed', status: 'failed', error: { kind: 'remote-rejected', message: null, code: null }, postedAt: null, url: null },
    ])
    fireEvent.click(await screen.findByRole('button', { name: 'Edit and send again' }))
    const dialog = await screen.findByRole('dialog', { name: 'New post' })
    expect(within(dialog).getByRole<HTMLTextAreaElement>('textbox', { name: 'Post text' }).value).toBe('Wrong word')
    expect(asked(page, 'outbox.edit')).toEqual({ runId: 'run_1' })
  })

  it.each(['sending', 'unknown'] as const)('offers no editing while something of the run is %s', async (state) => {
    open(draft([segment('One'), segment('Two')], ['acc_juno_b']), [
      { state, status: state === 'sending' ? 'sending' : 'needs-you', postedAt: null, url: null },
      { ...NOT_YET, segmentIndex: 1, waitReason: 'earlier-segment' },
    ])
    await screen.findByText(state === 'sending' ? 'Sending' : 'Needs you')
    expect(screen.queryByRole('button', { name: 'Edit and send again' })).toBeNull()
  })

  it('shows the posts of a thread one by one when they are asked for', async () => {
    open(draft([segment('One'), segment('Two')], ['acc_juno_b']), [
      {},
      { segmentIndex: 1, state: 'failed', status: 'failed', error: { kind: 'offline' }, postedAt: null, url: null },
    ])
    fireEvent.click(await screen.findByRole('button', { name: '2 posts one by one' }))
    const posts = screen.getByRole('list', { name: '2 posts one by one' })
    const lines = within(posts)
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent)
    expect(lines[0]).toMatch(/^1 of 2Posted/)
    expect(lines[1]).toBe('2 of 2FailedThere is no network.')
  })
})
