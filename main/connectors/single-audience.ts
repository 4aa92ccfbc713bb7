import { AppFailure } from '../../shared/errors.ts'
import type { ReplyPolicy } from '../../shared/model/draft.ts'

type Audience = Extract<ReplyPolicy, { kind: 'some' }>['audiences'][number]

/**
 * Who may answer, for networks that know one group at a time. A guard that they do not have must not be left out: rejects with
 * `capability-not-supported`.
 */
export function singleAudience(policy: ReplyPolicy): Audience | 'everyone' {
  if (policy.kind === 'everyone') return 'everyone'
  const [only, ...others] = policy.kind === 'some' ? policy.audiences : []
  if (only === undefined || others.length > 0)
    throw new AppFailure({ kind: 'capability-not-supported', capability: 'replyPolicy', message: null })
  return only
}
