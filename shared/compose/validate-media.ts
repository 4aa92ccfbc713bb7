import type { DraftProblem } from '../model/draft-problem.ts'
import type { Limit, MediaRule } from '../model/capabilities.ts'
import type { DraftMedia, DraftSegment } from '../model/draft.ts'
import { countCodePoints } from '../text/graphemes.ts'
import { obstaclesOf } from './fit-media.ts'
import { problem, type ProblemPlace } from './problem-codes.ts'
import { mediaKind, mediaRuleFor } from './resolve-capabilities.ts'
import { severityOf, type CheckedTarget } from './checked-target.ts'

/** What a target does not take of a segment's files: their number, kinds, types, sizes and alt texts. */
export function validateMedia(segment: DraftSegment, isReply: boolean, target: CheckedTarget): readonly DraftProblem[] {
  const { capabilities } = target.account
  const place = { ...target.place, segmentId: segment.id }
  const images = segment.media.filter(({ mimeType }) => mediaKind(mimeType) === 'image')
  const videos = segment.media.filter(({ mimeType }) => mediaKind(mimeType) === 'video')
  const found: DraftProblem[] = []
  if (images.length > 0 && capabilities.images === null) found.push(problem('error', 'images-not-offered', place, target.names))
  if (videos.length > 0 && capabilities.video === null) found.push(problem('error', 'video-not-offered', place, target.names))
  const inAll = validateNumber(segment.media.length, isReply, place, target)
  found.push(...inAll)
  // Where there are too many files whatever their kind, more of one kind than that is nothing else.
  const isSaid = ({ maxCount }: MediaRule): boolean =>
    inAll.some(({ severity, values }) => severity === 'error' && maxCount.value >= Number(values['limit'] ?? 0))
  if (capabilities.images !== null && !isSaid(capabilities.images))
    found.push(...tooMany('too-many-images', images.length, capabilities.images.maxCount, place, target))
  if (capabilities.video !== null && !isSaid(capabilities.video))
    found.push(...tooMany('too-many-videos', videos.length, capabilities.video.maxCount, place, target))
  if (isReply && videos.length > 0 && capabilities.video?.inReplies === false)
    found.push(problem('error', 'video-in-reply', place, target.names))
  // Where a kind is not taken at all, that is what to say.
  const bothTaken = capabilities.images !== null && capabilities.video !== null
  if (images.length > 0 && videos.length > 0 && bothTaken && !capabilities.mixedMedia)
    found.push(problem('error', 'mixed-media', place, target.names))
  return [...found, ...segment.media.flatMap((media) => validateFile(media, { ...place, mediaId: media.id }, target))]
}

/** How many files there are, of all kinds. */
function validateNumber(count: number, isReply: boolean, place: ProblemPlace, target: CheckedTarget): readonly DraftProblem[] {
  const { least, most, mostInReplies } = target.account.capabilities.files
  if (isReply && mostInReplies !== null) {
    if (mostInReplies.value > 0 || count === 0) return tooMany('too-many-files', count, mostInReplies, place, target)
    return [problem(severityOf(mostInReplies), 'media-in-reply', place, target.names)]
  }
  if (!isReply && least !== null && count < least.value) {
    const values = { ...target.names, count, limit: least.value, over: least.value - count }
    return [problem(severityOf(least), 'media-required', place, values)]
  }
  return most === null ? [] : tooMany('too-many-files', count, most, place, target)
}

function tooMany(
  code: 'too-many-images' | 'too-many-videos' | 'too-many-files',
  count: number,
  most: Limit,
  place: ProblemPlace,
  { names }: CheckedTarget,
): readonly DraftProblem[] {
  const limit = most.value
  return count <= limit ? [] : [problem(severityOf(most), code, place, { ...names, count, limit, over: count - limit })]
}

function validateFile(media: DraftMedia, place: ProblemPlace, { account, names }: CheckedTarget): readonly DraftProblem[] {
  const { fileName, mimeType } = media
  if (mediaKind(mimeType) === 'other') return [problem('error', 'media-not-offered', place, { ...names, fileName, mimeType })]
  const rule = mediaRuleFor(mimeType, account.capabilities)
  if (rule === null) return []
  // What can be made to fit is no problem: only what cannot is.
  const found: DraftProblem[] = obstaclesOf(media, rule).map(({ code, limit, values }) => ({
    accountId: place.accountId ?? null,
    segmentId: place.segmentId ?? null,
    mediaId: place.mediaId ?? null,
    severity: limit === null ? 'error' : severityOf(limit),
    code,
    values: { ...names, ...values },
  }))
  if (rule.maxAltLength !== null) {
    // Networks differ in how they count alt text, and none counts more than code points: what passes here passes there.
    const count = countCodePoints(media.alt)
    const limit = rule.maxAltLength.value
    if (count > limit)
      found.push(problem(severityOf(rule.maxAltLength), 'alt-too-long', place, { ...names, fileName, count, limit, over: count - limit }))
  }
  return found
}
