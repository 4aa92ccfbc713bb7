import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createInbox, type Inbox } from '../../../main/services/inbox/inbox.ts'
import { SnoozeClock } from '../../../main/services/inbox/snooze-clock.ts'
import { deleteEngagementJob, listEngagementJobs } from '../../../main/store/tables/engagement-jobs.ts'
import { addMuteRule, removeMuteRule } from '../../../main/store/mutes/rules.ts'
import type { InboxKind } from '../../../shared/model/inbox-item.ts'
import { authorOf, batchOf, HOUR, MINUTE, NOON, normalisedAuthor, postOf } from '../../store/builders.ts'
import { silentLog } from '../sync/fake-network.ts'
import { valueOf, World } from './world.ts'

let world: World
let inbox: Inbox
let me: string
let other: string
beforeEach(() => {
  world = new World()
  me = world.join('me')
  other = world.join('other')
  inbox = createInbox({
    store: world.store,
    reader: world.reader,
    contextFor: world.contextFor,
    views: world.views,
    clock: world.clock,
    onEnqueued: () => undefined,
    onSnoozed: () => undefined,
  })
})
afterEach(() => world[Symbol.dispose]())

/** Somebody did something at a time, to a post of mine or in a post of theirs. */
function happens(accountId: string, at: number, kind: InboxKind, actor: string, post: string, root: string | null = null): void {
  const author = kind === 'like' || kind === 'repost' ? 'me' : actor
  world.ingest(accountId, {
    ...batchOf([postOf(post, author, NOON - HOUR, { threadRootId: root === null ? null : `post:${root}` })]),
    authors: [normalisedAuthor(authorOf('me')), normalisedAuthor(authorOf(actor))],
    inbox: [{ remoteId: `${kind} ${at}`, kind, actorId: `author:${actor}`, postId: `post:${post}`, at, read: null }],
  })
}

const page = (place: 'inbox' | 'snoozed' | 'archived' = 'inbox') =>
  valueOf(inbox.page({ cursor: null, limit: 50, filter: 'all', accountIds: null, place, unreadOnly: false })).rows
const unread = (): number => valueOf(inbox.unread({ accountIds: null })).all
const act = (name: 'read' | 'unread' | 'archive' | 'restore', ...rows: ReturnType<typeof page>) =>
  valueOf(inbox.act({ act: name, rows: rows.map(({ groupId, upTo }) => ({ groupId, upTo })), accountIds: null, until: null }))
const first = () => {
  const [row] = page()
  if (row === undefined) throw new Error('The inbox is empty')
  return row
}
/** Up to which notification an account's network is to be told; what was told is forgotten. */
const told = (): (string | undefined)[] => {
  const jobs = world.store.read((db) => listEngagementJobs(db))
  world.store.write((db) => jobs.forEach((job) => deleteEngagementJob(db, job.id)))
  return jobs.map((job) => job.before.upTo?.remoteId)
}

