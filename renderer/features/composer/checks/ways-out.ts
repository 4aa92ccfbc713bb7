import type { DraftProblem } from '../../../../shared/model/draft-problem.ts'
import type { ProblemCode } from '../../../../shared/compose/problem-codes.ts'

/** What can be done about a problem, as the composer carries it out. */
export type WayOut =
  | 'choose-account'
  | 'write'
  | 'rewrite'
  | 'write-alt'
  | 'waive-alt'
  | 'write-poll'
  | 'choose-handle'
  | 'split'
  | 'split-each'
  | 'as-text'
  | 'own-version'
  | 'remove-media'
  | 'remove-poll'
  | 'remove-segment'
  | 'remove-warning'
  | 'default-visibility'
  | 'open-replies'
  | 'remove-topic'
  | 'unschedule'
  | 'sign-in'
  | 'set-up-host'
  | 'resume'
  | 'leave-out'

/** Ways out per problem, the best first. Which of them apply depends on the draft: see `waysOutOf`. */
const WAYS: Readonly<Record<ProblemCode, readonly WayOut[]>> = {
  'no-target': ['choose-account'],
  'empty-post': ['write', 'remove-segment'],
  'alt-missing': ['write-alt', 'waive-alt'],
  'schedule-in-the-past': ['unschedule'],
  'account-missing': ['leave-out'],
  'account-needs-sign-in': ['sign-in', 'leave-out'],
  'account-rate-limited': ['leave-out'],
  'account-paused': ['resume', 'leave-out'],
  'account-unavailable': ['leave-out'],
  'text-required': ['write', 'leave-out'],
  'text-too-long': ['split-each', 'split', 'own-version', 'leave-out'],
  'thread-not-offered': ['own-version', 'leave-out'],
  'thread-too-long': ['own-version', 'leave-out'],
  'edit-one-post': ['remove-segment', 'rewrite'],
  'too-many-links': ['own-version', 'rewrite', 'leave-out'],
  'too-many-hashtags': ['own-version', 'rewrite', 'leave-out'],
  'too-many-mentions': ['own-version', 'rewrite', 'leave-out'],
  'too-many-cashtags': ['own-version', 'rewrite', 'leave-out'],
  'mention-not-here': ['choose-handle', 'as-text'],
  'images-not-offered': ['own-version', 'leave-out'],
  'video-not-offered': ['own-version', 'leave-out'],
  'media-needs-host': ['set-up-host', 'leave-out'],
  'media-not-offered': ['remove-media', 'leave-out'],
  'media-wrong-type': ['remove-media', 'leave-out'],
  'too-many-images': ['own-version', 'leave-out'],
  'too-many-videos': ['own-version', 'leave-out'],
  'too-many-files': ['own-version', 'leave-out'],
  'media-required': ['own-version', 'leave-out'],
  'media-in-reply': ['own-version', 'leave-out'],
  'video-in-reply': ['own-version', 'leave-out'],
  'mixed-media': ['own-version', 'leave-out'],
  'media-too-big': ['remove-media', 'leave-out'],
  'media-too-many-pixels': ['remove-media', 'leave-out'],
  'animation-too-big': ['remove-media', 'leave-out'],
  'video-too-long': ['remove-media', 'leave-out'],
  'video-too-short': ['remove-media', 'leave-out'],
  'media-wrong-shape': ['remove-media', 'leave-out'],
  'media-unreadable': ['remove-media', 'leave-out'],
  'media-too-large-to-open': ['remove-media', 'leave-out'],
  'alt-too-long': ['write-alt', 'leave-out'],
  'reply-not-offered': ['leave-out'],
  'reply-other-network': ['leave-out'],
  'reply-not-allowed': ['leave-out'],
  'reply-gone': ['leave-out'],
  'quote-not-offered': ['leave-out'],
  'quote-other-network': ['leave-out'],
  'quote-not-allowed': ['leave-out'],
  'quote-gone': ['leave-out'],
  'nobody-may-answer': ['open-replies', 'leave-out'],
  'several-audiences': ['open-replies', 'leave-out'],
  'topic-too-long': ['rewrite', 'remove-topic'],
  'topic-characters': ['rewrite', 'remove-topic'],
  'poll-not-offered': ['own-version', 'leave-out'],
  'poll-with-media': ['remove-poll', 'leave-out'],
  'poll-too-many-options': ['write-poll', 'leave-out'],
  'poll-option-empty': ['write-poll', 'remove-poll'],
  'poll-option-repeated': ['write-poll', 'remove-poll'],
  'poll-option-too-long': ['write-poll', 'leave-out'],
  'poll-too-short': ['write-poll', 'leave-out'],
  'poll-too-long': ['write-poll', 'leave-out'],
  'visibility-not-offered': ['default-visibility', 'leave-out'],
  'warning-not-offered': ['remove-warning', 'leave-out'],
  'warning-becomes-label': ['remove-warning', 'leave-out'],
}

/** What of the draft decides whether a way out applies. */
export type WayOutFacts = {
  /** The target shares its version with others, so that one of its own would help. */
  readonly shares: boolean
  /** All targets of that version take threads. */
  readonly takesThreads: boolean
  /** Having every long text cut for each network would solve it, and spare those that share it and have no such problem. */
  readonly splitsAlone: boolean
  /** The segment is not the only one. */
  readonly isExtraSegment: boolean
  /** It changes a post that is there: it stays one, where it is. */
  readonly isEdit: boolean
}

/** At most two ways out, those that apply, the best first. */
export function waysOutOf(problem: Pick<DraftProblem, 'code' | 'accountId'>, facts: WayOutFacts): readonly WayOut[] {
  const ways = Object.hasOwn(WAYS, problem.code) ? WAYS[problem.code as ProblemCode] : []
  const applies = (way: WayOut): boolean => {
    if (way === 'split-each') return facts.splitsAlone && !facts.isEdit
    if (way === 'split') return facts.takesThreads && !facts.splitsAlone && !facts.isEdit
    if (way === 'leave-out' && facts.isEdit) return false
    if (way === 'own-version') return facts.shares
    if (way === 'remove-segment') return facts.isExtraSegment
    return way !== 'leave-out' || problem.accountId !== null
  }
  const left = ways.filter(applies).slice(0, 2)
  return left.length === 0 && facts.isEdit && ways.length > 0 ? ['rewrite'] : left
}
