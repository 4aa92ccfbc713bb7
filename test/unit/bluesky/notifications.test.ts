import { describe, expect, test } from 'vitest'
import { normaliseNotifications, readNotificationList } from '../../../main/connectors/bluesky/normalise/pages.ts'
import { READ_AT } from '../../fixtures/bluesky/normalisers.ts'

const ME = 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa'
const BOB = 'did:plc:bbbbbbbbbbbbbbbbbbbbbbbb'
const OWN = `at://${ME}/app.bsky.feed.post/3aaaaaaaaaaaa`

function notification(reason: string, parts: Readonly<Record<string, unknown>> = {}): unknown {
  return {
    uri: `at://${BOB}/app.bsky.feed.like/3bbbbbbbbbbbb`,
    cid: 'bafyreia',
    author: { did: BOB, handle: 'bob.test' },
    reason,
    reasonSubject: OWN,
    record: { subject: { uri: OWN, cid: 'bafyreib' }, createdAt: '2026-11-20T10:00:00.000Z' },
    isRead: false,
    indexedAt: '2026-11-20T10:00:00.000Z',
    ...parts,
  }
}

const said = { uri: `at://${BOB}/app.bsky.feed.post/3bbbbbbbbbbbb`, record: { text: 'Hello', createdAt: '2026-11-20T10:00:00.000Z' } }
const ownPost = {
  uri: OWN,
  cid: 'bafyreib',
  author: { did: ME, handle: 'me.test' },
  record: { text: 'Mine', createdAt: '2026-11-20T09:00:00.000Z' },
  indexedAt: '2026-11-20T09:00:00.000Z',
}

function inboxOf(notifications: readonly unknown[], posts: readonly unknown[] = [ownPost], seenAt = '2026-11-20T09:30:00.000Z') {
  const list = readNotificationList({ notifications, seenAt }, null)
  if (list === null) throw new Error('not a page')
  return { list, ...normaliseNotifications(list, posts, READ_AT) }
}

describe('A notification', () => {
  test.each([
    ['like', {}, 'like', OWN],
    ['repost', {}, 'repost', OWN],
    ['like-via-repost', { reasonSubject: `at://${ME}/app.bsky.feed.repost/3cccccccccccc` }, 'like', OWN],
    ['repost-via-repost', { reasonSubject: `at://${ME}/app.bsky.feed.repost/3cccccccccccc` }, 'repost', OWN],
    ['follow', { reasonSubject: undefined, record: { subject: ME } }, 'follow', null],
    ['mention', { ...said, reasonSubject: undefined }, 'mention', said.uri],
    ['reply', said, 'reply', said.uri],
    ['quote', said, 'quote', said.uri],
    ['subscribed-post', { ...said, reasonSubject: undefined }, 'other', said.uri],
    ['verified', { reasonSubject: undefined, record: {} }, 'other', null],
    ['something-new', { reasonSubject: undefined, record: null }, 'other', null],
  ])('for the reason %s is what the person would call it', (reason, parts, kind, postId) => {
    expect(inboxOf([notification(reason, parts)]).inbox).toMatchObject([{ kind, postId, actorId: BOB, read: false }])
  })

  test('that says something brings its words, also when the post could not be fetched', () => {
    const { posts, inbox } = inboxOf([notification('reply', said)], [])
    expect(posts).toMatchObject([{ post: { id: said.uri, text: { text: 'Hello' }, authorId: BOB } }])
    expect(inbox[0]?.remoteId).toBe(`${said.uri}#reply`)
  })

  test('about a post that is gone still says who it was', () => {
    expect(inboxOf([notification('like')], []).inbox).toMatchObject([{ kind: 'like', actorId: BOB, postId: null }])
  })

  test('that says something nobody can read is no mention', () => {
    expect(inboxOf([notification('mention', { ...said, record: null })], []).inbox).toMatchObject([{ kind: 'other', postId: null }])
  })

  test('asks for the post it is about once, and for the own one that was answered', () => {
    const { list } = inboxOf([notification('like'), notification('repost'), notification('reply', said)])
    expect(list.posts).toEqual([OWN, said.uri])
  })
})

describe('Whether something was read', () => {
  test('is what the network says', () => {
    const { inbox, list } = inboxOf([notification('like'), notification('repost', { isRead: true, indexedAt: '2026-11-20T09:00:00.000Z' })])
    expect(inbox.map(({ read }) => read)).toEqual([false, true])
    expect(list.seenAt).toBe(Date.parse('2026-11-20T09:30:00.000Z'))
  })

  test('is unknown where the network made up a time because nobody ever told it one', () => {
    const { inbox, list } = inboxOf([notification('like'), notification('repost', { isRead: true })], [ownPost], '2026-11-20T10:00:00.000Z')
    expect(inbox.map(({ read }) => read)).toEqual([null, null])
    expect(list.seenAt).toBeNull()
  })
})
