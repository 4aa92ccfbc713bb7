import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import type { TestAccount } from '../../support/bluesky-network.ts'
import { startFeedGenerator } from '../../support/feed-generator.ts'
import { need, startRealCore, type RealCore } from '../../support/real-core.ts'
import { bluesky, network, signIn } from './support.ts'

const generator = await startFeedGenerator()
afterAll(() => generator.close())

let core: RealCore
let me: TestAccount
let friend: TestAccount
let account: string

beforeEach(async () => {
  core = await startRealCore([bluesky])
  me = await network.createAccount('me')
  friend = await network.createAccount('friend')
  account = await core.signIn(bluesky, await signIn(me))
}, 120_000)
afterEach(() => core.close())

/** The texts of a view, from the top. */
function shown(id: string): string[] {
  const { rows, posts } = need(core.services.views.page({ id, cursor: null, limit: 100 }))
  return rows.map(({ postId }) => posts.find((view) => view.post.id === postId)?.post.text.text ?? '')
}

async function say(text: string): Promise<string> {
  const { uri } = await network.post(friend, text)
  await network.processAll()
  return uri
}

async function viewOf(title: string): Promise<string> {
  const offered = need(await core.services.views.offered({ accountId: account })).find((each) => each.title === title)
  if (offered === undefined) throw new Error(`${title} is not offered`)
  const source = { kind: offered.kind, accountId: account, remoteId: offered.remoteId }
  return need(core.services.views.save({ id: null, source, title })).id
}

test('a list shows its people, whom nobody follows, newest first', { timeout: 180_000 }, async () => {
  await network.list(me, 'Friends', [friend])
  for (const text of ['One', 'Two', 'Three']) await say(text)
  const id = await viewOf('Friends')
  expect(need(await core.services.views.refresh({ id }))).toEqual({ added: 3 })
  expect(shown(id)).toEqual(['Three', 'Two', 'One'])
  await say('Four')
  expect(need(await core.services.views.refresh({ id }))).toEqual({ added: 1 })
  expect(shown(id)).toEqual(['Four', 'Three', 'Two', 'One'])
  await me.agent.mute(friend.did)
  await network.processAll()
  await core.services.views.refresh({ id })
  await core.services.authors.refreshProfile({ authorId: friend.did })
  expect(shown(id)).toEqual([])
})

test('a feed keeps the order of who makes it, takes what is new on top, and says when it is down', { timeout: 180_000 }, async () => {
  const feed = await generator.publish(friend, 'odd', 'Odd order')
  const [one, two, three, four] = [await say('One'), await say('Two'), await say('Three'), await say('Four')]
  await me.agent.addSavedFeeds([{ type: 'feed', value: feed, pinned: true }])
  generator.fill(feed, [two, four, one])
  const id = await viewOf('Odd order')
  expect(need(await core.services.views.refresh({ id }))).toEqual({ added: 3 })
  expect(shown(id)).toEqual(['Two', 'Four', 'One'])
  generator.fill(feed, [three, one, two])
  expect(need(await core.services.views.refresh({ id }))).toEqual({ added: 1 })
  expect(shown(id)).toEqual(['Three', 'Two', 'Four', 'One'])
  await network.setAppViewUp(false, me)
  expect(await core.services.views.refresh({ id })).toMatchObject({ ok: false, error: { kind: 'platform-unavailable' } })
  await network.setAppViewUp(true, me)
  expect(need(core.services.views.page({ id, cursor: null, limit: 1 })).failures).toMatchObject([{ accountId: account }])
  expect(shown(id)).toEqual(['Three', 'Two', 'Four', 'One'])
})

test('a hashtag, and the network’s own search, find what strangers wrote', { timeout: 180_000 }, async () => {
  const word = `windmill${String(Date.now())}`
  await say(`A ${word} #${word}`)
  await say(`Only a ${word}`)
  const { id } = need(core.services.views.save({ id: null, source: { kind: 'tag', tag: word, accountIds: null }, title: null }))
  expect(need(await core.services.views.refresh({ id }))).toEqual({ added: 1 })
  expect(shown(id)).toEqual([`A ${word} #${word}`])
  const found = need(await core.services.networkSearch.search({ text: word, limit: 10 }))
  expect(found).toMatchObject({ asked: [account], failures: [] })
  expect(found.postIds).toHaveLength(2)
  expect(need(core.services.search.posts({ text: word, cursor: null, limit: 10 })).postIds).toEqual(found.postIds)
  expect(need(await core.services.networkSearch.search({ text: `${word} from:${me.handle}`, limit: 10 })).postIds).toEqual([])
})
