import { param, userOf, type Answer, type Call, type Route } from '../http/call.ts'
import { badParameter, missing } from '../http/graph-error.ts'
import { MediaInsights } from './schemas.ts'

const METRICS = ['views', 'likes', 'replies', 'reposts', 'quotes', 'shares'] as const

function insights(call: Call): Answer {
  const { world } = call
  const post = world.posts.get(param(call, 'id'))
  if (post?.userId !== userOf(call).id) throw missing(param(call, 'id'))
  const wanted = (call.input.get('metric') ?? '').split(',')
  const unknown = wanted.find((name) => !METRICS.some((metric) => metric === name))
  if (unknown !== undefined) throw badParameter(`metric[0] must be one of the following values: ${METRICS.join(', ')}`)
  const all = [...world.posts.values()]
  const counts = {
    ...post.counts,
    replies: all.filter(({ repliedTo, rootId }) => repliedTo === post.id || rootId === post.id).length,
    quotes: all.filter(({ quotes, type }) => quotes === post.id && type !== 'REPOST_FACADE').length,
  }
  // Nothing for what is only a repost of somebody's post.
  if (post.type === 'REPOST_FACADE') return { json: { data: [] } }
  return {
    json: {
      data: METRICS.filter((metric) => wanted.includes(metric)).map((name) => ({
        name,
        period: 'lifetime',
        values: [{ value: counts[name] }],
        title: name,
        description: `The number of ${name} of your post.`,
        id: `${post.id}/insights/${name}/lifetime`,
      })),
    },
  }
}

/** Page: insights; read 2026-11-27. */
export const insightsRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1.0/{id}/insights',
    permissions: ['threads_basic', 'threads_manage_insights'],
    answer: MediaInsights,
    handle: insights,
  },
]
