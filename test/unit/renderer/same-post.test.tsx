import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { QueryClientProvider } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PostView, SamePost } from '../../../shared/bridge/views.ts'
import { success } from '../../../shared/errors.ts'
import { Settings } from '../../../shared/model/settings.ts'
import { setTransport } from '../../../renderer/bridge/client.ts'
import { reply } from '../../../renderer/features/post/post-commands.ts'
import { PostCard } from '../../../renderer/features/post/post-card.tsx'
import { FocusPost } from '../../../renderer/features/thread/focus-post.tsx'
import { appKeys } from '../../../renderer/queries/app.ts'
import { seedPosts } from '../../../renderer/queries/posts.ts'
import { queryClient } from '../../../renderer/queries/query-client.ts'
import { useUi } from '../../../renderer/state/ui.ts'
import { accounts, authorOf, posts } from '../../support/renderer-fixture/world.ts'

const amara = posts.get('post:t-amara0')!
const ON_MASTODON = 'post:t-amara0-m'
const calls: { name: string; input: unknown }[] = []

beforeEach(() => {
  calls.length = 0
  setTransport({
    invoke: (name, input) => {
      calls.push({ name, input })
      return Promise.resolve(success({}))
    },
    subscribe: () => () => undefined,
    watchConnection: () => () => undefined,
  })
  queryClient.setQueryData(appKeys.accounts, accounts)
  queryClient.setQueryData(appKeys.settings, Settings.parse({}))
  useUi.setState({ opened: {}, panes: {}, composers: [] })
})

afterEach(() => {
  cleanup()
  queryClient.clear()
})

const metrics = { replies: null, reposts: 2, likes: 8, quotes: null, bookmarks: null, views: null, measuredAt: 0 }
const together: SamePost = { others: [ON_MASTODON], split: false }
const seen = (accountId: string, liked: boolean): PostView['viewers'][number] => ({
  accountId,
  postId: '',
  liked,
  reposted: false,
  bookmarked: false,
  canReply: true,
  canQuote: true,
  canRepost: true,
})

/** Amara's post on Bluesky and the same one on Mastodon. */
function views({
  samePost = together,
  onBluesky = {},
  onMastodon = {},
}: { samePost?: SamePost; onBluesky?: Partial<PostView>; onMastodon?: Partial<PostView> } = {}) {
  const here: PostView = { ...amara, viewers: [], samePost, post: { ...amara.post, metrics }, ...onBluesky }
  const there: PostView = {
    ...amara,
    viewers: [],
    samePost: { ...samePost, others: [amara.post.id] },
    platformName: 'Mastodon',
    author: authorOf('Amara Oyelaran', 'amara@tidepool.example', 'amara', 'mastodon'),
    post: {
      ...amara.post,
      id: ON_MASTODON,
      platform: 'mastodon',
      url: 'https://tidepool.example/1',
      metrics: { ...metrics, likes: 4, replies: 1 },
    },
    ...onMastodon,
  }
  seedPosts([here, there])
  return { here, there }
}

function show(how: Parameters<typeof views>[0] = {}, from: readonly string[] = ['acc_juno_b', 'acc_juno_m']): HTMLElement {
  views(how)
  render(
    <QueryClientProvider client={queryClient}>
      <PostCard postId={amara.post.id} from={from} />
    </QueryClientProvider>,
  )
  return screen.getByRole('article')
}

