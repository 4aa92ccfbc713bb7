import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { call } from '../bridge/client.ts'
import { withPosts } from './posts.ts'

export const authorKeys = {
  profile: (id: string) => ['profile', id] as const,
  allPosts: ['author-posts'] as const,
  posts: (id: string) => ['author-posts', id] as const,
}

export function profileOptions(authorId: string) {
  return queryOptions({ queryKey: authorKeys.profile(authorId), queryFn: () => call('authors.profile', { authorId }) })
}

/** The stored posts of an author, newest first. */
export function authorPostsOptions(authorId: string) {
  return infiniteQueryOptions({
    queryKey: authorKeys.posts(authorId),
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam }) => {
      const page = await withPosts(call('authors.posts', { authorId, cursor: pageParam, limit: 30 }))
      return page
    },
    getNextPageParam: (page) => page.older,
  })
}

/** Reads a profile and its newest posts from the network. */
export async function refreshProfile(authorId: string): Promise<void> {
  await call('authors.refreshProfile', { authorId })
}

export async function follow(authorId: string, accountId: string, on: boolean): Promise<void> {
  await call('authors.follow', { authorId, accountId, on })
}
