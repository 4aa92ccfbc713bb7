import type { MuteHow } from '../../../shared/model/mute-rule.ts'

/**
 * Conditions of SQL that say what is muted. They look a row up by index in tables that hold only what is muted, so that a page is walked as
 * if they were not there; and they ask the clock, so that a rule ends by itself. What is given to them are expressions of the statement
 * they stand in; they are never null and never true for what the person's own accounts wrote.
 */

/** The time of the store's clock, once per statement. */
export const NOW = '(select now_ms())'

/** Whether `rule` holds now, for an account. */
function holds(how: MuteHow, account: string): string {
  return `rule.how = '${how}' and rule.until > ${NOW} and (rule.account_id is null or rule.account_id = ${account})`
}

/** Not one of the person's own authors. */
function notOwn(author: string): string {
  return `${author} not in (select author.row from account cross join author on author.id = account.author_id where account.removed_at is null)`
}

/** Whether an account does not want to see what an author does, by a rule or as its network says. */
function isMutedAuthor(author: string, account: string): string {
  return `((exists (select 1 from mute_rule rule where rule.author_row = ${author} and rule.kind = 'author' and ${holds('mute', account)})
    or exists (select 1 from author_account shut indexed by author_account_shut where shut.account_id = ${account} and shut.author_row = ${author} and (shut.muted = 1 or shut.blocked = 1)))
    and ${notOwn(author)})`
}

/** Whether an account does not want to see a post for what it says, by a rule. */
function isMutedSaying(post: string, author: string, account: string): string {
  return `(exists (select 1 from mute_match cross join mute_rule rule on rule.id = mute_match.rule_id where mute_match.post_row = ${post} and ${holds('mute', account)}) and ${notOwn(author)})`
}

/** Whether a filter that an account has on its network takes a post out of its feed. */
function isFiltered(post: string, author: string, account: string): string {
  return `(exists (
    select 1 from post_account filtered indexed by post_account_filtered where filtered.account_id = ${account} and filtered.post_row = ${post} and filtered.filter_how = 'mute') and ${notOwn(author)})`
}

/** Whether an account does not want to see what an author reposts. 0 reposts nothing. */
function isMutedRepost(reposter: string, account: string): string {
  return `(${reposter} <> 0 and (${isMutedAuthor(reposter, account)} or ((
    exists (select 1 from mute_rule rule where rule.author_row = ${reposter} and rule.kind = 'reposts' and ${holds('mute', account)})
    or exists (select 1 from mute_rule rule where rule.author_row is null and rule.kind = 'reposts' and ${holds('mute', account)})) and ${notOwn(reposter)})))`
}

/** The parts of a timeline row, as expressions. */
type Row = { readonly post: string; readonly author: string; readonly reposter: string }

/** Whether a row is to be shown in an account's feed. */
export function isHeardBy(row: Row, account: string): string {
  return `not ${isMutedSaying(row.post, row.author, account)} and not ${isFiltered(row.post, row.author, account)} and not ${isMutedAuthor(row.author, account)} and not ${isMutedRepost(row.reposter, account)}`
}

/** Whether a row is to be shown because of at least one of the accounts whose feeds have it. */
export function isHeard(row: Row & { readonly id: string }): string {
  return `exists (select 1 from timeline_entry heard where heard.row_id = ${row.id} and ${isHeardBy(row, 'heard.account_id')})`
}

/**
 * Whether a notification is to be shown: by an author who is not muted, and about a post that does not say what is muted. Whom the
 * account follows and who says it to the person is shown all the same. What is filtered on a network it keeps out of the inbox by itself.
 */
export function isHeardNotice(notice: string): string {
  const author = `(select author_row from post where row = ${notice}.post_row)`
  return `(not ${isMutedAuthor(`${notice}.actor_row`, `${notice}.account_id`)} and not (
    ${notice}.post_row is not null and ${isMutedSaying(`${notice}.post_row`, author, `${notice}.account_id`)}
    and not exists (select 1 from author_account friend where friend.account_id = ${notice}.account_id and friend.author_row = ${notice}.actor_row
      and friend.following = 1)))`
}
