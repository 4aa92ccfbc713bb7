import type { Account } from '../../../../shared/model/account.ts'
import type { PlatformCapabilities } from '../../../../shared/model/capabilities.ts'
import type { QuotePolicy, ReplyAudience, ReplyPolicy } from '../../../../shared/model/draft.ts'

/** One control for all the accounts of a network that go with a draft. */
export type PolicyGroup<Offered> = {
  readonly platform: string
  readonly name: string
  readonly offered: readonly Offered[]
  readonly accountIds: readonly string[]
}

/** What can be said of who may answer: several groups at a time, and that nobody may. */
export type ReplyOffer = Pick<NonNullable<PlatformCapabilities['replyPolicy']>, 'several' | 'nobody'>
export type ReplyGroup = PolicyGroup<ReplyAudience> & ReplyOffer

/** Networks where it can be said who may answer, with what all chosen accounts there know. */
export function replyGroups(targets: readonly Account[]): readonly ReplyGroup[] {
  return groupsOf(targets, ({ capabilities }) => capabilities.replyPolicy?.audiences ?? null).map((group) => {
    const offers = targets.flatMap(({ id, capabilities }) => (group.accountIds.includes(id) ? (capabilities.replyPolicy ?? []) : []))
    return { ...group, several: offers.every(({ several }) => several), nobody: offers.every(({ nobody }) => nobody) }
  })
}

/** Networks where it can be said who may quote, with what all chosen accounts there offer. */
export function quoteGroups(targets: readonly Account[]): readonly PolicyGroup<QuotePolicy>[] {
  return groupsOf(targets, ({ capabilities }) => capabilities.quotePolicy)
}

/** Networks where a post can be put under a topic. */
export function topicGroups(targets: readonly Account[]): readonly PolicyGroup<never>[] {
  return groupsOf<never>(targets, ({ capabilities }) => (capabilities.topicTag === null ? null : []))
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

/** The policy after one group was ticked or unticked. With nobody left it is `nobody`, or everyone where that cannot be said. */
export function withAudience(policy: ReplyPolicy | null, audience: ReplyAudience, on: boolean, offer: ReplyOffer): ReplyPolicy | null {
  const before = policy?.kind === 'some' && (offer.several || !on) ? policy.audiences : []
  const audiences = on ? [...new Set([...before, audience])] : before.filter((one) => one !== audience)
  if (audiences.length > 0) return { kind: 'some', audiences }
  return offer.nobody ? { kind: 'nobody' } : null
}
