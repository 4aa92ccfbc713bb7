import { create } from 'zustand'
import { AppFailure } from '../../../../shared/errors.ts'
import { describeFailure } from '../../../i18n/describe-error.ts'
import { t } from '../../../i18n/i18n.ts'
import { publish, undoRun } from '../../../queries/outbox.ts'
import { announce } from '../../../state/announce.ts'
import { openComposer } from '../../../state/ui.ts'
import { clockOrDay } from '../../../text/time.ts'
import { saveNow } from './autosave.ts'
import { leave } from './commands.ts'
import { composerEntry, updateComposer } from './composer-store.ts'
import { uploadsDone } from './uploads.ts'

/** A press of Post that can still be taken back. */
export type Sent = {
  readonly runId: string
  readonly accounts: number
  /** It changes a post that is there. */
  readonly edits: boolean
  readonly undoUntil: number
}

export const useSent = create<{ readonly sent: readonly Sent[] }>(() => ({ sent: [] }))

export function forgetSent(runId: string): void {
  useSent.setState(({ sent }) => ({ sent: sent.filter((one) => one.runId !== runId) }))
}

/**
 * Posts a draft: waits for files on their way, asks `check` whether anything holds it back (which then shows it), saves, publishes, and
 * closes the composer. What goes wrong stays beside the button, and the composer stays.
 */
export async function post(key: number, check: () => boolean): Promise<void> {
  if (composerEntry(key)?.posting !== false) return
  updateComposer(key, () => ({ posting: true, trouble: null }))
  try {
    await uploadsDone(key)
    // A key that was pressed while the text was being saved goes with it, and is checked as well.
    for (let checked = -1; checked !== changesOf(key);) {
      checked = changesOf(key)
      if (!check()) return
      if (await saveNow(key, true)) continue
      updateComposer(key, () => ({ trouble: t('composer.notSaved') }))
      return
    }
    const draft = composerEntry(key)?.writing.draft
    if (draft === undefined) return
    updateComposer(key, () => ({ publishing: true }))
    const { runId, undoUntil } = await publish(draft.id, draft.revision)
    leave(key)
    const accounts = draft.targets.length
    const edits = draft.edits !== null
    const { scheduledAt } = draft.options
    if (scheduledAt !== null)
      announce('success', t('sent.scheduled', { time: clockOrDay(scheduledAt, Date.now()) }), {
        label: t('sent.undo'),
        run: () => void undo(runId),
      })
    else if (undoUntil === null || undoUntil <= Date.now())
      announce('success', edits ? t('sent.changeNow') : t('sent.now', { count: accounts }))
    else useSent.setState(({ sent }) => ({ sent: [...sent, { runId, accounts, edits, undoUntil }] }))
  } catch (thrown) {
    updateComposer(key, () => ({ trouble: describeFailure(thrown) }))
  } finally {
    updateComposer(key, () => ({ posting: false, publishing: false }))
  }
}

function changesOf(key: number): number {
  return composerEntry(key)?.writing.changes ?? 0
}

/** Takes a press of Post back: the composer is open again, with everything in it. */
export async function undo(runId: string): Promise<void> {
  forgetSent(runId)
  try {
    openComposer({ draftId: (await undoRun(runId)).id })
  } catch (thrown) {
    const tooLate = thrown instanceof AppFailure && thrown.error.kind === 'conflict'
    announce('error', tooLate ? t('sent.tooLate') : describeFailure(thrown))
  }
}
