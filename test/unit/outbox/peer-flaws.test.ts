import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PlatformConnector } from '../../../main/connectors/connector.ts'
import { mappingsOfDraft } from '../../../main/store/tables/post-mappings.ts'
import { MINUTE } from '../../store/builders.ts'
import { value, World } from './world.ts'

// Flaws of other clients, each with where it was found. Chirp must not have them.

let world: World
beforeEach(() => {
  world = new World()
})
afterEach(() => world.remove())

const unanswered = { kind: 'outcome-unknown', message: null } as const
const keys = () => world.network.callsOf('commit').map((call) => call.key)

describe('duplicates', () => {
  it('Tusky#2951, eleven copies: a server that posts and never answers gets one post, however long it goes on', async () => {
    const chirp = world.boot(['ann'])
    for (let times = 0; times < 30; times++) world.network.fail('commit', { at: 'after', error: unanswered })
    chirp.post(['Hello'])
    await chirp.pass(12 * 60 * MINUTE, 10 * MINUTE)
    expect(world.network.posts).toHaveLength(1)
    expect(chirp.itemOf('ann').status).toBe('posted')
  })

  it('zernio-python PR#42, a publish of 222 s against a timeout of 30 s: the post that comes late is the only one', async () => {
    world.network.settleMs = undefined
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'late', byMs: 222_000 })
    chirp.post(['Hello'])
    await chirp.pass(20 * MINUTE)
    expect(world.network.posts).toHaveLength(1)
    expect(chirp.itemOf('ann').status).toBe('posted')
  })

  it('postiz PR#1681, published but reported as an error: what is there is reported as posted, so nobody posts it again', async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('commit', {
      at: 'after',
      error: { kind: 'platform-unavailable', reason: 'bad-answer', server: 'https://one.test', message: 'nonsense' },
    })
    chirp.post(['Hello'])
    await chirp.settle()
    expect(chirp.itemOf('ann')).toMatchObject({ status: 'posted', error: null, url: 'https://one.test/net-1' })
  })

  it('elk#3108, double submit: pressing Post twice posts once', async () => {
    const chirp = world.boot(['ann'])
    const draft = value(chirp.drafts.create({ replyTo: null, quote: null, targets: ['acc_ann'], text: 'Hello' }))
    const first = value(chirp.publishing.publish({ draftId: draft.id, revision: draft.revision }))
    const second = value(chirp.publishing.publish({ draftId: draft.id, revision: draft.revision }))
    await chirp.settle()
    expect(second).toEqual(first)
    expect(value(chirp.publishing.publish({ draftId: draft.id, revision: draft.revision }))).toEqual(first)
    await chirp.settle()
    expect(world.network.posts).toHaveLength(1)
  })

  it('Phanpy compose.jsx L1470, a repeat without the key: every repeat carries the same key', async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'before', error: unanswered })
    world.network.fail('commit', { at: 'before', error: { kind: 'offline' } })
    world.network.fail('commit', { at: 'before', error: { kind: 'rate-limit-exceeded', retryAt: world.now + 20 * MINUTE, message: null } })
    world.network.fail('commit', { at: 'before', error: { kind: 'remote-rejected', message: 'Not now', code: null } })
    chirp.post(['Hello'])
    await chirp.pass(60 * MINUTE, 20_000)
    value(chirp.outbox.retry({ itemId: chirp.itemOf('ann').id }))
    await chirp.settle()
    expect(chirp.itemOf('ann').status).toBe('posted')
    expect(keys()).toHaveLength(5)
    expect(new Set(keys()).size).toBe(1)
  })

  it('Mixpost ManagesResources.php L51, a fresh key per call: a process that starts again uses the key of the one before', async () => {
    const first = world.boot(['ann'])
    world.network.fail('commit', { at: 'before', error: { kind: 'offline' } })
    first.post(['Hello'])
    await first.settle()
    await first.kill()
    const second = world.boot(['ann'])
    second.start()
    second.runner.wake()
    await second.settle()
    expect(keys()).toHaveLength(2)
    expect(new Set(keys()).size).toBe(1)
  })

  it("Postiz's rule, one key per publish run: an edited draft that is posted again has a new one", async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'before', error: { kind: 'remote-rejected', message: 'Too rude', code: null } })
    const { draftId } = chirp.post(['You fool'])
    await chirp.settle()
    value(chirp.outbox.discard({ itemId: chirp.itemOf('ann').id }))
    const draft = value(chirp.drafts.get({ id: draftId }))
    const segments = draft.content.segments.map((segment) => ({ ...segment, text: 'Dear friend' }))
    const saved = value(chirp.drafts.save({ ...draft, content: { ...draft.content, segments } }))
    value(chirp.publishing.publish({ draftId, revision: saved.revision }))
    await chirp.settle()
    expect(world.network.posts.map((post) => post.text)).toEqual(['Dear friend'])
    expect(new Set(keys()).size).toBe(2)
  })

  it.each(['', '  ', undefined])(
    'Postiz, a missing key that goes out as the text "undefined": without a key nothing goes out (%j)',
    async (key) => {
      const original = world.network.connector.bind(world.network)
      world.network.connector = (): PlatformConnector => {
        const connector = original()
        const { publish } = connector
        // A connector that breaks its promise.
        return publish === undefined ? connector : { ...connector, publish: { ...publish, newKey: () => key as string } }
      }
      const chirp = world.boot(['ann'])
      chirp.post(['Hello'])
      await chirp.settle()
      expect(world.network.callsOf('commit')).toEqual([])
      expect(chirp.itemOf('ann')).toMatchObject({ status: 'failed', error: { kind: 'internal' } })
    },
  )

  it('one press of Post while the connection is reset after every answer: one post, not three (Phanpy, Elk)', async () => {
    const chirp = world.boot()
    for (let times = 0; times < 6; times++) world.network.fail('commit', { at: 'after', error: unanswered })
    for (let times = 0; times < 6; times++) world.network.fail('witness', { at: 'after', error: unanswered })
    chirp.post(['Hello'])
    await chirp.pass(30 * MINUTE)
    expect(world.network.posts.map((post) => post.accountId)).toEqual(['acc_ann', 'acc_bob'])
  })
})

