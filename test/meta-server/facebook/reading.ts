import { z } from 'zod'
import { param, type Answer, type Call, type Route } from '../http/call.ts'
import { badParameter, badToken, graphError, missing } from '../http/graph-error.ts'
import { pageOf } from '../http/paging.ts'
import { presentComment, presentPage, presentPhoto, presentPost } from './present.ts'
import { presentVideo } from './video.ts'
import { Comment, Insights, listOf, Page, Photo, Post, Video } from './schemas.ts'
import { facebookOf, isOut, newestFirst, timeOf, type FbComment, type FbPage, type FbPost } from './world.ts'

/** The page that a page token is of, which the address has to name. */
export function tokenPage({ world, token }: Call): FbPage {
  const page = facebookOf(world).pages.get(token?.userId ?? '')
  // Source: developers.facebook.com/documentation/pages-api/error-codes, read 2026-11-27.
  if (page === undefined) throw graphError(400, 190, 'A Page access token is required for this call.', { subcode: 2069032 })
  return page
}

export function namedPage(call: Call): FbPage {
  const page = tokenPage(call)
  if (page.id !== param(call, 'id')) throw missing(param(call, 'id'))
  return page
}

/** Posts of the page and those that tag it; all of it besides is somebody else's. */
export function postFor({ world }: Call, page: FbPage, id: string): FbPost | null {
  const post = facebookOf(world).posts.get(id)
  return post !== undefined && (post.authorId === page.id || post.tags.includes(page.id)) ? post : null
}

export function commentFor(call: Call, page: FbPage, id: string): FbComment | null {
  const comment = facebookOf(call.world).comments.get(id)
  return comment !== undefined && postFor(call, page, comment.postId) !== null ? comment : null
}

function list(call: Call, posts: readonly FbPost[]): Answer {
  return { json: pageOf(call, posts, (post) => presentPost(call, post)) }
}

function published(call: Call): Answer {
  const page = namedPage(call)
  const own = [...facebookOf(call.world).posts.values()].filter((post) => post.authorId === page.id && isOut(call.world, post))
  return list(call, newestFirst(own, timeOf))
}

function scheduled(call: Call): Answer {
  const page = namedPage(call)
  const own = [...facebookOf(call.world).posts.values()].filter((post) => post.authorId === page.id && !isOut(call.world, post))
  return list(call, newestFirst(own, timeOf))
}

function tagged(call: Call): Answer {
  const page = namedPage(call)
  return list(
    call,
    newestFirst(
      [...facebookOf(call.world).posts.values()].filter(({ tags }) => tags.includes(page.id)),
      timeOf,
    ),
  )
}

/** Of a post the comments below it, and with `filter=stream` what answers those; of a comment what answers it. */
function comments(call: Call): Answer {
  const page = tokenPage(call)
  const id = param(call, 'id')
  const order = call.input.get('order') ?? 'ranked'
  if (!['ranked', 'chronological', 'reverse_chronological'].includes(order)) throw badParameter('order is not one of its values')
  const all = [...facebookOf(call.world).comments.values()]
  const isAll = call.input.get('filter') === 'stream'
  if (postFor(call, page, id) === null && commentFor(call, page, id) === null) throw missing(id)
  const found = all.filter((one) => (one.postId === id && (isAll || one.parentId === null)) || one.parentId === id)
  const sorted = newestFirst(found, ({ at }) => at)
  return { json: pageOf(call, order === 'reverse_chronological' ? sorted : sorted.toReversed(), (one) => presentComment(call, one)) }
}

/** A page, a post, a photo or a comment, whichever the id is of. */
function one(call: Call): Answer {
  const id = param(call, 'id')
  const page = tokenPage(call)
  if (id === page.id || id === 'me') return { json: presentPage(call, page) }
  const post = postFor(call, page, id)
  if (post !== null) return { json: presentPost(call, post) }
  const photo = facebookOf(call.world).photos.get(id)
  if (photo?.pageId === page.id) return { json: presentPhoto(call, photo) }
  const video = facebookOf(call.world).videos.get(id)
  if (video?.pageId === page.id) return { json: presentVideo(call, video) }
  const comment = commentFor(call, page, id)
  if (comment === null) throw missing(id)
  return { json: presentComment(call, comment) }
}

/** What is left of them after 2025-11-15 and 2026-06-15, as far as they are counts (platforminsights/page and its deprecated metrics). */
const METRICS = ['post_media_view', 'post_total_media_view_unique', 'post_clicks', 'post_reactions_like_total'] as const

function insights(call: Call): Answer {
  const page = tokenPage(call)
  const post = postFor(call, page, param(call, 'id'))
  if (post?.authorId !== page.id) throw missing(param(call, 'id'))
  const wanted = (call.input.get('metric') ?? '').split(',')
  if (wanted.some((name) => !METRICS.some((metric) => metric === name)))
    throw graphError(400, 100, '(#100) The value must be a valid insights metric')
  const counts = {
    post_media_view: post.views,
    post_total_media_view_unique: post.views,
    post_clicks: 0,
    post_reactions_like_total: post.likedBy.size,
  }
  return {
    json: {
      data: METRICS.filter((metric) => wanted.includes(metric)).map((name) => ({
        name,
        period: 'lifetime',
        values: [{ value: counts[name] }],
        title: name,
        description: name,
        id: `${post.id}/insights/${name}/lifetime`,
      })),
    },
  }
}

function file(call: Call): Answer {
  const found = facebookOf(call.world).photos.get(param(call, 'id'))
  if (found === undefined) throw badToken('malformed')
  return { bytes: { contentType: found.contentType, content: found.bytes } }
}

const ENGAGEMENT = ['pages_read_engagement']

/**
 * Pages: graph-api/reference/page, page/feed, page/tagged, page/scheduled_posts, pagepost, object/comments, insights; read 2026-11-27.
 * Which permission scheduled posts want is on none of them.
 */
export const facebookReadingRoutes: readonly Route[] = [
  { method: 'GET', path: '/v25.0/{id}', permissions: ENGAGEMENT, answer: z.union([Page, Post, Comment, Photo, Video]), handle: one },
  { method: 'GET', path: '/v25.0/{id}/published_posts', permissions: ENGAGEMENT, answer: listOf(Post), handle: published },
  { method: 'GET', path: '/v25.0/{id}/scheduled_posts', permissions: ENGAGEMENT, answer: listOf(Post), handle: scheduled },
  { method: 'GET', path: '/v25.0/{id}/tagged', permissions: ['pages_read_user_content'], answer: listOf(Post), handle: tagged },
  { method: 'GET', path: '/v25.0/{id}/comments', permissions: ['pages_read_user_content'], answer: listOf(Comment), handle: comments },
  { method: 'GET', path: '/v25.0/{id}/insights', permissions: ['read_insights'], answer: Insights, handle: insights },
  { method: 'GET', path: '/photos/{id}', permissions: null, answer: null, handle: file },
]
