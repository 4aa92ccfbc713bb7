import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ingestBatch } from '../../../main/store/ingest-batch.ts'
import { enqueueMarkRead, listEngagementJobs } from '../../../main/store/tables/engagement-jobs.ts'
import { getViewer } from '../../../main/store/tables/post-accounts.ts'
import { getPost } from '../../../main/store/tables/posts.ts'
import { getFollowRef, listRelationships } from '../../../main/store/tables/relationships.ts'
import { batchOf, MINUTE, NOON, normalisedAuthor, authorOf, normalisedPost, postOf } from '../../store/builders.ts'
import { value, World, type Process } from './world.ts'

let world: World
let chirp: Process
const POST = 'post:hello'

beforeEach(() => {
  world = new World()
  chirp = world.boot()
  const metrics = { replies: 0, reposts: 3, likes: 7, quotes: null, bookmarks: null, views: null, measuredAt: NOON }
  chirp.store.write((db) =>
    ingestBatch(
      db,
      {
        ...batchOf([]),
        posts: [normalisedPost(postOf('hello', 'carol', NOON, { metrics }))],
        authors: [
          normalisedAuthor(authorOf('carol'), {
            following: false,
            requested: false,
            followedBy: false,
            muted: false,
            blocked: false,
            followRef: null,
          }),
        ],
      },
      { accountId: 'acc_ann', requestedAt: NOON, now: NOON },
    ),
  )
})
afterEach(() => world.remove())

const viewer = (account = 'acc_ann') => chirp.store.read((db) => getViewer(db, account, POST))
const likes = () => chirp.store.read((db) => getPost(db, POST)?.post.metrics.likes)
const jobs = () => chirp.store.read((db) => listEngagementJobs(db).map((job) => [job.kind, job.wanted]))
const like = (on: boolean) => chirp.engagement.engage({ postId: POST, accountId: 'acc_ann', verb: 'like', on })
const told = () => world.network.engagements.map(({ verb, on, ref }) => [verb, on, ref])

