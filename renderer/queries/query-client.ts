import { QueryClient } from '@tanstack/react-query'
import { AppFailure } from '../../shared/errors.ts'

/**
 * The renderer's view of the store. Nothing here goes stale by time: the core says what changed (see `bridge/apply-changes.ts`), and only
 * that is asked again. Calls work without a network, since the core is on this machine.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Infinity,
      gcTime: 10 * 60_000,
      networkMode: 'always',
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      // An expected failure stays the same when it is asked again at once.
      retry: (count, error) => !(error instanceof AppFailure) && count < 2,
    },
    mutations: { networkMode: 'always', retry: false },
  },
})