describe('a card of one post on two networks', () => {
  it('has the mark of each, read out as one, and says so in its name', () => {
    const card = show()
    const marks = within(card).getByRole('img', { name: 'on Bluesky and Mastodon' })
    expect(marks.querySelectorAll('.mark')).toHaveLength(2)
    expect(card.getAttribute('aria-label')).toMatch(/^Amara Oyelaran: The tram drivers.*, on Bluesky and Mastodon$/)
  })

  it('sums the counts and says what they are made of', () => {
    const card = show()
    const like = within(card).getByRole('button', { name: 'Like' })
    expect([like.textContent, like.title]).toEqual(['12', 'Like · 12: Bluesky 8, Mastodon 4'])
    expect(within(card).getByRole('button', { name: 'Reply' }).title).toBe('Reply · 1')
    expect(within(card).getByRole('button', { name: 'Repost' }).textContent).toBe('4')
  })

  it('is liked where the account that acts is: on the network shown first, else on the other', async () => {
    fireEvent.click(within(show()).getByRole('button', { name: 'Like' }))
    await waitFor(() =>
      expect(calls).toEqual([{ name: 'posts.engage', input: { postId: amara.post.id, accountId: 'acc_juno_b', verb: 'like', on: true } }]),
    )
    cleanup()
    calls.length = 0
    queryClient.setQueryData(
      appKeys.accounts,
      accounts.filter(({ platform }) => platform === 'mastodon'),
    )
    fireEvent.click(within(show()).getByRole('button', { name: 'Like' }))
    await waitFor(() =>
      expect(calls).toEqual([{ name: 'posts.engage', input: { postId: ON_MASTODON, accountId: 'acc_juno_m', verb: 'like', on: true } }]),
    )
  })

  it('is liked where it was read, when that is the other network', async () => {
    fireEvent.click(within(show({}, ['acc_juno_m'])).getByRole('button', { name: 'Like' }))
    await waitFor(() => expect(calls).toMatchObject([{ input: { postId: ON_MASTODON, accountId: 'acc_juno_m' } }]))
  })

  it('shows a like on any network as its own, and takes all of them back', async () => {
    const card = show({ onBluesky: { viewers: [seen('acc_juno_b', true)] }, onMastodon: { viewers: [seen('acc_juno_m', true)] } })
    const like = within(card).getByRole('button', { name: 'Like' })
    expect(like.getAttribute('aria-pressed')).toBe('true')
    fireEvent.click(like)
    await waitFor(() => expect(calls).toHaveLength(2))
    expect(calls).toMatchObject([
      { input: { postId: amara.post.id, accountId: 'acc_juno_b', on: false } },
      { input: { postId: ON_MASTODON, accountId: 'acc_juno_m', on: false } },
    ])
  })

  it('is answered on a network where an account can', () => {
    const { here } = views({
      onBluesky: {
        viewers: accounts.filter(({ platform }) => platform === 'bluesky').map(({ id }) => ({ ...seen(id, false), canReply: false })),
      },
    })
    reply(here, accounts, ['acc_juno_b'])
    expect(useUi.getState().composers).toMatchObject([{ replyTo: ON_MASTODON, targets: ['acc_juno_m'] }])
  })

  it('opens on either network, acts as any account, and can be split', async () => {
    const card = show()
    fireEvent.click(within(card).getByRole('button', { name: 'More' }))
    expect(await screen.findByRole('menuitem', { name: /Open on Mastodon/ })).toBeTruthy()
    expect(screen.getByRole('menuitem', { name: /Like as @juno@tidepool.example/ })).toBeTruthy()
    fireEvent.click(screen.getByRole('menuitem', { name: 'Split into separate posts' }))
    await waitFor(() => expect(calls).toEqual([{ name: 'posts.split', input: { postId: amara.post.id, authors: false } }]))
  })

  it('that was split has one mark and its own counts, and can be joined again', async () => {
    const card = show({ samePost: { ...together, split: true } })
    expect(within(card).getByRole('img', { name: 'Bluesky' })).toBeTruthy()
    expect(within(card).getByRole('button', { name: 'Like' }).textContent).toBe('8')
    fireEvent.click(within(card).getByRole('button', { name: 'More' }))
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Join again' }))
    await waitFor(() => expect(calls).toEqual([{ name: 'posts.join', input: { postId: amara.post.id } }]))
  })

  it('is deleted on all its networks, which are named before', async () => {
    const card = show({ onBluesky: { ownAccountId: 'acc_juno_b' }, onMastodon: { ownAccountId: 'acc_juno_m' } })
    fireEvent.click(within(card).getByRole('button', { name: 'Delete' }))
    const question = await screen.findByRole('dialog')
    expect(question.textContent).toContain('Bluesky and Mastodon')
    fireEvent.click(within(question).getByRole('button', { name: 'Delete' }))
    await waitFor(() => expect(calls.map(({ input }) => input)).toEqual([{ postId: amara.post.id }, { postId: ON_MASTODON }]))
  })

  it('leaves out a part that was deleted', () => {
    const card = show({ onMastodon: { deleted: true } })
    expect(within(card).getByRole('img', { name: 'Bluesky' })).toBeTruthy()
    expect(within(card).getByRole('button', { name: 'Like' }).textContent).toBe('8')
  })

  it('opened, says how it is doing on each network and leads to the other thread', () => {
    const { here } = views()
    render(
      <QueryClientProvider client={queryClient}>
        <FocusPost view={here} />
      </QueryClientProvider>,
    )
    const lines = within(screen.getByRole('list', { name: 'The same post on several networks' })).getAllByRole('listitem')
    expect(lines.map((line) => line.querySelector('.counts')?.textContent)).toEqual([
      '2 reposts · 8 likes',
      '1 reply · 2 reposts · 4 likes',
    ])
    fireEvent.click(screen.getByRole('button', { name: 'Open the thread on Mastodon' }))
    expect(useUi.getState().panes.timeline?.at(-1)).toEqual({ kind: 'thread', postId: ON_MASTODON })
  })
})
