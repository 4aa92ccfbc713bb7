import type { Output, ParsedInput } from '../../../shared/bridge/contract.ts'
import type { InboxRow } from '../../../shared/bridge/views.ts'
import { failure, success, type AppError, type Result } from '../../../shared/errors.ts'
import type { Author } from '../../../shared/model/author.ts'
import type { InboxFilter } from '../../../shared/model/inbox-item.ts'
import type { Clock } from '../../core/ports.ts'
import { listReadGroups, markAllRead, markGroupsRead, markGroupsUnread, putGroupsAway, putGroupsBack } from '../../store/inbox/acts.ts'
import { countSnoozed, countUnread } from '../../store/inbox/count.ts'
import { getInboxGroups, type StoredInboxGroup } from '../../store/inbox/groups.ts'
import { listGroupPeople, listInboxGroups, newestGroupPlace, type InboxChoice } from '../../store/inbox/list.ts'
import type { InboxClass } from '../../store/inbox/subject.ts'
import type { Store } from '../../store/open-database.ts'
import type { ReadableDatabase, WritableDatabase } from '../../store/sql.ts'
import { listAccounts, type StoredAccount } from '../../store/tables/accounts.ts'
import { getAuthorsByRow } from '../../store/tables/authors.ts'
import { getPostsByRow, type StoredPost } from '../../store/tables/posts.ts'
import { listCursors } from '../../store/tables/sync-cursors.ts'
import type { StreamReader } from '../../sync/stream-reader.ts'
import type { ConnectorLookup } from '../dependencies.ts'
import { cannotAsk, loadOlderStreams } from '../reading/load-older.ts'
import { badCursor, fromCursor, toCursor } from '../reading/page-cursor.ts'
import { toAuthorView, viewsOfPosts, type ViewDependencies } from '../reading/view-builder.ts'
import { createInboxChanges } from './changes.ts'

export type InboxDependencies = {
  readonly store: Store
  readonly reader: Pick<StreamReader, 'readOlder'>
  /** Whether an account's network is told what was read. */
  readonly contextFor: ConnectorLookup['contextFor']
  readonly views: ViewDependencies
  readonly clock: Clock
  /** A job for the network was written down: whoever sends them may look. */
  readonly onEnqueued: () => void
  /** Something was put off, or no longer is: whoever brings it back may look. */
  readonly onSnoozed: () => void
}

/** What each filter shows. */
const classesOf = {
  mentions: ['conversation', 'quote'],
  all: ['conversation', 'quote', 'like', 'repost', 'follow', 'other'],
  conversations: ['conversation'],
  quotes: ['quote'],
  reactions: ['like', 'repost'],
  follows: ['follow'],
} as const satisfies Record<InboxFilter, readonly InboxClass[]>

const MAX_ACTORS = 12
const inThePast: AppError = { kind: 'invalid-input', issues: [{ field: 'until', code: 'in-the-past', values: {} }] }

