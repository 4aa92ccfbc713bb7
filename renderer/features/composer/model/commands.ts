import { AppFailure } from '../../../../shared/errors.ts'
import { describeFailure } from '../../../i18n/describe-error.ts'
import { t } from '../../../i18n/i18n.ts'
import { beginDraft, discardDraft, readDraft } from '../../../queries/drafts.ts'
import { announce } from '../../../state/announce.ts'
import { closeComposer, composerDraft, openComposer, type ComposerRequest } from '../../../state/ui.ts'
import { saveNow, saveSoon, saveUnderWay } from './autosave.ts'
import { addComposer, applyAction, composerEntry, forgetComposer, isUnwritten, useComposers, type ComposerEntry } from './composer-store.ts'
import type { ComposerAction } from './reducer.ts'
import { uploadsDone } from './uploads.ts'

/** Reads or makes the draft of a composer that was just opened. Where that fails the composer goes, and it is said why. */
export async function beginComposer(request: ComposerRequest): Promise<void> {
  const { key, draftId, replyTo, quote, targets } = request
  try {
    const draft =
      draftId === null
        ? await beginDraft({ replyTo, quote, targets: targets === null ? null : [...targets], text: '' })
        : await readDraft(draftId)
    addComposer(key, draft, draftId !== null)
    if (draftId === null) composerDraft(key, draft.id)
  } catch (thrown) {
    closeComposer(key)
    const gone = thrown instanceof AppFailure && thrown.error.kind === 'post-not-found' && draftId !== null
    announce('error', gone ? t('composer.draftGone') : describeFailure(thrown))
  }
}

/** Lets something happen to the draft, and has it saved soon. Nothing does while it is handed to the outbox: that has what was written. */
export function act(key: number, action: ComposerAction): void {
  if (composerEntry(key)?.publishing === true) return
  applyAction(key, action)
  saveSoon(key)
}

/** Closes a composer. The draft is kept, unless nothing was written into it. Stays open when the text could not be saved. */
export async function close(key: number): Promise<void> {
  const entry = composerEntry(key)
  if (entry === undefined) {
    closeComposer(key)
    return
  }
  // A file that is still being copied belongs to the draft.
  await uploadsDone(key)
  const last = composerEntry(key) ?? entry
  const { draft } = last.writing
  // A change of a post in which nothing was changed is no draft either.
  if (isUnwritten(last) || isUnchangedEdit(last)) {
    const saving = saveUnderWay(key)
    leave(key)
    // A first letter that was taken back may still be on its way to the store.
    if ((await saving) || last.stored) await discardDraft(draft.id).catch(() => undefined)
    return
  }
  if (!(await saveNow(key))) {
    announce('error', t('composer.notSaved'))
    return
  }
  const draftId = composerEntry(key)?.writing.draft.id ?? draft.id
  leave(key)
  announce('success', t('composer.kept'), { label: t('composer.openAgain'), run: () => openComposer({ draftId }) })
}

/** The draft says what the post says: nothing was written since it was made of it. */
function isUnchangedEdit({ writing: { draft, changes } }: ComposerEntry): boolean {
  return draft.edits !== null && draft.revision === 0 && changes === 0
}

/** Takes a composer off the window without a word. */
export function leave(key: number): void {
  closeComposer(key)
  forgetComposer(key)
}

/** Saves at once and says so. */
export async function saveDraftNow(key: number): Promise<void> {
  if (await saveNow(key, true)) announce('success', t('composer.saved'))
  else announce('error', t('composer.notSaved'))
}

/** Saves all that is open, when the page may be about to go. */
export function saveAll(): void {
  for (const key of Object.keys(useComposers.getState().entries)) void saveNow(Number(key))
}
