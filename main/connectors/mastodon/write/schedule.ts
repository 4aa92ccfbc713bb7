import { z } from 'zod'
import { AppFailure } from '../../../../shared/errors.ts'
import type { ConnectorContext, OutgoingPost, PreparedPost, Schedule, ScheduleWitness } from '../../connector.ts'
import { accountClient } from '../account-client.ts'
import { CreateFailure, hasStatus } from '../../answer-failure.ts'
import { readPage } from '../read/paging.ts'
import { parseAnswer, WireStatus } from '../wire.ts'
import { committedPost, Prepared } from './committed.ts'
import { parametersOf } from './publish.ts'

/** ScheduledStatus: docs.joinmastodon.org/entities/ScheduledStatus, read 2026-11-26. */
const WireScheduled = z.object({
  id: z.union([z.string().min(1), z.number().transform(String)]),
  scheduledAt: z.string(),
  params: z.object({ text: z.string(), spoilerText: z.string().nullable().catch(null) }),
  mediaAttachments: z.array(z.object({ id: z.string() })).catch([]),
})

/** Scheduled statuses that are looked through at most: more than a server keeps for one person (300 at once, 25 a day). */
const PAGE = 40
const MOST_PAGES = 8

/** Statuses that the server posts at their time. */
export const schedule: Schedule = { commit, witness, cancel }

async function commit(context: ConnectorContext, key: string, post: OutgoingPost, prepared: PreparedPost, at: number) {
  const client = accountClient(context)
  const parameters = {
    ...parametersOf(context, post, Prepared.parse(prepared).mediaIds),
    scheduledAt: new Date(at).toISOString(),
  }
  try {
    const answer: unknown = await client.api.v1.statuses.create(parameters, { requestInit: { headers: { 'Idempotency-Key': key } } })
    const scheduled = WireScheduled.safeParse(answer)
    if (scheduled.success) return { kind: 'held' as const, remoteId: scheduled.data.id }
    // A server that knows no times posts at once.
    return { kind: 'posted' as const, post: committedPost(client, parseAnswer(WireStatus, answer, client.server)) }
  } catch (error) {
    if (hasStatus(error, 501))
      throw new AppFailure({ kind: 'capability-not-supported', capability: 'schedule', message: null }, { cause: error })
    throw new CreateFailure(error)
  }
}

async function witness(context: ConnectorContext, post: OutgoingPost, prepared: PreparedPost, at: number): Promise<ScheduleWitness> {
  const client = accountClient(context)
  const { mediaIds } = Prepared.parse(prepared)
  let older: string | null = null
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { items, skipped, ...rest } = await readPage(client, '/api/v1/scheduled_statuses', { limit: PAGE }, older, WireScheduled)
    const found = items.find(
      ({ scheduledAt, params, mediaAttachments }) =>
        params.text.trim() === post.text.trim() &&
        (params.spoilerText ?? '') === (post.contentWarning ?? '') &&
        Math.abs(Date.parse(scheduledAt) - at) < 1_000 &&
        mediaAttachments.length === mediaIds.length &&
        mediaAttachments.every(({ id }) => mediaIds.includes(id)),
    )
    if (found !== undefined) return { kind: 'there', remoteId: found.id }
    // What cannot be read may be it.
    if (skipped > 0) return { kind: 'cannot-tell' }
    if (rest.older === null || items.length === 0) return { kind: 'not-there' }
    older = rest.older
  }
  return { kind: 'cannot-tell' }
}

async function cancel(context: ConnectorContext, remoteId: string): Promise<'cancelled' | 'gone'> {
  try {
    await accountClient(context).api.v1.scheduledStatuses.$select(encodeURIComponent(remoteId)).remove()
    return 'cancelled'
  } catch (error) {
    if (hasStatus(error, 404, 410)) return 'gone'
    throw error
  }
}
