import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Input, Output } from '../../shared/bridge/contract.ts'
import { call } from '../bridge/client.ts'
import { seedPosts } from './posts.ts'

export type InboxFilter = Input<'inbox.page'>['filter']
export type InboxRow = Output<'inbox.page'>['rows'][number]

export const inboxKeys = {
  all: ['inbox'] as const,
  page: (filter: InboxFilter) => ['inbox', 'page', filter] as const,
  unread: ['inbox', 'unread'] as const,
}

export function inboxOptions(filter: InboxFilter) {
  return infiniteQueryOptions({
    queryKey: inboxKeys.page(filter),
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam }) => {
      const page = await call('inbox.page', { filter, accountIds: null, cursor: pageParam, limit: 40 })
      seedPosts(page.posts)
      return page
    },
    getNextPageParam: (page) => page.older,
  })
}

export const unreadOptions = queryOptions({ queryKey: inboxKeys.unread, queryFn: () => call('inbox.unread', {}) })

/** Everything up to and including this time is read, here and on the networks. Epoch ms. */
export async function markRead(upTo: number): Promise<void> {
  await call('inbox.markRead', { upTo, accountIds: null })
}

/** Asks the networks for older notifications than any stored; the store's change event then brings them. */
export async function loadOlderInbox(): Promise<boolean> {
  const { added, exhausted } = await call('inbox.loadOlder', { accountIds: null })
  return added > 0 || !exhausted
}
