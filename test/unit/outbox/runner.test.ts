import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mappingsOfDraft } from '../../../main/store/tables/post-mappings.ts'
import { getDraft } from '../../../main/store/tables/drafts.ts'
import { getOutboxItem, outboxItemsOfRun } from '../../../main/store/tables/outbox-items.ts'
import { listTimelineRows, newestPlace, oldestPlace } from '../../../main/store/tables/timeline.ts'
import { getAccount, retireAccount, setAccountCapabilities } from '../../../main/store/tables/accounts.ts'
import { MINUTE } from '../../store/builders.ts'
import { limits } from '../compose/limits.ts'
import { World, value } from './world.ts'

let world: World
beforeEach(() => {
  world = new World()
})
afterEach(() => world.remove())

const offline = { kind: 'offline' } as const
const unanswered = { kind: 'outcome-unknown', message: null } as const
const unreachable = { kind: 'platform-unavailable', reason: 'unreachable', server: 'https://one.test', message: null } as const
const refused = { kind: 'remote-rejected', message: 'Text is too rude', code: null } as const

describe('sending', () => {
  it('posts to every account, keeps the mapping, and shows the post in the timeline of its account', async () => {
    const chirp = world.boot()
    const { draftId } = chirp.post(['Hello'])
    await chirp.settle()
    expect(chirp.items().map((item) => [item.accountId, item.state, item.status])).toEqual([
      ['acc_ann', 'done', 'posted'],
      ['acc_bob', 'done', 'posted'],
    ])
    expect(world.network.visible().map((post) => [post.accountId, post.text])).toEqual([
      ['acc_ann', 'Hello'],
      ['acc_bob', 'Hello'],
    ])
    const mappings = chirp.store.read((db) => mappingsOfDraft(db, draftId))
    expect(mappings.map((mapping) => [mapping.accountId, mapping.postId, mapping.url])).toEqual([
      ['acc_ann', 'post:net-1', 'https://one.test/net-1'],
      ['acc_bob', 'post:net-2', 'https://one.test/net-2'],
    ])
    expect(value(chirp.publishing.mappings({ postId: 'post:net-2' }))).toEqual(mappings)
    const rowsOf = (accountIds: readonly string[] | null): string[] =>
      chirp.store
        .read((db) => listTimelineRows(db, { accountIds, olderThan: newestPlace, newerThan: oldestPlace }, 'newest', 10))
        .map((row) => row.postId)
    expect([rowsOf(['acc_ann']), rowsOf(['acc_bob'])]).toEqual([['post:net-1'], ['post:net-2']])
    // In the timeline of all accounts it is one card.
    expect(rowsOf(null)).toEqual(['post:net-1'])
    expect(chirp.store.read((db) => getDraft(db, draftId))?.state).toBe('posted')
    expect(value(chirp.drafts.list())).toEqual([])
  })

  it('hangs each segment of a thread on the one before, with its handle and version, and all of them on the first', async () => {
    const chirp = world.boot(['ann'])
    chirp.post(['one', 'two', 'three'])
    await chirp.settle()
    const [first, second] = ['post:net-1 remote post:net-1 rev-1', 'post:net-2 remote post:net-2 rev-2']
    expect(world.network.visible().map(({ text, replyTo, replyRoot }) => ({ text, replyTo, replyRoot }))).toEqual([
      { text: 'one', replyTo: null, replyRoot: null },
      { text: 'two', replyTo: first, replyRoot: first },
      { text: 'three', replyTo: second, replyRoot: first },
    ])
  })

  it('sends what was checked when Post was pressed, whatever the server allows by then', async () => {
    const chirp = world.boot(['ann'])
    world.network.online = false
    const text = 'A text that was short enough. And then is not.'
    const draft = value(chirp.drafts.create({ replyTo: null, quote: null, targets: ['acc_ann'], text }))
    const { id, revision } = value(chirp.drafts.save({ ...draft, options: { ...draft.options, split: true } }))
    const { runId } = value(chirp.publishing.publish({ draftId: id, revision }))
    chirp.store.write((db) => {
      const account = getAccount(db, 'acc_ann')
      if (account === null) throw new Error('No account')
      setAccountCapabilities(db, 'acc_ann', {
        ...account.capabilities,
        text: { limits: [{ ...limits.bluesky, value: 32 }], required: false },
      })
    })
    world.network.online = true
    chirp.runner.wake()
    await chirp.settle()
    expect(chirp.store.read((db) => outboxItemsOfRun(db, runId)).map(({ state }) => state)).toEqual(['done'])
    expect(world.network.visible().map(({ text }) => text)).toEqual([text])
  })

  it('writes the key down before anything is sent', async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'hang' })
    world.timing = {}
    chirp.post(['Hello'])
    // The commit never answers: what is stored now is what was stored before it left.
    await new Promise((resolve) => setTimeout(resolve, 50))
    const stored = chirp.store.read((db) => getOutboxItem(db, chirp.itemOf('ann').id))
    expect(stored).toMatchObject({ state: 'sending', sendingSince: world.now, commitKey: world.network.callsOf('commit')[0]?.key })
  })

  it('leaves the other targets alone when one is refused', async () => {
    const chirp = world.boot()
    world.network.fail('commit', { at: 'before', error: refused }, 'acc_ann')
    const { draftId } = chirp.post(['Hello'])
    await chirp.settle()
    expect(chirp.itemOf('ann')).toMatchObject({ state: 'failed', status: 'failed', error: refused })
    expect(chirp.itemOf('bob')).toMatchObject({ state: 'done', status: 'posted' })
    expect(chirp.store.read((db) => getDraft(db, draftId))?.state).toBe('publishing')
    value(chirp.outbox.retry({ itemId: chirp.itemOf('ann').id }))
    await chirp.settle()
    expect(chirp.itemOf('ann').status).toBe('posted')
    expect(world.network.visible('acc_bob')).toHaveLength(1)
    expect(chirp.store.read((db) => getDraft(db, draftId))?.state).toBe('posted')
  })

  it('does not let a slow account hold up another', async () => {
    const chirp = world.boot()
    world.network.fail('prepare', { at: 'hang' }, 'acc_ann')
    chirp.post(['Hello'])
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(chirp.itemOf('ann')).toMatchObject({ state: 'preparing', status: 'sending' })
    expect(chirp.itemOf('bob').status).toBe('posted')
  })

  it('keeps the rest of a thread waiting behind a segment that failed, and goes on when that one is sent', async () => {
    const chirp = world.boot(['ann'])
    chirp.post(['one', 'two', 'three'])
    world.network.fail('prepare', { at: 'before', error: refused })
    await chirp.settle()
    expect(chirp.items().map((item) => [item.state, item.waitReason])).toEqual([
      ['failed', null],
      ['queued', 'earlier-segment'],
      ['queued', 'earlier-segment'],
    ])
    value(chirp.outbox.retry({ itemId: chirp.itemOf('ann').id }))
    await chirp.settle()
    expect(world.network.visible().map((post) => post.text)).toEqual(['one', 'two', 'three'])
  })

  it('says what the network said when a connector breaks while it prepares, and can be asked again', async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('prepare', { at: 'bug' })
    chirp.post(['Hello'])
    await chirp.settle()
    expect(chirp.itemOf('ann')).toMatchObject({ state: 'failed', error: { kind: 'internal' } })
    value(chirp.outbox.retry({ itemId: chirp.itemOf('ann').id }))
    await chirp.settle()
    expect(chirp.itemOf('ann').status).toBe('posted')
  })
})

