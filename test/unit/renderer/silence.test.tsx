import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { QueryClientProvider } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PostView, Silence } from '../../../shared/bridge/views.ts'
import { failure, success } from '../../../shared/errors.ts'
import type { MuteRule } from '../../../shared/model/mute-rule.ts'
import { Settings } from '../../../shared/model/settings.ts'
import { setTransport } from '../../../renderer/bridge/client.ts'
import { MuteDialog } from '../../../renderer/features/mutes/mute-dialog.tsx'
import { changeMute, closeMuteDialog, openMuteDialog } from '../../../renderer/features/mutes/mute-dialog-state.ts'
import { muteEntries } from '../../../renderer/features/mutes/mute-menu.ts'
import { PostCard } from '../../../renderer/features/post/post-card.tsx'
import { appKeys } from '../../../renderer/queries/app.ts'
import { seedPosts } from '../../../renderer/queries/posts.ts'
import { queryClient } from '../../../renderer/queries/query-client.ts'
import { useAnnouncements } from '../../../renderer/state/announce.ts'
import { useUi } from '../../../renderer/state/ui.ts'
import { accounts, posts } from '../../support/renderer-fixture/world.ts'

const amara = posts.get('post:t-amara0')!
const calls: { name: string; input: unknown }[] = []
const rule: MuteRule = {
  id: '7',
  subject: { kind: 'author', authorId: 'author:x', handle: 'x.test' },
  how: 'muffle',
  accountId: null,
  until: null,
  createdAt: 0,
  searching: false,
}
let refusal: string | null = null
let rules: readonly MuteRule[] = []

beforeEach(() => {
  calls.length = 0
  refusal = null
  rules = []
  setTransport({
    invoke: (name, input) => {
      calls.push({ name, input })
      if (name === 'mutes.save')
        return Promise.resolve(
          refusal === null
            ? success({ ...rule, ...(input as object), id: '7' })
            : failure({ kind: 'invalid-input', issues: [{ field: 'subject', code: refusal, values: {} }] }),
        )
      return Promise.resolve(success(name === 'mutes.list' ? rules : {}))
    },
    subscribe: () => () => undefined,
    watchConnection: () => () => undefined,
  })
  queryClient.setQueryData(appKeys.accounts, accounts)
  queryClient.setQueryData(appKeys.settings, Settings.parse({}))
  useUi.setState({ opened: {}, panes: {} })
  useAnnouncements.setState({ said: [] })
})

afterEach(() => {
  closeMuteDialog()
  cleanup()
  queryClient.clear()
})

const muffled: Silence = { how: 'muffle', by: { kind: 'rule', ruleId: '7', subject: { kind: 'words', text: 'tram' } } }
const saved = (): unknown[] => calls.filter(({ name }) => name === 'mutes.save').map(({ input }) => input)

function show(view: Partial<PostView>, silence?: Silence): HTMLElement {
  seedPosts([{ ...amara, ...view }])
  render(
    <QueryClientProvider client={queryClient}>
      <PostCard postId={amara.post.id} from={['acc_juno_b']} silence={silence} />
    </QueryClientProvider>,
  )
  return screen.getByRole('article')
}

describe('a muffled post', () => {
  it('is one line that says whose it is and why, until it is opened', () => {
    const card = show({ silence: muffled })
    expect(card.getAttribute('aria-label')).toBe('Amara Oyelaran: Muffled: “tram”')
    expect(card.textContent).toBe('Amara Oyelaran · Muffled: “tram”Show')
    expect(screen.queryByText(/The tram drivers/)).toBeNull()
    fireEvent.click(screen.getByRole('button', { name: 'Show' }))
    expect(screen.getByText(/The tram drivers/)).toBeTruthy()
    expect(card.getAttribute('aria-label')).toMatch(/^Amara Oyelaran: The tram/)
    fireEvent.click(screen.getByRole('button', { name: 'Hide' }))
    expect(screen.queryByText(/The tram drivers/)).toBeNull()
  })

  it('says what the network says of it', () => {
    const label = (by: Silence['by']): string | null => {
      const name = show({ silence: { how: 'mute', by } }).getAttribute('aria-label')
      cleanup()
      return name
    }
    expect(label({ kind: 'filter', reason: 'Elections' })).toBe('Amara Oyelaran: Filtered on the network: Elections')
    expect(label({ kind: 'muted' })).toBe('Amara Oyelaran: Muted on the network')
    expect(label({ kind: 'blocked' })).toBe('Amara Oyelaran: Blocked on the network')
  })
})

