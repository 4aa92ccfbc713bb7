import type { Account } from '../../../../shared/model/account.ts'
import type { QuotePolicy, ReplyAudience, ReplyPolicy } from '../../../../shared/model/draft.ts'

/** One control for all the accounts of a network that go with a draft. */
export type PolicyGroup<Offered> = {
  readonly platform: string
  readonly name: string
  readonly offered: readonly Offered[]
  readonly accountIds: readonly string[]
}

/** Networks where it can be said who may answer, with the groups that all chosen accounts there know. */
export function replyGroups(targets: readonly Account[]): readonly PolicyGroup<ReplyAudience>[] {
  return groupsOf(targets, ({ capabilities }) => capabilities.replyPolicy?.audiences ?? null)
}

/** Networks where it can be said who may quote, with what all chosen accounts there offer. */
export function quoteGroups(targets: readonly Account[]): readonly PolicyGroup<QuotePolicy>[] {
  return groupsOf(targets, ({ capabilities }) => capabilities.quotePolicy)
}

function groupsOf<Offered>(
  targets: readonly Account[],
  offeredBy: (account: Account) => readonly Offered[] | null,
): readonly PolicyGroup<Offered>[] {
  const groups = new Map<string, PolicyGroup<Offered>>()
  for (const account of targets) {
    const own = offeredBy(account)
    if (own === null) continue
    const before = groups.get(account.platform)
    groups.set(account.platform, {
      platform: account.platform,
      name: account.platformName,
      offered: before === undefined ? own : before.offered.filter((one) => own.includes(one)),
      accountIds: [...(before?.accountIds ?? []), account.id],
    })
  }
  return [...groups.values()]
}

/** The policy after one group was ticked or unticked; with nobody left it is `nobody`. */
export function withAudience(policy: ReplyPolicy | null, audience: ReplyAudience, on: boolean): ReplyPolicy {
  const before = policy?.kind === 'some' ? policy.audiences : []
  const audiences = on ? [...new Set([...before, audience])] : before.filter((one) => one !== audience)
  return audiences.length === 0 ? { kind: 'nobody' } : { kind: 'some', audiences }
}
