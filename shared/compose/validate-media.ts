import type { DraftProblem } from '../bridge/contract.ts'
import type { MediaRule } from '../model/capabilities.ts'
import type { DraftMedia, DraftSegment } from '../model/draft.ts'
import { countCodePoints } from '../text/graphemes.ts'
import { obstaclesOf } from './fit-media.ts'
import { problem, type ProblemPlace } from './problem-codes.ts'
import { mediaKind, mediaRuleFor } from './resolve-capabilities.ts'
import { severityOf, type CheckedTarget } from './checked-target.ts'

/** What a target does not take of a segment's files: their number, kinds, types, sizes and alt texts. */
export function validateMedia(segment: DraftSegment, target: CheckedTarget): readonly DraftProblem[] {
  const { capabilities } = target.account
  const place = { ...target.place, segmentId: segment.id }
  const images = segment.media.filter(({ mimeType }) => mediaKind(mimeType) === 'image')
  const videos = segment.media.filter(({ mimeType }) => mediaKind(mimeType) === 'video')
  const found: DraftProblem[] = []
  if (images.length > 0 && capabilities.images === null) found.push(problem('error', 'images-not-offered', place, target.names))
  if (videos.length > 0 && capabilities.video === null) found.push(problem('error', 'video-not-offered', place, target.names))
  found.push(...tooMany('too-many-images', images.length, capabilities.images, place, target))
  found.push(...tooMany('too-many-videos', videos.length, capabilities.video, place, target))
  // Where a kind is not taken at all, that is what to say.
  const bothTaken = capabilities.images !== null && capabilities.video !== null
  if (images.length > 0 && videos.length > 0 && bothTaken && !capabilities.mixedMedia)
    found.push(problem('error', 'mixed-media', place, target.names))
  return [...found, ...segment.media.flatMap((media) => validateFile(media, { ...place, mediaId: media.id }, target))]
}

function tooMany(
  code: 'too-many-images' | 'too-many-videos',
  count: number,
  rule: MediaRule | null,
  place: ProblemPlace,
  { names }: CheckedTarget,
): readonly DraftProblem[] {
  if (rule === null || count <= rule.maxCount.value) return []
  const limit = rule.maxCount.value
  return [problem(severityOf(rule.maxCount), code, place, { ...names, count, limit, over: count - limit })]
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
