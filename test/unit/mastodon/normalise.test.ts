import { describe, expect, test } from 'vitest'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import {
  bareStatus,
  gotosocialStatus,
  mastodonPoll,
  mastodonQuotes,
  mastodonReblog,
  mastodonStatus,
  notifications,
  pleromaStatus,
} from '../../fixtures/mastodon/statuses.ts'
import { normaliseNotifications, normaliseStatuses, READ_AT } from '../../fixtures/mastodon/normalisers.ts'

function postOf(wire: { readonly uri: string } & Readonly<Record<string, unknown>>, beside: readonly unknown[] = []): CanonicalPost {
  const found = normaliseStatuses([wire, ...beside]).posts.find(({ post }) => post.id === wire.uri)
  if (!found) throw new Error('a post')
  return found.post
}

describe('A status of Mastodon', () => {
  test('becomes a post, with everything that is in it', () => {
    const { posts, authors, entries, skipped } = normaliseStatuses([mastodonStatus])
    expect(skipped).toBe(0)
    expect(entries).toEqual([{ postId: mastodonStatus.uri, repostedBy: null, sortAt: Date.UTC(2026, 10, 20, 10) }])
    expect(authors.map(({ author }) => author.handle)).toEqual(['alice@chirp.example', 'bob@far.example'])
    expect(posts[0]?.viewer).toEqual({
      remoteId: '115', revision: null, liked: true, reposted: false, bookmarked: false, likeRef: null, repostRef: null, canReply: true, canQuote: true, canRepost: true, filter: null,
    }) // prettier-ignore
    expect(posts[0]?.post).toMatchObject({
      id: 'https://chirp.example/users/alice/statuses/115',
      platform: 'mastodon',
      authorId: 'https://chirp.example/users/alice',
      url: 'https://chirp.example/@alice/115',
      text: { text: 'Look @bob :chirp: example.com/a/long/path/to/som… #Garden' },
      contentWarning: null,
      languages: ['en'],
      media: [
        { kind: 'image', alt: 'Roses', width: 800, height: 600, focalPoint: { x: 0.5, y: -0.25 }, durationMs: null },
        { kind: 'gif', url: 'https://far.example/23.mp4', previewUrl: null, alt: '', width: 64, height: 48, durationMs: 2500 },
      ],
      linkCard: { title: 'Somewhere', provider: null, imageAlt: 'A hill' },
      quote: { postId: 'https://far.example/users/bob/statuses/90', state: 'available' },
      replyTo: null,
      visibility: 'public',
      metrics: { replies: 3, reposts: 1, likes: 2, quotes: 4, bookmarks: null, views: null, measuredAt: READ_AT },
    })
    expect(posts[0]?.post.text.spans.find(({ kind }) => kind === 'mention')).toMatchObject({
      authorId: 'https://far.example/users/bob',
      handle: 'bob@far.example',
    })
  })

  test('tells of its author what there is, and no stand-in pictures', () => {
    const { authors } = normaliseStatuses([mastodonStatus])
    expect(authors.map(({ author }) => author)).toEqual([
      {
        id: 'https://chirp.example/users/alice', platform: 'mastodon', handle: 'alice@chirp.example', displayName: 'Alice :chirp:', bot: false, url: 'https://chirp.example/@alice',
        emojis: [{ shortcode: 'chirp', url: 'https://chirp.example/emoji/chirp.png' }], avatarUrl: 'https://chirp.example/avatars/alice.png',
      },
      { id: 'https://far.example/users/bob', platform: 'mastodon', handle: 'bob@far.example', displayName: '', bot: true, url: 'https://far.example/@bob', emojis: [], avatarUrl: null },
    ]) // prettier-ignore
  })

  test('with a poll, an edit, a warning and a filter of the person’s own', () => {
    expect(postOf(mastodonPoll, [mastodonStatus])).toMatchObject({
      contentWarning: 'Food',
      sensitive: true,
      visibility: 'followers',
      editedAt: Date.UTC(2026, 10, 20, 11),
      replyTo: { postId: mastodonStatus.uri, authorId: 'https://chirp.example/users/alice', authorHandle: 'alice@chirp.example' },
      poll: { options: [{ title: 'Soup', votes: 3 }, { title: 'Salad', votes: null }], votes: 5, voters: 4, multiple: true, closed: false, ownChoices: [1] },
    }) // prettier-ignore
  })

  test('that the person filters on the server says so for the account, whoever reposts it, and keeps its place', () => {
    const filtered = (action: string, ...context: string[]) => [{ filter: { title: 'Cooking', filter_action: action, context } }]
    const filterOf = (status: object): unknown => normaliseStatuses([status]).posts[0]?.viewer?.filter
    expect(filterOf(mastodonPoll)).toEqual({ how: 'muffle', reason: 'Cooking' })
    expect(filterOf({ ...mastodonPoll, filtered: filtered('hide') })).toEqual({ how: 'mute', reason: 'Cooking' })
    expect(filterOf({ ...mastodonPoll, filtered: filtered('hide', 'home', 'public') })).toEqual({ how: 'mute', reason: 'Cooking' })
    expect(filterOf({ ...mastodonPoll, filtered: filtered('hide', 'public') })).toBeNull()
    const hidden = { ...mastodonPoll, filtered: filtered('hide', 'home') }
    expect(filterOf({ ...mastodonReblog, reblog: hidden })).toEqual({ how: 'mute', reason: 'Cooking' })
    expect(filterOf({ ...mastodonReblog, filtered: filtered('hide', 'home') })).toEqual({ how: 'mute', reason: 'Cooking' })
    expect(normaliseStatuses([hidden, { ...mastodonReblog, reblog: hidden }]).entries).toHaveLength(2)
  })

  test('that the person’s filters blur hides its media', () => {
    expect(postOf({ ...mastodonStatus, filtered: [{ filter: { title: 'x', filter_action: 'blur' } }] })).toMatchObject({
      sensitive: true,
      contentWarning: null,
    })
  })

  test('that is a reblog is a place in the feed for what it repeats', () => {
    const { posts, entries } = normaliseStatuses([mastodonReblog])
    expect(posts.map(({ post }) => post.id)).toEqual(['https://far.example/users/bob/statuses/90'])
    expect(entries).toEqual([
      {
        postId: 'https://far.example/users/bob/statuses/90',
        repostedBy: 'https://chirp.example/users/alice',
        sortAt: Date.UTC(2026, 10, 20, 10),
      },
    ])
  })

  test('whose quote cannot be shown says why', () => {
    expect(normaliseStatuses(mastodonQuotes).posts.map(({ post }) => post.quote)).toEqual(
      ['pending', 'rejected', 'rejected', 'deleted', 'unavailable', 'blocked', 'blocked', 'blocked', 'unavailable'].map((state) => ({
        postId: null,
        state,
      })),
    )
  })

  test('that names what it quotes by id alone finds it in the same answer', () => {
    const shallow = { ...mastodonPoll, quote: { state: 'accepted', quoted_status_id: '115' } }
    expect(postOf(shallow, [mastodonStatus]).quote).toEqual({ postId: mastodonStatus.uri, state: 'available' })
    expect(postOf(shallow).quote).toEqual({ postId: null, state: 'unavailable' })
  })

  test('from the future has its place at the time it was read', () => {
    expect(normaliseStatuses([{ ...mastodonStatus, created_at: '2099-01-01T00:00:00Z' }]).entries[0]?.sortAt).toBe(READ_AT)
  })
})

