import { z } from 'zod'
import { AccountId } from '../../ids.ts'
import { command, query } from '../define.ts'
import { PageCursor, TimelinePage } from '../views.ts'
import { done, page } from './shapes.ts'

/** The merged home timeline. */
export const timelineCalls = {
  'timeline.page': query(z.object({ ...page, accountIds: z.array(AccountId).nullable() }), TimelinePage),
  /** How many rows are newer than a cursor (`count`, all of them), and at most `limit` of them: the ones nearest to it, newest first. */
  'timeline.newer': query(
    z.object({ since: PageCursor, accountIds: z.array(AccountId).nullable(), limit: z.number().int().min(1).max(200) }),
    TimelinePage.extend({ count: z.number().int() }),
  ),
  /** Asks the networks for older posts than any stored; resolves when the store has them. */
  'timeline.loadOlder': command(
    z.object({ accountIds: z.array(AccountId).nullable() }),
    z.object({ added: z.number().int(), exhausted: z.boolean() }),
  ),
  'timeline.fillGap': command(z.object({ key: z.string() }), done),
  /** The place in a view, kept over restarts. */
  'timeline.position': query(
    z.object({ view: z.string() }),
    z.object({ key: z.string(), cursor: PageCursor, offset: z.number() }).nullable(),
  ),
  'timeline.setPosition': command(z.object({ view: z.string(), key: z.string(), cursor: PageCursor, offset: z.number() }), done),
} as const