describe('liking', () => {
  it('stands here at once, is told to the network, and keeps what undoing needs', async () => {
    world.network.online = false
    value(await like(true))
    expect(viewer()).toMatchObject({ liked: true, likeRef: null })
    expect(likes()).toBe(8)
    expect(told()).toEqual([])
    world.network.online = true
    chirp.engagementRunner.wake()
    await chirp.settle()
    expect(told()).toEqual([['like', true, null]])
    expect(viewer()).toMatchObject({ liked: true, likeRef: `ref like ${POST}` })
    expect(jobs()).toEqual([])
    value(await like(false))
    await chirp.settle()
    expect(told().at(-1)).toEqual(['like', false, `ref like ${POST}`])
    expect(viewer()).toMatchObject({ liked: false, likeRef: null })
    expect(likes()).toBe(7)
  })

  it('is never told to the network when it was taken back before it left', async () => {
    world.network.online = false
    value(await like(true))
    value(await like(false))
    expect(viewer()).toMatchObject({ liked: false })
    expect(likes()).toBe(7)
    expect(jobs()).toEqual([])
    world.network.online = true
    await chirp.settle()
    expect(told()).toEqual([])
  })

  it('changes nothing when it stands already', async () => {
    value(await like(true))
    await chirp.settle()
    value(await like(true))
    await chirp.settle()
    expect(told()).toHaveLength(1)
    expect(likes()).toBe(8)
  })

  it('is undone, and said, when the network refuses', async () => {
    world.network.fail('engage', { at: 'before', error: { kind: 'remote-rejected', message: 'Blocked', code: null } })
    value(await like(true))
    await chirp.settle()
    expect(viewer()).toMatchObject({ liked: false, likeRef: null })
    expect(likes()).toBe(7)
    expect(jobs()).toEqual([])
    expect(chirp.notices).toEqual([
      {
        topic: 'notice',
        tone: 'error',
        code: 'like-refused',
        values: { reason: 'remote-rejected', message: 'Blocked', handle: 'ann.test' },
      },
    ])
  })

  it('does not invent a count where the network gives none', async () => {
    value(await chirp.engagement.engage({ postId: POST, accountId: 'acc_ann', verb: 'bookmark', on: true }))
    await chirp.settle()
    expect(viewer()).toMatchObject({ bookmarked: true })
    expect(chirp.store.read((db) => getPost(db, POST)?.post.metrics.bookmarks)).toBeNull()
  })

  it('tells the network of a change of mind while the first is on its way', async () => {
    let press: Promise<unknown> = Promise.resolve()
    world.network.onEffect = () => {
      world.network.onEffect = () => undefined
      press = like(false)
    }
    value(await like(true))
    await chirp.settle()
    await press
    await chirp.settle()
    expect(told()).toEqual([
      ['like', true, null],
      ['like', false, `ref like ${POST}`],
    ])
    expect(viewer()).toMatchObject({ liked: false, likeRef: null })
    expect(likes()).toBe(7)
  })

  it('waits for a rate limit, and for a sign-in, and goes on after a restart', async () => {
    world.network.fail('engage', { at: 'before', error: { kind: 'rate-limit-exceeded', retryAt: world.now + 5 * MINUTE, message: null } })
    world.network.fail('engage', { at: 'before', error: { kind: 'authentication', reason: 'revoked', message: null } })
    value(await like(true))
    await chirp.pass(4 * MINUTE)
    expect(world.network.callsOf('engage')).toHaveLength(1)
    await chirp.pass(30 * MINUTE, MINUTE)
    expect(world.network.callsOf('engage')).toHaveLength(2)
    await chirp.kill()
    chirp = world.boot()
    chirp.start()
    await chirp.settle()
    expect(viewer()).toMatchObject({ liked: true })
    chirp.setAccountState('ann', { kind: 'connected' })
    await chirp.settle()
    expect(told()).toEqual([['like', true, null]])
    expect(chirp.notices).toEqual([])
  })

  it('is repeated after a lost answer, since doing it twice is doing it once', async () => {
    world.network.fail('engage', { at: 'after', error: { kind: 'outcome-unknown', message: null } })
    value(await like(true))
    await chirp.pass(MINUTE)
    expect(told()).toHaveLength(2)
    expect(viewer()).toMatchObject({ liked: true, likeRef: `ref like ${POST}` })
  })

  it('is told to the network again when the process died while it was on its way, even if it was taken back', async () => {
    world.network.fail('engage', { at: 'hang-after' })
    value(await like(true))
    await new Promise((resolve) => setTimeout(resolve, 30))
    value(await like(false))
    await chirp.kill()
    chirp = world.boot()
    chirp.start()
    await chirp.settle()
    expect(told().map(([verb, on]) => [verb, on])).toEqual([
      ['like', true],
      ['like', false],
    ])
    expect(viewer()).toMatchObject({ liked: false })
  })

  it('refuses what the network does not offer', async () => {
    const result = await chirp.engagement.engage({ postId: POST, accountId: 'acc_zoe', verb: 'like', on: true })
    expect(result).toEqual({
      ok: false,
      error: { kind: 'invalid-input', issues: [{ field: 'accountId', code: 'account-missing', values: {} }] },
    })
  })

  it('finds the post for an account that has not seen it', async () => {
    world.network.others.set(POST, postOf('hello', 'carol', NOON))
    value(await chirp.engagement.engage({ postId: POST, accountId: 'acc_bob', verb: 'like', on: true }))
    await chirp.settle()
    expect(viewer('acc_bob')).toMatchObject({ liked: true })
    expect(world.network.engagements).toMatchObject([{ accountId: 'acc_bob', verb: 'like', subject: POST }])
  })

  it('says so when that account cannot find it, or cannot ask', async () => {
    const gone = await chirp.engagement.engage({ postId: POST, accountId: 'acc_bob', verb: 'like', on: true })
    expect(gone).toEqual({ ok: false, error: { kind: 'post-not-found', message: null } })
    world.network.online = false
    const away = await chirp.engagement.engage({ postId: POST, accountId: 'acc_bob', verb: 'like', on: true })
    expect(away).toEqual({ ok: false, error: { kind: 'offline' } })
    expect(jobs()).toEqual([])
  })

  it('is not undone by a read that was asked for before', async () => {
    value(await like(true))
    const stale = {
      ...batchOf([]),
      posts: [normalisedPost(postOf('hello', 'carol', NOON))],
      authors: [normalisedAuthor(authorOf('carol'))],
    }
    chirp.store.write((db) => ingestBatch(db, stale, { accountId: 'acc_ann', requestedAt: world.now - 1, now: world.now }))
    expect(viewer()).toMatchObject({ liked: true })
  })
})

