import { param, viewerOf, type Answer, type Call, type Route } from '../http/call.ts'
import { flagOf, numberOf, partOf, textOf, textsOf, type Input } from '../http/input.ts'
import { invalid, notFound, Refusal } from '../http/refusal.ts'
import { isoTime, presentAccount, presentEmojis } from '../present/account.ts'
import { contentOf, presentMedia, presentStatus } from '../present/status.ts'
import { checkDraft } from '../world/check-draft.ts'
import { contextOf } from '../world/feeds.ts'
import { deleteStatus, editStatus, postStatus } from '../world/posting.ts'
import { canSee } from '../world/relations.ts'
import type { QuotePolicy, StatusDraft, Visibility, WorldEdit, WorldStatus } from '../world/types.ts'
import { presentScheduled } from './scheduled.ts'

const VISIBILITIES: readonly string[] = ['public', 'unlisted', 'private', 'direct'] satisfies Visibility[]
const POLICIES: readonly string[] = ['public', 'followers', 'nobody'] satisfies QuotePolicy[]
/** docs.joinmastodon.org/methods/statuses/#create: remembered for up to an hour. */
const IDEMPOTENCY_MS = 3_600_000
const SCHEDULE_AHEAD_MS = 300_000

/** The status named in the path, if the person may see it; 404 otherwise, so that its being there is not betrayed. */
export function statusOf(call: Call, name = 'id'): WorldStatus {
  const status = call.world.statuses.get(param(call, name))
  if (status === undefined || !canSee(call.world, status, call.viewer)) throw notFound()
  return status
}

function ownStatusOf(call: Call): WorldStatus {
  const status = statusOf(call)
  if (status.accountId !== viewerOf(call).id) throw notFound()
  return status
}

function readPoll(input: Input): StatusDraft['poll'] {
  const poll = partOf(input, 'poll')
  const options = poll === undefined ? undefined : textsOf(poll, 'options')
  if (poll === undefined || options === undefined) return null
  return {
    options: options.filter((title) => title !== ''),
    expiresInSeconds: numberOf(poll, 'expires_in') ?? 0,
    multiple: flagOf(poll, 'multiple') ?? false,
    hideTotals: flagOf(poll, 'hide_totals') ?? false,
  }
}

/** Reads a status out of what was sent. */
function readDraft(call: Call): StatusDraft {
  const { input } = call
  const visibility = textOf(input, 'visibility')
  const policy = textOf(input, 'quote_approval_policy')
  if (visibility !== undefined && visibility !== '' && !VISIBILITIES.includes(visibility))
    throw invalid('Visibility is not included in the list')
  return {
    text: textOf(input, 'status') ?? '',
    spoilerText: textOf(input, 'spoiler_text') ?? '',
    language: textOf(input, 'language') ?? null,
    inReplyToId: textOf(input, 'in_reply_to_id') || null,
    mediaIds: textsOf(input, 'media_ids') ?? [],
    poll: readPoll(input) ?? null,
    quotedStatusId: textOf(input, 'quoted_status_id') || null,
    appId: call.token?.appId ?? null,
    ...(flagOf(input, 'sensitive') === undefined ? {} : { sensitive: flagOf(input, 'sensitive') === true }),
    // Checked against the list just above.
    ...(visibility === undefined || visibility === '' ? {} : { visibility: visibility as Visibility }),
    ...(policy !== undefined && POLICIES.includes(policy) ? { quotePolicy: policy as QuotePolicy } : {}),
  }
}

function schedule(call: Call, draft: StatusDraft, wanted: string): Answer | null {
  const { world } = call
  const at = Date.parse(wanted)
  if (Number.isNaN(at)) throw invalid('Scheduled at is invalid')
  if (world.variant.scheduling === 'refused') throw new Refusal(501, 'Scheduled statuses are not implemented')
  // A date in the past publishes at once; one too near is refused.
  if (world.variant.scheduling === 'ignored' || at <= world.now()) return null
  if (at - world.now() < SCHEDULE_AHEAD_MS) throw invalid('Scheduled at The scheduled date must be in the future')
  checkDraft(world, viewerOf(call), draft)
  const scheduled = { id: world.ids.counted(), accountId: viewerOf(call).id, at, draft }
  world.scheduled.set(scheduled.id, scheduled)
  return { json: presentScheduled(world, scheduled) }
}

