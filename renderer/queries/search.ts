import { infiniteQueryOptions } from '@tanstack/react-query'
import { call } from '../bridge/client.ts'
import { seedPosts } from './posts.ts'

/** Posts on this computer with all of the words, newest first. `text` is what they were found by, `tookMs` how long the core needed. */
export function searchOptions(text: string) {
  return infiniteQueryOptions({
    queryKey: ['search', text],
    enabled: text !== '',
    initialPageParam: null as string | null,
    // What was found is a moment's answer: asking again asks the store again.
    staleTime: 5_000,
    queryFn: async ({ pageParam }) => {
      const began = performance.now()
      const page = await call('search.posts', { text, cursor: pageParam, limit: 40 })
      seedPosts(page.posts)
      return { ...page, text, tookMs: Math.max(1, Math.round(performance.now() - began)) }
    },
    getNextPageParam: (page) => page.older,
  })
}
