import { invalid } from '../http/refusal.ts'
import { notify } from './notify.ts'
import { boostsOf, deleteStatus } from './posting.ts'
import type { WorldAccount, WorldStatus } from './types.ts'
import { addTie, findTie, type World } from './world.ts'

/** Likes a status and tells its author, once. */
export function favourite(world: World, account: WorldAccount, status: WorldStatus): void {
  if (findTie(world, 'favourites', account.id, status.id) !== undefined) return
  addTie(world, 'favourites', account.id, status.id)
  notify(world, status.accountId, 'favourite', account.id, status.id)
}

export function bookmark(world: World, account: WorldAccount, status: WorldStatus): void {
  addTie(world, 'bookmarks', account.id, status.id)
}

/** Takes a boost back. */
export function unreblog(world: World, account: WorldAccount, status: WorldStatus): void {
  for (const boost of boostsOf(world, status)) if (boost.accountId === account.id) deleteStatus(world, boost)
}

/** Votes; choices are places in the list of options, from 0. Throws 422 refusals as the API does. */
export function vote(world: World, account: WorldAccount, status: WorldStatus, choices: readonly number[]): void {
  const { poll } = status
  if (poll === null) throw invalid('There is no poll')
  if (poll.expiresAt !== null && poll.expiresAt <= world.now()) throw invalid('The poll has already ended')
  if (poll.votes.has(account.id) || status.accountId === account.id) throw invalid('You have already voted on this poll')
  if (choices.some((choice) => !Number.isInteger(choice) || choice < 0 || choice >= poll.options.length))
    throw invalid('The chosen vote option does not exist')
  if (!poll.multiple && choices.length > 1) throw invalid('Only one choice is allowed')
  poll.votes.set(account.id, [...new Set(choices)])
}
