import type { PostView, SamePost } from '../../../shared/bridge/views.ts'
import type { Author, CustomEmoji } from '../../../shared/model/author.ts'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import type { RichText } from '../../../shared/model/rich-text.ts'
import type { ReadableDatabase } from '../../store/sql.ts'
import { listSilences } from '../../store/mutes/silences.ts'
import { listAccounts } from '../../store/tables/accounts.ts'
import { getViewers } from '../../store/tables/post-accounts.ts'
import type { StoredPost } from '../../store/tables/posts.ts'
import { getPosts } from '../../store/tables/posts.ts'
import { listGroupsOf } from '../../store/tables/same-post.ts'
import type { ConnectorLookup, MediaAddress } from '../dependencies.ts'

/** What turns stored things into what the renderer gets. */
export type ViewDependencies = { readonly mediaAddress: MediaAddress; readonly platformName: ConnectorLookup['platformName'] }

/**
 * The posts as the renderer gets them, each once, in the order asked for, and after them the posts they quote and answer and the same
 * posts on other networks, as far as they are stored. Ids that are not stored are left out. Of deleted posts only the place is left.
 */
export function buildPostViews(db: ReadableDatabase, ids: readonly string[], views: ViewDependencies): PostView[] {
  const order = [...new Set(ids)]
  const found = new Map(getPosts(db, order).map((entry) => [entry.post.id, entry]))
  return viewsOfPosts(
    db,
    order.flatMap((id) => found.get(id) ?? []),
    views,
  )
}

/** The same for posts that were read already, each once. */
export function viewsOfPosts(db: ReadableDatabase, asked: readonly StoredPost[], views: ViewDependencies): PostView[] {
  const ofAsked = samePostsOf(db, asked)
  const near = asked
    .flatMap(({ row, post }) => [post.quote?.postId, post.replyTo?.postId, ...(ofAsked.get(row)?.others ?? [])])
    .filter((id) => id != null)
  const known = new Set(asked.map(({ post }) => post.id))
  const besides =
    near.length === 0
      ? []
      : getPosts(
          db,
          near.filter((id) => !known.has(id)),
        )
  const stored = new Map([...asked, ...besides].map((entry) => [entry.post.id, entry]))
  const inOrder = [...new Set([...known, ...near])].flatMap((id) => stored.get(id) ?? [])
  const samePosts = besides.length === 0 ? ofAsked : new Map([...ofAsked, ...samePostsOf(db, besides)])

  const viewers = getViewers(
    db,
    inOrder.map((entry) => ({ row: entry.row, id: entry.post.id })),
  )
  const ownAccounts = new Map(listAccounts(db).map((account) => [account.authorId, account.id]))
  const silences = listSilences(
    db,
    inOrder
      .filter(({ post, deleted }) => !deleted && !ownAccounts.has(post.authorId))
      .map(({ row, authorRow }) => ({ postRow: row, authorRow, accountIds: (viewers.get(row) ?? []).map(({ accountId }) => accountId) })),
  )

  return inOrder.map((entry) => {
    const samePost = samePosts.get(entry.row)
    const silence = silences.get(entry.row)
    return {
      post: toPostView(entry, views.mediaAddress),
      author: toAuthorView(entry.author, views.mediaAddress),
      viewers: viewers.get(entry.row) ?? [],
      ownAccountId: ownAccounts.get(entry.post.authorId) ?? null,
      deleted: entry.deleted,
      platformName: views.platformName(entry.post.platform),
      ...(samePost === undefined || entry.deleted ? {} : { samePost }),
      ...(silence === undefined ? {} : { silence }),
    }
  })
}

/** The same posts on other networks, by row. Of a thread against one long post only its first post is one of them. */
function samePostsOf(db: ReadableDatabase, posts: readonly StoredPost[]): Map<number, SamePost> {
  const groups = listGroupsOf(
    db,
    posts.map(({ row }) => row),
  )
  const found = new Map<number, SamePost>()
  for (const members of groups.values()) {
    for (const { row, authorRow, split } of members) {
      const others = members.filter((other) => other.row !== row && other.authorRow !== authorRow)
      const once = others.filter((other, index) => others.findIndex((earlier) => earlier.authorRow === other.authorRow) === index)
      if (once.length > 0) found.set(row, { others: once.map(({ id }) => id), split })
    }
  }
  return found
}

/** An author with addresses on the renderer's own host. */
export function toAuthorView(author: Author, mediaAddress: MediaAddress): Author {
  return {
    ...author,
    avatarUrl: author.avatarUrl === null ? null : mediaAddress(author.avatarUrl),
    emojis: author.emojis.map((emoji): CustomEmoji => ({ ...emoji, url: mediaAddress(emoji.url) })),
  }
}

/** Text whose emoji have addresses on the renderer's own host. Links stay what they are. */
export function toRichTextView(text: RichText, mediaAddress: MediaAddress): RichText {
  if (!text.spans.some((span) => span.kind === 'emoji')) return text
  return { text: text.text, spans: text.spans.map((span) => (span.kind === 'emoji' ? { ...span, url: mediaAddress(span.url) } : span)) }
}

function toPostView({ post, deleted }: StoredPost, mediaAddress: MediaAddress): CanonicalPost {
  if (deleted) return { ...post, text: { text: '', spans: [] }, contentWarning: null, media: [], poll: null, linkCard: null, quote: null }
  return {
    ...post,
    text: toRichTextView(post.text, mediaAddress),
    media: post.media.map((media) => ({
      ...media,
      url: mediaAddress(media.url),
      previewUrl: media.previewUrl === null ? null : mediaAddress(media.previewUrl),
    })),
    linkCard:
      post.linkCard === null
        ? null
        : { ...post.linkCard, imageUrl: post.linkCard.imageUrl === null ? null : mediaAddress(post.linkCard.imageUrl) },
  }
}
