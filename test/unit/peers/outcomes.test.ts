import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mastodonConnector } from '../../../main/connectors/mastodon/connector.ts'
import { plainPost } from '../../contract/setup.ts'
import { ANN, bluesky, FakeRepository } from '../bluesky/fake-repository.ts'
import { value, World } from '../outbox/world.ts'
import { accountOn } from './mastodon-answers.ts'

// Flaws of other clients after a post was sent, each with where it was found; more in the outbox's tests.

const at = Date.parse('2026-11-26T12:00:00Z')

describe('A gateway that gives up while the server goes on', () => {
  it('hachyderm/community#103: on Bluesky the post is looked for by its key, found, and not made twice', async () => {
    const repository = new FakeRepository()
    const { newKey, prepare, commit, witness } = bluesky.publish!
    const post = plainPost('Hello', at)
    const prepared = await prepare(repository.context, post, () => undefined)
    const key = newKey(Date.now)
    repository.lose = 'com.atproto.repo.createRecord'
    await expect(commit(repository.context, key, post, prepared)).rejects.toMatchObject({ error: { kind: 'outcome-unknown' } })
    expect(await witness(repository.context, key, post, prepared, at)).toMatchObject({
      kind: 'there',
      post: { normalised: { post: { id: `at://${ANN}/app.bsky.feed.post/${key}` } } },
    })
    await expect(commit(repository.context, key, post, prepared)).rejects.toMatchObject({ error: { kind: 'outcome-unknown' } })
    expect(repository.records.size).toBe(1)
  })

  it.each([502, 503, 504])(
    'hachyderm/community#103: on Mastodon a %i is no answer, and a repeat has the same Idempotency-Key',
    async (status) => {
      const { context, asked } = accountOn(({ method }) => (method === 'POST' ? new Response('<html>Gateway</html>', { status }) : null))
      const { newKey, prepare, commit } = mastodonConnector.publish!
      const post = plainPost('Hello', at)
      const prepared = await prepare(context, post, () => undefined)
      const key = newKey(Date.now)
      for (let times = 0; times < 2; times++) {
        const failed = await commit(context, key, post, prepared).catch((error: unknown) => mastodonConnector.classify(error))
        expect(failed).toEqual({ kind: 'outcome-unknown', message: null })
      }
      const sent = asked.filter(({ method }) => method === 'POST')
      expect(sent.map((one) => [one.path, one.key])).toEqual([
        ['/api/v1/statuses', key],
        ['/api/v1/statuses', key],
      ])
    },
  )

  it('Phanpy compose.jsx L1470: one commit is one request, and none goes without its key', async () => {
    const { context, asked } = accountOn(() => Promise.reject(new TypeError('fetch failed')))
    const { newKey, prepare, commit } = mastodonConnector.publish!
    const post = plainPost('Hello', at)
    const prepared = await prepare(context, post, () => undefined)
    await commit(context, newKey(Date.now), post, prepared).catch(() => undefined)
    expect(asked.filter(({ path }) => path === '/api/v1/statuses')).toEqual([
      expect.objectContaining({ key: expect.stringMatching(/\S{8}/) as string }),
    ])
  })
})

describe('A post that was refused', () => {
  let world: World
  beforeEach(() => {
    world = new World()
  })
  afterEach(() => world.remove())
  const refused = { kind: 'remote-rejected', message: 'Validation failed: Text character limit of 500 exceeded', code: null } as const

  it('Tusky#2399: with 422 is still there to be edited, also after a crash', async () => {
    const first = world.boot(['ann'])
    world.network.fail('commit', { at: 'before', error: refused })
    const { runId, draftId } = first.post(['one\n\ntwo'])
    await first.settle()
    await first.kill()
    const chirp = world.boot(['ann'])
    expect(chirp.itemOf('ann')).toMatchObject({ status: 'failed', error: refused })
    const draft = value(chirp.outbox.edit({ runId }))
    expect([draft.id, draft.content.segments.map(({ text }) => text)]).toEqual([draftId, ['one\n\ntwo']])
  })

  it('mixpost#205: by one network of two is told of that one alone, and trying again posts only there', async () => {
    const chirp = world.boot(['ann', 'bob'])
    world.network.fail('commit', { at: 'before', error: refused }, 'acc_bob')
    chirp.post(['Hello'])
    await chirp.settle()
    expect([chirp.itemOf('ann').status, chirp.itemOf('bob').status]).toEqual(['posted', 'failed'])
    value(chirp.outbox.retry({ itemId: chirp.itemOf('bob').id }))
    await chirp.settle()
    expect(world.network.posts.map(({ accountId }) => accountId)).toEqual(['acc_ann', 'acc_bob'])
  })

  it('elk#2602: editing what was not posted never changes the post that is live', async () => {
    const chirp = world.boot(['ann', 'bob'])
    world.network.fail('commit', { at: 'before', error: refused }, 'acc_bob')
    const { runId, draftId } = chirp.post(['Live'])
    await chirp.settle()
    const draft = value(chirp.outbox.edit({ runId }))
    const segments = draft.content.segments.map((segment) => ({ ...segment, text: 'Otherwise' }))
    value(chirp.drafts.save({ ...draft, content: { ...draft.content, segments } }))
    value(chirp.publishing.publish({ draftId: draft.id, revision: draft.revision + 1 }))
    await chirp.settle()
    expect(draft.id).not.toBe(draftId)
    expect(world.network.posts.map(({ accountId, text }) => [accountId, text])).toEqual([
      ['acc_ann', 'Live'],
      ['acc_bob', 'Otherwise'],
    ])
  })
})