describe('uploads', () => {
  it('denali PR#1343, a repeat with the same too large upload: after a refusal it is prepared anew', async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'before', error: { kind: 'remote-rejected', message: 'BlobTooLarge', code: 'BlobTooLarge' } })
    chirp.post(['Hello'])
    await chirp.settle()
    value(chirp.outbox.retry({ itemId: chirp.itemOf('ann').id }))
    await chirp.settle()
    expect(world.network.callsOf('prepare')).toHaveLength(2)
    expect(chirp.itemOf('ann').status).toBe('posted')
  })

  it('mixpost#146, "not finished processing": an upload that is not ready is waited for, and nothing is posted before', async () => {
    const chirp = world.boot(['ann'])
    const busy = { kind: 'platform-unavailable', reason: 'server-error', server: null, message: 'Processing' } as const
    for (let times = 0; times < 3; times++) world.network.fail('prepare', { at: 'before', error: busy })
    chirp.post(['Hello'])
    await chirp.settle()
    expect(chirp.itemOf('ann')).toMatchObject({ status: 'waiting', waitReason: 'retry', error: busy })
    await chirp.pass(5 * MINUTE)
    expect(chirp.itemOf('ann').status).toBe('posted')
    expect(world.network.posts).toHaveLength(1)
  })
})

describe('false success', () => {
  it('mixpost#184, a green "published" over a failure: "posted" is said only of what has its link to the network', async () => {
    const chirp = world.boot()
    world.network.fail('commit', { at: 'before', error: { kind: 'remote-rejected', message: 'No', code: null } }, 'acc_bob')
    const { draftId } = chirp.post(['one', 'two'])
    await chirp.settle()
    const posted = chirp.items().filter((item) => item.status === 'posted')
    const mapped = chirp.store.read((db) => mappingsOfDraft(db, draftId))
    expect(posted.map((item) => [item.accountId, item.segmentId, item.url]).sort()).toEqual(
      mapped.map((mapping) => [mapping.accountId, mapping.segmentId, mapping.url]).sort(),
    )
    expect(posted.map((item) => item.accountId)).toEqual(['acc_ann', 'acc_ann'])
    expect(
      chirp
        .items()
        .filter((item) => item.accountId === 'acc_bob')
        .map((item) => item.status),
    ).toEqual(['failed', 'waiting'])
  })
})
