import { afterEach, beforeEach, expect, test } from 'vitest'
import { createInbox, type Inbox } from '../../../main/services/inbox/inbox.ts'
import { authorOf, batchOf, HOUR, MINUTE, NOON, normalisedAuthor, postOf } from '../../store/builders.ts'
import { valueOf, World } from '../services-read/world.ts'

// Flaws of other clients' notifications, each with where it was found; more in the tests of the inbox.

let world: World
let inbox: Inbox
let me: string
beforeEach(() => {
  world = new World()
  me = world.join('me')
  const nothing = (): undefined => undefined
  const { store, reader, contextFor, views, clock } = world
  inbox = createInbox({ store, reader, contextFor, views, clock, onEnqueued: nothing, onSnoozed: nothing })
})
afterEach(() => world[Symbol.dispose]())

/** Somebody liked one of my posts so many minutes ago. */
function liked(post: string, actor: string, minutes: number): void {
  const at = NOON - minutes * MINUTE
  world.ingest(me, {
    ...batchOf([postOf(post, 'me', NOON - HOUR)]),
    authors: [normalisedAuthor(authorOf('me')), normalisedAuthor(authorOf(actor))],
    inbox: [{ remoteId: `${post} ${actor}`, kind: 'like', actorId: `author:${actor}`, postId: `post:${post}`, at, read: null }],
  })
}
const page = (cursor: string | null = null, limit = 50) =>
  valueOf(inbox.page({ cursor, limit, filter: 'all', accountIds: null, place: 'inbox', unreadOnly: false }))

test('a post that many like does not fill the list (pachli-android#58)', () => {
  for (let minute = 1; minute <= 40; minute++) liked('popular', `fan${minute}`, minute)
  liked('quiet', 'ann', 50)
  expect(page().rows.map((row) => [row.postId, row.actorCount])).toEqual([
    ['post:popular', 40],
    ['post:quiet', 1],
  ])
})

test('how many of a group are new is known after some of it was read (mastodon#1483)', () => {
  for (const [index, actor] of ['ann', 'bob', 'cat'].entries()) liked('mine', actor, 30 - index)
  valueOf(inbox.markRead({ upTo: NOON, accountIds: null, filter: 'all' }))
  liked('mine', 'dan', 2)
  liked('mine', 'eve', 1)
  expect(page().rows).toMatchObject([{ actorCount: 5, unread: 2 }])
})

test('nothing is there twice where pages meet, also when a group moved up in between (megalodon#616)', () => {
  for (let number = 1; number <= 6; number++) liked(`post${number}`, 'ann', number * 10)
  const first = page(null, 3)
  liked('post6', 'bob', 0)
  const second = page(first.older, 3)
  const posts = [...first.rows, ...second.rows].map((row) => row.postId)
  expect(posts).toEqual([1, 2, 3, 4, 5].map((number) => `post:post${number}`))
  expect(page().rows[0]?.postId).toBe('post:post6')
})