function remembered(call: Call, key: string): Answer | null {
  const known = call.world.idempotency.get(key)
  if (known === undefined || known.at + IDEMPOTENCY_MS <= call.world.now()) return null
  const scheduled = known.answer.kind === 'scheduled' ? call.world.scheduled.get(known.answer.id) : undefined
  if (scheduled !== undefined) return { json: presentScheduled(call.world, scheduled) }
  const status = call.world.statuses.get(known.answer.id)
  // Mastodon finds by the id that it remembers: 404 where that is gone (app/services/post_status_service.rb, read 2026-11-26).
  if (status === undefined) throw notFound()
  return { json: presentStatus(call.world, status, viewerOf(call)) }
}

function create(call: Call): Answer {
  const { world } = call
  const viewer = viewerOf(call)
  const given = call.headers['idempotency-key']
  const key = given === undefined || given === '' || !world.variant.idempotency ? null : `${viewer.id} ${given}`
  const before = key === null ? null : remembered(call, key)
  if (before !== null) return before
  const draft = readDraft(call)
  const wanted = textOf(call.input, 'scheduled_at')
  const scheduled = wanted === undefined || wanted === '' ? null : schedule(call, draft, wanted)
  if (scheduled !== null) {
    const last = [...world.scheduled.keys()].at(-1) ?? ''
    if (key !== null) world.idempotency.set(key, { answer: { kind: 'scheduled', id: last }, at: world.now() })
    return scheduled
  }
  const status = postStatus(world, viewer, draft)
  if (key !== null) world.idempotency.set(key, { answer: { kind: 'status', id: status.id }, at: world.now() })
  return { json: presentStatus(world, status, viewer) }
}

function edit(call: Call): Answer {
  if (call.world.variant.editing === 'none') throw new Refusal(404, 'Not Found')
  const status = ownStatusOf(call)
  const attributes = call.input['media_attributes']
  editStatus(call.world, status, readDraft(call))
  for (const one of Array.isArray(attributes) ? attributes : []) {
    if (typeof one !== 'object' || one === null || Array.isArray(one) || 'bytes' in one) continue
    const media = call.world.media.get(textOf(one, 'id') ?? '')
    if (media !== undefined && status.mediaIds.includes(media.id)) media.description = textOf(one, 'description') ?? media.description
  }
  return { json: presentStatus(call.world, status, viewerOf(call)) }
}

/** Deletes; the answer has the source in place of the markup: docs.joinmastodon.org/methods/statuses/#delete, read 2026-11-20. */
function remove(call: Call): Answer {
  const status = ownStatusOf(call)
  const { content: _, ...rest } = presentStatus(call.world, status, viewerOf(call))
  deleteStatus(call.world, status)
  if (flagOf(call.input, 'delete_media') ?? false) for (const id of status.mediaIds) call.world.media.delete(id)
  return { json: { ...rest, text: status.text } }
}

function batch(call: Call): Answer {
  if (!call.world.variant.batchStatuses) throw new Refusal(404, 'Not Found')
  const ids = [...call.query.getAll('id[]'), ...call.query.getAll('id')]
  return {
    json: ids
      .flatMap((id) => call.world.statuses.get(id) ?? [])
      .filter((status) => canSee(call.world, status, call.viewer))
      .map((status) => presentStatus(call.world, status, call.viewer)),
  }
}

function context(call: Call): Answer {
  const found = contextOf(call.world, statusOf(call), call.viewer)
  return {
    json: {
      ancestors: found.ancestors.map((one) => presentStatus(call.world, one, call.viewer)),
      descendants: found.descendants.map((one) => presentStatus(call.world, one, call.viewer)),
    },
  }
}

