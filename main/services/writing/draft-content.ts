import type { Draft, DraftContent, DraftMedia } from '../../../shared/model/draft.ts'
import type { DraftSummary } from '../../../shared/bridge/views.ts'
import { versionsOf } from '../../store/tables/drafts.ts'
import type { MediaAddress } from '../dependencies.ts'

const SUMMARY_LENGTH = 280

/** The draft in a few words, for the list of drafts. */
export function summarise(draft: Draft, replyToHandle: string | null): DraftSummary {
  const written = versionsOf(draft).find((content) => content.segments.some((segment) => segment.text.trim() !== '')) ?? draft.content
  const text = written.segments
    .map((segment) => segment.text.trim())
    .filter((part) => part !== '')
    .join('\n\n')
  return {
    id: draft.id,
    text: text.length <= SUMMARY_LENGTH ? text : `${text.slice(0, SUMMARY_LENGTH - 1).toWellFormed()}…`,
    segments: written.segments.length,
    media: Math.max(...versionsOf(draft).map((content) => content.segments.reduce((sum, segment) => sum + segment.media.length, 0))),
    accountIds: draft.targets.map((target) => target.accountId),
    replyToHandle,
    edits: draft.edits !== null,
    scheduledAt: draft.options.scheduledAt,
    updatedAt: draft.updatedAt,
  }
}

/** Whether every one of the words stands in some text of the draft: posts, answers of polls, warnings and alt texts, in any version. */
export function draftHasWords(draft: Draft, replyToHandle: string | null, words: readonly string[]): boolean {
  const texts = versionsOf(draft).flatMap((content) => [
    content.contentWarning ?? '',
    ...content.segments.flatMap(({ text, poll, media }) => [text, ...(poll?.options ?? []), ...media.map(({ alt }) => alt)]),
  ])
  const written = foldWords([...texts, replyToHandle ?? ''].join('\n'))
  return words.every((word) => written.includes(foldWords(word)))
}

/** Without case and accents, as the search for posts has it. */
function foldWords(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{Mn}/gu, '')
    .toLowerCase()
}

/** The draft with every attached file changed by `change`. */
export function mapMedia<Version extends Pick<Draft, 'content' | 'targets'>>(
  draft: Version,
  change: (media: DraftMedia) => DraftMedia,
): Version {
  const mapContent = (content: DraftContent): DraftContent => ({
    ...content,
    segments: content.segments.map((segment) => ({ ...segment, media: segment.media.map(change) })),
  })
  return {
    ...draft,
    content: mapContent(draft.content),
    targets: draft.targets.map((target) => ({ ...target, override: target.override === null ? null : mapContent(target.override) })),
  }
}

/** The draft as the renderer gets it: every attached file has an address it can be shown from. */
export function withPreviews(draft: Draft, mediaAddress: MediaAddress): Draft {
  return mapMedia(draft, (media) => ({ ...media, previewUrl: mediaAddress(`chirp-file:${media.sha256}`) }))
}
