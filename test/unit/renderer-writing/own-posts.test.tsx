import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { ComposerLayer } from '../../../renderer/features/composer/parts/composer-layer.tsx'
import { PostCard } from '../../../renderer/features/post/post-card.tsx'
import { seedPosts } from '../../../renderer/queries/posts.ts'
import type { PostView } from '../../../shared/bridge/views.ts'
import { AppFailure } from '../../../shared/errors.ts'
import type { Draft } from '../../../shared/model/draft.ts'
import { draft, segment, writingCalls } from '../../support/renderer-fixture/writing.ts'
import { posts } from '../../support/renderer-fixture/world.ts'
import { leavePage, show, type Page } from './page.tsx'

afterEach(leavePage)

const any = posts.get('post:t-amara0')!
const names = (page: Page): string[] => page.asked.map(({ name }) => name)
const gone = new AppFailure({ kind: 'post-not-found', message: null })

/** Shows the card of an own post, on Mastodon unless another account is named; answers the page and the drafts there are. */
async function own(
  ownAccountId: string | null = 'acc_juno_m',
  refuse: AppFailure | null = null,
): Promise<{ page: Page; card: HTMLElement }> {
  const platform = ownAccountId === 'acc_juno_b' ? 'bluesky' : 'mastodon'
  const view: PostView = {
    ...any,
    ownAccountId,
    platformName: platform === 'bluesky' ? 'Bluesky' : 'Mastodon',
    post: { ...any.post, platform },
  }
  const drafts: Draft[] = []
  const answer = (edits: string | null): Draft => {
    if (refuse !== null) throw refuse
    const made = { ...draft([segment('As it was written')], ['acc_juno_m']), edits }
    drafts.push(made)
    return made
  }
  seedPosts([view])
  const page = show(
    <>
      <PostCard postId={view.post.id} from={['acc_juno_m']} />
      <ComposerLayer />
    </>,
    {
      ...writingCalls(drafts),
      'posts.get': () => [view],
      'posts.edit': ({ postId }) => answer(postId),
      'posts.redraft': () => answer(null),
      'drafts.discard': () => ({}),
    },
  )
  const card = await screen.findByRole('article')
  // Who may do what is known once the accounts are.
  await waitFor(() => expect(names(page)).toContain('accounts.list'))
  await waitFor(() => expect(within(card).getByRole<HTMLButtonElement>('button', { name: 'Like' }).disabled).toBe(false))
  return { page, card }
}

async function choose(card: HTMLElement, item: string): Promise<void> {
  fireEvent.click(within(card).getByRole('button', { name: 'More' }))
  fireEvent.click(await screen.findByRole('menuitem', { name: item }))
}

const itemsOf = async (card: HTMLElement): Promise<(string | null)[]> => {
  fireEvent.click(within(card).getByRole('button', { name: 'More' }))
  await screen.findByRole('menu')
  return screen.getAllByRole('menuitem').map(({ textContent }) => textContent)
}

describe('the menu of an own post', () => {
  it('offers to change it where its network can, and to delete it', async () => {
    const { card } = await own()
    expect((await itemsOf(card)).slice(-3)).toEqual(['Edit', 'Redraft', 'Delete'])
  })

  it('offers no change where the network knows none', async () => {
    const { card } = await own('acc_juno_b')
    expect((await itemsOf(card)).slice(-2)).toEqual(['Redraft', 'Delete'])
    expect(screen.queryByRole('menuitem', { name: 'Edit' })).toBeNull()
  })

  it("offers none of it for somebody else's", async () => {
    const { card } = await own(null)
    const items = await itemsOf(card)
    for (const name of ['Edit', 'Redraft', 'Delete']) expect(items).not.toContain(name)
  })
})

