import { describe, expect, test } from 'vitest'
import { normaliseFeed, normalisePosts, normaliseThread } from '../../../main/connectors/bluesky/normalise/pages.ts'
import { normalisePost } from '../../../main/connectors/bluesky/normalise/post.ts'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import { recorded } from '../../fixtures/bluesky/recorded.ts'
import { READ_AT } from '../../fixtures/bluesky/normalisers.ts'

const DID = 'did:plc:abcdefghijklmnopqrstuvwx'
const URI = `at://${DID}/app.bsky.feed.post/3abcdefghijkl`

/** A small post view, with whatever a test wants different. */
function view(parts: Readonly<Record<string, unknown>> = {}, record: Readonly<Record<string, unknown>> = {}): unknown {
  return {
    uri: URI,
    cid: 'bafyreia',
    author: { did: DID, handle: 'ann.test' },
    record: { $type: 'app.bsky.feed.post', text: 'Hello', createdAt: '2026-11-20T10:00:00.000Z', ...record },
    indexedAt: '2026-11-20T10:00:01.000Z',
    ...parts,
  }
}

function postOf(wire: unknown): CanonicalPost {
  const normalised = normalisePost(wire, READ_AT)
  if (normalised === null) throw new Error('not a post')
  return normalised.main.post
}

/** The post of the recorded timeline with this text. */
function fromTimeline(text: string) {
  const batch = normaliseFeed(recorded('timeline'), READ_AT, null)
  const found = batch?.posts.find(({ post }) => post.text.text.startsWith(text))
  if (batch === null || found === undefined) throw new Error(`no post ${text}`)
  return { ...found, batch }
}

describe('A recorded timeline', () => {
  test('is understood whole', () => {
    const batch = normaliseFeed(recorded('timeline'), READ_AT, null)
    expect(batch).toMatchObject({ skipped: 0, older: null, chronological: true })
    expect(batch?.entries.map(({ sortAt }) => sortAt)).toEqual(batch?.entries.map(({ sortAt }) => sortAt).toSorted((a, b) => b - a))
  })

  test('has facets where the words are, counted in UTF-16', () => {
    const { text } = fromTimeline('Grüße').post
    expect(text.spans.map((span) => [span.kind, text.text.slice(span.start, span.end)])).toEqual([
      ['mention', expect.stringMatching(/^@ann-.*\.test$/)],
      ['link', 'https://example.com/Ünïcode'],
      ['tag', '#blümchen'],
    ])
  })

  test('says what this account did to a post, and how to undo it', () => {
    const { viewer, post } = fromTimeline('Grüße')
    expect(viewer).toMatchObject({ liked: true, reposted: true, bookmarked: true, remoteId: post.id, canReply: true, canQuote: true })
    expect(viewer?.likeRef).toMatch(/app\.bsky\.feed\.like/)
    expect(viewer?.repostRef).toMatch(/app\.bsky\.feed\.repost/)
    expect(post.metrics).toMatchObject({ likes: 1, reposts: 1, replies: 0, bookmarks: 1, views: null, measuredAt: READ_AT })
  })

  test('has pictures with alt text and their size where it is known, and covers those that their author labelled', () => {
    const { post } = fromTimeline('Two pictures')
    expect(post).toMatchObject({ sensitive: true, contentWarning: null })
    expect(post.media.map(({ kind, alt, width, height }) => ({ kind, alt, width, height }))).toEqual([
      { kind: 'image', alt: 'Grey', width: 40, height: 20 },
      { kind: 'image', alt: '', width: null, height: null },
    ])
  })

  test('has galleries of more than four', () => {
    expect(fromTimeline('A gallery').post.media.map(({ alt }) => alt)).toEqual(['Nr 0', 'Nr 1', 'Nr 2', 'Nr 3', 'Nr 4', 'Nr 5'])
  })

  test('has link cards', () => {
    expect(fromTimeline('A link').post.linkCard).toMatchObject({
      url: 'https://example.com/page',
      title: 'A page',
      description: 'About it',
    })
  })

  test('plays a film from its author, and shows its still', () => {
    const [film] = fromTimeline('A film').post.media
    expect(film).toMatchObject({ kind: 'video', alt: 'A film', width: 16, height: 9 })
    expect(film?.url).toMatch(/^at-blob:did:plc:[a-z2-7]{24}\/baf[a-z0-9]+$/)
    expect(film?.previewUrl).toMatch(/^http/)
  })

  test('takes the GIFs of known providers for what they are', () => {
    const batch = normaliseFeed(recorded('timeline'), READ_AT, null)
    const gif = batch?.posts.flatMap(({ post }) => post.media).find(({ kind }) => kind === 'gif')
    expect(gif).toMatchObject({
      url: 'https://media.tenor.com/abc/dance.gif?hh=280&ww=498',
      alt: 'someone dances',
      width: 498,
      height: 280,
      mimeType: 'image/gif',
    })
  })

  test('brings quoted posts along, two deep, and says why one is missing', () => {
    const { post, batch } = fromTimeline('And this')
    const quoted = batch.posts.find((each) => each.post.id === post.quote?.postId)
    expect(quoted?.post.text.text).toBe('See this')
    expect(fromTimeline('Quoting what goes').post.quote).toMatchObject({ state: 'deleted' })
    expect(fromTimeline('Quoting Eve').post.quote).toMatchObject({ state: 'blocked' })
    expect(fromTimeline('To be detached').post.quote).toMatchObject({ state: 'rejected' })
    expect(fromTimeline('Look').post).toMatchObject({ quote: { state: 'available' }, media: [{ kind: 'image', alt: 'x' }] })
  })

  test('knows what a reply answers, and where the thread began', () => {
    const { post, batch } = fromTimeline('Lovely')
    const parent = batch.posts.find((each) => each.post.id === post.replyTo?.postId)
    expect(parent?.post.text.text).toBe('My roses')
    expect(post).toMatchObject({ threadRootId: parent?.post.id, replyTo: { authorId: parent?.post.authorId } })
  })

  test('keeps who reposted, at the time of the repost', () => {
    const batch = normaliseFeed(recorded('timeline'), READ_AT, null)
    const reposts = batch?.entries.filter(({ repostedBy }) => repostedBy !== null) ?? []
    expect(reposts).not.toEqual([])
    for (const { repostedBy, postId, sortAt } of reposts) {
      expect(batch?.authors.map(({ author }) => author.id)).toContain(repostedBy)
      expect(sortAt).toBeGreaterThan(batch?.posts.find(({ post }) => post.id === postId)?.post.createdAt ?? Infinity)
    }
  })
})