describe('waiting', () => {
  it('waits while offline and sends once, at once, when the network is back', async () => {
    const chirp = world.boot()
    world.network.online = false
    chirp.post(['Hello'])
    await chirp.settle()
    expect(chirp.items().map((item) => [item.status, item.waitReason])).toEqual([
      ['waiting', 'offline'],
      ['waiting', 'offline'],
    ])
    expect(world.network.calls).toEqual([])
    world.network.online = true
    chirp.runner.wake()
    await chirp.settle()
    expect(world.network.visible()).toHaveLength(2)
  })

  it('sends by itself when the network is back and nobody said so', async () => {
    const chirp = world.boot(['ann'])
    world.network.online = false
    chirp.post(['Hello'])
    await chirp.settle()
    world.network.online = true
    await chirp.pass(MINUTE)
    expect(chirp.itemOf('ann').status).toBe('posted')
  })

  it('sends again, under the same key, what certainly never left', async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'before', error: unreachable })
    world.network.fail('commit', { at: 'before', error: offline })
    chirp.post(['Hello'])
    await chirp.settle()
    expect(chirp.itemOf('ann')).toMatchObject({ state: 'armed', status: 'waiting', waitReason: 'retry', error: unreachable })
    await chirp.pass(10 * MINUTE)
    const commits = world.network.callsOf('commit')
    expect(commits).toHaveLength(3)
    expect(new Set(commits.map((commit) => commit.key)).size).toBe(1)
    expect(world.network.callsOf('witness')).toEqual([])
    expect(world.network.visible()).toHaveLength(1)
    // It had been prepared, and that was still good.
    expect(world.network.callsOf('prepare')).toHaveLength(1)
  })

  it('waits until the time a rate limit names, and not a moment less', async () => {
    const chirp = world.boot(['ann'])
    const retryAt = world.now + 7 * MINUTE
    world.network.fail('commit', { at: 'before', error: { kind: 'rate-limit-exceeded', retryAt, message: null } })
    chirp.post(['Hello'])
    await chirp.settle()
    expect(chirp.itemOf('ann')).toMatchObject({ state: 'queued', status: 'waiting', waitReason: 'rate-limit', notBefore: retryAt })
    await chirp.pass(7 * MINUTE - 1)
    expect(world.network.callsOf('commit')).toHaveLength(1)
    await chirp.pass(1)
    expect(chirp.itemOf('ann').status).toBe('posted')
    expect(world.network.callsOf('prepare')).toHaveLength(1)
  })

  it('prepares anew what was uploaded too long ago', async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'before', error: { kind: 'rate-limit-exceeded', retryAt: world.now + 60 * MINUTE, message: null } })
    chirp.post(['Hello'])
    await chirp.settle()
    await chirp.pass(60 * MINUTE, 5 * MINUTE)
    expect(chirp.itemOf('ann').status).toBe('posted')
    expect(world.network.callsOf('prepare')).toHaveLength(2)
  })

  it('asks to sign in when the sign-in was revoked, keeps everything, and goes on afterwards', async () => {
    const chirp = world.boot()
    const revoked = { kind: 'authentication', reason: 'revoked', message: null } as const
    world.network.fail('commit', { at: 'before', error: revoked }, 'acc_ann')
    chirp.post(['one', 'two'])
    await chirp.settle()
    const ofAnn = () => chirp.items().filter((item) => item.accountId === 'acc_ann')
    expect(ofAnn().map((item) => [item.state, item.status, item.waitReason])).toEqual([
      ['queued', 'needs-you', 'sign-in'],
      ['queued', 'needs-you', 'sign-in'],
    ])
    expect(chirp.store.read((db) => getAccount(db, 'acc_ann'))?.state).toEqual({ kind: 'needs-sign-in', error: revoked })
    await chirp.pass(60 * MINUTE, 10 * MINUTE)
    expect(world.network.callsOf('commit', 'acc_ann')).toHaveLength(1)
    expect(world.network.visible('acc_bob')).toHaveLength(2)
    chirp.setAccountState('ann', { kind: 'connected' })
    await chirp.settle()
    expect(world.network.visible('acc_ann').map((post) => post.text)).toEqual(['one', 'two'])
  })

  it('counts a server that forbids this one post as its answer, not as a lost sign-in', async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'before', error: { kind: 'authentication', reason: 'forbidden', message: 'Not here' } })
    chirp.post(['Hello'])
    await chirp.settle()
    expect(chirp.itemOf('ann').status).toBe('failed')
    expect(chirp.store.read((db) => getAccount(db, 'acc_ann'))?.state).toEqual({ kind: 'connected' })
  })

  it('sends nothing for a paused account until it goes on', async () => {
    const chirp = world.boot()
    chirp.setAccountState('ann', { kind: 'paused' })
    chirp.post(['Hello'])
    await chirp.settle()
    expect(chirp.itemOf('ann')).toMatchObject({ status: 'waiting', waitReason: 'paused' })
    expect(chirp.itemOf('bob').status).toBe('posted')
    chirp.setAccountState('ann', { kind: 'connected' })
    await chirp.settle()
    expect(chirp.itemOf('ann').status).toBe('posted')
  })

  it('tries a server that is down at ever longer intervals, not all the time', async () => {
    const chirp = world.boot(['ann'])
    const down = { kind: 'platform-unavailable', reason: 'server-error', server: 'https://one.test', message: null } as const
    for (let times = 0; times < 8; times++) world.network.fail('prepare', { at: 'before', error: down })
    chirp.post(['Hello'])
    await chirp.pass(60 * MINUTE)
    const at = world.network.callsOf('prepare').map((call) => call.at)
    const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0))
    expect(at).toHaveLength(9)
    expect(gaps).toEqual([...gaps].sort((a, b) => a - b))
    expect(chirp.itemOf('ann').status).toBe('posted')
  })
})

