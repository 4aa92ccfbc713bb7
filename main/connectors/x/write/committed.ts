import { z } from 'zod'
import type { RichText, RichTextSpan } from '../../../../shared/model/rich-text.ts'
import { detectFacets } from '../../../../shared/text/facets.ts'
import type { CommittedPost, ConnectorContext, OutgoingPost } from '../../connector.ts'
import { authorIdOf, postIdOf, timeOfId, userIdOf } from '../ids.ts'

/** What `prepare` leaves: X's ids of the uploaded files, in order. */
export const Prepared = z.object({ mediaIds: z.array(z.string()) })
export type Prepared = z.infer<typeof Prepared>

/** CreatePostsResponse: openapi.json 2.168, read 2026-11-27. */
export const Created = z.object({ data: z.object({ id: z.string().regex(/^\d{1,19}$/), text: z.string() }) })

/**
 * A created post as what the outbox keeps, made of what was sent: X answers with no more than the id, and reading the post would be paid for. Its files
 * and the people in it come with the next read.
 */
export function committedPost(context: ConnectorContext, id: string, post: OutgoingPost): CommittedPost {
  const { account } = context
  const ownId = userIdOf(account.authorId)
  const root = post.replyRoot ?? post.replyTo
  const now = context.clock()
  return {
    author: null,
    normalised: {
      post: {
        id: postIdOf(id),
        platform: 'x',
        authorId: ownId === null ? account.authorId : authorIdOf(ownId),
        url: `https://x.com/${encodeURIComponent(account.handle)}/status/${id}`,
        createdAt: Math.min(timeOfId(id) ?? now, now),
        indexedAt: null,
        editedAt: null,
        text: textOf(post.text.trim()),
        contentWarning: null,
        sensitive: false,
        languages: post.language === null ? [] : [post.language],
        media: [],
        poll: null,
        linkCard: null,
        quote: null,
        replyTo: post.replyTo === null ? null : { postId: post.replyTo.postId, authorId: null, authorHandle: null },
        threadRootId: root === null ? null : root.postId,
        visibility: null,
        metrics: { replies: null, reposts: null, likes: null, quotes: null, bookmarks: null, views: null, measuredAt: now },
      },
      viewer: {
        remoteId: id,
        revision: null,
        liked: false,
        reposted: false,
        bookmarked: false,
        likeRef: null,
        repostRef: null,
        canReply: true,
        canQuote: false,
        canRepost: true,
      },
    },
  }
}

/** Whom X takes an @ for: docs.x.com calls it a username, of up to 15 letters, digits and underscores. */
const MENTION = /(?<![\w@#$/.])[@＠](\w{1,15})(?!\w|@)/g

/** The text with what X will make links of, as far as can be told. */
function textOf(text: string): RichText {
  const facets = detectFacets(text).flatMap((facet): RichTextSpan[] => (facet.kind === 'mention' ? [] : [facet]))
  const mentions = [...text.matchAll(MENTION)].map(({ index, 0: written, 1: handle = '' }): RichTextSpan => {
    return { kind: 'mention', start: index, end: index + written.length, authorId: null, handle, uri: `https://x.com/${handle}` }
  })
  const isFree = ({ start, end }: RichTextSpan): boolean => facets.every((facet) => end <= facet.start || start >= facet.end)
  return { text, spans: [...facets, ...mentions.filter(isFree)].sort((a, b) => a.start - b.start) }
}
