import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { groupSentTogether } from '../../main/store/group-same-posts.ts'
import { ingestBatch } from '../../main/store/ingest-batch.ts'
import { openStore, type Store } from '../../main/store/open-database.ts'
import { getProfile, saveProfile } from '../../main/store/tables/authors.ts'
import { putPostMapping } from '../../main/store/tables/post-mappings.ts'
import { getPost, markPostDeleted } from '../../main/store/tables/posts.ts'
import { putSameAuthor } from '../../main/store/tables/same-authors.ts'
import { getMember, listMembers, setSplit } from '../../main/store/tables/same-post.ts'
import { setSettings } from '../../main/store/tables/settings.ts'
import type { Author } from '../../shared/model/author.ts'
import type { CanonicalPost } from '../../shared/model/canonical-post.ts'
import { labelledPairs } from '../fixtures/same-post/all-pairs.ts'
import type { LabelledPair, Side } from '../fixtures/same-post/notation.ts'
import { knownPeople, people } from '../fixtures/same-post/people.ts'
import { addAccount, HOUR, MINUTE, NOON, normalisedAuthor, normalisedPost } from './builders.ts'

let store: Store
beforeEach(() => {
  store = openStore(':memory:')
  addAccount(store, 'm', { platform: 'mastodon', authorId: 'mastodon own' })
  addAccount(store, 'b', { platform: 'bluesky', authorId: 'bluesky own' })
})
afterEach(() => store.close())

const LATER = Date.UTC(2030, 0)

/** Puts posts into the home feed of the account of their network, one read each. */
function receive(...sides: readonly Pick<Side, 'post' | 'author'>[]): void {
  for (const { post, author } of sides) {
    const batch = {
      authors: [normalisedAuthor(author)],
      posts: [normalisedPost(post)],
      entries: [{ postId: post.id, repostedBy: null, sortAt: post.createdAt }],
      inbox: [],
    }
    const accountId = post.platform === 'mastodon' ? 'acc_m' : 'acc_b'
    store.write((db) => ingestBatch(db, batch, { accountId, requestedAt: LATER, now: LATER }))
  }
}

/** The ids of the posts that are one with a post, itself included, in the order they were written; empty where it stands alone. */
function groupOf(postId: string): string[] {
  return store.read((db) => {
    const row = getPost(db, postId)?.row
    const member = row === undefined ? null : getMember(db, row)
    return member === null ? [] : listMembers(db, member.groupId).map(({ id }) => id)
  })
}

const author = (platform: string, handle: string, displayName = 'Amara Oyelaran'): Author => ({
  id: `${platform} ${handle}`,
  platform,
  handle,
  displayName,
  emojis: [],
  avatarUrl: null,
  url: null,
  bot: false,
})
const amara = { mastodon: author('mastodon', 'amara@tidepool.example'), bluesky: author('bluesky', 'amara.example.com') }

function posted(
  platform: 'mastodon' | 'bluesky',
  name: string,
  text: string,
  at: number,
  changes: Partial<CanonicalPost> = {},
  by = amara,
): Side {
  const post: CanonicalPost = {
    id: `${platform}:${name}`,
    platform,
    authorId: by[platform].id,
    url: `https://${platform}.example/${name}`,
    createdAt: at,
    indexedAt: null,
    editedAt: null,
    text: { text, spans: [] },
    contentWarning: null,
    sensitive: false,
    languages: [],
    media: [],
    poll: null,
    linkCard: null,
    quote: null,
    replyTo: null,
    threadRootId: null,
    visibility: null,
    metrics: { replies: 0, reposts: 0, likes: 0, quotes: null, bookmarks: null, views: null, measuredAt: at },
    ...changes,
  }
  return { post, author: by[platform], about: '' }
}

const tram = 'A man on the tram just apologised to his own umbrella.'
const bench =
  'There are 312 public benches in this city and I have now sat on every one of them. The best is behind the fish market, because nobody tells you to move. The worst is in front of the town hall, since it slopes.'

describe('the labelled pairs, read into a store', () => {
  test.each([
    ['the Mastodon post first', false],
    ['the Bluesky post first', true],
  ])('are found by their keys: %s', (_name, reversed) => {
    store.write((db) => setSettings(db, { knownPeople: [...knownPeople] }))
    for (const key of Object.keys(people)) {
      for (const side of sidesBy(key)) store.write((db) => saveProfile(db, profileOf(side), null, NOON))
    }
    for (const { a, z } of labelledPairs) receive(...(reversed ? [z, a] : [a, z]))
    const said = (pair: LabelledPair): boolean => groupOf(pair.a.post.id).includes(pair.z.post.id)
    const count = (same: boolean, joined: boolean): number =>
      labelledPairs.filter((pair) => pair.same === same && said(pair) === joined).length
    const [hit, missed, mistaken] = [count(true, true), count(true, false), count(false, true)]
    const figures = { precision: hit / (hit + mistaken), recall: hit / (hit + missed) }
    process.stdout.write(`${JSON.stringify({ samePost: 'through the store', reversed, ...figures })}\n`)
    expect(figures.precision).toBeGreaterThanOrEqual(0.99)
    expect(figures.recall).toBeGreaterThanOrEqual(0.9)
  })
})

