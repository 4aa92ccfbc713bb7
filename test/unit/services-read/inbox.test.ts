import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createInbox, type Inbox } from '../../../main/services/inbox/inbox.ts'
import { listEngagementJobs } from '../../../main/store/tables/engagement-jobs.ts'
import { markPostDeleted } from '../../../main/store/tables/posts.ts'
import { contract } from '../../../shared/bridge/contract.ts'
import type { InboxKind } from '../../../shared/model/inbox-item.ts'
import { authorOf, batchOf, HOUR, MINUTE, NOON, normalisedAuthor, postOf } from '../../store/builders.ts'
import { valueOf, World } from './world.ts'

let world: World
let inbox: Inbox
let me: string
let other: string
let enqueued: number
beforeEach(() => {
  world = new World()
  me = world.join('me')
  other = world.join('other')
  enqueued = 0
  inbox = createInbox({
    store: world.store,
    reader: world.reader,
    contextFor: world.contextFor,
    views: world.views,
    clock: world.clock,
    onEnqueued: () => enqueued++,
    onSnoozed: () => undefined,
  })
})
afterEach(() => world[Symbol.dispose]())

const ago = (minutes: number): number => NOON - minutes * MINUTE
/** Somebody did something so many minutes ago. */
function happened(accountId: string, minutes: number, kind: InboxKind, actor: string, post: string | null = null): void {
  const about = post === null ? [] : [postOf(post, kind === 'like' || kind === 'repost' ? 'me' : actor, ago(500))]
  world.ingest(accountId, {
    ...batchOf(about),
    authors: [normalisedAuthor(authorOf('me')), normalisedAuthor(authorOf(actor))],
    inbox: [
      {
        remoteId: `${kind}${minutes}`,
        kind,
        actorId: `author:${actor}`,
        postId: post === null ? null : `post:${post}`,
        at: ago(minutes),
        read: null,
      },
    ],
  })
}
type Filter = Parameters<Inbox['page']>[0]['filter']
const page = (filter: Filter = 'all', limit = 50, cursor: string | null = null, accountIds: string[] | null = null) =>
  valueOf(inbox.page({ filter, limit, cursor, accountIds, place: 'inbox', unreadOnly: false }))
const told = ({ rows }: ReturnType<typeof page>): string[] => rows.map((row) => `${row.kind} ${(NOON - row.at) / MINUTE}`)

