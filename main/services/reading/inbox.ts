import type { Output, ParsedInput } from '../../../shared/bridge/contract.ts'
import type { InboxRow } from '../../../shared/bridge/views.ts'
import { failure, success, type Result } from '../../../shared/errors.ts'
import type { Author } from '../../../shared/model/author.ts'
import type { InboxKind } from '../../../shared/model/inbox-item.ts'
import type { Clock } from '../../core/ports.ts'
import type { Store } from '../../store/open-database.ts'
import type { ReadableDatabase } from '../../store/sql.ts'
import { listAccounts, type StoredAccount } from '../../store/tables/accounts.ts'
import { getAuthorsByRow } from '../../store/tables/authors.ts'
import { enqueueMarkRead } from '../../store/tables/engagement-jobs.ts'
import type { StoredInboxItem } from '../../store/tables/inbox.ts'
import { countUnread, listInboxItems, markInboxRead, newestInboxItem, newestInboxPlace } from '../../store/tables/inbox.ts'
import { listCursors } from '../../store/tables/sync-cursors.ts'
import type { StreamReader } from '../../sync/stream-reader.ts'
import type { ConnectorLookup } from '../dependencies.ts'
import { groupInboxItems, type InboxGroup } from './group-inbox.ts'
import { cannotAsk, loadOlderStreams } from './load-older.ts'
import { badCursor, fromCursor, toCursor } from './page-cursor.ts'
import { buildPostViews, toAuthorView, type ViewDependencies } from './view-builder.ts'

export type InboxDependencies = {
  readonly store: Store
  readonly reader: Pick<StreamReader, 'readOlder'>
  /** Whether an account's network is told what was read. */
  readonly contextFor: ConnectorLookup['contextFor']
  readonly views: ViewDependencies
  readonly clock: Clock
  /** A job for the network was written down: whoever sends them may look. */
  readonly onEnqueued: () => void
}

type Filter = ParsedInput<'inbox.page'>['filter']

/** What each filter shows; null = everything. */
const kindsOf = {
  mentions: ['mention', 'reply', 'quote'],
  all: null,
  conversations: ['mention', 'reply'],
  quotes: ['quote'],
  reactions: ['like', 'repost'],
  follows: ['follow', 'follow-request'],
} as const satisfies Record<Filter, readonly InboxKind[] | null>

/** Items looked at for one row, at most: what is grouped takes several. */
const ITEMS_PER_ROW = 8
const MAX_ACTORS = 12

/** Mentions, replies, quotes and what else happened to the accounts, in one list. */
export function createInbox({ store, reader, contextFor, views, clock, onEnqueued }: InboxDependencies) {
  return {
    page: ({ cursor, limit, filter, accountIds }: ParsedInput<'inbox.page'>): Result<Output<'inbox.page'>> => {
      const from = fromCursor(cursor, newestInboxPlace)
      if (from === null) return failure(badCursor)
      return success(
        store.read((db) => {
          const wanted = limit * ITEMS_PER_ROW
          const items = listInboxItems(db, kindsOf[filter], accountIds, from, wanted + 1)
          const { groups, used } = groupInboxItems(items.slice(0, wanted), limit)
          const last = items.length > used ? items[used - 1] : undefined
          return {
            ...toRows(db, groups, views),
            older: last === undefined ? null : toCursor(last),
            moreOnNetworks: openStreams(db, accountIds).length > 0,
          }
        }),
      )
    },

    unread: (): Result<Output<'inbox.unread'>> => {
      const counts = store.read((db) => countUnread(db))
      const sum = (kinds: Iterable<InboxKind>): number => [...kinds].reduce((total, kind) => total + (counts.get(kind) ?? 0), 0)
      return success({ mentions: sum(kindsOf.mentions), all: sum(counts.keys()) })
    },

    markRead: ({ upTo, accountIds }: ParsedInput<'inbox.markRead'>): Result<Output<'inbox.markRead'>> => {
      const now = clock()
      const told = store.write((db) => {
        let enqueued = false
        for (const account of listAccounts(db)) {
          if (accountIds !== null && !accountIds.includes(account.id)) continue
          if (markInboxRead(db, account.id, upTo) === 0) continue
          const newest = newestInboxItem(db, account.id, upTo)
          if (newest === null || contextFor(account.id)?.connector.markRead === undefined) continue
          enqueueMarkRead(db, account.id, newest, now)
          enqueued = true
        }
        return enqueued
      })
      if (told) onEnqueued()
      return success({})
    },

    loadOlder: async ({ accountIds }: ParsedInput<'inbox.loadOlder'>): Promise<Result<Output<'inbox.loadOlder'>>> => {
      const chosen = store.read((db) => chosenAccounts(db, accountIds))
      if (!chosen.some((account) => account.state.kind === 'connected')) return cannotAsk(chosen.map((account) => account.state))
      return loadOlderStreams(
        reader,
        'notifications',
        store.read((db) => openStreams(db, accountIds)),
      )
    },
  }
}

export type Inbox = ReturnType<typeof createInbox>

function chosenAccounts(db: ReadableDatabase, accountIds: readonly string[] | null): StoredAccount[] {
  return listAccounts(db).filter(
    (account) => account.capabilities.streams.notifications && (accountIds === null || accountIds.includes(account.id)),
  )
}

/** The healthy accounts whose networks have older notifications. */
function openStreams(db: ReadableDatabase, accountIds: readonly string[] | null): string[] {
  const open = new Set(listCursors(db, 'notifications').flatMap((cursor) => (cursor.exhausted ? [] : [cursor.accountId])))
  return chosenAccounts(db, accountIds)
    .filter((account) => account.state.kind === 'connected' && open.has(account.id))
    .map((account) => account.id)
}

function toRows(
  db: ReadableDatabase,
  groups: readonly InboxGroup[],
  views: ViewDependencies,
): Pick<Output<'inbox.page'>, 'rows' | 'posts'> {
  const shown = (group: InboxGroup): StoredInboxItem[] => group.items.slice(0, MAX_ACTORS)
  const authors = getAuthorsByRow(
    db,
    groups.flatMap((group) => shown(group).map((item) => item.actorRow)),
  )
  const actorsOf = (group: InboxGroup): Author[] =>
    shown(group).flatMap((item) => {
      const author = authors.get(item.actorRow)
      return author === undefined ? [] : [toAuthorView(author, views.mediaAddress)]
    })
  const rows = groups.map((group): InboxRow => {
    const { accountId, kind, postId, at } = group.newest
    return {
      key: group.key,
      kind,
      accountId,
      actors: actorsOf(group),
      actorCount: group.items.length,
      postId,
      at,
      read: group.items.every((item) => item.read) && group.again.every((item) => item.read),
    }
  })
  return {
    rows,
    posts: buildPostViews(
      db,
      rows.flatMap((row) => row.postId ?? []),
      views,
    ),
  }
}
