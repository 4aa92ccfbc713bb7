import { AppFailure } from '../../../shared/errors.ts'
import type { AuthorProfile } from '../../../shared/model/author.ts'
import type { NormalisedAuthor, NormalisedEntry, NormalisedInboxItem, ReadBatch, StreamRequest, ThreadBatch } from '../connector.ts'
import { authorIdOf, personOf, postIdOf, postKeyOf } from './ids.ts'
import { postsOfFeed, postsOfList, postsTagged } from './lists.ts'
import { normaliseAuthor, normalisePost, richTextOf, rootOf } from './normalise.ts'
import { PEOPLE, type PersonKey } from './people.ts'
import { DAY, HOUR, type PlannedPost } from './plan.ts'
import { createRandom, seedOf } from './random.ts'
import type { Scene } from './scene.ts'

/** Anything with a place in a stream: newest first, and in the order of keys where two came at once. */
type Placed = { readonly key: string; readonly at: number }

function newestFirst(a: Placed, b: Placed): number {
  return b.at - a.at || (a.key < b.key ? -1 : 1)
}

/** One page of a stream from where the page before ended; the cursor names the last thing that was given. */
function pageOf<T extends Placed>(
  all: readonly T[],
  { older, limit }: Pick<StreamRequest, 'older' | 'limit'>,
): { readonly items: readonly T[]; readonly older: string | null } {
  const sorted = all.toSorted(newestFirst)
  let start = 0
  if (older !== null) {
    const match = /^(-?\d+) (.+)$/s.exec(older)
    if (match === null) throw new AppFailure({ kind: 'remote-rejected', message: null, code: 'cursor' })
    const last = { at: Number(match[1]), key: match[2] ?? '' }
    const index = sorted.findIndex((each) => newestFirst(last, each) < 0)
    start = index === -1 ? sorted.length : index
  }
  const items = sorted.slice(start, start + Math.max(1, limit))
  const last = items.at(-1)
  return { items, older: last !== undefined && start + items.length < sorted.length ? `${last.at} ${last.key}` : null }
}

export function readStream(scene: Scene, request: StreamRequest): ReadBatch {
  const { stream } = request
  switch (stream.kind) {
    case 'home': {
      const page = pageOf(homeOf(scene), request)
      return batchOf(scene, { entries: page.items, older: page.older })
    }
    case 'author': {
      const person = personOf(scene.network, stream.author.authorId)
      if (person === null) throw new AppFailure({ kind: 'post-not-found', message: null })
      const page = pageOf(entriesOf([...scene.posts.values()].filter(({ by }) => by === person)), request)
      return batchOf(scene, { entries: page.items, older: page.older })
    }
    case 'search': {
      const words = stream.query
        .toLowerCase()
        .split(/\s+/)
        .map((word) => word.replaceAll('"', ''))
        .filter((word) => word !== '')
      const { from, language, before = Infinity, after = -Infinity } = stream.filters ?? {}
      const found = [...scene.posts.values()].filter(({ text, by, at, language: written }) => {
        const haystack = `${text} ${PEOPLE[by].name}`.toLowerCase()
        const time = scene.startedAt + at
        return (
          words.length > 0 &&
          words.every((word) => haystack.includes(word)) &&
          (from === undefined || PEOPLE[by].handles[scene.network] === from) &&
          (language === undefined || written === language) &&
          time < before &&
          time >= after
        )
      })
      return timeline(scene, found, request)
    }
    case 'list':
      return timeline(scene, thereOrGone(postsOfList(scene, stream.remoteId)), request)
    case 'feed': {
      const all = entriesOf(thereOrGone(postsOfFeed(scene, stream.remoteId)))
      const start = placeInFeed(request)
      const items = all.slice(start, start + Math.max(1, request.limit))
      const end = start + items.length
      return { ...batchOf(scene, { entries: items, older: end < all.length ? String(end) : null }), chronological: false }
    }
    case 'tag':
      return timeline(scene, postsTagged(scene, stream.tag), request)
    case 'notifications': {
      const page = pageOf(scene.notifications, request)
      const readAt = scene.journal.readAt
      const inbox = page.items.map(({ key, kind, by, at, post }): NormalisedInboxItem => {
        const time = scene.startedAt + at
        return {
          remoteId: key,
          kind,
          actorId: authorIdOf(scene.network, by),
          postId: post === null ? null : postIdOf(scene.network, post),
          at: time,
          // Of what there was before the demo began, the last hour is unread.
          read: time <= (readAt ?? scene.startedAt - HOUR),
        }
      })
      return batchOf(scene, {
        entries: [],
        inbox,
        people: page.items.map(({ by }) => by),
        about: page.items.flatMap(({ post }) => post ?? []),
        older: page.older,
      })
    }
  }
}

/** These posts, newest first. */
function timeline(scene: Scene, posts: readonly PlannedPost[], request: StreamRequest): ReadBatch {
  const page = pageOf(entriesOf(posts), request)
  return batchOf(scene, { entries: page.items, older: page.older })
}

