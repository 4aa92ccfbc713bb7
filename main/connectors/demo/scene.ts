import { AppFailure } from '../../../shared/errors.ts'
import type { ConnectorContext } from '../connector.ts'
import { ownerOf } from './ids.ts'
import { changedOf, plannedOf, readJournal, type Journal } from './journal.ts'
import { PEOPLE, PERSON_KEYS, PRINT_PEOPLE, isOn, type DemoNetwork, type Owner, type PersonKey } from './people.ts'
import { MINUTE, type PlannedNotification, type PlannedPost } from './plan.ts'
import { createRandom, seedOf } from './random.ts'
import { REACTIONS } from './texts/reactions.ts'
import { REPLIES } from './texts/topics.ts'
import { worldOf } from './world.ts'

/** What one account can see of its network at one moment. Times in it are relative to the beginning, as in the plan. */
export type Scene = {
  readonly network: DemoNetwork
  readonly owner: Owner
  readonly startedAt: number
  /** Ms since the beginning. */
  readonly now: number
  readonly journal: Journal
  readonly posts: ReadonlyMap<string, PlannedPost>
  /** Keys of the posts that answer a post, oldest first. */
  readonly answers: ReadonlyMap<string, readonly string[]>
  readonly notifications: readonly PlannedNotification[]
  follows(person: PersonKey): boolean
}

/**
 * What the person's accounts of one network posted, by the beginning of the demo, so that one of them sees what another posted. Only a copy:
 * each account's own journal is what counts.
 */
const postedTogether = new Map<string, Map<string, PlannedPost>>()

/** Looks at the world for an account. Rejects when the account's session is gone or the call was given up. */
export async function lookAround(network: DemoNetwork, context: ConnectorContext): Promise<Scene> {
  context.signal.throwIfAborted()
  const owner = ownerOf(network, context.account.authorId)
  if (owner === null) throw new AppFailure({ kind: 'authentication', reason: 'expired', message: null })
  const journal = await readJournal(context.session)
  return sceneOf(network, owner, journal, context.clock())
}

/** The scene from what the person did and the time, epoch ms. */
export function sceneOf(network: DemoNetwork, owner: Owner, journal: Journal, clock: number): Scene {
  const now = clock - journal.startedAt
  const deleted = new Set(journal.deleted)
  const own = journal.posts.filter(({ key }) => !deleted.has(key)).map((post) => plannedOf(post, { on: network, by: owner }))
  const together = shareOwn(network, owner, journal.startedAt, own)
  const planned = [...worldOf(network).posts, ...together].map((post) => changedOf(post, journal.changes[post.key] ?? []))
  const all = [...planned, ...together.flatMap(echoesOf)]
  const posts = new Map(
    all.filter((post) => post.at <= now && !deleted.has(post.key) && maySee(owner, post)).map((post) => [post.key, post]),
  )
  const answers = new Map<string, string[]>()
  for (const post of [...posts.values()].toSorted((a, b) => a.at - b.at)) {
    if (post.replyTo === undefined) continue
    const siblings = answers.get(post.replyTo) ?? []
    answers.set(post.replyTo, siblings)
    siblings.push(post.key)
  }
  const follows = (person: PersonKey) => journal.follows[person] ?? followsAtFirst(owner, person)
  const notifications = notificationsFor(network, owner, posts, own).filter(
    ({ at, post }) => at <= now && (post === null || posts.has(post)),
  )
  return { network, owner, startedAt: journal.startedAt, now, journal, posts, answers, notifications, follows }
}

function shareOwn(network: DemoNetwork, owner: Owner, startedAt: number, own: readonly PlannedPost[]): readonly PlannedPost[] {
  const name = `${network} ${startedAt}`
  const together = postedTogether.get(name) ?? new Map<string, PlannedPost>()
  postedTogether.set(name, together)
  for (const [key, post] of together) if (post.by === owner) together.delete(key)
  for (const post of own) together.set(post.key, post)
  return [...together.values()]
}

function maySee(owner: Owner, post: PlannedPost): boolean {
  if (post.visibility !== 'direct' || post.by === owner) return true
  return post.text.includes(`@${PEOPLE[owner].handles[post.on] ?? '-'}`)
}

/** Linnet follows people of its trade, Juno everybody but one, so that there is somebody left to follow. */
function followsAtFirst(owner: Owner, person: PersonKey): boolean {
  if (person === owner) return false
  return owner === 'linnet' ? PRINT_PEOPLE.includes(person) : person !== 'ines'
}

/** Friends who react to what the person posts, the same for the same post. */
function friendsOf(post: PlannedPost): readonly { readonly by: PersonKey; readonly at: number }[] {
  const random = createRandom(seedOf(post.key))
  const people = PERSON_KEYS.filter((key) => key !== 'juno' && key !== 'linnet' && PEOPLE[key].bot !== true && isOn(key, post.on))
  const count = 1 + random.below(5)
  let at = post.at + 40_000
  return Array.from({ length: count }, () => {
    at += Math.round((0.2 + random.next() * 4) * MINUTE)
    return { by: random.pick(people), at }
  }).filter(({ by }, index, all) => all.findIndex((other) => other.by === by) === index)
}

/** Somebody answers about every second post of the person's, after a while. */
function echoesOf(post: PlannedPost): PlannedPost[] {
  const [first] = friendsOf(post)
  const random = createRandom(seedOf(`${post.key} answered`))
  if (first === undefined || post.visibility === 'direct' || !mayAnswer(post) || random.chance(0.5)) return []
  return [
    {
      key: `${post.key}-echo`,
      on: post.on,
      by: first.by,
      at: first.at + 50_000,
      replyTo: post.key,
      language: null,
      text: random.pick(REPLIES),
      likes: 1,
      reposts: 0,
    },
  ]
}

/** Whether strangers may answer. Friends of the person's follow them and are followed. */
export function mayAnswer({ replyPolicy }: PlannedPost): boolean {
  if (replyPolicy === undefined || replyPolicy.kind === 'everyone') return true
  return replyPolicy.kind === 'some' && replyPolicy.audiences.some((audience) => audience !== 'mentioned')
}

/** The likes that a post of the person's has gathered so far. */
export function likesSoFar(post: PlannedPost, now: number): number {
  return friendsOf(post).filter(({ at }) => at <= now).length
}

function notificationsFor(
  network: DemoNetwork,
  owner: Owner,
  posts: ReadonlyMap<string, PlannedPost>,
  own: readonly PlannedPost[],
): PlannedNotification[] {
  const handle = `@${PEOPLE[owner].handles[network] ?? '-'}`
  const isOwn = (key: string | undefined) => key !== undefined && posts.get(key)?.by === owner
  const written = [...posts.values()].flatMap((post): PlannedNotification[] => {
    if (post.by === owner) return []
    const about = (kind: PlannedNotification['kind']) => [
      { key: `${kind}-${post.key}`, on: network, to: owner, kind, by: post.by, at: post.at, post: post.key },
    ]
    if (isOwn(post.replyTo)) return about('reply')
    if (typeof post.quote === 'string' && isOwn(post.quote)) return about('quote')
    return post.text.includes(handle) ? about('mention') : []
  })
  const liked = own.flatMap((post) =>
    friendsOf(post).map(({ by, at }): PlannedNotification => ({
      key: `like-${post.key}-${by}`,
      on: network,
      to: owner,
      kind: 'like',
      by,
      at,
      post: post.key,
    })),
  )
  return [...written, ...liked, ...REACTIONS.filter(({ on, to }) => on === network && to === owner)].toSorted(
    (a, b) => b.at - a.at || (a.key < b.key ? -1 : 1),
  )
}