describe('a commit without an answer', () => {
  it('looks first, finds the post, and never sends a second', async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'after', error: unanswered })
    chirp.post(['Hello'])
    await chirp.settle()
    expect(chirp.itemOf('ann')).toMatchObject({ status: 'posted', url: 'https://one.test/net-1' })
    expect(world.network.callsOf('commit')).toHaveLength(1)
    expect(world.network.visible()).toHaveLength(1)
  })

  it.each([
    ['a server error', { kind: 'platform-unavailable', reason: 'server-error', server: null, message: null }],
    ['a bad answer', { kind: 'platform-unavailable', reason: 'bad-answer', server: null, message: null }],
    ['a timeout', { kind: 'platform-unavailable', reason: 'timeout', server: null, message: null }],
    ['a bug in reading the answer', { kind: 'internal', reference: 'x' }],
  ] as const)('takes %s for no answer', async (_name, error) => {
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'after', error })
    chirp.post(['Hello'])
    await chirp.settle()
    expect(chirp.itemOf('ann').status).toBe('posted')
    expect(world.network.callsOf('commit')).toHaveLength(1)
  })

  it('does not believe that nothing is there until nothing can come any more', async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'late', byMs: 45_000 })
    chirp.post(['Hello'])
    await chirp.settle()
    expect(chirp.itemOf('ann')).toMatchObject({ state: 'unknown', status: 'sending' })
    await chirp.pass(5 * MINUTE)
    expect(chirp.itemOf('ann').status).toBe('posted')
    expect(world.network.posts).toHaveLength(1)
  })

  it('sends again under the same key when nothing came', async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'before', error: unanswered })
    chirp.post(['Hello'])
    await chirp.pass(50_000)
    expect(world.network.callsOf('commit')).toHaveLength(1)
    await chirp.pass(5 * MINUTE)
    const commits = world.network.callsOf('commit')
    expect(commits).toHaveLength(2)
    expect(commits[1]?.key).toBe(commits[0]?.key)
    expect(world.network.posts).toHaveLength(1)
  })

  it('sends again without waiting where the key itself makes a second commit harmless', async () => {
    world.network.settleMs = 0
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'before', error: unanswered })
    chirp.post(['Hello'])
    await chirp.settle()
    expect(chirp.itemOf('ann').status).toBe('posted')
  })

  it('tells the person when it came to nothing again and again, instead of knocking for ever', async () => {
    const chirp = world.boot(['ann'])
    for (let times = 0; times < 20; times++) world.network.fail('commit', { at: 'before', error: unanswered })
    chirp.post(['Hello'])
    await chirp.pass(120 * MINUTE, 20_000)
    expect(chirp.itemOf('ann')).toMatchObject({ state: 'failed', error: unanswered })
    expect(world.network.callsOf('commit')).toHaveLength(5)
  })

  it('asks the person where the network cannot tell; Retry looks again and sends nothing', async () => {
    world.network.blind = true
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'after', error: unanswered })
    chirp.post(['Hello'])
    await chirp.pass(30 * MINUTE, MINUTE)
    expect(chirp.itemOf('ann')).toMatchObject({ state: 'unknown', status: 'needs-you', error: unanswered })
    value(chirp.outbox.retry({ itemId: chirp.itemOf('ann').id }))
    await chirp.pass(10 * MINUTE, MINUTE)
    expect(chirp.itemOf('ann').status).toBe('needs-you')
    expect(world.network.callsOf('commit')).toHaveLength(1)
    world.network.blind = false
    value(chirp.outbox.retry({ itemId: chirp.itemOf('ann').id }))
    await chirp.settle()
    expect(chirp.itemOf('ann').status).toBe('posted')
    expect(world.network.posts).toHaveLength(1)
  })

  it('believes the person who says that it is there', async () => {
    world.network.blind = true
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'after', error: unanswered })
    const { draftId } = chirp.post(['Hello'])
    await chirp.settle()
    value(chirp.outbox.confirmPosted({ itemId: chirp.itemOf('ann').id }))
    await chirp.pass(10 * MINUTE, MINUTE)
    expect(chirp.itemOf('ann').status).toBe('posted')
    expect(chirp.store.read((db) => getDraft(db, draftId))?.state).toBe('posted')
    expect(world.network.callsOf('commit')).toHaveLength(1)
  })

  it('keeps asking while the network cannot be reached', async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'after', error: unanswered })
    world.network.fail('witness', { at: 'before', error: unreachable })
    world.network.fail('witness', { at: 'before', error: { kind: 'rate-limit-exceeded', retryAt: world.now + 3 * MINUTE, message: null } })
    chirp.post(['Hello'])
    await chirp.pass(10 * MINUTE)
    expect(chirp.itemOf('ann').status).toBe('posted')
    expect(world.network.posts).toHaveLength(1)
  })

  it('looks for a post whose sending could not be written down on a full disk, as soon as there is room, without a restart', async () => {
    const chirp = world.boot(['ann'])
    world.network.onEffect = () => {
      world.disk = world.network.posts.length > 0 ? 'full' : 'fine'
    }
    chirp.post(['Hello'])
    await chirp.settle()
    expect(world.network.posts).toHaveLength(1)
    expect(chirp.itemOf('ann').state).toBe('sending')
    await chirp.pass(2 * MINUTE)
    expect(chirp.itemOf('ann').state).toBe('sending')
    world.network.onEffect = () => undefined
    world.disk = 'fine'
    await chirp.pass(2 * MINUTE)
    expect(chirp.itemOf('ann').status).toBe('posted')
    expect(world.network.posts).toHaveLength(1)
  })

  it('gives up waiting for an answer that never comes, and looks', async () => {
    world.timing = { commitPatienceMs: 30 }
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'hang-after' })
    chirp.post(['Hello'])
    await chirp.settle()
    expect(chirp.itemOf('ann').status).toBe('posted')
    expect(world.network.posts).toHaveLength(1)
  })
})

