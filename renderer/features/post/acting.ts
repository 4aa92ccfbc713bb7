import type { PostView } from '../../../shared/bridge/views.ts'
import type { Account } from '../../../shared/model/account.ts'
import type { EngagementVerb, ViewerState } from '../../../shared/model/viewer-state.ts'

const FLAG = { like: 'liked', repost: 'reposted', bookmark: 'bookmarked' } as const satisfies Record<EngagementVerb, keyof ViewerState>

/** What one account did to a post: whether `verb` is on. */
export function isOn(view: PostView, verb: EngagementVerb, accountId: string): boolean {
  return view.viewers.some((viewer) => viewer.accountId === accountId && viewer[FLAG[verb]])
}

/** Whether any of the person's accounts has done it. */
export function isPressed(view: PostView, verb: EngagementVerb): boolean {
  return view.viewers.some((viewer) => viewer[FLAG[verb]])
}

/** The accounts that could do it, the one that acts by default first: the account whose timeline it came from, then any that sees it. */
export function ableAccounts(
  view: PostView,
  verb: EngagementVerb | 'reply' | 'quote',
  accounts: readonly Account[],
  from: readonly string[],
): readonly Account[] {
  const able = accounts.filter(
    (account) => account.platform === view.post.platform && account.state.kind !== 'paused' && mayDo(view, verb, account),
  )
  const rank = (account: Account): number => {
    if (from.includes(account.id)) return 0
    return view.viewers.some((viewer) => viewer.accountId === account.id) ? 1 : 2
  }
  return able.toSorted((a, b) => rank(a) - rank(b) || a.position - b.position)
}

function mayDo(view: PostView, verb: EngagementVerb | 'reply' | 'quote', account: Account): boolean {
  const seen = view.viewers.find((viewer) => viewer.accountId === account.id)
  switch (verb) {
    case 'reply':
      return account.capabilities.reply && seen?.canReply !== false
    case 'quote':
      return account.capabilities.quote !== null && seen?.canQuote !== false
    case 'repost':
      return account.capabilities.engagements.includes(verb) && (seen?.canRepost !== false || seen.reposted)
    case 'like':
    case 'bookmark':
      return account.capabilities.engagements.includes(verb)
  }
}

export type Engagement = { readonly accountId: string; readonly on: boolean }

/**
 * What one press of a button means: off for every account that had done it, otherwise on for the account that acts by default.
 * Empty when none of the person's accounts can do it.
 */
export function pressOf(
  view: PostView,
  verb: EngagementVerb,
  accounts: readonly Account[],
  from: readonly string[],
): readonly Engagement[] {
  const done = view.viewers.filter((viewer) => viewer[FLAG[verb]])
  if (done.length > 0) return done.map((viewer) => ({ accountId: viewer.accountId, on: false }))
  const acting = ableAccounts(view, verb, accounts, from)[0]
  return acting === undefined ? [] : [{ accountId: acting.id, on: true }]
}
