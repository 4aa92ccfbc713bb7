import { beforeAll, describe, expect, test } from 'vitest'
import type { ConnectorContext } from '../../../main/connectors/connector.ts'
import type { TestAccount } from '../../support/bluesky-network.ts'
import type { OutgoingPost } from '../../../main/connectors/connector.ts'
import { bluesky, contextOf, network, newcomer, outgoing, publish, publisher, remote, signIn } from './support.ts'

let ann: TestAccount
let friend: TestAccount
let stranger: TestAccount
let context: ConnectorContext

beforeAll(async () => {
  ;({ account: ann, context } = await newcomer('ann'))
  friend = await network.createAccount('friend')
  stranger = await network.createAccount('stranger')
  await network.follow(ann, friend)
  await network.processAll()
})

/** How others see a post: the network's own view of it, through their own server. */
async function viewer(of: TestAccount, uri: string) {
  const { data } = await of.agent.app.bsky.feed.getPosts({ uris: [uri] })
  return data.posts[0]?.viewer
}

/** How somebody sees a post in Chirp. */
async function seenBy(account: TestAccount, uri: string) {
  const found = await bluesky.resolvePost?.(await contextOf(await signIn(account)), uri, null)
  return found?.posts.find(({ post }) => post.id === uri)?.viewer
}

async function post(parts: Partial<OutgoingPost>) {
  const { normalised } = await publish(context, outgoing('Who may?', parts))
  await network.processAll()
  return { uri: normalised.post.id, cid: normalised.viewer?.revision ?? '' }
}

function gate(uri: string, name: 'threadgate' | 'postgate') {
  return network.record(uri.replace('app.bsky.feed.post', `app.bsky.feed.${name}`))
}

describe('Who may answer', () => {
  test('nobody: the network lets no stranger answer, and shows no answer of theirs', async () => {
    const made = await post({ replyPolicy: { kind: 'nobody' } })
    expect(await gate(made.uri, 'threadgate')).toMatchObject({ post: made.uri, allow: [] })
    expect((await viewer(stranger, made.uri))?.replyDisabled).toBe(true)
    expect((await seenBy(stranger, made.uri))?.canReply).toBe(false)
    await network.reply(stranger, made, 'All the same')
    await network.processAll()
    const { batch } = await bluesky.thread!(context, remote(made))
    expect(batch.posts.map(({ post: each }) => each.text.text)).toEqual(['Who may?'])
  })

  test('those the author follows: a friend may, a stranger may not', async () => {
    const made = await post({ replyPolicy: { kind: 'some', audiences: ['following'] } })
    expect((await seenBy(friend, made.uri))?.canReply).toBe(true)
    expect((await seenBy(stranger, made.uri))?.canReply).toBe(false)
  })

  test('those named and followers: each group by itself', async () => {
    await network.follow(friend, ann)
    await network.processAll()
    const text = `@${stranger.handle} and followers`
    const { normalised } = await publish(context, outgoing(text, { replyPolicy: { kind: 'some', audiences: ['mentioned', 'followers'] } }))
    await network.processAll()
    expect((await seenBy(stranger, normalised.post.id))?.canReply).toBe(true)
    expect((await seenBy(friend, normalised.post.id))?.canReply).toBe(true)
    const other = await network.createAccount('other')
    expect((await seenBy(other, normalised.post.id))?.canReply).toBe(false)
  })

  test('everyone: there is no gate, and one record is written', async () => {
    const made = await post({ replyPolicy: { kind: 'everyone' }, quotePolicy: 'everyone' })
    expect([await gate(made.uri, 'threadgate'), await gate(made.uri, 'postgate')]).toEqual([null, null])
    expect((await seenBy(stranger, made.uri))?.canReply).toBe(true)
  })

  test('is not said of an answer, which belongs to somebody’s thread', async () => {
    const theirs = await network.post(friend, 'Mine to gate')
    await network.processAll()
    const made = await post({ replyTo: remote(theirs), replyRoot: remote(theirs), replyPolicy: { kind: 'nobody' } })
    expect(await gate(made.uri, 'threadgate')).toBeNull()
  })
})

describe('Who may quote', () => {
  test('nobody: the network refuses to show a quote, and Chirp offers none', async () => {
    const made = await post({ quotePolicy: 'nobody' })
    expect(await gate(made.uri, 'postgate')).toMatchObject({ embeddingRules: [{ $type: 'app.bsky.feed.postgate#disableRule' }] })
    expect((await seenBy(stranger, made.uri))?.canQuote).toBe(false)
    const quoting = await network.quote(stranger, made, 'Look at this')
    await network.processAll()
    const { data } = await stranger.agent.app.bsky.feed.getPosts({ uris: [quoting.uri] })
    expect(JSON.stringify(data.posts[0]?.embed)).toContain('viewDetached')
  })
})

