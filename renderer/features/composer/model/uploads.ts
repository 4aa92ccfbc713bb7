import { describeFailure } from '../../../i18n/describe-error.ts'
import { t } from '../../../i18n/i18n.ts'
import { uploadFile } from '../../../queries/drafts.ts'
import { saveSoon } from './autosave.ts'
import { applyAction, composerEntry, updateComposer, type Upload } from './composer-store.ts'

const aborts = new Map<string, AbortController>()
const running = new Map<number, Set<Promise<void>>>()
let nextUpload = 1

/** Copies files into the draft, one after the other so that they stay in their order. */
export function addFiles(key: number, segmentId: string, files: readonly File[]): void {
  const version = composerEntry(key)?.writing.version ?? null
  const queued = files.map((file): { readonly file: File; readonly upload: Upload } => ({
    file,
    upload: { id: `upload-${String(nextUpload++)}`, fileName: file.name, version, segmentId, progress: 0, failure: null },
  }))
  for (const { upload } of queued) aborts.set(upload.id, new AbortController())
  updateComposer(key, ({ uploads }) => ({ uploads: [...uploads, ...queued.map(({ upload }) => upload)] }))
  const all = running.get(key) ?? new Set()
  running.set(key, all)
  const before = [...all]
  const work = (async () => {
    await Promise.all(before)
    for (const { file, upload } of queued) await copyIn(key, file, upload)
  })()
  all.add(work)
  void work.finally(() => all.delete(work))
}

async function copyIn(key: number, file: File, upload: Upload): Promise<void> {
  const signal = aborts.get(upload.id)?.signal
  if (signal === undefined || signal.aborted) return
  if (file.size === 0) {
    change(key, upload.id, { failure: t('composer.emptyFile') })
    return
  }
  try {
    const media = await uploadFile(file, (progress) => change(key, upload.id, { progress }), signal)
    signal.throwIfAborted()
    applyAction(key, { kind: 'media-added', version: upload.version, segmentId: upload.segmentId, media })
    saveSoon(key)
    dismissUpload(key, upload.id)
  } catch (thrown) {
    if (!gaveUp(signal)) change(key, upload.id, { failure: describeFailure(thrown) })
  } finally {
    aborts.delete(upload.id)
  }
}

function gaveUp(signal: AbortSignal): boolean {
  return signal.aborted
}

function change(key: number, id: string, changes: Partial<Upload>): void {
  updateComposer(key, ({ uploads }) => ({ uploads: uploads.map((one) => (one.id === id ? { ...one, ...changes } : one)) }))
}

/** Takes a file off the tray: one that is still being copied, or one that failed. */
export function dismissUpload(key: number, id: string): void {
  aborts.get(id)?.abort()
  updateComposer(key, ({ uploads }) => ({ uploads: uploads.filter((one) => one.id !== id) }))
}

/** Resolves when every file of a composer has been copied or has failed. */
export async function uploadsDone(key: number): Promise<void> {
  while ((running.get(key)?.size ?? 0) > 0) await Promise.all([...(running.get(key) ?? [])])
}