function thereOrGone(posts: readonly PlannedPost[] | null): readonly PlannedPost[] {
  if (posts === null) throw new AppFailure({ kind: 'post-not-found', message: null })
  return posts
}

/** How much of a feed was given before. */
function placeInFeed({ older: token }: StreamRequest): number {
  if (token === null) return 0
  if (!/^\d{1,9}$/.test(token)) throw new AppFailure({ kind: 'remote-rejected', message: null, code: 'cursor' })
  return Number(token)
}

type HomeEntry = Placed & { readonly post: PlannedPost; readonly repostedBy: PersonKey | null }

function entriesOf(posts: readonly PlannedPost[]): HomeEntry[] {
  return posts.map((post) => ({ key: post.key, at: post.at, post, repostedBy: null }))
}

/** What the people the account follows posted and reposted, and its own posts. Answers to others stay in their threads. */
function homeOf(scene: Scene): HomeEntry[] {
  return [...scene.posts.values()].flatMap((post): HomeEntry[] => {
    const repost = post.repostedBy
    if (repost !== undefined && repost.at <= scene.now && scene.follows(repost.by))
      return [{ key: post.key, at: repost.at, post, repostedBy: repost.by }]
    const wanted = (post.by === scene.owner || scene.follows(post.by)) && (post.inHome ?? post.replyTo === undefined)
    return wanted ? [{ key: post.key, at: post.at, post, repostedBy: null }] : []
  })
}

type Contents = {
  readonly entries: readonly HomeEntry[]
  readonly inbox?: readonly NormalisedInboxItem[]
  readonly people?: readonly PersonKey[]
  /** Keys of posts that have to be there besides those of the entries. */
  readonly about?: readonly string[]
  readonly older: string | null
}

/** A batch with everything its contents refer to: answered and quoted posts, and all their authors. */
export function batchOf(scene: Scene, { entries, inbox = [], people = [], about = [], older }: Contents): ReadBatch {
  const posts = new Map<string, PlannedPost>()
  const add = (key: string | undefined, answered: boolean) => {
    const post = scene.posts.get(key ?? '')
    if (post === undefined || posts.has(post.key)) return
    posts.set(post.key, post)
    if (answered) add(post.replyTo, false)
    if (typeof post.quote === 'string') add(post.quote, false)
  }
  for (const { post } of entries) add(post.key, true)
  for (const key of about) add(key, true)
  const authors = new Set([...[...posts.values()].map(({ by }) => by), ...entries.flatMap(({ repostedBy }) => repostedBy ?? []), ...people])
  return {
    posts: [...posts.values()].map((post) => normalisePost(scene, post)),
    authors: [...authors].map((person) => normaliseAuthor(scene, person)),
    entries: entries.map(({ post, repostedBy, at }): NormalisedEntry => ({
      postId: postIdOf(scene.network, post.key),
      repostedBy: repostedBy === null ? null : authorIdOf(scene.network, repostedBy),
      sortAt: scene.startedAt + at,
    })),
    inbox,
    older,
    chronological: true,
    skipped: 0,
  }
}

/** The post a caller names; rejects when it is gone or never was. */
export function findPost(scene: Scene, postId: string): PlannedPost {
  const post = scene.posts.get(postKeyOf(scene.network, postId) ?? '')
  if (post === undefined) throw new AppFailure({ kind: 'post-not-found', message: null })
  return post
}

export function readThread(scene: Scene, postId: string): ThreadBatch {
  const root = rootOf(scene, findPost(scene, postId))
  const keys: string[] = []
  const collect = (key: string) => {
    keys.push(key)
    for (const answer of scene.answers.get(key) ?? []) collect(answer)
  }
  collect(root.key)
  return { batch: batchOf(scene, { entries: [], about: keys, older: null }), rootId: postIdOf(scene.network, root.key), complete: true }
}

export function readProfile(scene: Scene, authorId: string): { readonly profile: AuthorProfile; readonly normalised: NormalisedAuthor } {
  const person = personOf(scene.network, authorId)
  if (person === null) throw new AppFailure({ kind: 'post-not-found', message: null })
  const normalised = normaliseAuthor(scene, person)
  const random = createRandom(seedOf(`${scene.network} ${person}`))
  const posts = [...scene.posts.values()].filter(({ by }) => by === person).length
  return {
    normalised,
    profile: {
      author: normalised.author,
      description: richTextOf(scene.network, PEOPLE[person].about),
      headerUrl: null,
      followers: 40 + random.below(4_000),
      following: 20 + random.below(600),
      posts: posts + random.below(3_000),
      fields:
        scene.network === 'mastodon'
          ? [
              {
                name: 'Home',
                value: richTextOf('mastodon', `https://${(PEOPLE[person].handles.mastodon ?? '').split('@')[1] ?? 'demo.invalid'}`),
              },
            ]
          : [],
      joinedAt: scene.startedAt - (200 + random.below(2_500)) * DAY,
    },
  }
}
