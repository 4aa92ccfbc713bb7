import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createAnnouncements } from '../../../main/services/inbox/announcements.ts'
import { removeMuteRule } from '../../../main/store/mutes/rules.ts'
import { addInboxNews } from '../../../main/store/inbox/news.ts'
import { countUnread } from '../../../main/store/inbox/count.ts'
import { authorOf, batchOf, MINUTE, NOON, normalisedAuthor, postOf } from '../../store/builders.ts'
import { author, MuteWorld, words } from '../../store/mutes/mute-world.ts'

/** What other clients got wrong about muting, each as it was reported to them. */

let world: MuteWorld
let me: string
beforeEach(() => {
  world = new MuteWorld()
  me = world.join('me')
})
afterEach(() => world[Symbol.dispose]())

const said = (name: string, by: string, text: string, minutes = 1) =>
  postOf(name, by, NOON - minutes * MINUTE, { text: { text, spans: [] } })
/** Somebody mentions the account, in what was read after its first time. */
const mentioned = (name: string, by: string, text: string): void => {
  world.ingest(me, {
    ...batchOf([said(name, by, text)]),
    inbox: [{ remoteId: name, kind: 'mention', actorId: `author:${by}`, postId: `post:${name}`, at: NOON + MINUTE, read: false }],
  })
  world.store.write((db) => addInboxNews(db, me, name))
}

describe('bluesky-social/social-app', () => {
  test('#3031: a muted word in a post of one’s own hid it from its author', () => {
    world.feed(me, said('mine', 'me', 'PaulIsGinger'))
    world.mute(words('PaulIsGinger'))
    expect(world.shown()).toEqual(['mine'])
  })

  test('#8668: a muted “and” hid “sand” and “candle”', () => {
    world.feed(me, said('a', 'ann', 'sand', 1), said('b', 'ann', 'a candle', 2), said('c', 'ann', 'this and that', 3))
    world.mute(words('and'))
    expect(world.shown()).toEqual(['a', 'b'])
  })

  test('#10514: an emoji could not be muted', () => {
    world.feed(me, said('a', 'ann', 'wow🚨🚨'), said('b', 'ann', 'wow', 2))
    world.mute(words('🚨'))
    expect(world.shown()).toEqual(['b'])
  })

  test('#6240: a picture whose description has the word was shown', () => {
    const media = [
      { kind: 'image' as const, alt: 'A spider on a wall', url: 'u', previewUrl: null, width: null, height: null, blurhash: null },
    ]
    world.feed(me, {
      ...said('a', 'ann', 'look'),
      media: media.map((one) => ({ ...one, focalPoint: null, durationMs: null, mimeType: null })),
    })
    world.mute(words('spider'))
    expect(world.shown()).toEqual([])
  })

  test('#4800: a muted site was linked to all the same', () => {
    const card = { url: 'https://nytimes.com/2024/1', title: 'News', description: '', provider: null, imageUrl: null, imageAlt: '' }
    world.feed(me, { ...said('a', 'ann', 'look'), linkCard: card })
    world.mute(words('nytimes.com'))
    expect(world.shown()).toEqual([])
  })

  test('#4707: a word in the preview of a link of the quoted post was overlooked', () => {
    const card = { url: 'https://news.test', title: 'The debate', description: '', provider: null, imageUrl: null, imageAlt: '' }
    world.mute(words('debate'))
    world.ingest(me, batchOf([{ ...said('quoted', 'bob', 'look'), linkCard: card }]))
    world.feed(me, { ...said('a', 'ann', 'this'), quote: { postId: 'post:quoted', state: 'available' } })
    expect(world.shown()).toEqual([])
  })

  test('#2562: what was muted was counted as unread', () => {
    mentioned('a', 'bob', 'spoiler')
    world.mute(words('spoiler'))
    expect([...world.store.read((db) => countUnread(db, [me]))]).toEqual([])
  })
})

describe('mastodon', () => {
  test('mastodon-android#940: what was filtered came as a notification of the system', () => {
    const notices: string[] = []
    const shell = { notify: ({ body }: { readonly body: string }) => notices.push(body) }
    const announcements = createAnnouncements({ store: world.store, shell: shell as never, clock: () => NOON })
    world.mute(words('spoiler'))
    mentioned('a', 'bob', 'a spoiler')
    mentioned('b', 'cat', 'hello')
    announcements.look()
    expect(notices).toEqual(['hello'])
    // Nor is the text of what is muffled shown unasked.
    world.mute(words('finale'), { how: 'muffle' })
    mentioned('c', 'cat', 'the finale')
    announcements.look()
    expect(notices).toEqual(['hello', 'Mentioned you'])
  })

  test('mastodon#33078: a repost of a person who was muted and unmuted did not come back', () => {
    world.ingest(me, {
      ...batchOf([said('a', 'bob', 'hello')]),
      authors: [normalisedAuthor(authorOf('ann')), normalisedAuthor(authorOf('bob'))],
      entries: [{ postId: 'post:a', repostedBy: 'author:ann', sortAt: NOON }],
    })
    const id = world.mute(author('bob'))
    expect(world.shown()).toEqual([])
    world.store.write((db) => removeMuteRule(db, id))
    expect(world.shown()).toEqual(['a*'])
  })
})

test('damus-io/damus#2222: the letters of a muted word in order, with others between, hid a post', () => {
  world.feed(me, said('a', 'ann', 'grand mother, gran d'))
  world.mute(words('gmd'))
  world.mute(words('grand'), { how: 'muffle' })
  expect(world.shown()).toEqual(['a'])
})
