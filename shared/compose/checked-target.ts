import type { DraftProblem } from '../model/draft-problem.ts'
import type { Account } from '../model/account.ts'
import type { Limit } from '../model/capabilities.ts'

/** One target while it is checked: the account, where its problems belong, and the names its sentences speak of. */
export type CheckedTarget = {
  readonly account: Account
  readonly place: { readonly accountId: string }
  readonly names: { readonly handle: string; readonly network: string }
}

/** How a limit that is passed is treated: a soft one is a convention, and warns. */
export function severityOf(limit: Pick<Limit, 'strength'>): DraftProblem['severity'] {
  return limit.strength === 'soft' ? 'warning' : 'error'
}
