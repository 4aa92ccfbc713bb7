import { queryOptions } from '@tanstack/react-query'
import { call } from '../bridge/client.ts'
import { withPosts } from './posts.ts'

const MOST = 200

/** The person's own posts with their newest counts, and how many follow each account. Asked again when posts change. */
export const ownPostsOptions = queryOptions({
  queryKey: ['own-posts'],
  queryFn: async () => {
    const answer = await withPosts(call('metrics.ownPosts', { accountIds: null, limit: MOST }))
    return answer
  },
})

/** What was measured of one post, the oldest first. */
export function historyOptions(postId: string) {
  return queryOptions({ queryKey: ['post-metrics', postId], queryFn: () => call('metrics.history', { postId }) })
}