describe('A post', () => {
  test('has its page on the network, by the handle that works', () => {
    expect(postOf(view()).url).toBe('https://bsky.app/profile/ann.test/post/3abcdefghijkl')
    expect(postOf(view({ author: { did: DID, handle: 'handle.invalid' } })).url).toBe(`https://bsky.app/profile/${DID}/post/3abcdefghijkl`)
  })

  test.each([
    ['its own author labels it', view({}, { labels: { values: [{ val: 'porn' }] } }), { sensitive: true, contentWarning: null }],
    ['a moderator warns', view({ labels: [{ src: DID, val: '!warn' }] }), { sensitive: false, contentWarning: 'Content warning' }],
    ['a label was taken back', view({ labels: [{ src: DID, val: '!warn', neg: true }] }), { sensitive: false, contentWarning: null }],
    [
      'a label has run out',
      view({ labels: [{ src: DID, val: 'porn', exp: '2026-11-20T11:00:00Z' }] }),
      { sensitive: false, contentWarning: null },
    ],
    [
      'the whole account is labelled',
      view({ author: { did: DID, handle: 'ann.test', labels: [{ src: DID, val: 'nudity' }] } }),
      { sensitive: true, contentWarning: null },
    ],
    ['the label means nothing to Chirp', view({ labels: [{ src: DID, val: 'spoiler' }] }), { sensitive: false, contentWarning: null }],
  ])('is covered or not when %s', (_when, wire, expected) => {
    expect(postOf(wire)).toMatchObject(expected)
  })

  test('says when it may not be answered or quoted', () => {
    const normalised = normalisePost(view({ viewer: { replyDisabled: true, embeddingDisabled: true } }), READ_AT)
    expect(normalised?.main.viewer).toMatchObject({ canReply: false, canQuote: false, canRepost: true })
  })

  test('without counts has none, not zero', () => {
    expect(postOf(view()).metrics).toEqual({
      replies: null,
      reposts: null,
      likes: null,
      quotes: null,
      bookmarks: null,
      views: null,
      measuredAt: READ_AT,
    })
  })

  test('dated in the future sorts by when the network saw it', () => {
    const batch = normalisePosts({ posts: [view({}, { createdAt: '2099-01-01T00:00:00Z' })] }, READ_AT, null)
    expect(batch?.entries).toEqual([{ postId: URI, repostedBy: null, sortAt: Date.parse('2026-11-20T10:00:01.000Z') }])
  })

  test('with a date that is none takes the time the network saw it', () => {
    expect(postOf(view({}, { createdAt: 'yesterday' })).createdAt).toBe(Date.parse('2026-11-20T10:00:01.000Z'))
    expect(normalisePost(view({ indexedAt: 'soon' }, { createdAt: 'yesterday' }), READ_AT)).toBeNull()
  })

  test('keeps only languages that look like some', () => {
    expect(postOf(view({}, { langs: ['de', 'de', 'pt-BR', '<b>', 7, 'en', 'fr'] })).languages).toEqual(['de', 'pt-BR', 'en'])
  })
})