describe('What was not said', () => {
  test('is what the person set as their default on the network', async () => {
    const { account, context: careful } = await newcomer('careful')
    await account.agent.app.bsky.actor.putPreferences({
      preferences: [
        {
          $type: 'app.bsky.actor.defs#postInteractionSettingsPref',
          threadgateAllowRules: [{ $type: 'app.bsky.feed.threadgate#followingRule' }],
          postgateEmbeddingRules: [{ $type: 'app.bsky.feed.postgate#disableRule' }],
        },
      ],
    })
    const quiet = (await publish(careful, outgoing('As always'))).normalised.post.id
    expect(await gate(quiet, 'threadgate')).toMatchObject({ allow: [{ $type: 'app.bsky.feed.threadgate#followingRule' }] })
    expect(await gate(quiet, 'postgate')).not.toBeNull()
    const open = (await publish(careful, outgoing('For once', { replyPolicy: { kind: 'everyone' }, quotePolicy: 'everyone' }))).normalised
    expect([await gate(open.post.id, 'threadgate'), await gate(open.post.id, 'postgate')]).toEqual([null, null])
  })
})

describe('A post with gates', () => {
  test('that begins a thread written in one says it for the thread; who may quote, each says for itself', async () => {
    const { newKey, prepare, thread } = publisher()
    const posts = [outgoing('1/2', { replyPolicy: { kind: 'nobody' }, quotePolicy: 'nobody' }), outgoing('2/2', { quotePolicy: 'nobody' })]
    const parts = []
    for (const each of posts) parts.push({ key: newKey(Date.now), post: each, prepared: await prepare(context, each, () => undefined) })
    const [first, second] = (await thread!.commit(context, parts)).map(({ normalised }) => normalised.post)
    await network.processAll()
    expect([await gate(first!.id, 'threadgate'), await gate(second!.id, 'threadgate')]).toEqual([
      expect.objectContaining({ allow: [] }),
      null,
    ])
    expect(await gate(second!.id, 'postgate')).not.toBeNull()
    expect((await seenBy(stranger, second!.id))?.canReply).toBe(false)
  })

  test('is there once, found by its key, and a second commit changes nothing', async () => {
    const gated = outgoing('Once', { replyPolicy: { kind: 'nobody' }, quotePolicy: 'nobody' })
    const { newKey, prepare, commit, witness } = publisher()
    const key = newKey(Date.now)
    const prepared: unknown = JSON.parse(JSON.stringify(await prepare(context, gated, () => undefined)))
    expect(await witness(context, key, gated, prepared, Date.now())).toEqual({ kind: 'not-there' })
    const made = await commit(context, key, gated, prepared)
    const again = await commit(context, key, gated, prepared).catch((error: unknown) => bluesky.classify(error))
    expect(again).toEqual({ kind: 'outcome-unknown', message: null })
    const seen = await witness(context, key, gated, prepared, Date.now())
    expect(seen).toMatchObject({ kind: 'there', post: { normalised: { post: { id: made.normalised.post.id } } } })
    expect(await gate(made.normalised.post.id, 'threadgate')).toMatchObject({ post: made.normalised.post.id })
  })

  test('is not there at all when its gate is refused', async () => {
    const gated = outgoing('Half of it', { replyPolicy: { kind: 'nobody' } })
    const { newKey, prepare, commit } = publisher()
    const prepared = {
      ...((await prepare(context, gated, () => undefined)) as object),
      gates: { allow: [{ $type: 'app.bsky.feed.threadgate#listRule', list: 'no list' }], embedding: null },
    }
    const key = newKey(Date.now)
    const refused = await commit(context, key, gated, prepared).catch((error: unknown) => bluesky.classify(error))
    expect(refused).toMatchObject({ kind: 'remote-rejected' })
    expect(await network.record(`at://${ann.did}/app.bsky.feed.post/${key}`)).toBeNull()
  })

  test('takes them along when it is deleted, and may be deleted again', async () => {
    const made = await post({ replyPolicy: { kind: 'nobody' }, quotePolicy: 'nobody' })
    const there = async () => [await network.record(made.uri), await gate(made.uri, 'threadgate'), await gate(made.uri, 'postgate')]
    expect(await there()).not.toContain(null)
    await bluesky.delete!(context, remote(made))
    expect(await there()).toEqual([null, null, null])
    await bluesky.delete!(context, remote(made))
  })

  test('whose post another client has deleted leaves nothing behind once Chirp deletes it', async () => {
    const made = await post({ replyPolicy: { kind: 'nobody' }, quotePolicy: 'everyone' })
    await ann.agent.deletePost(made.uri)
    expect(await gate(made.uri, 'threadgate')).not.toBeNull()
    await bluesky.delete!(context, remote(made))
    expect(await gate(made.uri, 'threadgate')).toBeNull()
  })
})
