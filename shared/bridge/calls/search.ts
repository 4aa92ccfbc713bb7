import { z } from 'zod'
import { AppError } from '../../errors.ts'
import { AccountId, PostId } from '../../ids.ts'
import { command, query } from '../define.ts'
import { PageCursor, PostView } from '../views.ts'
import { page } from './shapes.ts'

/** Search, in the store and by the networks. */
export const searchCalls = {
  /** `indexing`: older posts are still being made ready to be found. */
  'search.posts': query(
    z.object({ text: z.string().max(500), ...page }),
    z.object({ postIds: z.array(PostId), posts: z.array(PostView), older: PageCursor.nullable(), indexing: z.boolean() }),
  ),
  /**
   * The networks' own search, through the accounts whose network has it: newest first, each post once. What is found is stored, and found by
   * `search.posts` from then on. `asked` are the accounts that were asked: a network that cannot be asked for all that is typed is not.
   */
  'search.networks': command(
    z.object({ text: z.string().max(500), limit: z.number().int().min(1).max(100) }),
    z.object({
      postIds: z.array(PostId),
      posts: z.array(PostView),
      failures: z.array(z.object({ accountId: AccountId, error: AppError })),
      asked: z.array(AccountId),
    }),
  ),
} as const