/** Mentions, replies, quotes and what else happened to the accounts, in one list of what it is about. */
export function createInbox({ store, reader, contextFor, views, clock, onEnqueued, onSnoozed }: InboxDependencies) {
  const changes = createInboxChanges({ store, contextFor, clock, onEnqueued })
  /** The choice of a filter among the accounts that are there. */
  const choose = (db: ReadableDatabase, filter: InboxFilter, accountIds: readonly string[] | null): InboxChoice => ({
    classes: classesOf[filter],
    accountIds: chosenIds(db, accountIds),
    place: 'inbox',
    unreadOnly: false,
  })

  return {
    page: ({ cursor, limit, filter, accountIds, place, unreadOnly }: ParsedInput<'inbox.page'>): Result<Output<'inbox.page'>> => {
      const from = fromCursor(cursor, newestGroupPlace)
      if (from === null) return failure(badCursor)
      return success(
        store.read((db) => {
          const choice = { ...choose(db, filter, accountIds), place, unreadOnly: unreadOnly && place === 'inbox' }
          const found = listInboxGroups(db, choice, from, limit + 1)
          const shown = found.slice(0, limit)
          const last = found.length > limit ? shown.at(-1) : undefined
          return {
            ...toRows(db, shown, choice.accountIds, views),
            older: last === undefined ? null : toCursor(last),
            moreOnNetworks: place === 'inbox' && openStreams(db, accountIds).length > 0,
          }
        }),
      )
    },

    people: ({ groupId, accountIds, cursor, limit }: ParsedInput<'inbox.people'>): Result<Output<'inbox.people'>> => {
      const from = fromCursor(cursor, newestGroupPlace)
      if (from === null) return failure(badCursor)
      return success(
        store.read((db) => {
          const found = listGroupPeople(db, groupId, chosenIds(db, accountIds), from, limit + 1)
          const shown = found.slice(0, limit)
          const last = found.length > limit ? shown.at(-1) : undefined
          const authors = getAuthorsByRow(
            db,
            shown.map(({ row }) => row),
          )
          const people = shown.flatMap(({ row }) => authors.get(row) ?? []).map((author) => toAuthorView(author, views.mediaAddress))
          return { people, older: last === undefined ? null : toCursor(last) }
        }),
      )
    },

    unread: ({ accountIds }: ParsedInput<'inbox.unread'>): Result<Output<'inbox.unread'>> =>
      success(
        store.read((db) => {
          const ids = chosenIds(db, accountIds)
          const counts = countUnread(db, ids)
          const sum = (filter: InboxFilter): number => classesOf[filter].reduce((total, kind) => total + (counts.get(kind) ?? 0), 0)
          return {
            mentions: sum('mentions'),
            all: sum('all'),
            conversations: sum('conversations'),
            quotes: sum('quotes'),
            reactions: sum('reactions'),
            follows: sum('follows'),
            snoozed: countSnoozed(db, ids),
          }
        }),
      ),

    markRead: ({ upTo, accountIds, filter }: ParsedInput<'inbox.markRead'>): Result<Output<'inbox.markRead'>> =>
      success(changes.make((db) => markAllRead(db, choose(db, filter, accountIds), upTo))),

    archiveRead: ({ accountIds, filter }: ParsedInput<'inbox.archiveRead'>): Result<Output<'inbox.archiveRead'>> =>
      success(changes.make((db) => putGroupsAway(db, listReadGroups(db, choose(db, filter, accountIds)), 'archived', null))),

    act: ({ act, rows, accountIds, until }: ParsedInput<'inbox.act'>): Result<Output<'inbox.act'>> => {
      if (act === 'snooze' && (until === null || until <= clock())) return failure(inThePast)
      const acted = changes.make((db: WritableDatabase) => {
        switch (act) {
          case 'read':
            return markGroupsRead(db, rows, chosenIds(db, accountIds))
          case 'unread':
            return markGroupsUnread(db, rows, chosenIds(db, accountIds))
          case 'snooze':
            return putGroupsAway(db, rows, 'snoozed', until)
          case 'archive':
            return putGroupsAway(db, rows, 'archived', null)
          case 'restore':
            return putGroupsBack(db, rows)
        }
      })
      onSnoozed()
      return success(acted)
    },

    undo: ({ undo }: ParsedInput<'inbox.undo'>): Result<Output<'inbox.undo'>> => {
      const count = changes.undo(undo)
      onSnoozed()
      return success({ count })
    },

    loadOlder: async ({ accountIds }: ParsedInput<'inbox.loadOlder'>): Promise<Result<Output<'inbox.loadOlder'>>> => {
      const chosen = store.read((db) => readAccounts(db, accountIds))
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

function chosenIds(db: ReadableDatabase, accountIds: readonly string[] | null): string[] {
  return listAccounts(db).flatMap(({ id }) => (accountIds === null || accountIds.includes(id) ? [id] : []))
}

/** The accounts whose notifications are read. */
function readAccounts(db: ReadableDatabase, accountIds: readonly string[] | null): StoredAccount[] {
  return listAccounts(db).filter(
    (account) => account.capabilities.streams.notifications && (accountIds === null || accountIds.includes(account.id)),
  )
}

/** The healthy accounts whose networks have older notifications. */
function openStreams(db: ReadableDatabase, accountIds: readonly string[] | null): string[] {
  const open = new Set(listCursors(db, 'notifications').flatMap((cursor) => (cursor.exhausted ? [] : [cursor.accountId])))
  return readAccounts(db, accountIds)
    .filter((account) => account.state.kind === 'connected' && open.has(account.id))
    .map((account) => account.id)
}

function toRows(
  db: ReadableDatabase,
  places: readonly { readonly row: number; readonly at: number }[],
  accountIds: readonly string[],
  views: ViewDependencies,
): Pick<Output<'inbox.page'>, 'rows' | 'posts'> {
  const standsAt = new Map(places.map(({ row, at }) => [row, at]))
  const groups = getInboxGroups(
    db,
    places.map(({ row }) => row),
    accountIds,
    MAX_ACTORS,
  )
  const about = groups.flatMap(({ newest }) => newest.postRow ?? [])
  const posts = new Map(getPostsByRow(db, about).map((post) => [post.row, post]))
  const authors = authorsOf(db, groups, posts)
  const rows = groups.map(({ id, newest, ...group }): InboxRow => ({
    key: `inbox:${id}`,
    groupId: id,
    upTo: group.upTo,
    kind: newest.kind,
    accountId: newest.accountId,
    accountIds: [...group.accountIds],
    actors: group.actorRows.flatMap((row) => authors.get(row) ?? []).map((author) => toAuthorView(author, views.mediaAddress)),
    actorCount: group.people,
    postId: (newest.postRow === null ? null : posts.get(newest.postRow)?.post.id) ?? null,
    at: newest.at,
    sortAt: standsAt.get(id) ?? newest.at,
    unread: group.unread,
    read: group.unread === 0,
    kept: group.kept,
    place: group.place,
    until: group.until,
  }))
  const inOrder = [...new Set(about)].flatMap((row) => posts.get(row) ?? [])
  return { rows, posts: viewsOfPosts(db, inOrder, views) }
}

/** Who did it, by row. Who mentions or answers wrote the post that is shown, and was read with it. */
function authorsOf(
  db: ReadableDatabase,
  groups: readonly StoredInboxGroup[],
  posts: ReadonlyMap<number, StoredPost>,
): ReadonlyMap<number, Author> {
  const authors = new Map([...posts.values()].map(({ authorRow, author }) => [authorRow, author]))
  const missing = groups.flatMap(({ actorRows }) => actorRows.filter((row) => !authors.has(row)))
  return missing.length === 0 ? authors : new Map([...authors, ...getAuthorsByRow(db, missing)])
}