describe('a page', () => {
  test('holds what happened to all accounts, newest first, by filter', () => {
    happened(me, 1, 'mention', 'ann', 'm1')
    happened(other, 2, 'reply', 'bob', 'r1')
    happened(me, 3, 'quote', 'ann', 'q1')
    happened(me, 4, 'like', 'bob', 'mine')
    happened(other, 5, 'follow', 'cat')
    happened(me, 6, 'poll-ended', 'cat', 'p1')
    expect(told(page())).toEqual(['mention 1', 'reply 2', 'quote 3', 'like 4', 'follow 5', 'poll-ended 6'])
    expect(told(page('mentions'))).toEqual(['mention 1', 'reply 2', 'quote 3'])
    expect(told(page('conversations'))).toEqual(['mention 1', 'reply 2'])
    expect(told(page('quotes'))).toEqual(['quote 3'])
    expect(told(page('reactions'))).toEqual(['like 4'])
    expect(told(page('follows'))).toEqual(['follow 5'])
    expect(told(page('all', 50, null, [other]))).toEqual(['reply 2', 'follow 5'])
    const all = page()
    expect(all.posts.map((view) => view.post.id)).toEqual(['post:m1', 'post:r1', 'post:q1', 'post:mine', 'post:p1'])
    expect(contract['inbox.page'].output.parse(all)).toEqual(all)
  })

  test('makes one row of many likes of one post, also with something in between; a person counts once', () => {
    for (let minute = 1; minute <= 20; minute++) happened(me, minute, 'like', `fan${minute}`, 'mine')
    happened(me, 5.5, 'mention', 'ann', 'm1')
    happened(me, 25, 'like', 'fan1', 'mine')
    happened(me, 30, 'like', 'fan1', 'another')
    const { rows } = page()
    expect(rows.map((row) => [row.kind, row.actorCount, row.actors.length])).toEqual([
      ['like', 20, 12],
      ['mention', 1, 1],
      ['like', 1, 1],
    ])
    expect(rows[0]?.actors[0]).toMatchObject({ handle: 'fan1.test', avatarUrl: '/media?https://media.test/fan1.png' })
    const key = rows[0]?.key
    happened(me, 0, 'like', 'newest', 'mine')
    expect(page().rows[0]).toMatchObject({ key, actorCount: 21, at: ago(0) })
  })

  test('likes of one post are one row however far apart, which stands where the newest does', () => {
    happened(me, 1 + 25 * 60, 'like', 'bob', 'mine')
    happened(me, 30, 'mention', 'ann', 'm1')
    expect(told(page())).toEqual(['mention 30', `like ${1 + 25 * 60}`])
    happened(me, 1, 'like', 'ann', 'mine')
    expect(told(page())).toEqual(['like 1', 'mention 30'])
    expect(page().rows[0]).toMatchObject({ actorCount: 2, unread: 2 })
  })

  test('goes on without losing or repeating one', () => {
    for (let minute = 1; minute <= 30; minute++)
      happened(me, minute, minute % 3 === 0 ? 'follow' : 'mention', `p${minute}`, minute % 3 === 0 ? null : `m${minute}`)
    const actors: string[] = []
    let cursor: string | null = null
    do {
      const next: ReturnType<typeof page> = page('all', 4, cursor)
      expect(next.rows.length).toBeLessThanOrEqual(4)
      actors.push(...next.rows.flatMap((row) => row.actors.map((actor) => actor.handle)))
      cursor = next.older
    } while (cursor !== null)
    expect([...actors].sort()).toEqual(Array.from({ length: 30 }, (_, index) => `p${index + 1}.test`).sort())
  })

  test('leaves out what is about deleted posts', () => {
    happened(me, 1, 'mention', 'ann', 'm1')
    world.store.write((db) => markPostDeleted(db, 'post:m1', NOON))
    expect(page().rows).toEqual([])
    expect(valueOf(inbox.unread({ accountIds: null }))).toMatchObject({ mentions: 0, all: 0 })
  })
})

describe('marking as read', () => {
  beforeEach(() => {
    happened(me, 1, 'mention', 'ann', 'm1')
    happened(me, 2, 'like', 'bob', 'mine')
    happened(me, 3, 'reply', 'bob', 'r1')
    happened(other, 4, 'reply', 'cat', 'r2')
  })

  test('counts, up to a time, for some accounts', () => {
    expect(valueOf(inbox.unread({ accountIds: null }))).toMatchObject({ mentions: 3, all: 4 })
    inbox.markRead({ upTo: ago(2), accountIds: [me], filter: 'all' })
    expect(valueOf(inbox.unread({ accountIds: null }))).toMatchObject({ mentions: 2, all: 2 })
    expect(page().rows.map((row) => row.read)).toEqual([false, true, true, false])
    inbox.markRead({ upTo: NOON, accountIds: null, filter: 'all' })
    expect(valueOf(inbox.unread({ accountIds: null }))).toMatchObject({ mentions: 0, all: 0 })
  })

  test('writes a job for each network that keeps a mark, up to the newest of its items, and none where nothing changed', () => {
    world.extras.set(me, { markRead: () => Promise.resolve() })
    inbox.markRead({ upTo: ago(2) + 5, accountIds: null, filter: 'all' })
    expect(world.store.read((db) => listEngagementJobs(db))).toMatchObject([
      { accountId: me, kind: 'mark-read', before: { upTo: { at: ago(2), remoteId: 'like2' } } },
    ])
    inbox.markRead({ upTo: ago(2) + 5, accountIds: null, filter: 'all' })
    expect(enqueued).toBe(1)
  })
})

test('loading older asks the networks that have more', async () => {
  world.network(me).notify(...Array.from({ length: 25 }, (_, index) => NOON - (index + 1) * HOUR))
  await world.reader.readNewest(me, 'notifications')
  expect(page()).toMatchObject({ rows: { length: 20 }, older: null, moreOnNetworks: true })
  expect(valueOf(await inbox.loadOlder({ accountIds: null }))).toEqual({ added: 5, exhausted: true })
  expect(page()).toMatchObject({ rows: { length: 25 }, moreOnNetworks: false })
})
