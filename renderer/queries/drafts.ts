import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Input, Output } from '../../shared/bridge/contract.ts'
import { AppFailure } from '../../shared/errors.ts'
import type { Draft, DraftMedia } from '../../shared/model/draft.ts'
import type { FitRule } from '../../shared/model/media-fit.ts'
import { call } from '../bridge/client.ts'

export type DraftSummary = Output<'drafts.list'>[number]

const draftKeys = { list: ['drafts'] as const, draft: (id: string) => ['draft', id] as const }

/** Drafts with every word of `search`, or those that were discarded lately; what was shown stays until the answer is there. */
export function useDraftsWith(search: string, discarded: boolean): readonly DraftSummary[] | undefined {
  return useQuery({
    queryKey: [...draftKeys.list, search, discarded] as const,
    queryFn: () => call('drafts.list', { search, discarded }),
    placeholderData: (before) => before,
  }).data
}

/** A stored draft to look at: undefined while it is read, null when it is not there any more. */
export function useDraft(id: string): Draft | null | undefined {
  return useQuery({ queryKey: draftKeys.draft(id), queryFn: () => readOrNull(id) }).data
}

async function readOrNull(id: string): Promise<Draft | null> {
  try {
    return await readDraft(id)
  } catch (thrown) {
    if (thrown instanceof AppFailure && thrown.error.kind === 'post-not-found') return null
    throw thrown
  }
}

/** What a composer begins with. Nothing is stored yet. */
export function beginDraft(input: Input<'drafts.begin'>): Promise<Draft> {
  return call('drafts.begin', input)
}

/** Asked of the core each time: what a composer writes is its own and not the cache's. */
export function readDraft(id: string): Promise<Output<'drafts.get'>> {
  return call('drafts.get', { id })
}

/** Refused with `conflict` when somebody else saved it meanwhile. */
export function saveDraft(input: Input<'drafts.save'>): Promise<Output<'drafts.save'>> {
  return call('drafts.save', input)
}

export async function discardDraft(id: string): Promise<void> {
  await call('drafts.discard', { id })
}

export async function restoreDraft(id: string): Promise<void> {
  await call('drafts.restore', { id })
}

/** Bytes per message: the bridge takes base64 of at most 1 MiB at a time. */
const CHUNK_BYTES = 1_048_576

/**
 * Copies a file into Chirp, chunk by chunk. `onProgress` hears from 0 to 1. Rejects with `AppFailure` where the core refuses it, with
 * the reason of `signal` when it was given up, and with the browser's own error when the file cannot be read any more.
 */
export async function uploadFile(file: File, onProgress: (done: number) => void, signal: AbortSignal): Promise<DraftMedia> {
  const { uploadId } = await call('media.begin', { fileName: file.name.slice(0, 255), mimeType: file.type, bytes: file.size })
  for (let start = 0; start < file.size; start += CHUNK_BYTES) {
    const chunk = await base64Of(file.slice(start, start + CHUNK_BYTES))
    signal.throwIfAborted()
    await call('media.append', { uploadId, chunk })
    signal.throwIfAborted()
    onProgress(Math.min(1, (start + CHUNK_BYTES) / file.size))
  }
  return call('media.finish', { uploadId })
}

function base64Of(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => {
      const address = typeof reader.result === 'string' ? reader.result : ''
      resolve(address.slice(address.indexOf(',') + 1))
    }
    reader.onerror = () => reject(reader.error ?? new Error('The file could not be read.'))
    reader.readAsDataURL(blob)
  })
}

export type FittedMedia = Output<'media.fit'>

/** What an account gets of an attached file under its rule. Made when it is first asked for, and kept: a picture takes up to some seconds. */
export function mediaFitOptions(sha256: string, accountId: string, rule: FitRule) {
  return queryOptions({ queryKey: ['media-fit', sha256, accountId, rule], queryFn: () => call('media.fit', { sha256, accountId }) })
}

/** People whose handle or name begins so, from the store. */
export function completeOptions(text: string) {
  return queryOptions({ queryKey: ['complete', text], queryFn: () => call('authors.complete', { text, limit: 20 }), staleTime: 30_000 })
}

export type Completion = Output<'authors.complete'>[number]