describe('the menu of a post', () => {
  const labels = (view: PostView): unknown[] => muteEntries(view, null).map((entry) => (entry === 'separator' ? entry : entry.label))
  const tagged: PostView['post'] = {
    ...amara.post,
    text: { text: '#Tram #tram', spans: [{ kind: 'tag', start: 0, end: 5, tag: 'Tram' }, { kind: 'tag', start: 6, end: 11, tag: 'tram' }] }, // prettier-ignore
  }

  it('offers its author, its tags once, and words; and of a muted one to stop', () => {
    const handle = `@${amara.author.handle}`
    expect(labels({ ...amara, post: tagged })).toEqual([
      `Mute ${handle}`,
      `Muffle ${handle}`,
      `Mute reposts by ${handle}`,
      'Mute #tram',
      'Mute words…',
    ])
    expect(labels({ ...amara, silence: muffled })[0]).toBe('Stop muting “tram”')
    expect(labels({ ...amara, ownAccountId: 'acc_juno_b' })).toEqual(['Mute words…'])
  })

  it('mutes at once, says so, and takes it back', async () => {
    const [mute] = muteEntries(amara, null)
    if (mute === undefined || mute === 'separator' || mute.kind === 'label') throw new Error('No entry')
    mute.run?.()
    await waitFor(() => expect(useAnnouncements.getState().said.map(({ text }) => text)).toEqual([`@${amara.author.handle} is muted.`]))
    expect(saved()).toEqual([
      {
        id: null,
        subject: { kind: 'author', authorId: amara.author.id, handle: amara.author.handle },
        how: 'mute',
        accountId: null,
        until: null,
      },
    ])
    useAnnouncements.getState().said[0]?.action?.run()
    await waitFor(() => expect(calls.at(-1)).toEqual({ name: 'mutes.remove', input: { id: '7' } }))
  })

  it('brings back how it was muted before when the later word is taken back', async () => {
    rules = [rule]
    const [mute] = muteEntries(amara, null)
    if (mute === undefined || mute === 'separator' || mute.kind === 'label') throw new Error('No entry')
    mute.run?.()
    await waitFor(() => expect(useAnnouncements.getState().said).toHaveLength(1))
    useAnnouncements.getState().said[0]?.action?.run()
    const { createdAt: _createdAt, searching: _searching, ...former } = rule
    await waitFor(() => expect(saved().at(-1)).toEqual(former))
  })
})

describe('the dialog', () => {
  const open = (): void => {
    render(
      <QueryClientProvider client={queryClient}>
        <MuteDialog />
      </QueryClientProvider>,
    )
  }

  it('begins with the words that were chosen, and says why some cannot be muted', async () => {
    open()
    openMuteDialog('tram drivers')
    const words = await screen.findByRole('textbox', { name: 'Words' })
    expect((words as HTMLInputElement).value).toBe('tram drivers')
    refusal = 'mute-nothing'
    fireEvent.change(words, { target: { value: ' ' } })
    fireEvent.click(screen.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(screen.getByRole('alert').textContent).toBe('There is nothing in this that could be found in a post.'))
    expect(saved()).toMatchObject([{ id: null, subject: { kind: 'words', text: ' ' }, how: 'mute', until: null, accountId: null }])
  })

  it('keeps the very person of a rule that is changed', async () => {
    open()
    changeMute(rule)
    const handle = await screen.findByRole('textbox', { name: 'Handle' })
    expect((handle as HTMLInputElement).value).toBe('@x.test')
    fireEvent.click(screen.getByRole('radio', { name: 'Mute' }))
    fireEvent.click(screen.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(saved()).toEqual([
      { id: '7', subject: { kind: 'author', authorId: 'author:x', handle: '@x.test' }, how: 'mute', accountId: null, until: null },
    ])
  })
})