describe('the order', () => {
  it('of what is done to one post is kept, also when the first has to wait', async () => {
    world.network.fail('engage', { at: 'before', error: { kind: 'rate-limit-exceeded', retryAt: world.now + MINUTE, message: null } })
    value(await like(true))
    value(await chirp.engagement.engage({ postId: POST, accountId: 'acc_ann', verb: 'repost', on: true }))
    await chirp.settle()
    expect(told()).toEqual([])
    await chirp.pass(2 * MINUTE)
    expect(told().map(([verb]) => verb)).toEqual(['like', 'repost'])
  })
})

describe('following', () => {
  const following = () => chirp.store.read((db) => listRelationships(db, 'author:carol')[0]?.following)

  it('stands at once, keeps the handle, and is undone with it', async () => {
    value(await chirp.engagement.follow({ authorId: 'author:carol', accountId: 'acc_ann', on: true }))
    expect(following()).toBe(true)
    await chirp.settle()
    expect(chirp.store.read((db) => getFollowRef(db, 'acc_ann', 'author:carol'))).toBe('ref follow author:carol')
    value(await chirp.engagement.follow({ authorId: 'author:carol', accountId: 'acc_ann', on: false }))
    await chirp.settle()
    expect(following()).toBe(false)
    expect(told()).toEqual([
      ['follow', true, null],
      ['follow', false, 'ref follow author:carol'],
    ])
  })

  it('is undone, and said, when the network refuses', async () => {
    world.network.fail('follow', { at: 'before', error: { kind: 'remote-rejected', message: null, code: null } })
    value(await chirp.engagement.follow({ authorId: 'author:carol', accountId: 'acc_ann', on: true }))
    await chirp.settle()
    expect(following()).toBe(false)
    expect(chirp.notices).toMatchObject([{ code: 'follow-refused' }])
  })
})

describe('deleting', () => {
  it('takes the own post away here and there', async () => {
    chirp.post(['Hello'], ['acc_ann'])
    await chirp.settle()
    value(await chirp.engagement.delete({ postId: 'post:net-1' }))
    expect(chirp.store.read((db) => getPost(db, 'post:net-1')?.deleted)).toBe(true)
    await chirp.settle()
    expect(world.network.posts).toEqual([])
    expect(jobs()).toEqual([])
  })

  it('brings it back, and says so, when the network refuses', async () => {
    chirp.post(['Hello'], ['acc_ann'])
    await chirp.settle()
    world.network.fail('delete', { at: 'before', error: { kind: 'remote-rejected', message: null, code: null } })
    value(await chirp.engagement.delete({ postId: 'post:net-1' }))
    await chirp.settle()
    expect(chirp.store.read((db) => getPost(db, 'post:net-1')?.deleted)).toBe(false)
    expect(chirp.notices).toMatchObject([{ code: 'delete-refused' }])
  })

  it('is done when it is gone already', async () => {
    chirp.post(['Hello'], ['acc_ann'])
    await chirp.settle()
    world.network.fail('delete', { at: 'before', error: { kind: 'post-not-found', message: null } })
    value(await chirp.engagement.delete({ postId: 'post:net-1' }))
    await chirp.settle()
    expect(chirp.store.read((db) => getPost(db, 'post:net-1')?.deleted)).toBe(true)
    expect(chirp.notices).toEqual([])
  })

  it('is for own posts alone', async () => {
    expect(await chirp.engagement.delete({ postId: POST })).toEqual({
      ok: false,
      error: { kind: 'capability-not-supported', capability: 'delete', message: null },
    })
  })
})

describe('the read mark', () => {
  it('is told once, up to the newest place', async () => {
    world.network.online = false
    chirp.store.write((db) => {
      enqueueMarkRead(db, 'acc_ann', { at: NOON, remoteId: 'n1' }, world.now)
      enqueueMarkRead(db, 'acc_ann', { at: NOON + 2, remoteId: 'n3' }, world.now)
      enqueueMarkRead(db, 'acc_ann', { at: NOON + 1, remoteId: 'n2' }, world.now)
    })
    world.network.online = true
    await chirp.settle()
    expect(world.network.engagements.map((one) => one.subject)).toEqual(['n3'])
    expect(jobs()).toEqual([])
  })
})
