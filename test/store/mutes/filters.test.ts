import { afterEach, beforeEach, expect, test } from 'vitest'
import type { WireViewer } from '../../../main/connectors/connector.ts'
import { homeBatch, NOON, normalisedPost, postOf } from '../builders.ts'
import { MuteWorld } from './mute-world.ts'

let world: MuteWorld
let me: string
beforeEach(() => {
  world = new MuteWorld()
  me = world.join('me')
})
afterEach(() => world[Symbol.dispose]())

/** Reads a post again, with what the account's own filters on the network say of it; left out where an answer does not say. */
function read(filter?: WireViewer['filter']): void {
  const post = postOf('a', 'ann', NOON)
  world.ingest(me, { ...homeBatch([post]), posts: [normalisedPost(post, filter === undefined ? {} : { filter })] })
}

test('a filter on the network hides a post for as long as the network says so', () => {
  read({ how: 'mute', reason: 'Elections' })
  expect(world.shown()).toEqual([])
  read()
  expect(world.shown()).toEqual([])
  read(null)
  expect(world.shown()).toEqual(['a'])
  read({ how: 'muffle', reason: null })
  expect(world.shown()).toEqual(['a'])
  expect(world.store.read((db) => db.all('select filter_how as how, filter_reason as reason from post_account'))).toEqual([
    { how: 'muffle', reason: null },
  ])
})
