import { t } from '../../i18n/i18n.ts'
import { discardDraft, restoreDraft } from '../../queries/drafts.ts'
import { announce } from '../../state/announce.ts'
import { closePanes, openComposer, useUi } from '../../state/ui.ts'
import { leave } from '../composer/model/commands.ts'
import { saveNow } from '../composer/model/autosave.ts'
import { attempt } from '../post/post-commands.ts'

/** Discards a draft, and closes it where it is open or looked at. It stays among the discarded ones for a while. */
export async function discard(draftId: string): Promise<void> {
  for (const composer of useUi.getState().composers) {
    if (composer.draftId !== draftId) continue
    // What was typed last goes with it, so that bringing it back brings all of it back.
    await saveNow(composer.key)
    leave(composer.key)
  }
  if (!(await attempt(() => discardDraft(draftId)))) return
  forgetPreview(draftId)
  announce('success', t('drafts.deleted'), { label: t('status.undo'), run: () => void attempt(() => restoreDraft(draftId)) })
}

/** Brings a discarded draft back among the open ones. */
export async function bringBack(draftId: string): Promise<void> {
  if (!(await attempt(() => restoreDraft(draftId)))) return
  forgetPreview(draftId)
  announce('success', t('drafts.restored'), { label: t('composer.openAgain'), run: () => openComposer({ draftId }) })
}

/** A preview offers what could be done with the draft where it was: after a move it closes. */
function forgetPreview(draftId: string): void {
  const { view, panes } = useUi.getState()
  const top = panes[view]?.at(-1)
  if (top?.kind === 'draft' && top.draftId === draftId) closePanes()
}
