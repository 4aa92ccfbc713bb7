import { infiniteQueryOptions, queryOptions, useQuery } from '@tanstack/react-query'
import { call } from '../bridge/client.ts'
import { withPosts } from './posts.ts'
import { queryClient } from './query-client.ts'

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
      const page = await withPosts(call('search.posts', { text, cursor: pageParam, limit: 40 }))
      return { ...page, text, tookMs: Math.max(1, Math.round(performance.now() - began)) }
    },
    getNextPageParam: (page) => page.older,
  })
}

/** How long what the networks found is good enough, ms: asking again sooner would find the same. */
const FOUND_LATELY_MS = 60_000
const MOST_FROM_NETWORKS = 40

function networkSearchOptions(text: string) {
  return queryOptions({
    queryKey: ['search-networks', text],
    staleTime: FOUND_LATELY_MS,
    queryFn: async () => {
      const found = await withPosts(call('search.networks', { text, limit: MOST_FROM_NETWORKS }))
      return found
    },
  })
}

/** Asks the networks for a text, unless they were asked for it a moment ago. A failure is shown where the answer would be. */
export function askNetworks(text: string): void {
  if (text !== '') void queryClient.query(networkSearchOptions(text)).catch(() => undefined)
}

/** What the networks found by a text, newest first, and who could not be asked and why. Never asked by itself: see `askNetworks`. */
export function useNetworkSearch(text: string) {
  const { data, error, isFetching } = useQuery({ ...networkSearchOptions(text), enabled: false })
  return { data, error, isFetching }
}
