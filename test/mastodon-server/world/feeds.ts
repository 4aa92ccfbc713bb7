import { canSee, isBlockedBetween } from './relations.ts'
import type { WorldAccount, WorldList, WorldStatus } from './types.ts'
import { findTie, properStatus, tiesFrom, type World } from './world.ts'

/** How many a home feed keeps; servers keep between 400 and 800, from memory. */
const HOME_LENGTH = 800

/** Everything of the world that passes, in no order. */
function select(world: World, wanted: (status: WorldStatus) => boolean): WorldStatus[] {
  return [...world.statuses.values()].filter(wanted)
}

function isHidden(world: World, status: WorldStatus, viewer: WorldAccount): boolean {
  return [status.accountId, properStatus(world, status).accountId].some(
    (id) => findTie(world, 'mutes', viewer.id, id) !== undefined || isBlockedBetween(world, viewer.id, id),
  )
}

/** Whether a status belongs in someone's home: own posts, followed people (replies only to people also followed), followed hashtags. */
export function isForHome(world: World, status: WorldStatus, viewer: WorldAccount): boolean {
  if (status.accountId === viewer.id) return true
  if (!canSee(world, status, viewer) || isHidden(world, status, viewer)) return false
  const followed = findTie(world, 'follows', viewer.id, status.accountId)
  if (followed === undefined)
    return (
      status.visibility === 'public' &&
      status.reblogOfId === null &&
      status.tags.some((tag) => findTie(world, 'tagFollows', viewer.id, tag) !== undefined)
    )
  if (status.visibility === 'direct') return false
  if (status.reblogOfId !== null) return followed.reblogs
  const replied = status.inReplyToId === null ? undefined : world.statuses.get(status.inReplyToId)
  if (replied === undefined) return status.inReplyToId === null
  return (
    replied.accountId === viewer.id ||
    replied.accountId === status.accountId ||
    findTie(world, 'follows', viewer.id, replied.accountId) !== undefined
  )
}

export function homeFeed(world: World, viewer: WorldAccount): WorldStatus[] {
  const exclusive = [...world.lists.values()].filter((list) => list.ownerId === viewer.id && list.exclusive)
  const all = select(world, (status) => isForHome(world, status, viewer) && !exclusive.some((list) => list.members.has(status.accountId)))
  return all.sort((left, right) => right.createdAt - left.createdAt).slice(0, HOME_LENGTH)
}

export function isForList(world: World, status: WorldStatus, list: WorldList): boolean {
  const owner = world.accounts.get(list.ownerId)
  if (owner === undefined || !list.members.has(status.accountId) || !canSee(world, status, owner) || status.visibility === 'direct')
    return false
  const replied = status.inReplyToId === null ? undefined : world.statuses.get(status.inReplyToId)
  if (replied === undefined || replied.accountId === status.accountId) return true
  if (list.repliesPolicy === 'none') return false
  return list.repliesPolicy === 'list'
    ? list.members.has(replied.accountId)
    : findTie(world, 'follows', owner.id, replied.accountId) !== undefined
}

export function listFeed(world: World, list: WorldList): WorldStatus[] {
  return select(world, (status) => isForList(world, status, list))
}

export interface PublicWishes {
  readonly local: boolean
  readonly remote: boolean
  readonly onlyMedia: boolean
}

/** Whether a status stands in the public timeline: public, and neither a boost nor a reply. */
export function isForPublic(world: World, status: WorldStatus, wishes: PublicWishes): boolean {
  const isLocal = world.accounts.get(status.accountId)?.domain === null
  return (
    status.visibility === 'public' &&
    status.reblogOfId === null &&
    status.inReplyToId === null &&
    (!wishes.local || isLocal) &&
    (!wishes.remote || !isLocal) &&
    (!wishes.onlyMedia || status.mediaIds.length > 0)
  )
}

export function publicFeed(world: World, viewer: WorldAccount | null, wishes: PublicWishes): WorldStatus[] {
  return select(world, (status) => isForPublic(world, status, wishes) && (viewer === null || !isHidden(world, status, viewer)))
}

/** Public statuses with a hashtag; `any` widens, `all` narrows, `none` excludes. Names without #, any case. */
export function tagFeed(
  world: World,
  viewer: WorldAccount | null,
  name: string,
  more: { readonly any: readonly string[]; readonly all: readonly string[]; readonly none: readonly string[] },
  wishes: PublicWishes,
): WorldStatus[] {
  const low = (names: readonly string[]): string[] => names.map((word) => word.toLowerCase().replace(/^#/, ''))
  const [any, all, none] = [low([name, ...more.any]), low(more.all), low(more.none)]
  return select(
    world,
    (status) =>
      status.visibility === 'public' &&
      status.reblogOfId === null &&
      any.some((tag) => status.tags.includes(tag)) &&
      all.every((tag) => status.tags.includes(tag)) &&
      !none.some((tag) => status.tags.includes(tag)) &&
      (!wishes.local || world.accounts.get(status.accountId)?.domain === null) &&
      (!wishes.onlyMedia || status.mediaIds.length > 0) &&
      (viewer === null || !isHidden(world, status, viewer)),
  )
}

export interface AccountWishes {
  readonly excludeReplies: boolean
  readonly excludeReblogs: boolean
  readonly onlyMedia: boolean
  readonly pinned: boolean
  readonly tagged: string | null
}

export function accountFeed(world: World, account: WorldAccount, viewer: WorldAccount | null, wishes: AccountWishes): WorldStatus[] {
  return select(
    world,
    (status) =>
      status.accountId === account.id &&
      canSee(world, status, viewer) &&
      (status.visibility !== 'direct' || viewer?.id === account.id) &&
      (!wishes.pinned || status.pinned) &&
      (!wishes.excludeReblogs || status.reblogOfId === null) &&
      (!wishes.onlyMedia || status.mediaIds.length > 0) &&
      (wishes.tagged === null || status.tags.includes(wishes.tagged.toLowerCase())) &&
      (!wishes.excludeReplies || status.inReplyToId === null || world.statuses.get(status.inReplyToId)?.accountId === account.id),
  )
}

/** What a status answers, oldest first, and all that answers it, in the order of a depth-first walk. */
export function contextOf(
  world: World,
  status: WorldStatus,
  viewer: WorldAccount | null,
): { readonly ancestors: WorldStatus[]; readonly descendants: WorldStatus[] } {
  const ancestors: WorldStatus[] = []
  for (let up = status.inReplyToId; up !== null;) {
    const parent = world.statuses.get(up)
    if (parent === undefined) break
    if (canSee(world, parent, viewer)) ancestors.unshift(parent)
    up = parent.inReplyToId
  }
  const walk = (id: string): WorldStatus[] =>
    select(world, (other) => other.inReplyToId === id && other.reblogOfId === null && canSee(world, other, viewer))
      .sort((left, right) => left.createdAt - right.createdAt)
      .flatMap((child) => [child, ...walk(child.id)])
  return { ancestors, descendants: walk(status.id) }
}

/** How many follow and are followed. */
export function followCounts(world: World, account: WorldAccount): { readonly followers: number; readonly following: number } {
  return {
    followers: [...world.ties.follows.values()].filter((tie) => tie.to === account.id).length,
    following: tiesFrom(world, 'follows', account.id).length,
  }
}
