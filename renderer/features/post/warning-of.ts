import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import { displayLine } from '../../../shared/text/display-text.ts'

/** A warning of some lines is a warning; more is a text that hides before itself. */
const LONGEST_WARNING = 500

/** The warning a post stands behind, as it is shown; null where it has none. */
export function warningOf(post: Pick<CanonicalPost, 'contentWarning'>): string | null {
  return post.contentWarning === null ? null : displayLine(post.contentWarning, LONGEST_WARNING)
}
