import { param, viewerOf, type Answer, type Call, type Route } from '../http/call.ts'
import { textsOf } from '../http/input.ts'
import { pageOf } from '../http/paging.ts'
import { invalid, notFound, Refusal } from '../http/refusal.ts'
import { presentAccount } from '../present/account.ts'
import { presentPoll, presentStatus } from '../present/status.ts'
import { bookmark, favourite, unreblog, vote } from '../world/reactions.ts'
import { boostsOf, reblog } from '../world/posting.ts'
import { canSee } from '../world/relations.ts'
import type { Tie, Visibility, WorldAccount, WorldStatus } from '../world/types.ts'
import { addTie, properStatus, removeTie, tiesFrom, tiesTo, type TieKind } from '../world/world.ts'
import { statusOf } from './statuses.ts'

/** Does something to the status meant (a boost means what it boosts) and shows how it stands. */
function act(does: (call: Call, viewer: WorldAccount, status: WorldStatus) => void): (call: Call) => Answer {
  return (call) => {
    const status = properStatus(call.world, statusOf(call))
    does(call, viewerOf(call), status)
    return { json: presentStatus(call.world, status, viewerOf(call)) }
  }
}

function boost(call: Call): Answer {
  const wanted = call.input['visibility']
  const visibility = (['public', 'unlisted', 'private'] satisfies Visibility[]).find((one) => one === wanted)
  const made = reblog(call.world, viewerOf(call), properStatus(call.world, statusOf(call)), visibility)
  return { json: presentStatus(call.world, made, viewerOf(call)) }
}

function accountsOf(call: Call, ties: readonly Pick<Tie, 'id' | 'from'>[]): Answer {
  const page = pageOf(call, ties, { idOf: (tie) => tie.id, defaultLimit: 40, maxLimit: 80, continues: 'full' })
  return {
    json: page.items.flatMap((tie) => call.world.accounts.get(tie.from) ?? []).map((account) => presentAccount(call.world, account)),
    headers: page.headers,
  }
}

/** Own bookmarks or favourites, newest first. They are paged by ids that only the Link header tells. */
function kept(kind: TieKind): (call: Call) => Answer {
  return (call) => {
    const ties = tiesFrom(call.world, kind, viewerOf(call).id).filter((tie) => {
      const status = call.world.statuses.get(tie.to)
      return status !== undefined && canSee(call.world, status, viewerOf(call))
    })
    const page = pageOf(call, ties, { idOf: (tie) => tie.id, defaultLimit: 20, maxLimit: 40, continues: 'full' })
    return {
      json: page.items
        .flatMap((tie) => call.world.statuses.get(tie.to) ?? [])
        .map((status) => presentStatus(call.world, status, viewerOf(call))),
      headers: page.headers,
    }
  }
}

function quotes(call: Call): Answer {
  if (!call.world.variant.quotes) throw new Refusal(404, 'Not Found')
  const status = statusOf(call)
  const all = [...call.world.statuses.values()].filter(
    (other) => other.quote?.statusId === status.id && other.quote.state === 'accepted' && canSee(call.world, other, call.viewer),
  )
  const page = pageOf(call, all, { idOf: (other) => other.id, defaultLimit: 20, maxLimit: 40, continues: 'full' })
  return { json: page.items.map((other) => presentStatus(call.world, other, call.viewer)), headers: page.headers }
}

function pollOf(call: Call): WorldStatus & { readonly poll: NonNullable<WorldStatus['poll']> } {
  const status = [...call.world.statuses.values()].find((one) => one.poll?.id === param(call, 'id'))
  if (status?.poll == null || !canSee(call.world, status, call.viewer)) throw notFound()
  return { ...status, poll: status.poll }
}

function castVote(call: Call): Answer {
  const status = pollOf(call)
  const choices = (textsOf(call.input, 'choices') ?? []).map(Number)
  if (choices.length === 0) throw invalid("Choices can't be blank")
  vote(call.world, viewerOf(call), status, choices)
  return { json: presentPoll(call.world, status.poll, viewerOf(call), status.accountId) }
}

