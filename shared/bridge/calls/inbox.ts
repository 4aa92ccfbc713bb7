import { z } from 'zod'
import { AccountId, Timestamp } from '../../ids.ts'
import { Author } from '../../model/author.ts'
import { InboxFilter, InboxPlace } from '../../model/inbox-item.ts'
import { command, query } from '../define.ts'
import { InboxPage, PageCursor } from '../views.ts'
import { page } from './shapes.ts'

/** What an act on the inbox changed: how many rows or notifications, and the name under which it can be taken back. */
const inboxActed = z.object({ undo: z.string().nullable(), count: z.number().int() })

/** Notifications, by rows that group them. */
export const inboxCalls = {
  'inbox.page': query(
    z.object({
      ...page,
      filter: InboxFilter,
      accountIds: z.array(AccountId).nullable(),
      place: InboxPlace.default('inbox'),
      /** In the inbox alone. */
      unreadOnly: z.boolean().default(false),
    }),
    InboxPage,
  ),
  /** What is unread in the inbox, by filter, and how many rows were put off. */
  'inbox.unread': query(
    z.object({ accountIds: z.array(AccountId).nullable().default(null) }),
    z.object({
      mentions: z.number().int(),
      all: z.number().int(),
      conversations: z.number().int(),
      quotes: z.number().int(),
      reactions: z.number().int(),
      follows: z.number().int(),
      snoozed: z.number().int(),
    }),
  ),
  /** Everything of the filter up to and including this time is read; kept in step with the networks. */
  'inbox.markRead': command(
    z.object({ upTo: Timestamp, accountIds: z.array(AccountId).nullable(), filter: InboxFilter.default('all') }),
    inboxActed,
  ),
  /** Everything of the filter that is read leaves the inbox. */
  'inbox.archiveRead': command(z.object({ accountIds: z.array(AccountId).nullable(), filter: InboxFilter.default('all') }), inboxActed),
  /** Does something to rows as they were seen. `restore` puts them back into the inbox; `until` is for `snooze`, and in the future. */
  'inbox.act': command(
    z.object({
      act: z.enum(['read', 'unread', 'snooze', 'archive', 'restore']),
      rows: z
        .array(z.object({ groupId: z.number().int(), upTo: z.number().int() }))
        .min(1)
        .max(500),
      accountIds: z.array(AccountId).nullable().default(null),
      until: Timestamp.nullable().default(null),
    }),
    inboxActed,
  ),
  /** Takes an act back, as far as nothing else was done to the same meanwhile; once. */
  'inbox.undo': command(z.object({ undo: z.string().max(100) }), z.object({ count: z.number().int() })),
  /** The people of a row, the newest first. */
  'inbox.people': query(
    z.object({ ...page, groupId: z.number().int(), accountIds: z.array(AccountId).nullable().default(null) }),
    z.object({ people: z.array(Author), older: PageCursor.nullable() }),
  ),
  'inbox.loadOlder': command(
    z.object({ accountIds: z.array(AccountId).nullable() }),
    z.object({ added: z.number().int(), exhausted: z.boolean() }),
  ),
} as const
