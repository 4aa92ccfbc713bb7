import { describe, expect, test } from 'vitest'
import { timeOfId, tweetIdOf, userIdOf } from '../../../main/connectors/x/ids.ts'
import { normalisePages, type Reading } from '../../../main/connectors/x/normalise/batch.ts'
import { searchOf } from '../../../main/connectors/x/read/search.ts'
import { problemOf, readPage } from '../../../main/connectors/x/wire.ts'
import { isAnimatedGif } from '../../../main/connectors/x/write/animated-gif.ts'

const NOW = Date.UTC(2026, 10, 27, 12)
const reading: Reading = { ownId: '7', now: NOW, acts: () => ({}) }
const users = [{ id: '5', username: 'ada', name: 'Ada' }]
const tweet = { id: '1212092628029698048', author_id: '5', text: 'Hello' }

function batchOf(json: unknown, kind: 'feed' | 'mentions' | 'posts' = 'feed') {
  const page = readPage(json)
  if (page === null) throw new Error('no answer')
  return normalisePages([page], kind, reading)
}

describe('An answer of X', () => {
  test('may name its members by either of the names X has for them', () => {
    const long = 'It goes on & on'
    for (const names of [
      { note_tweet: { text: long }, referenced_tweets: [{ type: 'quoted', id: '9' }] },
      { note_post: { text: long }, referenced_posts: [{ type: 'quoted', id: '9' }] },
    ]) {
      const [first] = batchOf({ data: [{ ...tweet, ...names }], includes: { users } }).posts
      expect(first?.post).toMatchObject({ text: { text: long }, quote: { postId: 'x:9', state: 'unavailable' } })
    }
  })

  test('says when a post was written, or its id does', () => {
    // The example of the data dictionary: this id was written at that time.
    expect(new Date(timeOfId(tweet.id) ?? 0).toISOString().slice(0, 19)).toBe('2019-12-31T19:26:16')
    expect(batchOf({ data: [{ ...tweet, created_at: 'yesterday' }], includes: { users } }).posts[0]?.post.createdAt).toBe(
      timeOfId(tweet.id),
    )
    expect(timeOfId('20')).toBeNull()
  })

  test('without an author, an id or a time is left out and counted', () => {
    const { posts, entries, skipped } = batchOf({ data: [tweet, { ...tweet, id: 'x' }, { ...tweet, id: '20', author_id: '5' }, null] })
    expect({ posts, entries }).toEqual({ posts: [], entries: [] })
    expect(skipped).toBe(4)
  })

  test('of a repost whose original is hidden holds no place, and that is no trouble', () => {
    const repost = { ...tweet, text: 'RT @bo: Hi', referenced_tweets: [{ type: 'retweeted', id: '9' }] }
    expect(batchOf({ data: [repost], includes: { users } })).toMatchObject({ posts: [], entries: [], skipped: 0 })
  })

  test('of mentions holds what others wrote, and not what the account itself did', () => {
    const own = { ...tweet, id: '1212092628029698049', author_id: '7', text: '@me to myself' }
    const all = [...users, { id: '7', username: 'me', name: 'Me' }]
    const { inbox } = batchOf({ data: [own, { ...tweet, in_reply_to_user_id: '7' }], includes: { users: all } }, 'mentions')
    expect(inbox.map(({ remoteId, kind, actorId }) => [remoteId, kind, actorId])).toEqual([[tweet.id, 'reply', 'x:user:5']])
  })

  test('is none where neither data, counts nor problems are in it', () => {
    expect([readPage({ hello: 'world' }), readPage(null), readPage([]), readPage('')]).toEqual([null, null, null, null])
    expect(readPage({ meta: { result_count: 0 } })).toMatchObject({ tweets: [], nextToken: null })
  })

  test('never shows a future time as the place of a post', () => {
    const { entries } = batchOf({ data: [{ ...tweet, created_at: '2099-01-01T00:00:00.000Z' }], includes: { users } })
    expect(entries).toEqual([{ postId: `x:${tweet.id}`, repostedBy: null, sortAt: NOW }])
  })

  test('has its problem whole, or as one of several', () => {
    const one = { type: 'https://api.x.com/2/problems/client-forbidden', title: 'Client Forbidden', detail: 'No' }
    expect(problemOf(one)?.detail).toBe('No')
    expect(problemOf({ errors: [one] })?.title).toBe('Client Forbidden')
    expect(problemOf('<html>')).toBeNull()
  })

  test('has ids of its own kind only', () => {
    expect([tweetIdOf('x:12'), tweetIdOf('x:12a'), tweetIdOf('at://x'), userIdOf('x:user:3'), userIdOf('x:3')]).toEqual([
      '12',
      null,
      null,
      '3',
      null,
    ])
  })
})

describe('A search on X', () => {
  test('has its conditions among the words, and its times beside them, within the week there is', () => {
    const day = 86_400_000
    expect(searchOf(' ink ', { from: '@ada', language: 'en', after: NOW - 2 * day, before: NOW - day }, NOW)).toEqual({
      query: 'ink from:ada lang:en',
      sort_order: 'recency',
      start_time: '2026-11-25T12:00:00.000Z',
      end_time: '2026-11-26T12:00:00.000Z',
    })
    expect(searchOf('ink', { after: NOW - 30 * day, before: NOW + day }, NOW)).toEqual({ query: 'ink', sort_order: 'recency' })
    expect(searchOf('ink', { before: NOW - 8 * day }, NOW)).toBeNull()
    expect(searchOf('  ', {}, NOW)).toBeNull()
  })

  test('is cut to what X takes, its conditions whole', () => {
    const wanted = searchOf('🌉'.repeat(600), { from: 'ada' }, NOW)
    expect(wanted?.['query']?.length).toBeLessThanOrEqual(512)
    expect(wanted?.['query']).toMatch(/ from:ada$/)
    expect(wanted?.['query']?.isWellFormed()).toBe(true)
  })
})

describe('A GIF', () => {
  test.each([
    ['nothing', []],
    ['a PNG', [0x89, 0x50, 0x4e, 0x47]],
    ['a GIF that is cut off', [...Buffer.from('GIF89a'), 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 1, 1, 1, 0x2c, 0, 0]],
    ['a GIF of nonsense', [...Buffer.from('GIF89a'), 1, 0, 1, 0, 0, 0, 0, 0x99, 0x2c, 0x2c]],
  ])('that is %s does not move', (_, bytes) => {
    expect(isAnimatedGif(new Uint8Array(bytes))).toBe(false)
  })
})
