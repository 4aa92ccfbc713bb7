import type { PostView } from '../../../../shared/bridge/views.ts'
import type { PostContext, TargetContext } from '../../../../shared/compose/validate-draft.ts'
import type { Account } from '../../../../shared/model/account.ts'

/** A post the draft answers or quotes: undefined while it is looked for, null when it is not stored, absent when there is none. */
export type Referred = PostView | null | undefined

/**
 * How each account stands to what a draft answers and quotes, for `validateDraft`. What is not known yet is taken for allowed: the check
 * is made again when it is, and once more in the core.
 */
export function targetContexts(accounts: readonly Account[], reply: Referred, quote: Referred): readonly TargetContext[] {
  return accounts.map((account) => ({ account, reply: contextOf(reply, account), quote: contextOf(quote, account) }))
}

function contextOf(view: Referred, account: Account): PostContext | null {
  if (view === undefined) return { platform: account.platform, canReply: true, canQuote: true, own: false }
  if (view === null || view.deleted) return null
  const seen = view.viewers.find(({ accountId }) => accountId === account.id)
  return {
    platform: view.post.platform,
    canReply: seen?.canReply ?? true,
    canQuote: seen?.canQuote ?? true,
    own: view.post.authorId === account.authorId,
  }
}
