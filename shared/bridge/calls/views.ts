import { z } from 'zod'
import { AccountId, LocalId } from '../../ids.ts'
import { MAX_VIEW_TEXT, OfferedView, SavedView, ViewSource } from '../../model/saved-view.ts'
import { command, query } from '../define.ts'
import { ViewPage } from '../views.ts'
import { done, none, page } from './shapes.ts'

/** Views of the person's own: lists, feeds, hashtags and saved searches. */
export const viewCalls = {
  /** In the person's order. */
  'views.list': query(none, z.array(SavedView)),
  /**
   * Adds a view, or changes the one with this id. A source that is there already answers its view. Without a title it gets one of its source.
   * Refused with `invalid-input` where nothing could be found by it.
   */
  'views.save': command(
    z.object({ id: LocalId.nullable(), source: ViewSource, title: z.string().max(MAX_VIEW_TEXT).nullable().default(null) }),
    SavedView,
  ),
  'views.remove': command(z.object({ id: LocalId }), done),
  /** Those not named come after, as they were. */
  'views.reorder': command(z.object({ ids: z.array(LocalId).max(500) }), done),
  /** Asks an account's network for its lists and feeds. */
  'views.offered': command(z.object({ accountId: AccountId }), z.array(OfferedView)),
  /** From the store alone. `conflict` where there is no such view (any more). */
  'views.page': query(z.object({ id: LocalId, ...page }), ViewPage),
  /** Reads the newest from the networks; of a search there is nothing to ask. Fails only where every account does: `failures` of a page say which. */
  'views.refresh': command(z.object({ id: LocalId }), z.object({ added: z.number().int() })),
  /** Asks the networks for what is older; as `views.refresh`. */
  'views.loadOlder': command(z.object({ id: LocalId }), z.object({ added: z.number().int(), exhausted: z.boolean() })),
} as const