function history(call: Call): Answer {
  const status = statusOf(call)
  const author = call.world.accounts.get(status.accountId)
  if (author === undefined) throw notFound()
  const now: WorldEdit = {
    text: status.text,
    spoilerText: status.spoilerText,
    sensitive: status.sensitive,
    mediaIds: status.mediaIds,
    at: status.editedAt ?? status.createdAt,
    pollTitles: status.poll?.options.map((option) => option.title) ?? null,
  }
  return {
    json: [...status.edits, now].map((one) => ({
      content: contentOf(call.world, { text: one.text, html: one === now ? status.html : null, quote: status.quote }),
      spoiler_text: one.spoilerText,
      sensitive: one.sensitive,
      created_at: isoTime(one.at),
      account: presentAccount(call.world, author),
      emojis: presentEmojis(call.world, [one.text]),
      media_attachments: one.mediaIds.flatMap((id) => call.world.media.get(id) ?? []).map((media) => presentMedia(call.world, media)),
      ...(one.pollTitles === null ? {} : { poll: { options: one.pollTitles.map((title) => ({ title })) } }),
    })),
  }
}

function setPolicy(call: Call): Answer {
  if (!call.world.variant.quotes) throw new Refusal(404, 'Not Found')
  const status = ownStatusOf(call)
  const policy = textOf(call.input, 'quote_approval_policy') ?? ''
  if (!POLICIES.includes(policy)) throw invalid('Quote approval policy is not included in the list')
  // Checked against the list just above.
  status.quotePolicy = status.visibility === 'private' || status.visibility === 'direct' ? 'nobody' : (policy as QuotePolicy)
  return { json: presentStatus(call.world, status, viewerOf(call)) }
}

function revokeQuote(call: Call): Answer {
  if (!call.world.variant.quotes) throw new Refusal(404, 'Not Found')
  const quoting = call.world.statuses.get(param(call, 'quoting_status_id'))
  if (quoting?.quote?.statusId !== ownStatusOf(call).id) throw notFound()
  quoting.quote.state = 'revoked'
  return { json: presentStatus(call.world, quoting, viewerOf(call)) }
}

function source(call: Call): Answer {
  if (call.world.variant.editing === 'none') throw new Refusal(404, 'Not Found')
  const status = statusOf(call)
  return { json: { id: status.id, text: status.text, spoiler_text: status.spoilerText } }
}

/** Statuses themselves. Source: docs.joinmastodon.org/methods/statuses, read 2026-11-20. */
export const statusRoutes: readonly Route[] = [
  { method: 'POST', path: '/api/v1/statuses', auth: 'person', scope: 'write:statuses', family: 'statuses', handle: create },
  { method: 'GET', path: '/api/v1/statuses', auth: 'maybe', handle: batch },
  {
    method: 'GET',
    path: '/api/v1/statuses/{id}',
    auth: 'maybe',
    handle: (call) => ({ json: presentStatus(call.world, statusOf(call), call.viewer) }),
  },
  { method: 'PUT', path: '/api/v1/statuses/{id}', auth: 'person', scope: 'write:statuses', handle: edit },
  { method: 'DELETE', path: '/api/v1/statuses/{id}', auth: 'person', scope: 'write:statuses', family: 'deletes', handle: remove },
  { method: 'GET', path: '/api/v1/statuses/{id}/context', auth: 'maybe', handle: context },
  { method: 'PUT', path: '/api/v1/statuses/{id}/interaction_policy', auth: 'person', scope: 'write:statuses', handle: setPolicy },
  {
    method: 'POST',
    path: '/api/v1/statuses/{id}/quotes/{quoting_status_id}/revoke',
    auth: 'person',
    scope: 'write:statuses',
    handle: revokeQuote,
  },
  { method: 'GET', path: '/api/v1/statuses/{id}/history', auth: 'maybe', handle: history },
  { method: 'GET', path: '/api/v1/statuses/{id}/source', auth: 'person', scope: 'read:statuses', handle: source },
]