/** Both presences of somebody of the labelled pairs. */
function sidesBy(who: string): Side[] {
  const pair = labelledPairs.find((one) => one.who === who)
  return pair === undefined ? [] : [pair.a, pair.z]
}

function profileOf({ author: writer, about }: Side) {
  const nothing = { headerUrl: null, followers: null, following: null, posts: null, fields: [], joinedAt: null }
  return { author: writer, description: { text: about, spans: [] }, ...nothing }
}

describe('a group', () => {
  test('is found whichever post came first, once, however often they are read', () => {
    const [m, b] = [posted('mastodon', 'one', tram, NOON), posted('bluesky', 'one', tram, NOON + 5000)]
    receive(b, m, b, m)
    expect(groupOf('mastodon:one')).toEqual(['mastodon:one', 'bluesky:one'])
    expect(groupOf('bluesky:one')).toEqual(['mastodon:one', 'bluesky:one'])
  })

  test('tells those who show a post that it is one with another', () => {
    const [m, b] = [posted('mastodon', 'one', tram, NOON), posted('bluesky', 'one', tram, NOON + 5000)]
    receive(m)
    const touched: unknown[] = []
    const { post, author: writer } = b
    store.write((db) => {
      const watched = { ...db, touch: (touch: unknown) => touched.push(touch) } as typeof db
      const batch = { authors: [normalisedAuthor(writer)], posts: [normalisedPost(post)], entries: [], inbox: [] }
      ingestBatch(watched, batch, { accountId: 'acc_b', requestedAt: LATER, now: LATER })
    })
    expect(touched).toContainEqual({ topic: 'posts', id: 'mastodon:one' })
    expect(touched).toContainEqual({ topic: 'timeline' })
  })

  test('takes the nearest of several posts that say the same', () => {
    const often = 'The workshop opens at ten, there is coffee, two presses and one very patient cat, and you are all invited.'
    receive(posted('mastodon', 'first', often, NOON), posted('bluesky', 'second', often, NOON + 3 * HOUR))
    expect(groupOf('mastodon:first')).toEqual(['mastodon:first', 'bluesky:second'])
    receive(posted('bluesky', 'first', often, NOON + MINUTE), posted('mastodon', 'second', often, NOON + 3 * HOUR + MINUTE))
    expect(groupOf('mastodon:first')).toEqual(['mastodon:first', 'bluesky:first'])
    expect(groupOf('mastodon:second')).toEqual(['bluesky:second', 'mastodon:second'])
  })

  test('never holds two posts of one author, be they alike', () => {
    receive(posted('mastodon', 'one', tram, NOON), posted('bluesky', 'one', tram, NOON + 5000), posted('bluesky', 'two', tram, NOON + 9000))
    expect(groupOf('mastodon:one')).toEqual(['mastodon:one', 'bluesky:one'])
    expect(groupOf('bluesky:two')).toEqual([])
  })

  test('is left by a post that was edited into something else, and found again by one that was edited back', () => {
    const m = posted('mastodon', 'one', tram, NOON)
    receive(m, posted('bluesky', 'one', tram, NOON + 5000))
    const edit = (text: string, editedAt: number): Side => ({ ...m, post: { ...m.post, text: { text, spans: [] }, editedAt } })
    receive(edit('Never mind the man, look at the heron in the fountain of the town hall.', NOON + MINUTE))
    expect([groupOf('mastodon:one'), groupOf('bluesky:one')]).toEqual([[], []])
    receive(edit(tram, NOON + 2 * MINUTE))
    expect(groupOf('mastodon:one')).toEqual(['mastodon:one', 'bluesky:one'])
  })

  test('does not count a deleted post', () => {
    receive(posted('mastodon', 'one', tram, NOON), posted('bluesky', 'one', tram, NOON + 5000))
    store.write((db) => markPostDeleted(db, 'mastodon:one', LATER))
    expect(groupOf('bluesky:one')).toEqual(['bluesky:one'])
    receive(posted('mastodon', 'again', tram, NOON + 8000))
    expect(groupOf('bluesky:one')).toEqual(['bluesky:one', 'mastodon:again'])
  })

  test('takes a thread against one long post, in whatever order they come', () => {
    const [first, second, third] = [
      posted('bluesky', '1', bench.slice(0, bench.indexOf(' The best')), NOON + 5000),
      posted('bluesky', '2', bench.slice(bench.indexOf('The best'), bench.indexOf(' The worst')), NOON + 6000, {
        replyTo: { postId: 'bluesky:1', authorId: amara.bluesky.id, authorHandle: null },
      }),
      posted('bluesky', '3', bench.slice(bench.indexOf('The worst')), NOON + 7000, {
        replyTo: { postId: 'bluesky:2', authorId: amara.bluesky.id, authorHandle: null },
      }),
    ] as const
    const long = posted('mastodon', 'long', bench, NOON)
    for (const order of [
      [long, first, second, third],
      [third, second, first, long],
      [second, long, third, first],
    ]) {
      store.write((db) => db.run('delete from post'))
      receive(...order)
      expect(groupOf('bluesky:3')).toEqual(['mastodon:long', 'bluesky:1', 'bluesky:2', 'bluesky:3'])
    }
    const aside = posted('bluesky', 'aside', 'And now I need a chair.', NOON + 9000, {
      replyTo: { postId: 'bluesky:3', authorId: amara.bluesky.id, authorHandle: null },
    })
    receive(aside)
    expect(groupOf('bluesky:aside')).toEqual([])
  })

  test('of what Chirp sent to several networks is one by certainty, whatever it says there', () => {
    receive(posted('mastodon', 'one', 'Hello fediverse', NOON), posted('bluesky', 'one', 'Something shorter', NOON + HOUR))
    store.write((db) => {
      const mapping = { draftId: 'd', segmentId: 's', remoteId: 'r', url: null, postedAt: NOON }
      putPostMapping(db, { ...mapping, accountId: 'acc_m', postId: 'mastodon:one' })
      putPostMapping(db, { ...mapping, accountId: 'acc_b', postId: 'bluesky:one' })
      groupSentTogether(db, 'bluesky:one')
    })
    expect(groupOf('mastodon:one')).toEqual(['mastodon:one', 'bluesky:one'])
  })

  test('of what Chirp sent stays one when one of them is changed, even if a rule had found it first', () => {
    const m = posted('mastodon', 'one', tram, NOON)
    receive(m, posted('bluesky', 'one', tram, NOON + 5000))
    store.write((db) => {
      const mapping = { draftId: 'd', segmentId: 's', remoteId: 'r', url: null, postedAt: NOON }
      putPostMapping(db, { ...mapping, accountId: 'acc_m', postId: 'mastodon:one' })
      putPostMapping(db, { ...mapping, accountId: 'acc_b', postId: 'bluesky:one' })
      groupSentTogether(db, 'bluesky:one')
    })
    receive({ ...m, post: { ...m.post, text: { text: 'Changed on the one network that lets me.', spans: [] }, editedAt: NOON + MINUTE } })
    expect(groupOf('mastodon:one')).toEqual(['mastodon:one', 'bluesky:one'])
  })

  test('that the person split stays split when another network brings the same post', () => {
    receive(posted('mastodon', 'one', tram, NOON), posted('bluesky', 'one', tram, NOON + 5000))
    store.write((db) => setSplit(db, getMember(db, getPost(db, 'mastodon:one')?.row ?? 0)?.groupId ?? 0, true))
    receive(posted('mastodon', 'one', tram, NOON, { editedAt: NOON + MINUTE }))
    const states = store.read((db) =>
      listMembers(db, getMember(db, getPost(db, 'bluesky:one')?.row ?? 0)?.groupId ?? 0).map(({ split }) => split),
    )
    expect(states).toEqual([true, true])
  })

  test('is not made of posts whose authors the person keeps apart', () => {
    receive(posted('mastodon', 'zero', 'Hm.', NOON - HOUR), posted('bluesky', 'zero', 'Well.', NOON - HOUR))
    store.write((db) => {
      const rows = ['mastodon:zero', 'bluesky:zero'].map((id) => getPost(db, id)?.authorRow ?? 0)
      putSameAuthor(db, rows[0] ?? 0, rows[1] ?? 0, false, 'person')
      putSameAuthor(db, rows[0] ?? 0, rows[1] ?? 0, true, 'rule')
    })
    receive(posted('mastodon', 'one', tram, NOON), posted('bluesky', 'one', tram, NOON + 5000))
    expect(groupOf('mastodon:one')).toEqual([])
  })

  test('goes by what profiles say, once they were read', () => {
    const strange = { mastodon: author('mastodon', 'mossy@garten.example', 'moss'), bluesky: author('bluesky', 'fern.example.net', 'Fern') }
    receive(posted('mastodon', 'one', tram, NOON, {}, strange), posted('bluesky', 'one', tram, NOON + 5000, {}, strange))
    expect(groupOf('mastodon:one')).toEqual([])
    store.write((db) =>
      saveProfile(db, profileOf({ ...posted('bluesky', 'x', '', NOON, {}, strange), about: 'I am @mossy@garten.example too' }), null, NOON),
    )
    expect(store.read((db) => getProfile(db, strange.bluesky.id))).not.toBeNull()
    receive(
      posted('mastodon', 'two', `${tram} Again.`, NOON + HOUR, {}, strange),
      posted('bluesky', 'two', `${tram} Again.`, NOON + HOUR + 5000, {}, strange),
    )
    expect(groupOf('mastodon:two')).toEqual(['mastodon:two', 'bluesky:two'])
  })
})