describe('A hostile answer', () => {
  test('cannot speak for somebody else', () => {
    expect(normalisePost(view({ author: { did: 'did:plc:zzzzzzzzzzzzzzzzzzzzzzzz', handle: 'eve.test' } }), READ_AT)).toBeNull()
  })

  test('brings no address that is not of the web', () => {
    const post = postOf(
      view(
        {
          author: { did: DID, handle: 'ann.test', avatar: 'javascript:alert(1)' },
          embed: {
            $type: 'app.bsky.embed.external#view',
            external: { uri: 'javascript:alert(1)', title: 'x', description: 'y', thumb: 'file:///etc/passwd' },
          },
        },
        {
          facets: [
            { index: { byteStart: 0, byteEnd: 5 }, features: [{ $type: 'app.bsky.richtext.facet#link', uri: 'javascript:alert(1)' }] },
          ],
        },
      ),
    )
    expect(post).toMatchObject({ linkCard: null, media: [], text: { text: 'Hello', spans: [] } })
  })

  test('is cut to a size that can be shown', () => {
    const post = postOf(view({ author: { did: DID, handle: 'ann.test', displayName: 'x'.repeat(1e6) } }, { text: '👩‍👩‍👧'.repeat(1e5) }))
    expect(post.text.text.length).toBeLessThanOrEqual(10_000)
    expect(post.text.text.isWellFormed()).toBe(true)
  })

  test('does not take the whole page down with one item', () => {
    const page = { posts: [view(), { uri: 'at://x' }, null, 'post', view({ record: 7 })] }
    expect(normalisePosts(page, READ_AT, null)).toMatchObject({ entries: [{ postId: URI }], skipped: 4 })
  })

  test('may nest quotes or threads as deep as it likes', () => {
    let record: unknown = { $type: 'app.bsky.embed.record#viewNotFound', uri: URI }
    let node: unknown = undefined
    for (let depth = 0; depth < 2000; depth++) {
      const uri = `at://${DID}/app.bsky.feed.post/d${depth}`
      record = {
        ...(view({ uri }) as object),
        $type: 'app.bsky.embed.record#viewRecord',
        value: { text: 'q', createdAt: '2026-11-20T10:00:00Z' },
        embeds: [{ $type: 'app.bsky.embed.record#view', record }],
      }
      node = { post: view({ uri }), replies: [node] }
    }
    expect(normalisePost(view({ embed: { $type: 'app.bsky.embed.record#view', record } }), READ_AT)?.posts.length).toBeLessThan(10)
    expect(normaliseThread({ thread: node }, READ_AT)?.posts).toHaveLength(2000)
  })

  test('that repeats its cursor comes to an end', () => {
    expect(normaliseFeed({ feed: [], cursor: 'again' }, READ_AT, 'again')?.older).toBeNull()
    expect(normaliseFeed({ feed: [], cursor: 'on' }, READ_AT, 'again')?.older).toBe('on')
  })
})
