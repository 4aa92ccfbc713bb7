import { failure, success, type AppError, type Result } from '../../../shared/errors.ts'
import { contentFor } from '../../../shared/compose/draft-content.ts'
import type { Draft, DraftSegment, DraftTarget } from '../../../shared/model/draft.ts'
import { cancelItem } from '../../outbox/state/settle-run.ts'
import { isOver } from '../../outbox/state/states.ts'
import type { WritableDatabase } from '../../store/sql.ts'
import { getDraft, insertDraft, saveDraft } from '../../store/tables/drafts.ts'
import { getOutboxItem, outboxItemsOfRun, type OutboxRow } from '../../store/tables/outbox-items.ts'
import { getPublishRun, type PublishRun } from '../../store/tables/publish-runs.ts'
import type { NewLocalId } from './local-id.ts'

const gone: AppError = { kind: 'post-not-found', message: null }
const notNow: AppError = { kind: 'conflict', message: null }

/** What became of a run on one account. */
type TargetState = { readonly target: DraftTarget; readonly open: readonly OutboxRow[]; readonly posted: readonly OutboxRow[] }

/**
 * Takes what a run has not posted yet out of the outbox and opens it as a draft again, within one transaction. What is posted stays: where
 * nothing is, it is the draft of the run; else a new one, and the rest of a thread that was begun answers the last post that is there, in a
 * draft of its own per account, since each answers another post. Answers the draft to go on with. Fails with `conflict`, and changes nothing,
 * while something of the run is being sent or of unknown outcome, and when there is nothing to edit.
 */
export function editAgain(db: WritableDatabase, runId: string, now: number, newId: NewLocalId): Result<Draft> {
  const run = getPublishRun(db, runId)
  if (run === null) return failure(gone)
  const items = outboxItemsOfRun(db, runId)
  const states = statesOf(run, items).filter(({ open }) => open.length > 0)
  if (states.length === 0 || items.some(({ state }) => state === 'sending' || state === 'unknown')) return failure(notNow)
  for (const { id } of states.flatMap(({ open }) => open)) {
    const item = getOutboxItem(db, id)
    // One that was given up along with another is over already.
    if (item !== null && !isOver(item.state)) cancelItem(db, item, now)
  }
  const untouched = states.filter(({ posted }) => posted.length === 0).map(({ target }) => target)
  const options = { ...run.draft.options, scheduledAt: stillAhead(run.draft.options.scheduledAt, now) }
  if (items.every(({ state }) => state !== 'done')) return reopen(db, run, { ...run.draft, targets: untouched, options }, now)
  const begun = states.filter(({ posted }) => posted.length > 0)
  const fresh = { createdAt: now, updatedAt: now, revision: 0, options }
  const drafts = [
    ...(untouched.length === 0 ? [] : [{ ...run.draft, ...fresh, id: newId('draft'), targets: untouched }]),
    ...begun.map((state) => ({ ...run.draft, ...fresh, ...restOf(run.draft, state, newId), id: newId('draft') })),
  ]
  for (const draft of drafts) insertDraft(db, draft)
  const [first] = drafts
  return first === undefined ? failure(notNow) : success(first)
}

function statesOf(run: PublishRun, items: readonly OutboxRow[]): readonly TargetState[] {
  return run.draft.targets.map((target) => {
    const own = items.filter(({ accountId }) => accountId === target.accountId)
    return { target, open: own.filter(({ state }) => !isOver(state)), posted: own.filter(({ state }) => state === 'done') }
  })
}

/** The draft of the run itself, of which nothing is posted: open again since all of it was given up. Targets given up before stay given up. */
function reopen(db: WritableDatabase, run: PublishRun, version: Draft, now: number): Result<Draft> {
  const stored = getDraft(db, run.draftId)
  if (stored === null) return failure(gone)
  if (!saveDraft(db, run.draftId, stored.draft.revision, version, now)) return failure(notNow)
  const saved = getDraft(db, run.draftId)
  return saved === null ? failure(gone) : success(saved.draft)
}

/** What is left of a thread that was begun on one account: its posts as they were to be sent there, in answer to the last one that is there. */
function restOf(draft: Draft, { target, open, posted }: TargetState, newId: NewLocalId) {
  const version = contentFor(draft, target)
  const segments = open.flatMap((item): DraftSegment[] => {
    const written = version.segments.find(({ id }) => id === item.segmentId)
    const { text, media, poll } = item.planned ?? written ?? { text: '', media: [], poll: null }
    return [{ id: newId('seg'), text, media, poll }]
  })
  return {
    content: { ...version, segments },
    targets: [{ ...target, override: null, replyPolicy: null }],
    replyTo: posted.at(-1)?.postId ?? null,
    quote: null,
    // The numbers are in the texts, and go on where the posted ones end.
    options: { ...draft.options, numbered: false, scheduledAt: null },
  }
}

function stillAhead(time: number | null, now: number): number | null {
  return time !== null && time > now ? time : null
}
