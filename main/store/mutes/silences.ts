import type { Silence } from '../../../shared/bridge/views.ts'
import type { MuteHow } from '../../../shared/model/mute-rule.ts'
import type { ReadableDatabase } from '../sql.ts'
import { RULE_COLUMNS, subjectOf, type RuleRow } from './rules.ts'
import { NOW } from './silence.ts'

/** A reason not to show a post to an account, or to all (null). */
type Reason = { readonly silence: Silence; readonly accountId: string | null }

/** What is to be looked at: a post, and which of the person's accounts have it. `postRow` and `authorRow` are row numbers. */
export type Silenceable = { readonly postRow: number; readonly authorRow: number; readonly accountIds: readonly string[] }

/**
 * Why posts are not to be shown, or only folded, by the row of the post; those that are to be shown are left out. What only some of the
 * accounts that have a post do not want to see is shown. To be asked for nothing that is the person's own.
 */
export function listSilences(db: ReadableDatabase, posts: readonly Silenceable[]): Map<number, Silence> {
  const rows = JSON.stringify(posts.map(({ postRow }) => postRow))
  const found = new Map<number, Reason[]>()
  const add = (postRow: number, reason: Reason): void => {
    const reasons = found.get(postRow)
    if (reasons === undefined) found.set(postRow, [reason])
    else reasons.push(reason)
  }
  const byRule = db.all<RuleRow & { readonly postRow: number }>(
    `select mute_match.post_row as postRow, ${RULE_COLUMNS} from mute_match cross join mute_rule rule on rule.id = mute_match.rule_id
       left join author muted on muted.row = rule.author_row
     where mute_match.post_row in (select value from json_each(?1)) and rule.until > ${NOW}
     union all
     select post.row, ${RULE_COLUMNS} from post cross join mute_rule rule on rule.author_row = post.author_row and rule.kind = 'author'
       left join author muted on muted.row = rule.author_row
     where post.row in (select value from json_each(?1)) and rule.until > ${NOW}
     order by id`,
    rows,
  )
  for (const { postRow, ...rule } of byRule) {
    const subject = subjectOf(rule)
    if (subject !== null)
      add(postRow, { accountId: rule.accountId, silence: { how: rule.how, by: { kind: 'rule', ruleId: String(rule.id), subject } } })
  }
  const byFilter = db.all<{ postRow: number; accountId: string; how: MuteHow; reason: string | null }>(
    `select post_row as postRow, account_id as accountId, filter_how as how, filter_reason as reason from post_account
     where post_row in (select value from json_each(?)) and filter_how is not null`,
    rows,
  )
  for (const { postRow, accountId, how, reason } of byFilter) add(postRow, { accountId, silence: { how, by: { kind: 'filter', reason } } })
  const byNetwork = db.all<{ postRow: number; accountId: string; blocked: number }>(
    `select post.row as postRow, account_id as accountId, blocked from post cross join author_account on author_account.author_row = post.author_row
     where post.row in (select value from json_each(?)) and (muted = 1 or blocked = 1)`,
    rows,
  )
  for (const { postRow, accountId, blocked } of byNetwork)
    add(postRow, { accountId, silence: { how: 'mute', by: { kind: blocked === 1 ? 'blocked' : 'muted' } } })
  const silences = new Map<number, Silence>()
  for (const { postRow, accountIds } of posts) {
    const silence = silenceFor(found.get(postRow) ?? [], accountIds)
    if (silence !== null) silences.set(postRow, silence)
  }
  return silences
}

/** Why the rows in which these authors repost are to be folded, by row number of the author; for the accounts that have the row. */
export function listRepostSilences(
  db: ReadableDatabase,
  reposts: readonly { readonly reposterRow: number; readonly accountIds: readonly string[] }[],
): (Silence | null)[] {
  if (reposts.length === 0) return []
  const found = db.all<RuleRow & { readonly authorRow: number | null }>(
    `select rule.author_row as authorRow, ${RULE_COLUMNS} from mute_rule rule left join author muted on muted.row = rule.author_row
     where rule.kind in ('author', 'reposts') and rule.until > ${NOW} and (rule.author_row is null or rule.author_row in (select value from json_each(?)))
     order by rule.id`,
    JSON.stringify(reposts.map(({ reposterRow }) => reposterRow)),
  )
  return reposts.map(({ reposterRow, accountIds }) => {
    const reasons = found.flatMap((rule): Reason[] => {
      const subject = rule.authorRow === null || rule.authorRow === reposterRow ? subjectOf(rule) : null
      if (subject === null) return []
      return [{ accountId: rule.accountId, silence: { how: rule.how, by: { kind: 'rule', ruleId: String(rule.id), subject } } }]
    })
    return silenceFor(reasons, accountIds)
  })
}

/** The strictest reason that holds for all of the accounts, or else several that together do. */
function silenceFor(reasons: readonly Reason[], accountIds: readonly string[]): Silence | null {
  for (const strict of [true, false]) {
    const meant = reasons.filter(({ silence }) => !strict || silence.how === 'mute')
    const [first] = meant
    if (first === undefined) continue
    const forAll = meant.find(({ accountId }) => accountId === null)
    if (forAll !== undefined) return forAll.silence
    if (accountIds.length > 0 && accountIds.every((id) => meant.some(({ accountId }) => accountId === id))) return first.silence
  }
  return null
}
