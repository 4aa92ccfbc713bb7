import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import type { ReadableDatabase } from '../../store/sql.ts'
import { getAuthor } from '../../store/tables/authors.ts'
import { getPosts } from '../../store/tables/posts.ts'

/** The pictures a card of these posts shows, most wanted last: avatars, then what was posted. Remote addresses. */
export function picturesOf(db: ReadableDatabase, postIds: readonly string[]): string[] {
  const posts = getPosts(db, postIds)
    .filter(({ deleted }) => !deleted)
    .map(({ post }) => post)
    .sort((a, b) => a.createdAt - b.createdAt)
  const avatars = new Set<string>()
  for (const authorId of new Set(posts.map((post) => post.authorId))) {
    const author = getAuthor(db, authorId)
    if (author?.avatarUrl != null) avatars.add(author.avatarUrl)
    for (const emoji of author?.emojis ?? []) avatars.add(emoji.url)
  }
  return [...new Set([...posts.flatMap(picturesInPost), ...avatars])]
}

function picturesInPost(post: CanonicalPost): string[] {
  const emoji = post.text.spans.flatMap((span) => (span.kind === 'emoji' ? [span.url] : []))
  const media = post.media.flatMap(({ kind, url, previewUrl }) => previewUrl ?? (kind === 'image' ? url : []))
  const card = post.linkCard?.imageUrl
  return [...emoji, ...media, ...(card == null ? [] : [card])]
}
