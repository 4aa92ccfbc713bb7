import { z } from 'zod'
import { AccountId, PostId } from '../../ids.ts'
import { PostMetrics } from '../../model/post-metrics.ts'
import { query } from '../define.ts'
import { PostView } from '../views.ts'

/** How the person's own posts are doing. */
export const metricsCalls = {
  /** The person's own posts with their newest counts. */
  'metrics.ownPosts': query(
    z.object({ accountIds: z.array(AccountId).nullable(), limit: z.number().int().min(1).max(200) }),
    z.object({ posts: z.array(PostView), followers: z.array(z.object({ accountId: AccountId, followers: z.number().int().nullable() })) }),
  ),
  'metrics.history': query(z.object({ postId: PostId }), z.array(PostMetrics)),
} as const
