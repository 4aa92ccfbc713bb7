import type { OutgoingPost } from '../../../connector.ts'
import { embedOf } from './embed-record.ts'
import type { PreparedPost } from '../prepared.ts'

/** Where posts are in a repository. */
export const POST_COLLECTION = 'app.bsky.feed.post'

/** A post as it is written into the repository: JSON of the wire. */
export type PostRecord = Readonly<Record<string, unknown>> & { readonly $type: typeof POST_COLLECTION }

/** The record as the lexicon wants it: https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/feed/post.json */
export function recordOf(post: OutgoingPost, prepared: PreparedPost): PostRecord {
  const embed = embedOf(prepared)
  const label = labelOf(post)
  return {
    $type: POST_COLLECTION,
    text: post.text,
    createdAt: new Date(post.createdAt).toISOString(),
    ...(prepared.facets.length === 0 ? {} : { facets: prepared.facets }),
    ...(post.language === null ? {} : { langs: [post.language] }),
    ...(prepared.reply === null ? {} : { reply: prepared.reply }),
    ...(embed === null ? {} : { embed }),
    ...(label === null ? {} : { labels: { $type: 'com.atproto.label.defs#selfLabels', values: [{ val: label }] } }),
  }
}

/** The labels an author may put on a post: https://docs.bsky.app/docs/advanced-guides/moderation#self-labels (checked 2026-11-20). */
const SELF_LABELS: ReadonlySet<string> = new Set(['porn', 'sexual', 'nudity', 'graphic-media'])

/** A warning in the author's own words has no place on Bluesky; it covers the media, as "sensitive" does. */
function labelOf(post: OutgoingPost): string | null {
  const warning = post.contentWarning?.trim() ?? ''
  if (SELF_LABELS.has(warning)) return warning
  return warning !== '' || post.sensitive ? 'graphic-media' : null
}
