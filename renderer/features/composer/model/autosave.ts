import { AppFailure } from '../../../../shared/errors.ts'
import { t } from '../../../i18n/i18n.ts'
import { createDraft, saveDraft } from '../../../queries/drafts.ts'
import { announce } from '../../../state/announce.ts'
import { composerDraft } from '../../../state/ui.ts'
import { applyAction, composerEntry, updateComposer } from './composer-store.ts'
import { hasUnsaved } from './reducer.ts'

/** A change is in the store at most this long after it was made. */
const SAVE_AFTER_MS = 400
const TRY_AGAIN_MS = 2_000

const timers = new Map<number, number>()
const running = new Map<number, Promise<boolean>>()

/** Sees to it that the changes of a composer are saved soon. Counted from the first unsaved one: whoever types on and on is saved too. */
export function saveSoon(key: number, afterMs = SAVE_AFTER_MS): void {
  if (timers.has(key)) return
  timers.set(
    key,
    window.setTimeout(() => {
      timers.delete(key)
      void saveNow(key)
    }, afterMs),
  )
}

/** Saves until the store has everything. False when that could not be done now; then it is tried again, and nothing is lost here. */
export async function saveNow(key: number): Promise<boolean> {
  window.clearTimeout(timers.get(key))
  timers.delete(key)
  // One save at a time: each needs the revision of the one before it.
  while (running.has(key)) await running.get(key)
  const entry = composerEntry(key)
  if (entry === undefined || !hasUnsaved(entry.writing)) return true
  const saving = saveOnce(key)
  running.set(key, saving)
  const done = await saving
  running.delete(key)
  return done ? saveNow(key) : false
}

async function saveOnce(key: number): Promise<boolean> {
  const entry = composerEntry(key)
  if (entry === undefined) return true
  const { draft, changes } = entry.writing
  try {
    const saved = await saveDraft({
      id: draft.id,
      revision: draft.revision,
      content: draft.content,
      targets: draft.targets,
      options: draft.options,
    })
    applySaved(key, changes, saved)
    return true
  } catch (thrown) {
    const kind = thrown instanceof AppFailure ? thrown.error.kind : null
    if (kind === 'conflict' || kind === 'post-not-found') return saveAsAnother(key, kind === 'conflict')
    updateComposer(key, () => ({ saveFailed: true }))
    saveSoon(key, TRY_AGAIN_MS)
    return false
  }
}

/**
 * The stored draft is not ours any more: another window wrote it, posted it or threw it away. What is written here goes on as a draft of
 * its own, so that neither text is lost.
 */
async function saveAsAnother(key: number, told: boolean): Promise<boolean> {
  const entry = composerEntry(key)
  if (entry === undefined) return true
  const { draft, changes } = entry.writing
  try {
    const made = await createDraft({
      replyTo: draft.replyTo,
      quote: draft.quote,
      targets: draft.targets.map((one) => one.accountId),
      text: '',
    })
    const saved = await saveDraft({
      id: made.id,
      revision: made.revision,
      content: draft.content,
      targets: draft.targets,
      options: draft.options,
    })
    applySaved(key, changes, saved)
    composerDraft(key, saved.id)
    if (told) announce('error', t('composer.conflict'))
    return true
  } catch {
    updateComposer(key, () => ({ saveFailed: true }))
    saveSoon(key, TRY_AGAIN_MS)
    return false
  }
}

function applySaved(key: number, changes: number, saved: { id: string; revision: number; updatedAt: number }): void {
  const trouble = composerEntry(key)?.trouble ?? null
  applyAction(key, { kind: 'saved', changes, draft: saved })
  updateComposer(key, () => ({ saveFailed: false, trouble }))
}