describe('closing', () => {
  it('lets a commit that is under way come to its end, and begins nothing new', async () => {
    const chirp = world.boot(['ann'])
    let release: () => void = () => undefined
    const answered = new Promise<void>((resolve) => {
      release = resolve
    })
    const original = world.network.connector.bind(world.network)
    world.network.connector = () => {
      const connector = original()
      const { publish } = connector
      if (publish === undefined) return connector
      return {
        ...connector,
        publish: {
          ...publish,
          commit: async (...call) => {
            const committed = await publish.commit(...call)
            await answered
            return committed
          },
        },
      }
    }
    await chirp.close()
    const slow = world.boot(['ann'])
    slow.post(['one', 'two'])
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(slow.itemOf('ann').state).toBe('sending')
    setTimeout(release, 5)
    await slow.runner[Symbol.asyncDispose]()
    expect(slow.items().map((item) => item.state)).toEqual(['done', 'queued'])
    expect(world.network.posts).toHaveLength(1)
  })

  it('does not wait for one that never answers; the next start looks for the post', async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'hang-after' })
    chirp.post(['Hello'])
    await new Promise((resolve) => setTimeout(resolve, 20))
    await chirp.runner[Symbol.asyncDispose]()
    expect(chirp.itemOf('ann').state).toBe('sending')
    await chirp.close()
    const next = world.boot(['ann'])
    next.start()
    await next.settle()
    expect(next.itemOf('ann').status).toBe('posted')
    expect(world.network.posts).toHaveLength(1)
  })
})

describe('an account that was removed', () => {
  it('gives up what it had not sent, and the text comes back', async () => {
    const chirp = world.boot(['ann'])
    chirp.setAccountState('ann', { kind: 'paused' })
    chirp.post(['Hello'])
    await chirp.settle()
    chirp.store.write((db) => retireAccount(db, 'acc_ann', world.now))
    await chirp.settle()
    expect(value(chirp.drafts.list()).map((draft) => draft.text)).toEqual(['Hello'])
    expect(world.network.calls).toEqual([])
  })
})
