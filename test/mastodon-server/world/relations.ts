import { notify } from './notify.ts'
import type { WorldAccount, WorldStatus } from './types.ts'
import { addTie, findTie, removeTie, type World } from './world.ts'

/** Follows, or asks to when the other approves by hand. `notify` and `reblogs` change an existing follow. */
export function follow(
  world: World,
  from: WorldAccount,
  to: WorldAccount,
  wishes: { readonly notify?: boolean | undefined; readonly reblogs?: boolean | undefined } = {},
): 'following' | 'requested' {
  const known = findTie(world, 'follows', from.id, to.id)
  const kind = known === undefined && to.locked ? 'followRequests' : 'follows'
  const isNew = findTie(world, kind, from.id, to.id) === undefined
  const tie = addTie(world, kind, from.id, to.id)
  if (wishes.notify !== undefined) tie.notify = wishes.notify
  if (wishes.reblogs !== undefined) tie.reblogs = wishes.reblogs
  if (isNew) notify(world, to.id, kind === 'follows' ? 'follow' : 'follow_request', from.id, null)
  return kind === 'follows' ? 'following' : 'requested'
}

export function unfollow(world: World, from: WorldAccount, to: WorldAccount): void {
  removeTie(world, 'follows', from.id, to.id)
  removeTie(world, 'followRequests', from.id, to.id)
}

/** Answers a request to follow `owner`; says whether there was one. */
export function answerFollowRequest(world: World, owner: WorldAccount, from: WorldAccount, allow: boolean): boolean {
  const request = findTie(world, 'followRequests', from.id, owner.id)
  if (request === undefined) return false
  removeTie(world, 'followRequests', from.id, owner.id)
  if (allow) {
    const tie = addTie(world, 'follows', from.id, owner.id)
    tie.notify = request.notify
    tie.reblogs = request.reblogs
  }
  return true
}

/** Blocks, which ends follows both ways. */
export function block(world: World, from: WorldAccount, to: WorldAccount): void {
  unfollow(world, from, to)
  unfollow(world, to, from)
  addTie(world, 'blocks', from.id, to.id)
}

/** Whether one of the two blocked the other. */
export function isBlockedBetween(world: World, left: string, right: string): boolean {
  return findTie(world, 'blocks', left, right) !== undefined || findTie(world, 'blocks', right, left) !== undefined
}

/** Whether `viewer` (null: a stranger) may see the status at all. A boost is as visible as what it boosts. */
export function canSee(world: World, status: WorldStatus, viewer: WorldAccount | null): boolean {
  if (viewer !== null && status.accountId === viewer.id) return true
  if (viewer !== null && findTie(world, 'blocks', status.accountId, viewer.id) !== undefined) return false
  const boosted = status.reblogOfId === null ? undefined : world.statuses.get(status.reblogOfId)
  if (boosted !== undefined && !canSee(world, boosted, viewer)) return false
  if (status.visibility === 'public' || status.visibility === 'unlisted') return true
  if (viewer === null) return false
  if (status.mentionIds.includes(viewer.id)) return true
  return status.visibility === 'private' && findTie(world, 'follows', viewer.id, status.accountId) !== undefined
}
