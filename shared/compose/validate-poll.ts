import type { DraftProblem } from '../model/draft-problem.ts'
import type { DraftSegment } from '../model/draft.ts'
import { countGraphemes } from '../text/graphemes.ts'
import { isBlank } from './draft-content.ts'
import { problem } from './problem-codes.ts'
import { severityOf, type CheckedTarget } from './checked-target.ts'

/** What a target does not take of a segment's poll. */
export function validatePoll(segment: DraftSegment, { account, place: targetPlace, names }: CheckedTarget): readonly DraftProblem[] {
  const { poll } = segment
  if (poll === null) return []
  const place = { ...targetPlace, segmentId: segment.id }
  const offered = account.capabilities.poll
  if (offered === null) return [problem('error', 'poll-not-offered', place, names)]
  const found: DraftProblem[] = []
  if (segment.media.length > 0 && !offered.withMedia) found.push(problem('error', 'poll-with-media', place, names))
  const { maxOptions, maxOptionLength, minSeconds, maxSeconds } = offered
  const count = poll.options.length
  if (count > maxOptions.value) {
    const values = { ...names, count, limit: maxOptions.value, over: count - maxOptions.value }
    found.push(problem(severityOf(maxOptions), 'poll-too-many-options', place, values))
  }
  const seen = new Set<string>()
  for (const [index, text] of poll.options.entries()) {
    const option = index + 1
    const length = countGraphemes(text)
    const limit = maxOptionLength.value
    if (isBlank(text)) found.push(problem('error', 'poll-option-empty', place, { ...names, option }))
    else if (seen.has(text.trim())) found.push(problem('error', 'poll-option-repeated', place, { ...names, option }))
    seen.add(text.trim())
    if (length > limit) {
      found.push(
        problem(severityOf(maxOptionLength), 'poll-option-too-long', place, {
          ...names,
          option,
          count: length,
          limit,
          over: length - limit,
        }),
      )
    }
  }
  const { seconds } = poll
  if (seconds < minSeconds.value)
    found.push(problem(severityOf(minSeconds), 'poll-too-short', place, { ...names, seconds, limit: minSeconds.value }))
  if (seconds > maxSeconds.value)
    found.push(problem(severityOf(maxSeconds), 'poll-too-long', place, { ...names, seconds, limit: maxSeconds.value }))
  return found
}
