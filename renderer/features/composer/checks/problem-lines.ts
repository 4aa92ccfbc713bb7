import type { DraftProblem } from '../../../../shared/model/draft-problem.ts'
import { contentFor, isEmptySegment } from '../../../../shared/compose/draft-content.ts'
import { planTarget, type PlannedPost } from '../../../../shared/compose/plan-publication.ts'
import { countAgainst } from '../../../../shared/compose/resolve-capabilities.ts'
import type { Account } from '../../../../shared/model/account.ts'
import type { Draft } from '../../../../shared/model/draft.ts'
import { t } from '../../../i18n/i18n.ts'
import { problemWords } from '../../../i18n/problem-words.ts'
import { accountsOfVersion } from './counting.ts'
import { waysOutOf, type WayOut } from './ways-out.ts'

/** One line of the list of problems: whose it is, what it is in words, and what can be done. */
export type ProblemLine = {
  readonly key: string
  readonly problem: DraftProblem
  /** `bad` keeps it from being posted, `warn` should be looked at, `note` is only said. */
  readonly tone: 'bad' | 'warn' | 'note'
  readonly account: Account | null
  /** No other account of the network is written to: its name says enough. */
  readonly alone: boolean
  /** The version of the text the problem is in; null = the shared one. */
  readonly version: string | null
  /** With `**` around what matters most. */
  readonly words: string
  readonly waysOut: readonly WayOut[]
}

/** What is only said: it goes out all the same, and later. */
const NOTES = ['account-needs-sign-in', 'account-rate-limited', 'account-paused', 'account-unavailable', 'warning-becomes-label']

export type LineOptions = {
  /** Post was pressed: now an empty post is worth a line. */
  readonly pressed: boolean
  readonly withoutAlt: boolean
  /** Names that may stay plain text: `platform @handle`. */
  readonly asText: readonly string[]
}

/** The problems of a draft as they are listed. Missing alt texts are one line, and an empty new post is none before Post was pressed. */
export function problemLines(
  problems: readonly DraftProblem[],
  draft: Draft,
  accounts: readonly Account[],
  { pressed, withoutAlt, asText }: LineOptions,
): readonly ProblemLine[] {
  const lines: ProblemLine[] = []
  const named = new Set<string>()
  const withoutText = problems.filter(({ code }) => code === 'alt-missing')
  const blank = draft.content.segments.every(isEmptySegment) && draft.targets.every(({ override }) => override === null)
  for (const problem of problems) {
    if (problem.code === 'alt-missing' && (withoutAlt || problem !== withoutText[0])) continue
    if (problem.code === 'mention-not-here') {
      const name = nameThere(problem, accounts)
      // A network knows somebody or not, for all the accounts there.
      if (asText.includes(name) || named.has(name)) continue
      named.add(name)
    }
    if (problem.code === 'empty-post' && blank && !pressed) continue
    lines.push(lineOf(problem, problems, draft, accounts, withoutText.length))
  }
  const rank = { bad: 0, warn: 1, note: 2 }
  return lines.toSorted((a, b) => rank[a.tone] - rank[b.tone])
}

/** Whether two lines are about the same thing in the same words, with the same ways out. */
export function isSameLine(a: ProblemLine, b: ProblemLine | undefined): boolean {
  return (
    a.key === b?.key &&
    a.tone === b.tone &&
    a.words === b.words &&
    a.account === b.account &&
    a.alone === b.alone &&
    a.version === b.version &&
    a.waysOut.join() === b.waysOut.join()
  )
}

/** Who is named where, for a name that is not known there: `platform @handle`. */
export function nameThere({ accountId, values }: Pick<DraftProblem, 'accountId' | 'values'>, accounts: readonly Account[]): string {
  return `${accounts.find(({ id }) => id === accountId)?.platform ?? ''} ${String(values['mention'])}`
}

function lineOf(
  problem: DraftProblem,
  problems: readonly DraftProblem[],
  draft: Draft,
  accounts: readonly Account[],
  missingAlt: number,
): ProblemLine {
  const target = draft.targets.find(({ accountId }) => accountId === problem.accountId)
  const version = target?.override == null ? null : target.accountId
  const content = target === undefined ? draft.content : contentFor(draft, target)
  const sharing = accountsOfVersion(draft, version, accounts)
  const index = content.segments.findIndex(({ id }) => id === problem.segmentId)
  const account = accounts.find(({ id }) => id === problem.accountId) ?? null
  const alone = account === null || isAloneOnNetwork(account, draft, accounts)
  const shares = version === null && sharing.length > 1
  const isSpared = ({ id, capabilities }: Account): boolean => capabilities.thread === null || !isSaidOf(id, problem, problems)
  const facts = {
    shares,
    takesThreads: sharing.every(({ capabilities }) => capabilities.thread !== null),
    splitsAlone:
      problem.code === 'text-too-long' && shares && sharing.some(isSpared) && account !== null && splittingSolves(draft, account, problem),
    isExtraSegment: content.segments.length > 1,
    isEdit: draft.edits !== null,
  }
  return {
    key: [problem.code, problem.accountId, problem.segmentId, problem.mediaId, JSON.stringify(problem.values)].join(' '),
    problem,
    tone: problem.severity === 'error' ? 'bad' : NOTES.includes(problem.code) ? 'note' : 'warn',
    account,
    alone,
    version,
    words: problemWords(problem, {
      // The mark before the line tells the network where the handle has to tell the account.
      target:
        account === null
          ? t('composer.thisAccount')
          : alone || problem.code === 'mention-not-here'
            ? account.platformName
            : `@${account.handle}`,
      number: index + 1,
      several: content.segments.length > 1,
      ...(problem.code === 'alt-missing' ? { count: missingAlt } : {}),
    }),
    waysOut: waysOutOf(problem, facts),
  }
}

/** Another account has the same problem with the same segment. */
function isSaidOf(id: string, { code, segmentId }: DraftProblem, problems: readonly DraftProblem[]): boolean {
  return problems.some((one) => one.accountId === id && one.code === code && one.segmentId === segmentId)
}

/** Whether a segment fits an account once long texts are cut for each network. */
function splittingSolves(draft: Draft, account: Account, { segmentId }: DraftProblem): boolean {
  const target = draft.targets.find(({ accountId }) => accountId === account.id)
  const { thread, text } = account.capabilities
  if (draft.options.split || thread === null || target === undefined) return false
  const posts = planTarget({ ...draft, options: { ...draft.options, split: true } }, target, account)
  const fits = (post: PlannedPost): boolean =>
    text.limits.every((limit) => limit.strength === 'soft' || countAgainst(post.text, post.contentWarning, limit).remaining >= 0)
  const parts = posts.filter(({ sourceSegmentId }) => sourceSegmentId === segmentId)
  return parts.every(fits) && (thread.maxPosts === null || posts.length <= thread.maxPosts.value)
}

/** The draft goes to no other account of the same network, so that the network's name says which one is meant. */
function isAloneOnNetwork(account: Account, draft: Draft, accounts: readonly Account[]): boolean {
  const same = accounts.filter(
    ({ id, platform }) => platform === account.platform && draft.targets.some((target) => target.accountId === id),
  )
  return same.length < 2
}
