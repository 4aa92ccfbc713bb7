import type { Store } from '../../../main/store/open-database.ts'
import { ingestBatch } from '../../../main/store/ingest-batch.ts'
import { setViewerFlag } from '../../../main/store/tables/post-accounts.ts'
import { markPostDeleted } from '../../../main/store/tables/posts.ts'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import type { MediaAttachment } from '../../../shared/model/media.ts'
import type { RichTextSpan } from '../../../shared/model/rich-text.ts'
import { seeded, type Chance } from '../../support/seeded.ts'
import { addAccount, authorOf, batchOf, NOON, normalisedAuthor, normalisedPost, postOf } from '../builders.ts'
import { readyPost, type KnownPost, type ReadyPost } from './reference.ts'

const DAY = 86_400_000

/** Pieces of posts in many scripts; a search for part of one finds many of the posts made of them. */
export const PIECES = [
  ...'the tram bell rings twice when paper ink press Saturday morning harbour harbours mist open opens reopened'.split(' '),
  ...'Café cafe CAFÉ naïve Straße STRASSE größer Łódź smørrebrød Ærø İstanbul ılık año Čapek ﬁne ½ ①②'.split(' '),
  ...'Ελλάς ΕΛΛΑΣ Привет привёт Київ שלום שָׁלוֹם كتاب کتاب مَدْرَسَة می‌خواهم हिन्दी में தமிழ் ქართული Հայաստան'.split(' '),
  ...[
    '今朝',
    'の港',
    '東京',
    '京都',
    '東京都',
    '東京タワーに行きました',
    'ｶﾞｷﾞｸﾞ',
    'ガギグ',
    '雨',
    '行きます',
    'ラーメン',
    '北京',
    '北京大学',
  ],
  ...['สวัสดี', 'สวัสดีครับ', 'ครับ', 'ລາວ', 'ភាសាខ្មែរ', 'မြန်မာ', '안녕하세요', '안녕', '하세요', '학교에서', '한국'],
  ...[':)', ':-(', '<3', '^_^', '?!', '...', '…', '—', '100%', 'c++', 'c#', '#climate', '#Climate2026', '#東京', '$5', 'a&b', '§5', '½%'],
  ...[
    '🚲',
    '🌧️',
    '👨‍👩‍👧',
    '👍🏽',
    '👍',
    '🇩🇪',
    '🇩🇪🇫🇷',
    '1️⃣',
    '"quoted"',
    "it's",
    'e.g.',
    'example.com',
    'snake_case',
    'AND',
    'NEAR(a',
    'words:x',
    'iPhone15を買う',
  ],
] as const
const LANGUAGES = ['en', 'de', 'de-AT', 'zh-Hant-TW', 'ja', 'th', 'pt-BR', 'DE'] as const

const media: Omit<MediaAttachment, 'kind' | 'alt'> = {
  url: 'https://media.test/1',
  previewUrl: null,
  width: null,
  height: null,
  blurhash: null,
  focalPoint: null,
  durationMs: null,
  mimeType: null,
}

function textOf(chance: Chance, most: number): string {
  const glue = [' ', ' ', ' ', ' ', '\n', ', ', '', '. ', '  ']
  let text = ''
  for (let count = 1 + chance.below(most); count > 0; count--) text += chance.pick(PIECES) + chance.pick(glue)
  return text
}

function contentOf(chance: Chance): Partial<CanonicalPost> {
  const text = textOf(chance, 12)
  const spans: RichTextSpan[] = []
  const some = (share: number): boolean => chance.next() < share
  if (some(0.1)) spans.push({ kind: 'link', start: 0, end: 1, uri: `https://example.org/${chance.pick(['roots', 'tram/bell', 'wurzel'])}` })
  return {
    text: { text, spans },
    languages: some(0.8) ? [chance.pick(LANGUAGES)] : some(0.5) ? ['en', 'de'] : [],
    contentWarning: some(0.05) ? textOf(chance, 2) : null,
    media: some(0.2)
      ? [{ ...media, kind: chance.pick(['image', 'image', 'image', 'video', 'gif', 'audio']), alt: some(0.5) ? textOf(chance, 3) : '' }]
      : [],
    poll: some(0.01)
      ? {
          remoteId: 'p',
          options: [{ title: textOf(chance, 1), votes: 1 }],
          votes: 1,
          voters: 1,
          multiple: false,
          endsAt: null,
          closed: false,
          ownChoices: [],
        }
      : null,
    linkCard: some(0.05)
      ? {
          url: 'http://card.test/harbour',
          title: textOf(chance, 2),
          description: textOf(chance, 2),
          provider: null,
          imageUrl: null,
          imageAlt: '',
        }
      : null,
    quote: some(0.03) ? { postId: 'post:quoted', state: 'available' } : null,
    replyTo: some(0.3) ? { postId: null, authorId: null, authorHandle: 'ann.test' } : null,
  }
}

