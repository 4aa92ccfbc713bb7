import { assertNever } from '../../../shared/errors.ts'
import type { MuteHow, MuteRule, MuteSubject } from '../../../shared/model/mute-rule.ts'
import { mapRows, type ReadableDatabase, type WritableDatabase } from '../sql.ts'
import { findAuthorRow } from '../tables/authors.ts'
import { NOW } from './silence.ts'

/** Ends when time does. */
const NEVER = Number.MAX_SAFE_INTEGER
/** After the last row there may ever be. */
const PAST_ALL_ROWS = Number.MAX_SAFE_INTEGER

/** A rule as its row has it, with the names its author has now. */
export type RuleRow = {
  readonly id: number
  readonly kind: string
  readonly said: string | null
  readonly authorId: string | null
  readonly handle: string | null
  readonly how: MuteHow
  readonly accountId: string | null
  readonly until: number
  readonly createdAt: number
  readonly searchBelow: number | null
}

/** The columns of a `RuleRow`, of `mute_rule` as `rule` and its author as `muted`. */
export const RULE_COLUMNS = `rule.id as id, rule.kind, rule.said, muted.id as authorId, muted.handle, rule.how, rule.account_id as accountId, rule.until,
  rule.created_at as createdAt, rule.search_below as searchBelow`

const select = `select ${RULE_COLUMNS} from mute_rule rule left join author muted on muted.row = rule.author_row`

/** What a rule is about; null where its row makes no sense. */
export function subjectOf({ kind, said, authorId, handle }: RuleRow): MuteSubject | null {
  switch (kind) {
    case 'words':
      return said === null ? null : { kind, text: said }
    case 'tag':
      return said === null ? null : { kind, tag: said }
    case 'author':
      return authorId === null || handle === null ? null : { kind, authorId, handle }
    case 'reposts':
      return { kind, authorId, handle }
    default:
      return null
  }
}

function toRule(db: ReadableDatabase, row: RuleRow): MuteRule | null {
  const subject = subjectOf(row)
  if (subject === null) {
    db.reportBroken('mute_rule', row.id, new Error('It is about nothing that is known'))
    return null
  }
  const { how, accountId, createdAt } = row
  const until = row.until === NEVER ? null : row.until
  return { id: String(row.id), subject, how, accountId, until, createdAt, searching: row.searchBelow !== null }
}

/** All rules, those that have ended too, the newest first. */
export function listMuteRules(db: ReadableDatabase): MuteRule[] {
  return mapRows(db.all<RuleRow>(`${select} order by rule.id desc`), (row) => toRule(db, row))
}

export function getMuteRule(db: ReadableDatabase, id: string): MuteRule | null {
  const row = /^\d{1,15}$/.test(id) ? db.get<RuleRow>(`${select} where rule.id = ?`, Number(id)) : undefined
  return row === undefined ? null : toRule(db, row)
}

/** What the person says of a rule. */
export type MuteRuleContent = Pick<MuteRule, 'subject' | 'how' | 'accountId' | 'until'>

/** How a subject is stored; null where it names an author who is not stored. */
function columnsOf(
  db: ReadableDatabase,
  subject: MuteSubject,
): { said: string | null; authorRow: number | null; searched: boolean } | null {
  switch (subject.kind) {
    case 'words':
      return { said: subject.text.toWellFormed(), authorRow: null, searched: true }
    case 'tag':
      return { said: subject.tag.toWellFormed(), authorRow: null, searched: true }
    case 'author':
    case 'reposts': {
      if (subject.authorId === null) return { said: null, authorRow: null, searched: false }
      const authorRow = findAuthorRow(db, subject.authorId)
      return authorRow === null ? null : { said: null, authorRow, searched: false }
    }
    default:
      return assertNever(subject)
  }
}

/**
 * Stores a rule, or the same one anew: what is muted twice in one place for one account is one rule, with the later word. Answers its id,
 * or null where its author is not stored. Posts are looked through for it by `searchForMutes`.
 */
export function addMuteRule(db: WritableDatabase, rule: MuteRuleContent, now: number): string | null {
  const columns = columnsOf(db, rule.subject)
  if (columns === null) return null
  const same = db.get<{ id: number }>(
    'select id from mute_rule where kind = ? and said is ? and author_row is ? and account_id is ?',
    rule.subject.kind,
    columns.said,
    columns.authorRow,
    rule.accountId,
  )
  if (same !== undefined) {
    db.run('update mute_rule set how = ?, until = ? where id = ?', rule.how, rule.until ?? NEVER, same.id)
    db.touch({ topic: 'mutes' })
    return String(same.id)
  }
  const { lastRow } = db.run(
    'insert into mute_rule (kind, said, author_row, how, account_id, until, created_at, search_below) values (?, ?, ?, ?, ?, ?, ?, ?)',
    rule.subject.kind,
    columns.said,
    columns.authorRow,
    rule.how,
    rule.accountId,
    rule.until ?? NEVER,
    now,
    columns.searched ? PAST_ALL_ROWS : null,
  )
  db.touch({ topic: 'mutes' })
  return String(lastRow)
}

/** Changes a rule; posts are only looked through again where it is about something else now. False where it, or its author, is not there. */
export function changeMuteRule(db: WritableDatabase, id: string, rule: MuteRuleContent): boolean {
  const before = getMuteRule(db, id)
  const columns = columnsOf(db, rule.subject)
  if (before === null || columns === null) return false
  db.run('update mute_rule set how = ?, account_id = ?, until = ? where id = ?', rule.how, rule.accountId, rule.until ?? NEVER, Number(id))
  if (JSON.stringify(before.subject) !== JSON.stringify(rule.subject)) {
    db.run('delete from mute_match where rule_id = ?', Number(id))
    db.run(
      'update mute_rule set kind = ?, said = ?, author_row = ?, search_below = ? where id = ?',
      rule.subject.kind,
      columns.said,
      columns.authorRow,
      columns.searched ? PAST_ALL_ROWS : null,
      Number(id),
    )
  }
  db.touch({ topic: 'mutes' })
  return true
}

/** Takes a rule away with all that was found for it; false where it is not there. */
export function removeMuteRule(db: WritableDatabase, id: string): boolean {
  if (getMuteRule(db, id) === null) return false
  db.run('delete from mute_rule where id = ?', Number(id))
  db.touch({ topic: 'mutes' })
  return true
}

/** When the next rule ends, epoch ms; null where none does. */
export function nextMuteEnd(db: ReadableDatabase): number | null {
  const row = db.get<{ until: number | null }>(`select min(until) as until from mute_rule where until > ${NOW} and until < ?`, NEVER)
  return row?.until ?? null
}
