import { param, viewerOf, type Answer, type Call, type Route } from '../http/call.ts'
import { flagOf } from '../http/input.ts'
import { pageOf } from '../http/paging.ts'
import { notFound, Refusal } from '../http/refusal.ts'
import { presentAccount, presentOwnAccount, presentRelationship } from '../present/account.ts'
import { presentStatus } from '../present/status.ts'
import { accountFeed } from '../world/feeds.ts'
import { answerFollowRequest, block, follow, unfollow } from '../world/relations.ts'
import type { Tie, WorldAccount } from '../world/types.ts'
import { addTie, findAccount, removeTie, tiesFrom, tiesTo } from '../world/world.ts'

function accountOf(call: Call, name = 'id'): WorldAccount {
  const account = call.world.accounts.get(param(call, name))
  if (account === undefined) throw notFound()
  return account
}

/** A list of accounts paged by the ties that put them there, as Mastodon pages follows, mutes and blocks. */
function pageOfTies(call: Call, ties: readonly Tie[], who: (tie: Tie) => string): Answer {
  const page = pageOf(call, ties, { idOf: (tie) => tie.id, defaultLimit: 40, maxLimit: 80, continues: 'full' })
  return {
    json: page.items.flatMap((tie) => call.world.accounts.get(who(tie)) ?? []).map((account) => presentAccount(call.world, account)),
    headers: page.headers,
  }
}

function statuses(call: Call): Answer {
  const account = accountOf(call)
  const feed = accountFeed(call.world, account, call.viewer, {
    excludeReplies: flagOf(call.input, 'exclude_replies') ?? false,
    excludeReblogs: flagOf(call.input, 'exclude_reblogs') ?? false,
    onlyMedia: flagOf(call.input, 'only_media') ?? false,
    pinned: flagOf(call.input, 'pinned') ?? false,
    tagged: call.query.get('tagged'),
  })
  const page = pageOf(call, feed, { idOf: (status) => status.id, defaultLimit: 20, maxLimit: 40, continues: 'full' })
  return { json: page.items.map((status) => presentStatus(call.world, status, call.viewer)), headers: page.headers }
}

function relationships(call: Call): Answer {
  const ids = [...call.query.getAll('id[]'), ...call.query.getAll('id')]
  return {
    json: ids.flatMap((id) => call.world.accounts.get(id) ?? []).map((account) => presentRelationship(call.world, viewerOf(call), account)),
  }
}

/** A change between the person and another account, answered with how they now stand. */
function change(act: (call: Call, viewer: WorldAccount, other: WorldAccount) => void): (call: Call) => Answer {
  return (call) => {
    const [viewer, other] = [viewerOf(call), accountOf(call)]
    act(call, viewer, other)
    return { json: presentRelationship(call.world, viewer, other) }
  }
}

function answerRequest(allow: boolean): (call: Call) => Answer {
  return (call) => {
    const from = accountOf(call, 'account_id')
    if (!answerFollowRequest(call.world, viewerOf(call), from, allow)) throw notFound()
    return { json: presentRelationship(call.world, viewerOf(call), from) }
  }
}

function lookup(call: Call): Answer {
  const account = findAccount(call.world, call.query.get('acct') ?? '')
  if (account === undefined) throw notFound()
  return { json: presentAccount(call.world, account) }
}

function search(call: Call): Answer {
  const wanted = (call.query.get('q') ?? '').toLowerCase().replace(/^@/, '')
  const found = [...call.world.accounts.values()].filter(
    (account) =>
      account.username.toLowerCase().startsWith(wanted.split('@')[0] ?? '') || account.displayName.toLowerCase().includes(wanted),
  )
  return { json: found.slice(0, Number(call.query.get('limit') ?? 40)).map((account) => presentAccount(call.world, account)) }
}

function followSomeone(call: Call, viewer: WorldAccount, other: WorldAccount): void {
  if (viewer.id === other.id) throw new Refusal(403, 'This action is not allowed')
  follow(call.world, viewer, other, { notify: flagOf(call.input, 'notify'), reblogs: flagOf(call.input, 'reblogs') })
}

