import type { DraftProblem } from '../model/draft-problem.ts'

/** Names of values that every problem of one target has: whose it is. `network` is the network's own name. */
const target = ['handle', 'network'] as const

/**
 * Every problem a draft can have, and the values its sentence may speak of. `problem` in `en.json` has one sentence for each,
 * with its way out. Values: counts and limits are numbers; `over` is by how much; `unit` is a `TextUnit`; `fileName` a file;
 * `option` counts from 1; `until` and `at` are epoch ms; `seconds` a length of time; lists are joined by commas.
 */
export const problemCodes = {
  // ── The draft as a whole ──
  'no-target': [],
  'empty-post': [],
  'alt-missing': ['fileName'],
  'schedule-in-the-past': ['at'],

  // ── The account ──
  'account-missing': [],
  'account-needs-sign-in': [...target],
  'account-rate-limited': [...target, 'until'],
  'account-paused': [...target],
  'account-unavailable': [...target],

  // ── Text ──
  'text-required': [...target],
  'text-too-long': [...target, 'count', 'limit', 'over', 'unit'],
  'thread-not-offered': [...target, 'count'],
  'thread-too-long': [...target, 'count', 'limit', 'over'],
  'edit-one-post': [...target, 'count'],
  'too-many-links': [...target, 'count', 'limit', 'over'],
  'too-many-hashtags': [...target, 'count', 'limit', 'over'],
  'too-many-mentions': [...target, 'count', 'limit', 'over'],
  'too-many-cashtags': [...target, 'count', 'limit', 'over'],

  // ── People ──
  'mention-not-here': [...target, 'mention'],

  // ── Media ──
  'images-not-offered': [...target],
  'video-not-offered': [...target],
  'media-needs-host': [...target],
  'media-not-offered': [...target, 'fileName', 'mimeType'],
  'media-wrong-type': [...target, 'fileName', 'mimeType', 'allowed'],
  'too-many-images': [...target, 'count', 'limit', 'over'],
  'too-many-videos': [...target, 'count', 'limit', 'over'],
  'too-many-files': [...target, 'count', 'limit', 'over'],
  'media-required': [...target, 'count', 'limit', 'over'],
  'media-in-reply': [...target],
  'video-in-reply': [...target],
  'mixed-media': [...target],
  'media-too-big': [...target, 'fileName', 'bytes', 'limit'],
  'media-too-many-pixels': [...target, 'fileName', 'pixels', 'limit', 'width', 'height'],
  'animation-too-big': [...target, 'fileName', 'bytes', 'limit'],
  'video-too-long': [...target, 'fileName', 'seconds', 'limit'],
  'video-too-short': [...target, 'fileName', 'seconds', 'limit'],
  'media-wrong-shape': [...target, 'fileName', 'width', 'height', 'shape', 'least'],
  'media-unreadable': [...target, 'fileName'],
  'media-too-large-to-open': [...target, 'fileName'],
  'alt-too-long': [...target, 'fileName', 'count', 'limit', 'over'],

  // ── Reply and quote ──
  'reply-not-offered': [...target],
  'reply-other-network': [...target],
  'reply-not-allowed': [...target],
  'reply-gone': [...target],
  'quote-not-offered': [...target],
  'quote-other-network': [...target],
  'quote-not-allowed': [...target],
  'quote-gone': [...target],

  // ── Who may answer ──
  'nobody-may-answer': [...target],
  'several-audiences': [...target, 'count', 'limit'],

  // ── Topic ──
  'topic-too-long': [...target, 'count', 'limit', 'over'],
  'topic-characters': [...target, 'found'],

  // ── Poll ──
  'poll-not-offered': [...target],
  'poll-with-media': [...target],
  'poll-too-many-options': [...target, 'count', 'limit', 'over'],
  'poll-option-empty': [...target, 'option'],
  'poll-option-repeated': [...target, 'option'],
  'poll-option-too-long': [...target, 'option', 'count', 'limit', 'over'],
  'poll-too-short': [...target, 'seconds', 'limit'],
  'poll-too-long': [...target, 'seconds', 'limit'],

  // ── Visibility and warning ──
  'visibility-not-offered': [...target, 'visibility', 'allowed'],
  'warning-not-offered': [...target],
  'warning-becomes-label': [...target],
} as const satisfies Record<string, readonly string[]>

export type ProblemCode = keyof typeof problemCodes
export type ProblemValues<Code extends ProblemCode> = { readonly [Name in (typeof problemCodes)[Code][number]]: string | number }

/** Where a problem is: a target or the whole draft, and of that a segment, and of that a file. */
export type ProblemPlace = { readonly accountId?: string; readonly segmentId?: string; readonly mediaId?: string }

/** A problem with the values its code needs. */
export function problem<Code extends ProblemCode>(
  severity: DraftProblem['severity'],
  code: Code,
  place: ProblemPlace,
  values: ProblemValues<Code>,
): DraftProblem {
  return {
    accountId: place.accountId ?? null,
    segmentId: place.segmentId ?? null,
    mediaId: place.mediaId ?? null,
    severity,
    code,
    values: { ...values },
  }
}
