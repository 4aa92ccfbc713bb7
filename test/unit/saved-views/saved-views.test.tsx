import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { QueryClientProvider } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { failure, success, type AppError, type Result } from '../../../shared/errors.ts'
import type { OfferedView, SavedView, ViewSource } from '../../../shared/model/saved-view.ts'
import { Settings } from '../../../shared/model/settings.ts'
import { setTransport } from '../../../renderer/bridge/client.ts'
import { NetworkFoot } from '../../../renderer/features/search/network-foot.tsx'
import { dropView, moveView } from '../../../renderer/features/views/view-commands.ts'
import { closeViewDialog, openAddView, openRenameView } from '../../../renderer/features/views/view-dialogs-state.ts'
import { ViewDialogs } from '../../../renderer/features/views/dialog/view-dialogs.tsx'
import { appKeys } from '../../../renderer/queries/app.ts'
import { queryClient } from '../../../renderer/queries/query-client.ts'
import { savedViews, viewKeys } from '../../../renderer/queries/views.ts'
import { useAnnouncements } from '../../../renderer/state/announce.ts'
import { useUi } from '../../../renderer/state/ui.ts'
import { accounts as fixtures } from '../../support/renderer-fixture/world.ts'

const away: AppError = { kind: 'platform-unavailable', reason: 'unreachable', server: 'tidepool.example', message: null }
const accounts = fixtures.map((account) => ({
  ...account,
  capabilities: { ...account.capabilities, streams: { ...account.capabilities.streams, lists: true } },
}))
const printPeople: OfferedView = { kind: 'list', remoteId: 'l1', title: 'Print people', description: null, avatarUrl: null }

let views: SavedView[]
let settings: Settings
let offers: Result<OfferedView[]>
let found: Result<unknown>
let refusal: AppError | null
let asked: { readonly name: string; readonly input: unknown }[]

const view = (id: string, source: ViewSource, title = id): SavedView => ({ id, title, source, createdAt: 0 })
const search = (id: string): SavedView => view(id, { kind: 'search', text: id })

function save({ id, source, title }: { id: string | null; source: ViewSource; title: string | null }): Result<SavedView> {
  if (refusal !== null) return failure(refusal)
  const saved = view(id ?? `new${String(views.length)}`, source, title ?? (source.kind === 'tag' ? `#${source.tag}` : source.kind))
  views = id === null ? [...views, saved] : views.map((one) => (one.id === id ? saved : one))
  return success(saved)
}

beforeEach(() => {
  views = [search('one'), search('two'), search('three')]
  settings = Settings.parse({ columns: [{ of: 'view:two', width: 'wide' }] })
  offers = success([printPeople])
  found = success({ postIds: [], posts: [], failures: [], asked: [] })
  refusal = null
  asked = []
  setTransport({
    invoke: (name, input) => {
      asked.push({ name, input })
      if (name === 'views.save') return Promise.resolve(save(input as Parameters<typeof save>[0]))
      if (name === 'views.offered') return Promise.resolve(offers)
      if (name === 'search.networks') return Promise.resolve(found)
      if (name === 'views.remove') views = views.filter(({ id }) => id !== (input as SavedView).id)
      if (name === 'views.reorder') views = (input as { ids: string[] }).ids.flatMap((id) => views.find((one) => one.id === id) ?? [])
      if (name === 'settings.set') settings = Settings.parse({ ...settings, ...(input as object) })
      return Promise.resolve(success(name === 'views.list' ? views : name === 'settings.set' ? settings : {}))
    },
    subscribe: () => () => undefined,
    watchConnection: () => () => undefined,
  })
  queryClient.setQueryData(appKeys.accounts, accounts)
  queryClient.setQueryData(appKeys.settings, settings)
  queryClient.setQueryData(appKeys.status, { online: true })
  queryClient.setQueryData(viewKeys.list, views)
  useUi.setState({ view: 'timeline' })
  useAnnouncements.setState({ said: [] })
})

afterEach(() => {
  closeViewDialog()
  cleanup()
  queryClient.clear()
})

function show(part: React.ReactElement): void {
  render(<QueryClientProvider client={queryClient}>{part}</QueryClientProvider>)
}

async function addDialog(): Promise<HTMLElement> {
  show(<ViewDialogs />)
  openAddView()
  return screen.findByRole('dialog', { name: 'Add view' })
}