const own = (call: Call, viewer: WorldAccount, status: WorldStatus, pinned: boolean): void => {
  if (status.accountId !== viewer.id) throw invalid("Someone else's post cannot be pinned")
  status.pinned = pinned
}

/** What people do with statuses. Sources: docs.joinmastodon.org/methods/statuses and /methods/polls. */
export const reactionRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/api/v1/statuses/{id}/favourite',
    auth: 'person',
    scope: 'write:favourites',
    handle: act((call, viewer, status) => favourite(call.world, viewer, status)),
  },
  {
    method: 'POST',
    path: '/api/v1/statuses/{id}/unfavourite',
    auth: 'person',
    scope: 'write:favourites',
    handle: act((call, viewer, status) => void removeTie(call.world, 'favourites', viewer.id, status.id)),
  },
  { method: 'POST', path: '/api/v1/statuses/{id}/reblog', auth: 'person', scope: 'write:statuses', handle: boost },
  {
    method: 'POST',
    path: '/api/v1/statuses/{id}/unreblog',
    auth: 'person',
    scope: 'write:statuses',
    family: 'deletes',
    handle: act((call, viewer, status) => unreblog(call.world, viewer, status)),
  },
  {
    method: 'POST',
    path: '/api/v1/statuses/{id}/bookmark',
    auth: 'person',
    scope: 'write:bookmarks',
    handle: act((call, viewer, status) => bookmark(call.world, viewer, status)),
  },
  {
    method: 'POST',
    path: '/api/v1/statuses/{id}/unbookmark',
    auth: 'person',
    scope: 'write:bookmarks',
    handle: act((call, viewer, status) => void removeTie(call.world, 'bookmarks', viewer.id, status.id)),
  },
  {
    method: 'POST',
    path: '/api/v1/statuses/{id}/mute',
    auth: 'person',
    scope: 'write:mutes',
    handle: act((call, viewer, status) => void addTie(call.world, 'mutedThreads', viewer.id, status.id)),
  },
  {
    method: 'POST',
    path: '/api/v1/statuses/{id}/unmute',
    auth: 'person',
    scope: 'write:mutes',
    handle: act((call, viewer, status) => void removeTie(call.world, 'mutedThreads', viewer.id, status.id)),
  },
  {
    method: 'POST',
    path: '/api/v1/statuses/{id}/pin',
    auth: 'person',
    scope: 'write:accounts',
    handle: act((call, viewer, status) => own(call, viewer, status, true)),
  },
  {
    method: 'POST',
    path: '/api/v1/statuses/{id}/unpin',
    auth: 'person',
    scope: 'write:accounts',
    handle: act((call, viewer, status) => own(call, viewer, status, false)),
  },
  {
    method: 'GET',
    path: '/api/v1/statuses/{id}/favourited_by',
    auth: 'maybe',
    handle: (call) => accountsOf(call, tiesTo(call.world, 'favourites', statusOf(call).id)),
  },
  {
    method: 'GET',
    path: '/api/v1/statuses/{id}/reblogged_by',
    auth: 'maybe',
    handle: (call) =>
      accountsOf(
        call,
        boostsOf(call.world, statusOf(call)).map((one) => ({ id: one.id, from: one.accountId })),
      ),
  },
  { method: 'GET', path: '/api/v1/statuses/{id}/quotes', auth: 'maybe', handle: quotes },
  { method: 'GET', path: '/api/v1/bookmarks', auth: 'person', scope: 'read:bookmarks', handle: kept('bookmarks') },
  { method: 'GET', path: '/api/v1/favourites', auth: 'person', scope: 'read:favourites', handle: kept('favourites') },
  {
    method: 'GET',
    path: '/api/v1/polls/{id}',
    auth: 'maybe',
    handle: (call) => ({ json: presentPoll(call.world, pollOf(call).poll, call.viewer, pollOf(call).accountId) }),
  },
  { method: 'POST', path: '/api/v1/polls/{id}/votes', auth: 'person', scope: 'write:statuses', handle: castVote },
]
