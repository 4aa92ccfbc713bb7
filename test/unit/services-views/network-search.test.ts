import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AppError } from '../../../shared/errors.ts'
import type { PlatformCapabilities } from '../../../shared/model/capabilities.ts'
import { batchOf, capabilities, HOUR, NOON, postOf } from '../../store/builders.ts'
import { valueOf } from '../services-read/world.ts'
import { ViewsWorld } from './world.ts'

const searching = (filters: PlatformCapabilities['search']['filters'] = []): PlatformCapabilities => ({
  ...capabilities,
  search: { posts: true, people: false, filters },
})
const say = (name: string, hours: number, text = `${name} and a cat`) =>
  postOf(name, 'writer', NOON - hours * HOUR, { text: { text, spans: [] } })

let world: ViewsWorld
let me: string
let other: string
beforeEach(() => {
  world = new ViewsWorld()
  me = world.join('me', { capabilities: searching(['from', 'language', 'before', 'after']) })
  other = world.join('other', { server: 'https://two.test', capabilities: searching() })
  // Its network has no search.
  world.join('mute', { server: 'https://three.test' })
})
afterEach(() => world[Symbol.dispose]())

const found = (accountId: string, query: string, posts: ReturnType<typeof say>[]): void =>
  void world.network(accountId).others.set(`search ${query}`, posts)
const search = async (text: string, limit = 20) => valueOf(await world.networkSearch.search({ text, limit }))

test('every network that has a search is asked once, and what they find is merged, each post once, and found here from then on', async () => {
  world.join('same', { server: 'https://one.test', capabilities: searching() })
  found(me, 'cat "sleeps well"', [say('a', 1), say('c', 3)])
  found(other, 'cat "sleeps well"', [say('b', 2), say('c', 3), say('d', 4)])
  expect(valueOf(world.search.posts({ text: 'cat', cursor: null, limit: 10 })).postIds).toEqual([])
  const answer = await search('cat "sleeps well"', 3)
  expect(answer).toMatchObject({ postIds: ['post:a', 'post:b', 'post:c'], failures: [], asked: [me, other] })
  expect(answer.posts.map((view) => [view.post.id, view.viewers.map(({ accountId }) => accountId)])).toEqual([
    ['post:a', [me]],
    ['post:b', [other]],
    ['post:c', [me, other]],
  ])
  expect(valueOf(world.search.posts({ text: 'cat', cursor: null, limit: 10 })).postIds).toEqual(['post:a', 'post:b', 'post:c', 'post:d'])
  // They are in nobody's feed.
  expect(world.store.read((db) => db.get('select 1 from timeline_row'))).toBeUndefined()
})

test('one that fails is named, and holds nobody back', async () => {
  const down: AppError = { kind: 'rate-limit-exceeded', retryAt: NOON + HOUR, message: null }
  world.network(me).down = down
  found(other, 'cat', [say('b', 2)])
  expect(await search('cat')).toMatchObject({ postIds: ['post:b'], failures: [{ accountId: me, error: down }], asked: [me, other] })
  expect(world.outcomes).toEqual(
    expect.arrayContaining([
      [me, down],
      [other, null],
    ]),
  )
})

test('conditions are asked of networks that have them, and the others are left alone', async () => {
  world.ingest(me, batchOf([postOf('seen', 'ann', NOON)]))
  found(me, 'cat', [say('a', 1), say('late', 30), { ...say('german', 2), languages: ['de-AT'] }])
  const day = new Date(NOON).toISOString().slice(0, 10)
  const asked = async (text: string) => {
    world.network(me).requests.length = 0
    const { asked: accounts } = await search(text)
    return { accounts, streams: world.network(me).requests.map(({ stream }) => stream) }
  }
  expect(await asked(`cat from:ann.test lang:de after:${day}`)).toEqual({
    accounts: [me],
    streams: [{ kind: 'search', query: 'cat', filters: { from: 'ann.test', language: 'de', after: new Date(`${day}T00:00`).getTime() } }],
  })
  for (const nobody of ['cat is:liked', 'cat has:image', 'cat -from:ann.test', 'cat from:unknown.test', 'from:ann.test', '-cat', ''])
    expect(await asked(nobody), nobody).toEqual({ accounts: [], streams: [] })
  expect((await asked('cat network:testnet')).accounts).toEqual([me, other])
  expect((await asked('cat network:elsewhere')).accounts).toEqual([])
  expect((await asked('cat account:me')).accounts).toEqual([me])
  expect((await asked('cat -account:me')).accounts).toEqual([other])
})

test('what a network finds beyond what was typed is left out', async () => {
  found(me, 'cat', [say('a', 1), say('dog', 2, 'a cat and a DOG'), say('old', 50), { ...say('german', 3), languages: ['de-AT'] }])
  found(other, 'cat', [])
  // Its network does not do what its capabilities say.
  world.ingest(me, batchOf([postOf('seen', 'ann', NOON)]))
  expect((await search('cat from:ann.test')).postIds).toEqual([])
  expect((await search('cat -dog')).postIds).toEqual(['post:a', 'post:german', 'post:old'])
  expect((await search('cat lang:de')).postIds).toEqual(['post:german'])
  const yesterday = new Date(NOON - 24 * HOUR).toISOString().slice(0, 10)
  expect((await search(`cat after:${yesterday}`)).postIds).toEqual(['post:a', 'post:dog', 'post:german'])
  expect((await search(`cat before:${yesterday}`)).postIds).toEqual(['post:old'])
})
