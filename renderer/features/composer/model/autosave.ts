import { AppFailure } from '../../../../shared/errors.ts'
import { t } from '../../../i18n/i18n.ts'
import { beginDraft, saveDraft } from '../../../queries/drafts.ts'
import { announce } from '../../../state/announce.ts'
import { composerDraft } from '../../../state/ui.ts'
import { composerEntry, isUnwritten, updateComposer } from './composer-store.ts'
import { hasUnsaved, reduce } from './reducer.ts'
import { after, inPause } from './pause.ts'
import { inPassing } from './shown.ts'

/** From the beginning of one save to that of the next, at least: the first key is saved in the pause after its frame. */
const SAVE_EVERY_MS = 200
const TRY_AGAIN_MS = 2_000

/** A busy page has few pauses and is late with its timers: a change that finds a save so late makes it by itself, ms. */
const LATE_MS = 250

/** The saves to come: when, by the page's own clock, and what takes them back. */
const due = new Map<number, { readonly at: number; readonly cancel: () => void }>()
const running = new Map<number, Promise<boolean>>()
/** When each composer may be saved again, by the page's own clock. */
const nextAt = new Map<number, number>()

/**
 * Sees to it that the changes of a composer are saved soon: in the pause after the next frame where the last save is long enough ago, or
 * else as soon as it is.
 */
export function saveSoon(key: number): void {
  // What is on its way looks for newer changes when it has arrived.
  if (running.has(key)) return
  const save = (): void => void saveOnce(key)
  const now = performance.now()
  const before = due.get(key)
  if (before !== undefined) {
    if (now - before.at >= LATE_MS) save()
    return
  }
  const waitMs = Math.max(0, (nextAt.get(key) ?? 0) - now)
  due.set(key, { at: now + waitMs, cancel: waitMs === 0 ? inPause(save) : after(waitMs, save) })
}

/**
 * Saves until the store has everything. False when that could not be done now; then it is tried again, and nothing is lost here. A draft
 * into which nothing was written is not stored, unless `always`.
 */
export async function saveNow(key: number, always = false): Promise<boolean> {
  for (;;) {
    const before = running.get(key)
    if (before !== undefined) await before
    // Others may have waited for the same one, and one of them is saving by now.
    else if (!isWanting(key, always)) return true
    else if (!(await saveOnce(key, always))) return false
  }
}

/** The save that is on its way: whether it arrived. False where there is none. */
export function saveUnderWay(key: number): Promise<boolean> {
  return running.get(key) ?? Promise.resolve(false)
}

/** Sends what is not stored yet, one save at a time: each needs the revision of the one before it. */
function saveOnce(key: number, always = false): Promise<boolean> {
  due.get(key)?.cancel()
  due.delete(key)
  if (!isWanting(key, always)) return Promise.resolve(true)
  nextAt.set(key, performance.now() + SAVE_EVERY_MS)
  const saving = send(key).then((done) => {
    running.delete(key)
    if (!done) nextAt.set(key, performance.now() + TRY_AGAIN_MS)
    if (isWanting(key, false)) saveSoon(key)
    return done
  })
  running.set(key, saving)
  return saving
}

function isWanting(key: number, always: boolean): boolean {
  const entry = composerEntry(key)
  if (entry === undefined) return false
  if (!entry.stored) return always || !isUnwritten(entry)
  return hasUnsaved(entry.writing)
}

async function send(key: number): Promise<boolean> {
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
    return false
  }
}

function applySaved(key: number, changes: number, saved: { id: string; revision: number; updatedAt: number }): void {
  inPassing(() =>
    updateComposer(key, ({ writing }) => ({
      writing: reduce(writing, { kind: 'saved', changes, draft: saved }),
      stored: true,
      saveFailed: false,
    })),
  )
}
