import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Output } from '../../shared/bridge/contract.ts'
import type { Draft } from '../../shared/model/draft.ts'
import { call } from '../bridge/client.ts'

export type PublishRun = Output<'outbox.list'>[number]

export const outboxKeys = { list: ['outbox'] as const }

export const outboxOptions = queryOptions({ queryKey: outboxKeys.list, queryFn: () => call('outbox.list', {}) })

/** Every press of Post that is still shown, the newest first; undefined until the first answer. */
export function useOutbox(): readonly PublishRun[] | undefined {
  return useQuery(outboxOptions).data
}

/** Turns the draft, as it is stored with that revision, into what is sent. */
export function publish(draftId: string, revision: number): Promise<Output<'publishing.publish'>> {
  return call('publishing.publish', { draftId, revision })
}

/** Takes a run back of which nothing has been sent; the draft is there again. */
export function undoRun(runId: string): Promise<Draft> {
  return call('publishing.undo', { runId })
}

export async function retryItem(itemId: string): Promise<void> {
  await call('outbox.retry', { itemId })
}

/** What is not posted of a run becomes a draft again, and leaves the outbox. Refused with `conflict` while some of it is on its way. */
export function editRun(runId: string): Promise<Draft> {
  return call('outbox.edit', { runId })
}

/** Gives up all of a run that is not posted. */
export async function discardRun(runId: string): Promise<void> {
  await call('outbox.discardRun', { runId, accountId: null })
}

export async function discardItem(itemId: string): Promise<void> {
  await call('outbox.discard', { itemId })
}

/** The person looked and says that it is there. */
export async function confirmPosted(itemId: string): Promise<void> {
  await call('outbox.confirmPosted', { itemId })
}

export async function clearFinished(): Promise<void> {
  await call('outbox.clearFinished', {})
}
