import { z } from 'zod'
import { AccountId, AuthorId, PostId } from '../../ids.ts'
import { command, query } from '../define.ts'
import { PageCursor, PostView, ProfileView } from '../views.ts'
import { done, page } from './shapes.ts'

/** People. */
export const authorCalls = {
  'authors.profile': query(z.object({ authorId: AuthorId }), ProfileView),
  'authors.refreshProfile': command(z.object({ authorId: AuthorId }), done),
  'authors.posts': query(
    z.object({ authorId: AuthorId, ...page }),
    z.object({ postIds: z.array(PostId), posts: z.array(PostView), older: PageCursor.nullable() }),
  ),
  'authors.follow': command(z.object({ authorId: AuthorId, accountId: AccountId, on: z.boolean() }), done),
  /** People whose handle or name begins so, for completion; from the store. */
  'authors.complete': query(
    z.object({ text: z.string().max(100), limit: z.number().int().min(1).max(20) }),
    z.array(
      z.object({ authorId: AuthorId, platform: z.string(), handle: z.string(), displayName: z.string(), avatarUrl: z.string().nullable() }),
    ),
  ),
} as const
