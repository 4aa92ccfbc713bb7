import type { OfferedView } from '../../../shared/model/saved-view.ts'
import { isOn, PRINT_PEOPLE, type DemoNetwork, type PersonKey } from './people.ts'
import type { PlannedPost } from './plan.ts'
import type { Scene } from './scene.ts'

type DemoList = { readonly key: string; readonly on: readonly DemoNetwork[]; readonly title: string; readonly people: readonly PersonKey[] }

/** The lists of whoever is signed in. */
const LISTS: readonly DemoList[] = [
  { key: 'print', on: ['bluesky', 'mastodon'], title: 'Print people', people: [...PRINT_PEOPLE, 'kenji', 'pia', 'claire'] },
  {
    key: 'harbour',
    on: ['bluesky', 'mastodon'],
    title: 'Around the harbour',
    people: ['sora', 'otto', 'ruben', 'pia', 'nightbus', 'tidepool'],
  },
]

type DemoFeed = {
  readonly key: string
  readonly title: string
  readonly description: string
  readonly wants: (post: PlannedPost) => boolean
}

/** Feeds that others make, where the network has such. What is in them is ordered by how much it is liked. */
const FEEDS: readonly DemoFeed[] = [
  { key: 'liked', title: 'Well liked', description: 'What people liked most lately.', wants: () => true },
  {
    key: 'pictures',
    title: 'Pictures first',
    description: 'Posts with pictures, the well liked ones first.',
    wants: ({ media = [] }) => media.length > 0,
  },
]

function listId(key: string): string {
  return `demo:list/${key}`
}

function feedId(key: string): string {
  return `demo:feed/${key}`
}

/** What the account can make views of. */
export function offeredOn(network: DemoNetwork): readonly OfferedView[] {
  const lists = LISTS.filter(({ on }) => on.includes(network)).map(({ key, title }): OfferedView => {
    return { kind: 'list', remoteId: listId(key), title, description: null, avatarUrl: null }
  })
  if (network !== 'bluesky') return lists
  return [
    ...FEEDS.map(({ key, title, description }): OfferedView => ({
      kind: 'feed',
      remoteId: feedId(key),
      title,
      description,
      avatarUrl: null,
    })),
    ...lists,
  ]
}

/** The posts of a list by the people in it, answers left out; null where there is no such list. */
export function postsOfList(scene: Scene, remoteId: string): readonly PlannedPost[] | null {
  const list = LISTS.find(({ key, on }) => listId(key) === remoteId && on.includes(scene.network))
  if (list === undefined) return null
  const people = new Set(list.people.filter((person) => isOn(person, scene.network)))
  return [...scene.posts.values()].filter(({ by, replyTo, inHome }) => people.has(by) && (inHome ?? replyTo === undefined))
}

/** The posts of a feed in its own order; null where there is no such feed. */
export function postsOfFeed(scene: Scene, remoteId: string): readonly PlannedPost[] | null {
  const feed = scene.network === 'bluesky' ? FEEDS.find(({ key }) => feedId(key) === remoteId) : undefined
  if (feed === undefined) return null
  return [...scene.posts.values()]
    .filter((post) => post.replyTo === undefined && feed.wants(post))
    .toSorted((a, b) => b.likes - a.likes || b.at - a.at || (a.key < b.key ? -1 : 1))
}

/** The posts that have a tag, in any case. */
export function postsTagged(scene: Scene, tag: string): readonly PlannedPost[] {
  const wanted = `#${tag.toLowerCase()}`
  return [...scene.posts.values()].filter(({ text }) =>
    text
      .toLowerCase()
      .split(/[^\p{L}\p{N}\p{M}_#]+/u)
      .includes(wanted),
  )
}
