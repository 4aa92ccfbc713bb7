import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { QueryClientProvider } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PostView } from '../../../shared/bridge/views.ts'
import type { RichTextSpan } from '../../../shared/model/rich-text.ts'
import { success } from '../../../shared/errors.ts'
import { Settings } from '../../../shared/model/settings.ts'
import { setTransport } from '../../../renderer/bridge/client.ts'
import { PostCard } from '../../../renderer/features/post/post-card.tsx'
import { appKeys } from '../../../renderer/queries/app.ts'
import { seedPosts } from '../../../renderer/queries/posts.ts'
import { queryClient } from '../../../renderer/queries/query-client.ts'
import { useUi } from '../../../renderer/state/ui.ts'
import { accounts, posts } from '../../support/renderer-fixture/world.ts'

const amara = posts.get('post:t-amara0')!
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
  useUi.setState({ opened: {}, panes: {} })
})

afterEach(() => {
  cleanup()
  queryClient.clear()
})

type Changes = {
  readonly post?: Partial<PostView['post']>
  readonly author?: Partial<PostView['author']>
  readonly view?: Partial<PostView>
}

/** Shows a card of Amara's post with some of it changed. */
function show({ post, author, view }: Changes = {}): HTMLElement {
  seedPosts([{ ...amara, ...view, post: { ...amara.post, ...post }, author: { ...amara.author, ...author } }])
  render(
    <QueryClientProvider client={queryClient}>
      <PostCard postId={amara.post.id} from={['acc_juno_b']} />
    </QueryClientProvider>,
  )
  return screen.getByRole('article')
}

const text = (words: string, ...spans: RichTextSpan[]): { post: Partial<PostView['post']> } => ({ post: { text: { text: words, spans } } })