describe('the dialog that adds a view', () => {
  it('makes a view of a hashtag, with or without its sign, and shows it', async () => {
    const dialog = await addDialog()
    const field = within(dialog).getByRole('textbox', { name: 'Hashtag' })
    fireEvent.change(field, { target: { value: ' #printing ' } })
    fireEvent.submit(field)
    await waitFor(() => expect(useUi.getState().view).toBe('view:new3'))
    expect(savedViews().at(-1)).toMatchObject({ title: '#printing', source: { kind: 'tag', tag: 'printing', accountIds: null } })
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })

  it('says why something cannot be a view, and keeps what was typed', async () => {
    refusal = { kind: 'invalid-input', issues: [{ field: 'source', code: 'view-nothing', values: {} }] }
    const dialog = await addDialog()
    const field = within(dialog).getByRole<HTMLInputElement>('textbox', { name: 'Hashtag' })
    fireEvent.change(field, { target: { value: '#- -' } })
    fireEvent.submit(field)
    await waitFor(() => expect(within(dialog).getByRole('alert').textContent).toContain('nothing in this'))
    expect(field.value).toBe('#- -')
  })

  it('offers the lists of each account; one that fails says so and is asked again', async () => {
    offers = failure(away)
    const dialog = await addDialog()
    fireEvent.click(within(dialog).getByRole('radio', { name: 'Lists and feeds' }))
    const tryAgain = (): readonly HTMLElement[] => within(dialog).queryAllByRole('button', { name: 'Try again' })
    await waitFor(() => expect(tryAgain().length).toBe(accounts.length))
    expect(within(dialog).getAllByRole('status')[0]?.textContent).toContain('tidepool.example')
    offers = success([printPeople])
    fireEvent.click(tryAgain()[0]!)
    fireEvent.click(await within(dialog).findByRole('button', { name: /^Print people/ }))
    await waitFor(() =>
      expect(savedViews().at(-1)).toMatchObject({
        title: 'Print people',
        source: { kind: 'list', accountId: accounts[0]?.id, remoteId: 'l1' },
      }),
    )
  })

  it('gives a view another name', async () => {
    show(<ViewDialogs />)
    openRenameView(views[0]!)
    const field = await screen.findByRole('textbox', { name: 'Name' })
    fireEvent.change(field, { target: { value: 'Ink' } })
    fireEvent.submit(field)
    await waitFor(() => expect(savedViews()[0]?.title).toBe('Ink'))
  })
})

describe('a saved view', () => {
  it('moves up and down, and not beyond the ends', async () => {
    await moveView('two', -1)
    expect(savedViews().map(({ id }) => id)).toEqual(['two', 'one', 'three'])
    await moveView('two', -1)
    expect(savedViews().map(({ id }) => id)).toEqual(['two', 'one', 'three'])
  })

  it('goes with its column, and comes back with it, at its place', async () => {
    useUi.setState({ view: 'view:two' })
    await dropView(views[1]!)
    expect(savedViews().map(({ id }) => id)).toEqual(['one', 'three'])
    expect(settings.columns).toEqual([])
    expect(useUi.getState().view).toBe('timeline')
    useAnnouncements.getState().said.at(-1)?.action?.run()
    await waitFor(() => expect(useUi.getState().view).toBe('view:new2'))
    expect(savedViews().map(({ id }) => id)).toEqual(['one', 'new2', 'three'])
    expect(settings.columns).toEqual([{ of: 'view:new2', width: 'wide' }])
  })
})

describe('the search of the networks', () => {
  it('asks only when it is told to, and says which account could not be asked', async () => {
    found = success({ postIds: [], posts: [], failures: [{ accountId: accounts[0]!.id, error: away }], asked: [accounts[0]!.id] })
    show(<NetworkFoot text="paper" more={0} />)
    expect(asked.filter(({ name }) => name === 'search.networks')).toEqual([])
    fireEvent.click(screen.getByRole('button', { name: 'Search the networks' }))
    await screen.findByText(new RegExp(`^@${accounts[0]!.handle} could not be asked`))
    expect(asked.filter(({ name }) => name === 'search.networks')).toEqual([
      { name: 'search.networks', input: { text: 'paper', limit: 40 } },
    ])
  })

  it('says that nobody can be asked while offline', () => {
    queryClient.setQueryData(appKeys.status, { online: false })
    show(<NetworkFoot text="ink" more={0} />)
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Search the networks' }).disabled).toBe(true)
    expect(screen.getByText(/^Offline/)).toBeDefined()
  })
})
