import type { DraftContent, DraftSegment, DraftTarget, Draft } from '../model/draft.ts'

/** What a target gets: its own version, or the shared one. */
export function contentFor(draft: Pick<Draft, 'content'>, target: Pick<DraftTarget, 'override'>): DraftContent {
  return target.override ?? draft.content
}

/** Spaces, and characters that show nothing. */
const blank = /^[\s\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\u3164\ufeff]*$/u

/** Whether a text shows nothing at all. */
export function isBlank(text: string): boolean {
  return blank.test(text)
}

/** Whether a segment has nothing to post. */
export function isEmptySegment(segment: DraftSegment): boolean {
  return isBlank(segment.text) && segment.media.length === 0 && segment.poll === null
}

/** The content warning as it is sent: null for one that says nothing. */
export function warningOf(content: Pick<DraftContent, 'contentWarning'>): string | null {
  return content.contentWarning === null || isBlank(content.contentWarning) ? null : content.contentWarning
}
