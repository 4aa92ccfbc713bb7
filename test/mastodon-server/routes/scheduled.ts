import { param, viewerOf, type Answer, type Call, type Route } from '../http/call.ts'
import { textOf } from '../http/input.ts'
import { pageOf } from '../http/paging.ts'
import { invalid, notFound, Refusal } from '../http/refusal.ts'
import { isoTime } from '../present/account.ts'
import { presentMedia } from '../present/status.ts'
import { postStatus } from '../world/posting.ts'
import type { WorldScheduled } from '../world/types.ts'
import type { World } from '../world/world.ts'

/** A number too large for a double, written as it is; Mastodon's scheduled replies are such. */
function exactNumber(digits: string): unknown {
  // rawJSON is in Node 22 and later, not yet in the library types used here.
  const json = JSON as unknown as { readonly rawJSON: (text: string) => unknown }
  return /^\d+$/.test(digits) ? json.rawJSON(digits) : digits
}

/** ScheduledStatus. Source: docs.joinmastodon.org/entities/ScheduledStatus. */
export function presentScheduled(world: World, scheduled: WorldScheduled) {
  const { draft } = scheduled
  const author = world.accounts.get(scheduled.accountId)
  return {
    id: scheduled.id,
    scheduled_at: isoTime(scheduled.at),
    params: {
      text: draft.text ?? '',
      visibility: draft.visibility ?? author?.defaultVisibility ?? 'public',
      spoiler_text: draft.spoilerText ?? '',
      sensitive: draft.sensitive ?? false,
      language: draft.language ?? null,
      media_ids: draft.mediaIds ?? [],
      in_reply_to_id: draft.inReplyToId == null ? null : exactNumber(draft.inReplyToId),
      idempotency: null,
      application_id: 1,
      with_rate_limit: false,
      scheduled_at: null,
      quoted_status_id: draft.quotedStatusId ?? null,
      poll:
        draft.poll == null
          ? null
          : {
              options: draft.poll.options,
              expires_in: draft.poll.expiresInSeconds,
              multiple: draft.poll.multiple ?? false,
              hide_totals: draft.poll.hideTotals ?? false,
            },
    },
    media_attachments: (draft.mediaIds ?? []).flatMap((id) => world.media.get(id) ?? []).map((media) => presentMedia(world, media)),
  }
}

/** Publishes what has come due. */
export function publishDue(world: World): void {
  for (const scheduled of [...world.scheduled.values()]) {
    const author = world.accounts.get(scheduled.accountId)
    if (scheduled.at > world.now()) continue
    world.scheduled.delete(scheduled.id)
    if (author !== undefined) postStatus(world, author, scheduled.draft)
  }
}

function own(call: Call): WorldScheduled {
  const scheduled = call.world.scheduled.get(param(call, 'id'))
  if (scheduled === undefined || scheduled.accountId !== viewerOf(call).id) throw notFound()
  return scheduled
}

function list(call: Call): Answer {
  if (call.world.variant.scheduling === 'refused') throw new Refusal(501, 'Scheduled statuses are not implemented')
  const all = [...call.world.scheduled.values()].filter((one) => one.accountId === viewerOf(call).id)
  const page = pageOf(call, all, { idOf: (one) => one.id, defaultLimit: 20, maxLimit: 40, continues: 'full' })
  return { json: page.items.map((one) => presentScheduled(call.world, one)), headers: page.headers }
}

function move(call: Call): Answer {
  const scheduled = own(call)
  const at = Date.parse(textOf(call.input, 'scheduled_at') ?? '')
  if (Number.isNaN(at) || at - call.world.now() < 300_000) throw invalid('Scheduled at The scheduled date must be in the future')
  scheduled.at = at
  return { json: presentScheduled(call.world, scheduled) }
}

function cancel(call: Call): Answer {
  call.world.scheduled.delete(own(call).id)
  return { json: {} }
}

/** Statuses that wait for their hour. */
export const scheduledRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v1/scheduled_statuses', auth: 'person', scope: 'read:statuses', handle: list },
  {
    method: 'GET',
    path: '/api/v1/scheduled_statuses/{id}',
    auth: 'person',
    scope: 'read:statuses',
    handle: (call) => ({ json: presentScheduled(call.world, own(call)) }),
  },
  { method: 'PUT', path: '/api/v1/scheduled_statuses/{id}', auth: 'person', scope: 'write:statuses', handle: move },
  { method: 'DELETE', path: '/api/v1/scheduled_statuses/{id}', auth: 'person', scope: 'write:statuses', handle: cancel },
]