describe('a conversation', () => {
  test('is one row with the number of what is unread in it, over all accounts, and a post that two accounts got counts once', () => {
    happens(me, NOON - 3 * MINUTE, 'mention', 'ann', 'question')
    happens(me, NOON - 2 * MINUTE, 'reply', 'bob', 'answer', 'question')
    happens(other, NOON - 2 * MINUTE, 'mention', 'bob', 'answer', 'question')
    expect(page()).toMatchObject([
      { kind: 'reply', accountId: me, postId: 'post:answer', unread: 2, actorCount: 2, accountIds: [me, other] },
    ])
    expect(unread()).toBe(2)
  })

  test('of a network that does not name its beginning goes by whom each post answers, also when that becomes known later', () => {
    const answer = postOf('answer', 'ann', NOON, {
      replyTo: { postId: 'post:between', authorId: 'author:bob', authorHandle: 'bob.test' },
    })
    const mention = (id: string, postId: string, at: number) => ({
      remoteId: id,
      kind: 'mention' as const,
      actorId: 'author:ann',
      postId,
      at,
      read: null,
    })
    world.ingest(me, {
      ...batchOf([answer, postOf('begin', 'ann', NOON - HOUR)]),
      inbox: [mention('n2', 'post:answer', NOON), mention('n1', 'post:begin', NOON - HOUR)],
    })
    expect(page()).toHaveLength(2)
    const between = postOf('between', 'bob', NOON - MINUTE, {
      replyTo: { postId: 'post:begin', authorId: 'author:ann', authorHandle: 'ann.test' },
    })
    world.ingest(me, batchOf([between]))
    expect(page()).toMatchObject([{ postId: 'post:answer', unread: 2 }])
  })

  test('that was archived comes back with something new; with something older that is read late it does not', () => {
    happens(me, NOON - 10 * MINUTE, 'mention', 'ann', 'question')
    act('archive', first())
    expect([page(), unread()]).toEqual([[], 0])
    happens(me, NOON - 20 * MINUTE, 'reply', 'bob', 'before', 'question')
    expect([page(), unread()]).toEqual([[], 0])
    happens(me, NOON - MINUTE, 'reply', 'bob', 'after', 'question')
    expect(page()).toMatchObject([{ postId: 'post:after', unread: 1 }])
    expect(page('archived')).toEqual([])
  })

  test('that was archived stays there when somebody who is muted answers, and what they said is shown when they are heard again', () => {
    happens(me, NOON - 20 * MINUTE, 'mention', 'bob', 'question')
    happens(me, NOON - 10 * MINUTE, 'reply', 'ann', 'answer', 'question')
    act('archive', first())
    const subject = { kind: 'author', authorId: 'author:bob', handle: 'bob' } as const
    const rule = world.store.write((db) => addMuteRule(db, { subject, how: 'mute', accountId: null, until: null }, NOON))
    happens(me, NOON - MINUTE, 'reply', 'bob', 'after', 'question')
    expect([page(), unread()]).toEqual([[], 0])
    expect(page('archived')).toMatchObject([{ postId: 'post:answer', actorCount: 1 }])
    world.store.write((db) => removeMuteRule(db, rule ?? ''))
    expect(page('archived')).toMatchObject([{ postId: 'post:after', actorCount: 2 }])
  })

  test('into which something came since it was seen is not archived over it', () => {
    happens(me, NOON - 10 * MINUTE, 'mention', 'ann', 'question')
    const seen = first()
    happens(me, NOON - MINUTE, 'reply', 'bob', 'after', 'question')
    act('archive', seen)
    expect(page()).toMatchObject([{ postId: 'post:after', unread: 1 }])
  })
})

describe('what was put off', () => {
  const snooze = (until: number) =>
    inbox.act({ act: 'snooze', rows: [{ groupId: first().groupId, upTo: first().upTo }], accountIds: null, until })
  /** A clock that starts as Chirp does; timers fire when the test says so. */
  const startClock = (): { readonly clock: SnoozeClock; readonly fire: () => void; readonly waits: () => number | null } => {
    let timer: { ms: number; run: () => void } | null = null
    const after = (ms: number, run: () => void): (() => void) => {
      timer = { ms, run }
      return () => (timer = null)
    }
    const clock = new SnoozeClock({ store: world.store, timer: { after }, clock: world.clock, log: silentLog })
    clock.start()
    return { clock, fire: () => timer?.run(), waits: () => timer?.ms ?? null }
  }

  test('comes back at its time, unread, and stands where that time is', () => {
    happens(me, NOON - 10 * MINUTE, 'mention', 'ann', 'question')
    happens(me, NOON - 5 * MINUTE, 'like', 'bob', 'mine')
    act('read', ...page())
    act('archive', first())
    valueOf(snooze(NOON + 20_000))
    expect([page(), unread(), page('snoozed').map((row) => row.until)]).toEqual([[], 0, [NOON + 20_000]])
    const { clock, fire, waits } = startClock()
    expect(waits()).toBe(20_000)
    world.now = NOON + 20_000
    fire()
    expect(page()).toMatchObject([{ postId: 'post:question', unread: 1, kept: true, sortAt: NOON + 20_000, at: NOON - 10 * MINUTE }])
    expect(unread()).toBe(1)
    clock[Symbol.dispose]()
  })

  test('and came due while Chirp was closed is there at the next start', () => {
    happens(me, NOON - 10 * MINUTE, 'mention', 'ann', 'question')
    valueOf(snooze(NOON + HOUR))
    world.now = NOON + 9 * HOUR
    startClock().clock[Symbol.dispose]()
    expect(page()).toMatchObject([{ unread: 1, sortAt: NOON + HOUR }])
  })

  test('is not put off into the past', () => {
    happens(me, NOON - 10 * MINUTE, 'mention', 'ann', 'question')
    expect(snooze(NOON)).toMatchObject({ ok: false, error: { kind: 'invalid-input' } })
  })

  test('sleeps through more likes, and wakes for a word', () => {
    happens(me, NOON - 10 * MINUTE, 'like', 'ann', 'mine')
    valueOf(snooze(NOON + HOUR))
    happens(me, NOON - 9 * MINUTE, 'like', 'bob', 'mine')
    expect([page(), unread()]).toEqual([[], 0])
    happens(me, NOON - 8 * MINUTE, 'mention', 'ann', 'question')
    valueOf(snooze(NOON + HOUR))
    happens(me, NOON - 7 * MINUTE, 'reply', 'bob', 'answer', 'question')
    expect(page()).toMatchObject([{ postId: 'post:answer' }])
  })
})