describe('a post card', () => {
  it("is named by its author's display name first", () => {
    expect(show().getAttribute('aria-label')).toMatch(/^Amara Oyelaran: The tram drivers/)
  })

  it('shows what is written, never reads it as HTML', () => {
    const card = show(text('<img src=x onerror=alert(1)><script>alert(2)</script> & <b>bold</b>'))
    expect(card.textContent).toContain('<img src=x onerror=alert(1)><script>alert(2)</script> & <b>bold</b>')
    expect(card.querySelector('script, .text img, .text b')).toBeNull()
  })

  it('makes no link of an address that runs something', () => {
    const words = 'press here or here'
    const card = show(
      text(
        words,
        { kind: 'link', start: 6, end: 10, uri: 'javascript:alert(1)' },
        { kind: 'link', start: 14, end: 18, uri: ' data:text/html,<script>alert(1)</script>' },
      ),
    )
    expect(card.querySelector('.text')?.textContent).toBe(words)
    expect(card.querySelectorAll('.text a')).toHaveLength(0)
  })

  it('opens links outside, and tells the page behind them nothing', () => {
    const card = show(text('see example.com', { kind: 'link', start: 4, end: 15, uri: 'https://example.com/a' }))
    const link = within(card).getByRole('link', { name: 'example.com' })
    expect([link.getAttribute('href'), link.getAttribute('target'), link.getAttribute('rel')]).toEqual([
      'https://example.com/a',
      '_blank',
      'noreferrer noopener nofollow',
    ])
    expect(card.textContent).not.toContain('(example.com)')
  })

  it('says where a link leads whose words name another place', () => {
    const card = show(text('mybank.com/login', { kind: 'link', start: 0, end: 16, uri: 'https://thief.test/login' }))
    expect(card.querySelector('.text')?.textContent).toContain('(thief.test)')
  })

  it('names a host in ASCII that imitates another one', () => {
    const card = show(text('аррӏе.com', { kind: 'link', start: 0, end: 9, uri: 'https://xn--80ak6aa92e.com/' }))
    expect(card.querySelector('.text')?.textContent).toContain('(xn--80ak6aa92e.com)')
  })

  it('isolates a name that turns the direction of what follows, and shows the handle of one that is invisible', () => {
    const card = show({ author: { displayName: '\u202Eevil\u2066' } })
    expect(card.querySelector('bdi.name')?.textContent).toBe('evil')
    cleanup()
    expect(show({ author: { displayName: '\u200B\u2060 ' } }).querySelector('bdi.name')?.textContent).toBe('amara.example.com')
  })

  it('puts no megabyte on the page at once', () => {
    const card = show(text('word '.repeat(200_000)))
    expect(card.textContent.length).toBeLessThan(2_000)
    fireEvent.click(within(card).getByRole('button', { name: 'Show more' }))
    expect(card.textContent.length).toBeGreaterThan(4_000)
    expect(card.textContent.length).toBeLessThan(10_000)
  })

  it('keeps ten thousand marks on one letter to what can be read', () => {
    const card = show(text(`a${'\u0301'.repeat(10_000)} b`))
    expect(card.querySelector('.text')?.textContent.length).toBeLessThan(30)
  })

  it('folds what is behind a warning, and unfolds it when asked', () => {
    const card = show({ post: { contentWarning: 'Football', media: [{ ...posts.get('post:t-p3')!.post.media[0]! }] } })
    expect(card.textContent).not.toContain('tram drivers')
    expect(card.querySelector('.media')).toBeNull()
    expect(card.getAttribute('aria-label')).toBe('Amara Oyelaran: Content warning: Football')
    fireEvent.click(within(card).getByRole('button', { name: 'Show content' }))
    expect(card.textContent).toContain('tram drivers')
    expect(card.querySelector('.media')).not.toBeNull()
  })

  it('covers sensitive media until it is asked for', () => {
    const media = [{ ...posts.get('post:t-p3')!.post.media[0]! }]
    const card = show({ post: { sensitive: true, media } })
    expect(card.querySelector('.media img')).toBeNull()
    fireEvent.click(within(card).getByRole('button', { name: 'Show media' }))
    expect(card.querySelector('.media img')).not.toBeNull()
  })

  it('loads nothing of a video before it is asked to play', () => {
    const video = {
      ...posts.get('post:t-p3')!.post.media[0]!,
      kind: 'video' as const,
      url: 'media/clip.mp4',
      previewUrl: 'media/clip.webp',
      alt: 'A tram',
    }
    const card = show({ post: { media: [video] } })
    expect(card.querySelector('video')).toBeNull()
    fireEvent.click(within(card).getByRole('button', { name: 'Play video: A tram' }))
    expect(card.querySelector('video')?.getAttribute('src')).toBe('media/clip.mp4')
  })

  it('keeps the box of a picture before it is loaded, and says what is in it', () => {
    const picture = { ...posts.get('post:t-p3')!.post.media[0]!, width: 400, height: 300, alt: 'Boats' }
    const card = show({ post: { media: [picture] } })
    expect(card.querySelector<HTMLElement>('.media figure')?.style.aspectRatio).toMatch(/^1\.33/)
    const alt = within(card).getByRole('button', { name: 'Alt text: Boats' })
    fireEvent.click(alt)
    expect(within(card).getByText('Boats').tagName).toBe('FIGCAPTION')
  })

  it("shows a server's own emoji in the name and in the text", () => {
    const emojis = [{ shortcode: 'tram', url: 'media/tram.png' }]
    const card = show({
      ...text('ding :tram:', { kind: 'emoji', start: 5, end: 11, shortcode: 'tram', url: 'media/tram.png' }),
      author: { displayName: 'Amara :tram: :none:', emojis },
    })
    expect([...card.querySelectorAll('img.emoji')].map((image) => image.getAttribute('alt'))).toEqual([':tram:', ':tram:'])
    expect(card.querySelector('bdi.name')?.textContent).toBe('Amara  :none:')
  })

  it('never shows 0 for a number that a network did not give', () => {
    const card = show({ post: { metrics: { ...amara.post.metrics, replies: null, reposts: 0, likes: 1234 } } })
    expect(within(card).getByRole('button', { name: 'Reply' }).textContent).toBe('')
    expect(within(card).getByRole('button', { name: 'Repost' }).textContent).toBe('')
    expect(within(card).getByRole('button', { name: 'Like' }).textContent).toBe('1.2k')
  })

  it('is liked by one press, from the account whose timeline it came from', async () => {
    const card = show({ view: { viewers: [] } })
    const like = within(card).getByRole('button', { name: 'Like' })
    expect(like.getAttribute('aria-pressed')).toBe('false')
    fireEvent.click(like)
    await waitFor(() =>
      expect(calls).toEqual([{ name: 'posts.engage', input: { postId: amara.post.id, accountId: 'acc_juno_b', verb: 'like', on: true } }]),
    )
  })

  it('keeps the focus on the button that opened the menu for the first time, for what a menu entry opens to give it back to', async () => {
    const had: EventTarget[] = []
    const note = ({ target }: FocusEvent): void => {
      if (target instanceof Element && target.closest('[role="menu"]') === null) had.push(target)
    }
    document.addEventListener('focusin', note)
    const card = show()
    const more = within(card).getByRole('button', { name: 'More' })
    more.focus()
    fireEvent.click(more)
    await screen.findByRole('menu')
    document.removeEventListener('focusin', note)
    expect(had.at(-1)).toBe(within(card).getByRole('button', { name: 'More', hidden: true }))
  })

  it('asks before it deletes, and only offers that for own posts', async () => {
    expect(within(show()).queryByRole('button', { name: 'Delete' })).toBeNull()
    cleanup()
    fireEvent.click(within(show({ view: { ownAccountId: 'acc_juno_b' } })).getByRole('button', { name: 'Delete' }))
    const question = await screen.findByRole('dialog')
    expect(calls).toEqual([])
    fireEvent.click(within(question).getByRole('button', { name: 'Delete' }))
    await waitFor(() => expect(calls.map(({ name }) => name)).toEqual(['posts.delete']))
  })

  it('is gone at once when its post was deleted', async () => {
    show()
    seedPosts([{ ...amara, deleted: true }])
    await waitFor(() => expect(screen.queryByRole('article')).toBeNull())
  })

  it('says why a quoted post is not there', () => {
    expect(show({ post: { quote: { postId: null, state: 'blocked' } } }).textContent).toContain('hidden by a block')
  })

  it('makes no card of a page that cannot be opened safely', () => {
    const card = show({
      post: { linkCard: { url: 'javascript:alert(1)', title: 'Win', description: '', provider: null, imageUrl: null, imageAlt: '' } },
    })
    expect(card.querySelector('.linkcard')).toBeNull()
  })
})
