import { findEntities } from '../text/entities.ts'
import { notFound, Refusal } from '../http/refusal.ts'
import { checkDraft } from './check-draft.ts'
import { notify } from './notify.ts'
import { canSee } from './relations.ts'
import type { StatusDraft, WorldAccount, WorldPoll, WorldStatus } from './types.ts'
import { emit, findAccount, findTie, tiesTo, type World } from './world.ts'

/** Who and what a text speaks of, in order and without repetition. */
export function readText(world: World, text: string): { readonly mentionIds: string[]; readonly tags: string[] } {
  const entities = findEntities(text)
  const mentioned = entities.flatMap((entity) => {
    if (entity.kind !== 'mention') return []
    const account = findAccount(world, entity.domain === null ? entity.username : `${entity.username}@${entity.domain}`)
    return account === undefined ? [] : [account.id]
  })
  const tags = entities.flatMap((entity) => (entity.kind === 'hashtag' ? [entity.name.toLowerCase()] : []))
  return { mentionIds: [...new Set(mentioned)], tags: [...new Set(tags)] }
}

function makePoll(world: World, draft: NonNullable<StatusDraft['poll']>, at: number): WorldPoll {
  return {
    id: world.ids.counted(),
    options: draft.options.map((title) => ({ title, otherVotes: 0 })),
    votes: new Map(),
    multiple: draft.multiple ?? false,
    hideTotals: draft.hideTotals ?? false,
    expiresAt: at + draft.expiresInSeconds * 1000,
    ended: false,
  }
}

/** How the quoted status takes it: Mastodon's `quote_approval.current_user` for this person. */
export function quoteAnswer(world: World, quoted: WorldStatus, by: WorldAccount): 'automatic' | 'denied' {
  if (quoted.visibility === 'direct') return 'denied'
  if (quoted.accountId === by.id) return 'automatic'
  if (quoted.visibility === 'private' || quoted.quotePolicy === 'nobody') return 'denied'
  if (quoted.quotePolicy === 'public') return 'automatic'
  return findTie(world, 'follows', by.id, quoted.accountId) === undefined ? 'denied' : 'automatic'
}

/** Who hears of a new status: those it names, those it quotes, and followers who asked for every post. */
function tellOf(world: World, status: WorldStatus): void {
  if (status.reblogOfId !== null) return
  for (const id of status.mentionIds) {
    const owner = world.accounts.get(id)
    if (owner !== undefined && canSee(world, status, owner)) notify(world, id, 'mention', status.accountId, status.id)
  }
  const quoted = status.quote === null ? undefined : world.statuses.get(status.quote.statusId)
  if (quoted !== undefined) notify(world, quoted.accountId, 'quote', status.accountId, status.id)
  if (status.visibility === 'direct' || status.inReplyToId !== null) return
  for (const tie of tiesTo(world, 'follows', status.accountId)) {
    if (tie.notify && !status.mentionIds.includes(tie.from)) notify(world, tie.from, 'status', status.accountId, status.id)
  }
}

/**
 * Publishes. A draft of someone of this server must keep the server's limits and throws a 422 refusal otherwise;
 * what another server sends is taken as it is. A quote of a private status is at most private, and private statuses
 * are quotable by nobody else: docs.joinmastodon.org/methods/statuses/#create, read 2026-11-20.
 */
export function postStatus(world: World, account: WorldAccount, draft: StatusDraft): WorldStatus {
  if (account.domain === null) checkDraft(world, account, draft)
  const at = draft.createdAt ?? world.now()
  const id = world.ids.timed(at)
  const text = draft.text ?? ''
  const replied = draft.inReplyToId == null ? undefined : world.statuses.get(draft.inReplyToId)
  if (draft.inReplyToId != null && (replied === undefined || !canSee(world, replied, account))) {
    throw new Refusal(404, 'The post you are trying to reply to does not appear to exist.')
  }
  const quoted = draft.quotedStatusId == null || !world.variant.quotes ? undefined : world.statuses.get(draft.quotedStatusId)
  if (
    world.variant.quotes &&
    draft.quotedStatusId != null &&
    (quoted === undefined || !canSee(world, quoted, account) || quoteAnswer(world, quoted, account) === 'denied')
  ) {
    throw new Refusal(404, 'The post you are trying to quote does not appear to exist.')
  }
  const read = readText(world, text)
  const wanted = draft.visibility ?? account.defaultVisibility
  const visibility = quoted?.visibility === 'private' && wanted !== 'direct' ? 'private' : wanted
  if (quoted !== undefined && visibility === 'direct' && quoted.accountId !== account.id && !read.mentionIds.includes(quoted.accountId))
    throw new Refusal(422, 'Validation failed: Quoted user must be mentioned')
  const status: WorldStatus = {
    id,
    accountId: account.id,
    createdAt: at,
    reblogOfId: null,
    uri: draft.uri ?? `${account.uri}/statuses/${id}`,
    url: draft.url ?? draft.uri ?? `${account.url}/${id}`,
    inReplyToId: replied?.id ?? null,
    text,
    html: draft.html ?? null,
    spoilerText: draft.spoilerText ?? '',
    sensitive: (draft.sensitive ?? account.defaultSensitive) || (draft.spoilerText ?? '') !== '',
    visibility,
    language: draft.language ?? account.defaultLanguage ?? 'en',
    editedAt: null,
    mediaIds: [...(draft.mediaIds ?? [])],
    poll: draft.poll == null ? null : makePoll(world, draft.poll, at),
    ...read,
    card: draft.card ?? null,
    quote: quoted === undefined ? null : { statusId: quoted.id, state: 'accepted' },
    quotePolicy: visibility === 'private' || visibility === 'direct' ? 'nobody' : (draft.quotePolicy ?? 'public'),
    pinned: false,
    appId: draft.appId ?? null,
    edits: [],
    otherCounts: { replies: 0, reblogs: 0, favourites: 0, ...draft.otherCounts },
  }
  world.statuses.set(id, status)
  for (const mediaId of status.mediaIds) {
    const media = world.media.get(mediaId)
    if (media !== undefined) media.attachedTo = id
  }
  emit(world, { kind: 'posted', status })
  tellOf(world, status)
  return status
}