describe('every act', () => {
  test('can be taken back once, and not over what was done since', () => {
    happens(me, NOON - 10 * MINUTE, 'mention', 'ann', 'question')
    const { undo } = act('archive', first())
    expect(valueOf(inbox.undo({ undo: undo ?? '' }))).toEqual({ count: 1 })
    expect(page()).toMatchObject([{ unread: 1 }])
    expect(valueOf(inbox.undo({ undo: undo ?? '' }))).toEqual({ count: 0 })
    const again = act('archive', first())
    act('restore', ...page('archived'))
    act('read', first())
    valueOf(inbox.undo({ undo: again.undo ?? '' }))
    expect(page()).toHaveLength(1)
  })

  test('on everything keeps to its filter, and archiving leaves what is unread', () => {
    happens(me, NOON - 10 * MINUTE, 'mention', 'ann', 'question')
    happens(me, NOON - 5 * MINUTE, 'like', 'bob', 'mine')
    expect(valueOf(inbox.markRead({ upTo: NOON, accountIds: null, filter: 'reactions' })).count).toBe(1)
    expect(unread()).toBe(1)
    const { undo, count } = valueOf(inbox.archiveRead({ accountIds: null, filter: 'all' }))
    expect([count, page().map((row) => row.kind)]).toEqual([1, ['mention']])
    valueOf(inbox.undo({ undo: undo ?? '' }))
    expect(page()).toHaveLength(2)
  })
})

describe('a network is told', () => {
  beforeEach(() => {
    world.extras.set(me, { markRead: () => Promise.resolve() })
    for (const [index, actor] of ['ann', 'bob', 'cat'].entries()) happens(me, NOON - (3 - index) * MINUTE, 'mention', actor, `m${index}`)
  })

  test('never of more than what was seen: not past the oldest that is unread', () => {
    const [newest, middle, oldest] = page()
    if (newest === undefined || middle === undefined || oldest === undefined) throw new Error('Three were expected')
    act('read', newest)
    expect(told()).toEqual([])
    act('read', oldest)
    expect(told()).toEqual([`mention ${NOON - 3 * MINUTE}`])
    act('read', middle)
    expect(told()).toEqual([`mention ${NOON - MINUTE}`])
  })

  test('and what the person keeps unread stays so, whatever the network says then', () => {
    act('read', ...page())
    act('unread', first())
    told()
    world.ingest(me, {
      ...batchOf([]),
      inbox: [
        { remoteId: `mention ${NOON - MINUTE}`, kind: 'mention', actorId: 'author:cat', postId: 'post:m2', at: NOON - MINUTE, read: true },
      ],
    })
    expect(page()).toMatchObject([{ unread: 1, kept: true }, { unread: 0 }, { unread: 0 }])
    act('read', first())
    expect(unread()).toBe(0)
  })
})
