import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createAnnouncements } from '../../../main/services/inbox/announcements.ts'
import { isQuiet } from '../../../main/services/inbox/quiet-hours.ts'
import { ingestBatch } from '../../../main/store/ingest-batch.ts'
import { setSettings } from '../../../main/store/tables/settings.ts'
import type { InboxKind } from '../../../shared/model/inbox-item.ts'
import type { Settings } from '../../../shared/model/settings.ts'
import { authorOf, batchOf, MINUTE, NOON, normalisedAuthor, postOf } from '../../store/builders.ts'
import { World } from './world.ts'

type Told = { readonly title: string; readonly body: string; readonly command: string }

let world: World
let me: string
let shown: Told[]
let look: () => void
beforeEach(() => {
  world = new World()
  me = world.join('me')
  shown = []
  look = start()
})
afterEach(() => world[Symbol.dispose]())

/** Begins to tell, as Chirp does when it starts. */
function start(): () => void {
  const shell = { notify: (one: Told) => void shown.push(one), isOnline: () => true }
  return createAnnouncements({ store: world.store, shell, clock: world.clock }).look
}

/** Something comes in by a read of what is new. */
function comes(name: string, kind: InboxKind = 'mention', changes: Parameters<typeof postOf>[3] = {}, news = true): void {
  world.store.write((db) =>
    ingestBatch(
      db,
      {
        ...batchOf([postOf(name, 'ann', NOON, changes)]),
        authors: [normalisedAuthor(authorOf('ann'))],
        inbox: [{ remoteId: name, kind, actorId: 'author:ann', postId: kind === 'follow' ? null : `post:${name}`, at: NOON, read: null }],
      },
      { accountId: me, requestedAt: NOON, now: NOON, news },
    ),
  )
}
const set = (changes: Partial<Settings>): void => void world.store.write((db) => setSettings(db, changes))

describe('the desktop is told', () => {
  test('who wrote what, and a click opens the post', () => {
    comes('hello')
    look()
    expect(shown).toEqual([{ title: 'ann', body: 'hello', command: 'open-post post:hello' }])
  })

  test('nothing of what a first read brings', async () => {
    world.network(me).notify(NOON - MINUTE, NOON - 2 * MINUTE)
    await world.reader.readNewest(me, 'notifications')
    look()
    expect(shown).toEqual([])
    world.network(me).notify(NOON + MINUTE)
    world.now = NOON + 2 * MINUTE
    await world.reader.readNewest(me, 'notifications')
    look()
    expect(shown).toHaveLength(1)
  })

  test('nothing twice, also after a restart', () => {
    comes('hello')
    look()
    look = start()
    look()
    comes('hello')
    look()
    expect(shown).toHaveLength(1)
  })

  test('of many at once in one line', () => {
    for (let number = 1; number <= 14; number++) comes(`m${number}`)
    look()
    expect(shown).toEqual([{ title: 'Chirp', body: '14 new notifications', command: 'go-mentions' }])
  })

  test('no text where that is switched off, and a warning instead of what is behind it', () => {
    comes('warned', 'mention', { contentWarning: 'Spoilers' })
    look()
    set({ notifyText: false })
    comes('secret', 'mention', { visibility: 'direct' })
    look()
    expect(shown.map(({ body }) => body)).toEqual(['Spoilers', 'Mentioned you'])
  })

  test('only of the kinds and accounts that were chosen', () => {
    comes('liked', 'like')
    look()
    expect(shown).toEqual([])
    set({ notifyKinds: ['reactions'] })
    comes('liked again', 'like')
    comes('said')
    look()
    expect(shown.map(({ body }) => body)).toEqual(['Liked your post'])
    set({ notifyNotFor: [me] })
    comes('liked once more', 'like')
    look()
    expect(shown).toHaveLength(1)
  })

  test('nothing in quiet hours, then or later', () => {
    const hour = new Date(NOON).getHours() * 60
    set({ quietHours: { on: true, from: hour, to: (hour + 60) % 1440, days: [0, 1, 2, 3, 4, 5, 6] } })
    comes('hello')
    look()
    set({ quietHours: { on: false, from: 0, to: 0, days: [] } })
    look()
    expect(shown).toEqual([])
  })
})

describe('quiet hours', () => {
  const at = (day: number, hour: number, minute = 0): number => new Date(2026, 2, 1 + day, hour, minute).getTime()
  const night = { on: true, from: 22 * 60, to: 8 * 60, days: [5, 6] }

  // 1 March 2026 is a Sunday.
  test.each([
    ['before they begin', at(5, 21, 59), false],
    ['from their first minute', at(5, 22), true],
    ['past midnight, of the day they began on', at(0, 7, 59), true],
    ['until their last', at(0, 8), false],
    ['on a day without them', at(4, 23), false],
    ['in the morning after a day without them', at(5, 3), false],
  ])('%s', (_name, when, quiet) => {
    expect(isQuiet(night, when)).toBe(quiet)
  })

  test('may be all day, and are off when they are off', () => {
    expect(isQuiet({ on: true, from: 0, to: 0, days: [1] }, at(1, 13))).toBe(true)
    expect(isQuiet({ ...night, on: false }, at(5, 23))).toBe(false)
  })
})
