import { matcherOf, type Matcher } from '../../../shared/mute/matcher.ts'
import { readPost, type MutablePost, type ReadPost } from '../../../shared/mute/read-post.ts'
import { fromJson, type ReadableDatabase, type WritableDatabase } from '../sql.ts'
import type { PostBody } from '../tables/posts.ts'
import { subjectOf, RULE_COLUMNS, type RuleRow } from './rules.ts'

/** A rule about what posts say, ready to be held against them. */
type Search = { readonly id: number; readonly matches: Matcher }

const selectSearches = `select ${RULE_COLUMNS} from mute_rule rule left join author muted on muted.row = rule.author_row
  where rule.kind in ('words', 'tag') order by rule.id`

function searches(db: ReadableDatabase): (Search & { readonly below: number | null })[] {
  const rows = db.all<RuleRow>(selectSearches)
  return rows.flatMap((row) => {
    const subject = subjectOf(row)
    const matches = subject?.kind === 'words' || subject?.kind === 'tag' ? matcherOf(subject) : null
    return matches === null ? [] : [{ id: row.id, matches, below: row.searchBelow }]
  })
}

type SaidRow = { row: number; text: string; body: string; quotedRow: number | null; quotedText: string | null; quotedBody: string | null }

const select = `select post.row, post.text, post.body, quoted.row as quotedRow, quoted.text as quotedText, quoted.body as quotedBody
  from post left join post quoted on quoted.id = post.quote_id`

function toReadPost(db: ReadableDatabase, { row, text, body, quotedRow, quotedText, quotedBody }: SaidRow): ReadPost {
  const said = [mutableOf(db, row, text, body)]
  if (quotedRow !== null) said.push(mutableOf(db, quotedRow, quotedText ?? '', quotedBody ?? '{}'))
  return readPost(...said.flatMap((post) => post ?? []))
}

function mutableOf(db: ReadableDatabase, row: number, text: string, json: string): MutablePost | null {
  const body = fromJson<PostBody>(db, 'post', row, json)
  return body === null ? null : { text, ...body }
}

/**
 * Keeps which rules are found in these posts as they are stored now, and in the posts that quote them. To be called when what they say is
 * new. Part of the caller's transaction.
 */
export function matchMutes(db: WritableDatabase, rows: readonly number[]): void {
  if (rows.length === 0) return
  const rules = searches(db)
  if (rules.length === 0) return
  const said = db.all<SaidRow>(
    `${select} where post.row in (select value from json_each(?1)
       union select quoting.row from json_each(?1) join post mine on mine.row = value cross join post quoting on quoting.quote_id = mine.id)`,
    JSON.stringify(rows),
  )
  for (const one of said) {
    const post = toReadPost(db, one)
    db.run('delete from mute_match where post_row = ?', one.row)
    for (const { id, matches } of rules) if (matches(post)) addMatch(db, one.row, id)
  }
}

function addMatch(db: WritableDatabase, postRow: number, ruleId: number): void {
  db.run('insert or ignore into mute_match (post_row, rule_id) values (?, ?)', postRow, ruleId)
}

/**
 * Looks for the newest rule that was not looked for in everything, in at most `limit` posts, those that came last first. Says whether there
 * was anything to do, and tells the change feed where something was found.
 */
export function searchForMutes(db: WritableDatabase, limit: number): boolean {
  const rule = searches(db)
    .filter(({ below }) => below !== null)
    .at(-1)
  if (rule?.below == null) return false
  const said = db.all<SaidRow>(`${select} where post.row < ? order by post.row desc limit ?`, rule.below, limit)
  let found = false
  for (const one of said) {
    if (!rule.matches(toReadPost(db, one))) continue
    addMatch(db, one.row, rule.id)
    found = true
  }
  const done = said.length < limit
  db.run('update mute_rule set search_below = ? where id = ?', done ? null : (said.at(-1)?.row ?? null), rule.id)
  if (found || done) db.touch({ topic: 'mutes' })
  return true
}
