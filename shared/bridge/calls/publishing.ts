import { z } from 'zod'
import { AccountId, LocalId, Timestamp } from '../../ids.ts'
import { Draft } from '../../model/draft.ts'
import { DraftProblem } from '../../model/draft-problem.ts'
import { command, query } from '../define.ts'
import { PublishRunView } from '../views.ts'
import { done, none } from './shapes.ts'

/** Posting, and what became of it. */
export const publishingCalls = {
  'publishing.validate': query(z.object({ draftId: LocalId }), z.array(DraftProblem)),
  /** Turns the draft into outbox items in one transaction. Refused with `invalid-input` when a target has errors. */
  'publishing.publish': command(
    z.object({ draftId: LocalId, revision: z.number().int() }),
    z.object({ runId: LocalId, undoUntil: Timestamp.nullable() }),
  ),
  /** Takes a run back that has not begun; the draft is there again. */
  'publishing.undo': command(z.object({ runId: LocalId }), Draft),
  'outbox.list': query(none, z.array(PublishRunView)),
  /**
   * Tries again, or posts now what waits for its time. What its network holds is taken back first, and refused with `conflict` or
   * `outcome-unknown` where that is not certain.
   */
  'outbox.retry': command(z.object({ itemId: LocalId }), done),
  'outbox.discard': command(z.object({ itemId: LocalId }), done),
  /** Gives up all of a run that is not posted, or of one account of it. `conflict` where all that is left is just being sent. */
  'outbox.discardRun': command(z.object({ runId: LocalId, accountId: AccountId.nullable() }), done),
  /**
   * Edit and send again: what of a run is not posted becomes an open draft, and leaves the outbox. Refused with `conflict` while something of
   * it is being sent or of unknown outcome. Answers the draft to go on with; threads begun on several accounts leave more among the drafts.
   */
  'outbox.edit': command(z.object({ runId: LocalId }), Draft),
  /** The person says that an unknown item is there. */
  'outbox.confirmPosted': command(z.object({ itemId: LocalId }), done),
  'outbox.clearFinished': command(none, done),
} as const
