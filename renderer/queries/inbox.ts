import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Input, Output } from '../../shared/bridge/contract.ts'
import type { InboxFilter, InboxPlace } from '../../shared/model/inbox-item.ts'
import { call } from '../bridge/client.ts'
import { withPosts } from './posts.ts'

export type InboxRow = Output<'inbox.page'>['rows'][number]
export type InboxAct = Input<'inbox.act'>['act']
/** What an act changed, and the name under which it can be taken back. */
export type InboxActed = Output<'inbox.act'>

/** What the Mentions view shows. Accounts: null = all. */
export type InboxChoice = {
  readonly filter: InboxFilter
  readonly accountIds: readonly string[] | null
  readonly place: InboxPlace
  readonly unreadOnly: boolean
}

export const inboxKeys = {
  all: ['inbox'] as const,
  page: (choice: InboxChoice) => ['inbox', 'page', choice] as const,
  unread: (accountIds: readonly string[] | null) => ['inbox', 'unread', accountIds] as const,
  people: (groupId: number) => ['inbox', 'people', groupId] as const,
}

export function inboxOptions(choice: InboxChoice) {
  return infiniteQueryOptions({
    queryKey: inboxKeys.page(choice),
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam }) => {
      const page = await withPosts(call('inbox.page', { ...choice, accountIds: listOf(choice.accountIds), cursor: pageParam, limit: 40 }))
      return page
    },
    getNextPageParam: (page) => page.older,
  })
}

/** How much is unread, by filter. */
export function unreadOptions(accountIds: readonly string[] | null) {
  return queryOptions({
    queryKey: inboxKeys.unread(accountIds),
    queryFn: () => call('inbox.unread', { accountIds: listOf(accountIds) }),
  })
}

/** The people of a row, the newest first. */
export function peopleOptions(groupId: number) {
  return infiniteQueryOptions({
    queryKey: inboxKeys.people(groupId),
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) => call('inbox.people', { groupId, cursor: pageParam, limit: 100 }),
    getNextPageParam: (page) => page.older,
  })
}

/** Does something to rows as they are shown; `until` is when what is put off comes back, epoch ms. */
export function actOnInbox(
  act: InboxAct,
  rows: readonly Pick<InboxRow, 'groupId' | 'upTo'>[],
  choice: Pick<InboxChoice, 'accountIds'>,
  until: number | null = null,
): Promise<InboxActed> {
  const seen = rows.map(({ groupId, upTo }) => ({ groupId, upTo }))
  return call('inbox.act', { act, rows: seen, accountIds: listOf(choice.accountIds), until })
}

/** Everything of a choice up to and including this time is read, here and on the networks. Epoch ms. */
export function markRead(upTo: number, { filter, accountIds }: Pick<InboxChoice, 'filter' | 'accountIds'>): Promise<InboxActed> {
  return call('inbox.markRead', { upTo, filter, accountIds: listOf(accountIds) })
}

/** Everything of a choice that is read leaves the inbox. */
export function archiveRead({ filter, accountIds }: Pick<InboxChoice, 'filter' | 'accountIds'>): Promise<InboxActed> {
  return call('inbox.archiveRead', { filter, accountIds: listOf(accountIds) })
}

/** Takes an act back. */
export async function undoInbox(undo: string): Promise<number> {
  return (await call('inbox.undo', { undo })).count
}

/** Where the inbox is read as a column, kept over restarts; asked once, when it is shown first. Null: at the newest. */
export const inboxPlaceOptions = queryOptions({
  queryKey: ['inbox-place'],
  queryFn: async () => {
    const place = await call('timeline.position', { view: 'columns:mentions' })
    return place === null || place.key === '' ? null : { key: place.key, offset: place.offset }
  },
  gcTime: Infinity,
})

/** Keeps that place. Whoever reads at the top wants to be there again, whatever came in. */
export async function keepInboxPlace(place: { readonly key: string; readonly offset: number }, atTop: boolean): Promise<void> {
  const { key, offset } = atTop ? { key: '', offset: 0 } : place
  await call('timeline.setPosition', { view: 'columns:mentions', key, cursor: '', offset })
}

/** Asks the networks for older notifications than any stored; the store's change event then brings them. */
export async function loadOlderInbox(accountIds: readonly string[] | null): Promise<boolean> {
  const { added, exhausted } = await call('inbox.loadOlder', { accountIds: listOf(accountIds) })
  return added > 0 || !exhausted
}

function listOf(accountIds: readonly string[] | null): string[] | null {
  return accountIds === null ? null : [...accountIds]
}
