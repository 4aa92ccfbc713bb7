import { AppFailure } from '../../../../shared/errors.ts'
import { t } from '../../../i18n/i18n.ts'
import { beginDraft, saveDraft } from '../../../queries/drafts.ts'
import { announce } from '../../../state/announce.ts'
import { composerDraft } from '../../../state/ui.ts'
import { applyAction, composerEntry, isUnwritten, updateComposer, type ComposerEntry } from './composer-store.ts'
import { hasUnsaved } from './reducer.ts'

/** A change is on its way to the store this long after it was made: on a busy machine, too, it is there within half a second. */
const SAVE_AFTER_MS = 200
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

/**
 * Saves until the store has everything. False when that could not be done now; then it is tried again, and nothing is lost here. A draft
 * into which nothing was written is not stored, unless `always`.
 */
export async function saveNow(key: number, always = false): Promise<boolean> {
  window.clearTimeout(timers.get(key))
  timers.delete(key)
  // One save at a time: each needs the revision of the one before it.
  while (running.has(key)) await running.get(key)
  const entry = composerEntry(key)
  if (entry === undefined || !isWanting(entry, always)) return true
  const saving = saveOnce(key)
  running.set(key, saving)
  const done = await saving
  running.delete(key)
  return done ? saveNow(key, always) : false
}

function isWanting(entry: ComposerEntry, always: boolean): boolean {
  if (!entry.stored) return always || !isUnwritten(entry)
  return hasUnsaved(entry.writing)
}

async function saveOnce(key: number): Promise<boolean> {
  const entry = composerEntry(key)
  if (entry === undefined) return true
  const { draft, changes } = entry.writing
  const { id, revision, content, targets, options, replyTo, quote } = draft
  try {
    const begun = entry.stored ? null : { replyTo, quote }
    const saved = await saveDraft({ id, revision, content, targets, options, begun })
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
    const { content, targets, options, replyTo, quote } = draft
    const { id, revision } = await beginDraft({ replyTo, quote, targets: targets.map((one) => one.accountId), text: '' })
    const saved = await saveDraft({ id, revision, content, targets, options, begun: { replyTo, quote } })
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
  updateComposer(key, () => ({ stored: true, saveFailed: false, trouble }))
}