/** 200 people whose handle begins with the same letter are more than one expression takes; some are called something else. */
const PEOPLE = [...Array.from({ length: 200 }, (_, index) => `p${index}`), 'ann', 'Anna', 'bob', 'me', 'other']
const platformOf = (name: string): string => (name.length % 2 === 0 ? 'testnet' : 'othernet')
const personOf = (name: string) => authorOf(name, { platform: platformOf(name), displayName: name === 'bob' ? 'Bob Brückner 雨' : name })

/**
 * Fills a store with so many posts in no order of time, read by two accounts, some by both; then some are edited, liked, bookmarked,
 * reposted and deleted. Answers what a search should go by.
 */
export function fillWithPosts(store: Store, count: number): ReadyPost[] {
  const chance = seeded(7)
  const accounts = ['me', 'other'].map((name, position) => addAccount(store, name, { position, platform: platformOf(name) }))
  const known = new Map<string, KnownPost>()

  const ingest = (account: (typeof accounts)[number], posts: readonly CanonicalPost[], flags: () => Partial<Flags>): void => {
    const viewers = new Map(posts.map((post) => [post.id, { ...noFlags, ...flags() }]))
    const batch = batchOf(posts, {
      posts: posts.map((post) => normalisedPost(post, viewers.get(post.id) ?? null)),
      authors: [...new Set(posts.map((post) => post.authorId.slice('author:'.length)))].map((name) => normalisedAuthor(personOf(name))),
    })
    store.write((db) => ingestBatch(db, batch, { accountId: account.id, requestedAt: NOON, now: NOON }))
    // The first of a batch is the newest, and comes in last.
    for (const post of posts.toReversed()) {
      const before = known.get(post.id)
      const others = (before?.seenBy ?? []).filter(({ handle }) => handle !== account.handle)
      const seenBy = [...others, { handle: account.handle, ...(viewers.get(post.id) ?? noFlags) }]
      const author = personOf(post.authorId.slice('author:'.length))
      known.set(post.id, { post, author, seenBy, arrival: before?.arrival ?? known.size, deleted: false })
    }
  }
  const someFlags = (): Partial<Flags> => ({
    liked: chance.next() < 0.02,
    reposted: chance.next() < 0.01,
    bookmarked: chance.next() < 0.005,
  })

  for (let start = 0; start < count; start += 100) {
    const account = chance.pick(accounts)
    const posts = Array.from({ length: Math.min(100, count - start) }, (_, index) => {
      const name = chance.pick(PEOPLE)
      // Minutes of three years, so that some are equal.
      const at = NOON - chance.below(3 * 365) * DAY - chance.below(10) * 60_000
      return postOf(`${start + index}`, name, at, { platform: platformOf(name), ...contentOf(chance) })
    })
    ingest(account, posts, someFlags)
  }
  const some = (share: number): KnownPost[] => [...known.values()].filter(() => chance.next() < share)
  for (const { post } of some(0.05)) ingest(chance.pick(accounts), [post], someFlags)
  const again = some(0.5).map(({ post }) => post)
  for (let start = 0; start < again.length; start += 100) ingest(chance.pick(accounts), again.slice(start, start + 100), () => ({}))
  for (const { post, seenBy } of some(0.02)) {
    const account = accounts.find(({ handle }) => handle === seenBy[0]?.handle)
    if (account !== undefined) ingest(account, [{ ...post, ...contentOf(chance), editedAt: NOON }], () => ({}))
  }
  for (const { post, seenBy } of some(0.02)) {
    const account = accounts.find(({ handle }) => handle === seenBy[0]?.handle)
    const verb = chance.pick(['like', 'repost', 'bookmark'] as const)
    const on = chance.next() < 0.7
    if (account === undefined) continue
    store.write((db) => setViewerFlag(db, account.id, post.id, verb, on, NOON))
    const flag = { like: 'liked', repost: 'reposted', bookmark: 'bookmarked' }[verb]
    const changed = seenBy.map((seen) => (seen.handle === account.handle ? { ...seen, [flag]: on } : seen))
    known.set(post.id, { ...(known.get(post.id) as KnownPost), seenBy: changed })
  }
  for (const { post } of some(0.01)) {
    store.write((db) => markPostDeleted(db, post.id, NOON))
    known.set(post.id, { ...(known.get(post.id) as KnownPost), deleted: true })
  }
  return [...known.values()].map(readyPost)
}

type Flags = { liked: boolean; reposted: boolean; bookmarked: boolean }
const noFlags: Flags = { liked: false, reposted: false, bookmarked: false }