/** People and how one stands to them. Source: docs.joinmastodon.org/methods/accounts. */
export const accountRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v1/accounts/verify_credentials',
    auth: 'person',
    scope: 'read:accounts',
    handle: (call) => ({ json: presentOwnAccount(call.world, viewerOf(call)) }),
  },
  { method: 'GET', path: '/api/v1/accounts/lookup', auth: 'maybe', handle: lookup },
  { method: 'GET', path: '/api/v1/accounts/search', auth: 'person', scope: 'read:accounts', handle: search },
  { method: 'GET', path: '/api/v1/accounts/relationships', auth: 'person', scope: 'read:follows', handle: relationships },
  {
    method: 'GET',
    path: '/api/v1/accounts',
    auth: 'maybe',
    handle: (call) => ({
      json: [...call.query.getAll('id[]'), ...call.query.getAll('id')]
        .flatMap((id) => call.world.accounts.get(id) ?? [])
        .map((account) => presentAccount(call.world, account)),
    }),
  },
  {
    method: 'GET',
    path: '/api/v1/accounts/{id}',
    auth: 'maybe',
    handle: (call) => ({ json: presentAccount(call.world, accountOf(call)) }),
  },
  { method: 'GET', path: '/api/v1/accounts/{id}/statuses', auth: 'maybe', handle: statuses },
  {
    method: 'GET',
    path: '/api/v1/accounts/{id}/followers',
    auth: 'maybe',
    handle: (call) => pageOfTies(call, tiesTo(call.world, 'follows', accountOf(call).id), (tie) => tie.from),
  },
  {
    method: 'GET',
    path: '/api/v1/accounts/{id}/following',
    auth: 'maybe',
    handle: (call) => pageOfTies(call, tiesFrom(call.world, 'follows', accountOf(call).id), (tie) => tie.to),
  },
  { method: 'POST', path: '/api/v1/accounts/{id}/follow', auth: 'person', scope: 'write:follows', handle: change(followSomeone) },
  {
    method: 'POST',
    path: '/api/v1/accounts/{id}/unfollow',
    auth: 'person',
    scope: 'write:follows',
    handle: change((call, viewer, other) => unfollow(call.world, viewer, other)),
  },
  {
    method: 'POST',
    path: '/api/v1/accounts/{id}/mute',
    auth: 'person',
    scope: 'write:mutes',
    handle: change((call, viewer, other) => void addTie(call.world, 'mutes', viewer.id, other.id)),
  },
  {
    method: 'POST',
    path: '/api/v1/accounts/{id}/unmute',
    auth: 'person',
    scope: 'write:mutes',
    handle: change((call, viewer, other) => void removeTie(call.world, 'mutes', viewer.id, other.id)),
  },
  {
    method: 'POST',
    path: '/api/v1/accounts/{id}/block',
    auth: 'person',
    scope: 'write:blocks',
    handle: change((call, viewer, other) => block(call.world, viewer, other)),
  },
  {
    method: 'POST',
    path: '/api/v1/accounts/{id}/unblock',
    auth: 'person',
    scope: 'write:blocks',
    handle: change((call, viewer, other) => void removeTie(call.world, 'blocks', viewer.id, other.id)),
  },
  {
    method: 'GET',
    path: '/api/v1/mutes',
    auth: 'person',
    scope: 'read:mutes',
    handle: (call) => pageOfTies(call, tiesFrom(call.world, 'mutes', viewerOf(call).id), (tie) => tie.to),
  },
  {
    method: 'GET',
    path: '/api/v1/blocks',
    auth: 'person',
    scope: 'read:blocks',
    handle: (call) => pageOfTies(call, tiesFrom(call.world, 'blocks', viewerOf(call).id), (tie) => tie.to),
  },
  {
    method: 'GET',
    path: '/api/v1/follow_requests',
    auth: 'person',
    scope: 'read:follows',
    handle: (call) => pageOfTies(call, tiesTo(call.world, 'followRequests', viewerOf(call).id), (tie) => tie.from),
  },
  {
    method: 'POST',
    path: '/api/v1/follow_requests/{account_id}/authorize',
    auth: 'person',
    scope: 'write:follows',
    handle: answerRequest(true),
  },
  {
    method: 'POST',
    path: '/api/v1/follow_requests/{account_id}/reject',
    auth: 'person',
    scope: 'write:follows',
    handle: answerRequest(false),
  },
]