describe('Edit', () => {
  it('opens the post as it was written, and its button says that it changes it', async () => {
    const { page, card } = await own()
    await choose(card, 'Edit')
    const dialog = await screen.findByRole('dialog', { name: 'Edit post' })
    expect(within(dialog).getByRole<HTMLTextAreaElement>('textbox', { name: 'Post text' }).value).toBe('As it was written')
    expect(within(dialog).getByRole('button', { name: 'Save changes' })).toBeTruthy()
    expect(within(dialog).queryByRole('button', { name: 'Schedule' })).toBeNull()
    expect(page.asked.find(({ name }) => name === 'posts.edit')?.input).toEqual({ postId: any.post.id })
    expect(names(page)).not.toContain('posts.redraft')
  })

  it('says of what was pressed that it is a change, while it can be taken back', async () => {
    const { card } = await own()
    await choose(card, 'Edit')
    const dialog = await screen.findByRole('dialog', { name: 'Edit post' })
    fireEvent.change(within(dialog).getByRole('textbox', { name: 'Post text' }), { target: { value: 'Better' } })
    fireEvent.click(within(dialog).getByRole('button', { name: 'Save changes' }))
    expect((await screen.findByText(/^The change goes out in/)).textContent).toMatch(/^The change goes out in (9|10) s$/)
  })

  it('leaves no draft behind when nothing was changed', async () => {
    const { page, card } = await own()
    await choose(card, 'Edit')
    const dialog = await screen.findByRole('dialog', { name: 'Edit post' })
    fireEvent.click(within(dialog).getByRole('button', { name: 'Close' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(names(page)).toContain('drafts.discard')
    expect(screen.queryByText('Draft kept')).toBeNull()
  })

  it('says why it cannot be done', async () => {
    const { card } = await own('acc_juno_m', gone)
    await choose(card, 'Edit')
    expect((await screen.findByRole('alert')).textContent).toContain('It is not there any more')
    expect(screen.queryByRole('dialog')).toBeNull()
  })
})

describe('Delete and redraft', () => {
  it('says first what is lost, and does nothing without a yes', async () => {
    const { page, card } = await own()
    await choose(card, 'Redraft')
    const question = await screen.findByRole('dialog', { name: 'Delete this post and write it anew?' })
    expect(question.textContent).toMatch(/likes and reposts are lost.*replies to it stay behind/)
    fireEvent.click(within(question).getByRole('button', { name: 'Cancel' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(names(page)).not.toContain('posts.redraft')
    await waitFor(() => expect(document.activeElement).toBe(within(card).getByRole('button', { name: 'More' })))
  })

  it('opens the draft that has taken its place', async () => {
    const { page, card } = await own()
    await choose(card, 'Redraft')
    const question = await screen.findByRole('dialog', { name: 'Delete this post and write it anew?' })
    fireEvent.click(within(question).getByRole('button', { name: 'Delete and redraft' }))
    const dialog = await screen.findByRole('dialog', { name: 'New post' })
    expect(within(dialog).getByRole<HTMLTextAreaElement>('textbox', { name: 'Post text' }).value).toBe('As it was written')
    expect(names(page).filter((name) => name === 'posts.redraft' || name === 'posts.delete')).toEqual(['posts.redraft'])
  })

  it('says why nothing was deleted', async () => {
    const { card } = await own(
      'acc_juno_m',
      new AppFailure({ kind: 'platform-unavailable', reason: 'timeout', server: 'tidepool.example', message: null }),
    )
    await choose(card, 'Redraft')
    fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Delete and redraft' }))
    expect((await screen.findByRole('alert')).textContent).toContain('tidepool.example took too long to answer.')
    expect(screen.queryByRole('dialog')).toBeNull()
  })
})

describe('a card', () => {
  it('says that its post was changed, and when', async () => {
    const { card } = await own()
    expect(within(card).queryByText('Edited')).toBeNull()
    const at = new Date(2026, 10, 20, 14, 30).getTime()
    act(() => seedPosts([{ ...any, post: { ...any.post, editedAt: at } }]))
    expect((await within(card).findByText('Edited')).title).toBe('edited Friday 20 November 2026, 14:30')
  })
})