/** Changes a status; what is left out of `change` is emptied, as the API does. Those who boosted it are told. */
export function editStatus(world: World, status: WorldStatus, change: StatusDraft): void {
  const account = world.accounts.get(status.accountId)
  if (account === undefined) throw notFound()
  if (account.domain === null) checkDraft(world, account, change, status)
  status.edits.push(snapshot(status))
  status.text = change.text ?? ''
  status.html = change.html ?? null
  status.spoilerText = change.spoilerText ?? ''
  status.sensitive = (change.sensitive ?? false) || status.spoilerText !== ''
  if (change.language != null) status.language = change.language
  if (change.quotePolicy !== undefined) status.quotePolicy = change.quotePolicy
  status.mediaIds = [...(change.mediaIds ?? [])]
  for (const id of status.mediaIds) {
    const media = world.media.get(id)
    if (media !== undefined) media.attachedTo = status.id
  }
  if (change.poll === undefined || change.poll === null) status.poll = null
  else {
    const kept = status.poll !== null && status.poll.options.map((option) => option.title).join('\n') === change.poll.options.join('\n')
    const poll = makePoll(world, change.poll, world.now())
    status.poll = kept && status.poll !== null ? { ...status.poll, expiresAt: poll.expiresAt } : poll
  }
  const read = readText(world, status.text)
  const newlyNamed = read.mentionIds.filter((id) => !status.mentionIds.includes(id))
  status.mentionIds = read.mentionIds
  status.tags = read.tags
  status.editedAt = world.now()
  emit(world, { kind: 'edited', status })
  for (const id of newlyNamed) notify(world, id, 'mention', status.accountId, status.id)
  for (const boost of boostsOf(world, status)) notify(world, boost.accountId, 'update', status.accountId, status.id)
}

function snapshot(status: WorldStatus): WorldStatus['edits'][number] {
  return {
    text: status.text,
    spoilerText: status.spoilerText,
    sensitive: status.sensitive,
    mediaIds: [...status.mediaIds],
    at: status.editedAt ?? status.createdAt,
    pollTitles: status.poll?.options.map((option) => option.title) ?? null,
  }
}

/** The boosts there are of a status, oldest first. */
export function boostsOf(world: World, status: WorldStatus): WorldStatus[] {
  return [...world.statuses.values()].filter((other) => other.reblogOfId === status.id)
}

/** Takes a status away, with its boosts and notifications. Its media stay for a redraft. */
export function deleteStatus(world: World, status: WorldStatus): void {
  for (const boost of boostsOf(world, status)) deleteStatus(world, boost)
  world.statuses.delete(status.id)
  for (const id of status.mediaIds) {
    const media = world.media.get(id)
    if (media !== undefined) media.attachedTo = null
  }
  for (const notification of [...world.notifications.values()])
    if (notification.statusId === status.id) world.notifications.delete(notification.id)
  for (const kind of ['favourites', 'bookmarks'] as const)
    for (const tie of tiesTo(world, kind, status.id)) world.ties[kind].delete(`${tie.from} ${tie.to}`)
  emit(world, { kind: 'deleted', status })
}

/** Boosts, or gives the boost there is. */
export function reblog(
  world: World,
  account: WorldAccount,
  status: WorldStatus,
  visibility?: WorldStatus['visibility'],
  createdAt?: number,
): WorldStatus {
  const known = boostsOf(world, status).find((boost) => boost.accountId === account.id)
  if (known !== undefined) return known
  if (status.visibility === 'direct' || (status.visibility === 'private' && status.accountId !== account.id))
    throw new Refusal(403, 'This action is not allowed')
  const at = createdAt ?? world.now()
  const id = world.ids.timed(at)
  const boost: WorldStatus = {
    ...status,
    id,
    accountId: account.id,
    createdAt: at,
    reblogOfId: status.id,
    uri: `${account.uri}/statuses/${id}/activity`,
    url: `${account.url}/${id}`,
    visibility: visibility ?? status.visibility,
    inReplyToId: null,
    pinned: false,
    poll: null,
    quote: null,
    mentionIds: [],
    edits: [],
    mediaIds: [],
  }
  world.statuses.set(id, boost)
  emit(world, { kind: 'posted', status: boost })
  notify(world, status.accountId, 'reblog', account.id, status.id)
  return boost
}

/** Ends polls whose time has come and tells who voted and who asked. */
export function endPolls(world: World): void {
  for (const status of world.statuses.values()) {
    const poll = status.poll
    if (poll === null || poll.ended || poll.expiresAt === null || poll.expiresAt > world.now()) continue
    poll.ended = true
    for (const id of new Set([status.accountId, ...poll.votes.keys()])) notify(world, id, 'poll', status.accountId, status.id)
  }
}