describe('A status of another server', () => {
  test('of GoToSocial answers somebody it only names', () => {
    expect(postOf(gotosocialStatus)).toMatchObject({
      authorId: 'https://gts.example/@carol',
      replyTo: { postId: null, authorId: null, authorHandle: 'bob@far.example' },
      visibility: 'unlisted',
      languages: [],
      metrics: { quotes: null },
    })
  })

  test('of Pleroma has its quote beside it, a kind of media told by its type, and a narrower circle', () => {
    expect(postOf(pleromaStatus)).toMatchObject({
      text: { text: '@erin look\nhere #cofe' },
      quote: { postId: 'https://pl.example/objects/2b', state: 'available' },
      media: [{ kind: 'audio', previewUrl: null, mimeType: 'audio/ogg' }],
      visibility: 'followers',
    })
  })

  test('may put the quoted status itself where Mastodon has its state', () => {
    expect(postOf({ ...gotosocialStatus, ...{ quote: { ...mastodonStatus, quote: null } } }).quote).toEqual({
      postId: mastodonStatus.uri,
      state: 'available',
    })
  })

  test('may lack nearly everything', () => {
    const { posts, authors } = normaliseStatuses([bareStatus])
    expect(posts[0]).toMatchObject({
      post: { id: 'https://chirp.example/api/v1/statuses/7', text: { text: '', spans: [] }, visibility: null },
      viewer: { remoteId: '7', canRepost: true },
    })
    expect(authors[0]).toMatchObject({ remoteId: '1', author: { handle: 'frank@chirp.example', avatarUrl: null } })
  })

  test('that makes no sense is left out and counted; the others stay', () => {
    const { posts, skipped } = normaliseStatuses([
      null,
      'x',
      { id: '1' },
      { ...mastodonStatus, created_at: 'yesterday', quote: null },
      mastodonPoll,
    ])
    expect(posts.map(({ post }) => post.id)).toEqual([mastodonPoll.uri])
    expect(skipped).toBe(4)
  })
})

describe('Notifications', () => {
  test('are told apart; new kinds are kept as something else', () => {
    expect(normaliseNotifications(notifications).inbox.map(({ kind }) => kind)).toEqual([
      'mention', 'other', 'repost', 'follow', 'follow-request', 'like', 'poll-ended', 'edit', 'quote', 'edit', 'other', 'other', 'like', 'other',
    ]) // prettier-ignore
  })

  test('of a mention that answers the person are replies', () => {
    const mention = {
      id: '1',
      type: 'mention',
      created_at: '2026-11-20T12:00:00.000Z',
      account: mastodonStatus.account,
      status: {
        ...mastodonStatus,
        mentions: [{ id: '5', acct: 'alice', username: 'alice', url: '' }],
        in_reply_to_id: '4',
        in_reply_to_account_id: '5',
      },
    }
    expect(normaliseNotifications([mention]).inbox[0]?.kind).toBe('reply')
    expect(normaliseNotifications([{ ...mention, status: { ...mention.status, in_reply_to_account_id: '6' } }]).inbox[0]?.kind).toBe(
      'mention',
    )
  })

  test('about a post that is missing or hidden are left out where they are nothing without it', () => {
    const base = { id: '1', created_at: '2026-11-20T12:00:00.000Z', account: mastodonStatus.account }
    const hidden = { ...mastodonStatus, filtered: [{ filter: { title: 'x', filter_action: 'hide' } }] }
    expect(
      normaliseNotifications([
        { ...base, type: 'mention' },
        { ...base, type: 'mention', status: hidden },
      ]).inbox,
    ).toEqual([])
    expect(normaliseNotifications([{ ...base, type: 'favourite' }]).inbox).toMatchObject([{ kind: 'like', postId: null }])
  })
})
