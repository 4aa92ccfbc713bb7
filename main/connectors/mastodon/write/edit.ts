import type { mastodon } from 'masto'
import { AppFailure } from '../../../../shared/errors.ts'
import type { CommittedPost, ConnectorContext, Edit, OutgoingMedia, OutgoingPost, RemotePost, Witness } from '../../connector.ts'
import { accountClient, type AccountClient } from '../account-client.ts'
import { CreateFailure, isNotOffered } from '../../answer-failure.ts'
import { authorIdOf } from '../normalise/author.ts'
import { readStatus } from '../read/statuses-by-id.ts'
import { parseAnswer, WireStatus } from '../wire.ts'
import { committedPost, Prepared } from './committed.ts'
import { uploadAll } from './media.ts'
import { QUOTE_POLICIES } from './publish.ts'
import { readTyped } from './source.ts'
import { samePoll } from './witness.ts'

/** Changing a status: PUT /api/v1/statuses/:id. What is left out of the request is taken away, so all is said. */
export const edit: Edit = {
  prepare: async (context, _post, change, onProgress, parts) => {
    const mediaIds = await uploadAll(context, change.media, onProgress, parts)
    return { mediaIds } satisfies Prepared
  },
  commit: (context, post, change, prepared) => commit(context, post, change, Prepared.parse(prepared)),
  witness: (context, post, change, prepared) => witness(context, post, change, Prepared.parse(prepared)),
}

async function commit(context: ConnectorContext, post: RemotePost, change: OutgoingPost, { mediaIds }: Prepared): Promise<CommittedPost> {
  const client = accountClient(context)
  const standing = await needOwn(context, client, post)
  const parameters = parametersOf(change, mediaIds, standing, context.clock())
  let answer: unknown
  try {
    answer = await client.api.v1.statuses.$select(encodeURIComponent(post.remoteId)).update(parameters)
  } catch (error) {
    if (isNotOffered(error)) throw new AppFailure({ kind: 'capability-not-supported', capability: 'edit', message: null }, { cause: error })
    throw new CreateFailure(error)
  }
  try {
    return committedPost(client, parseAnswer(WireStatus, answer, client.server))
  } catch (error) {
    throw new CreateFailure(error)
  }
}

async function needOwn(context: ConnectorContext, client: AccountClient, post: RemotePost): Promise<WireStatus> {
  const standing = await readStatus(client, post.remoteId)
  if (standing === null || authorIdOf(standing.account, client.home) !== context.account.authorId)
    throw new AppFailure({ kind: 'post-not-found', message: null })
  return standing
}

/** Source: docs.joinmastodon.org/methods/statuses/#edit, read 2026-11-26. */
function parametersOf(
  change: OutgoingPost,
  mediaIds: readonly string[],
  standing: WireStatus,
  now: number,
): mastodon.rest.v1.UpdateStatusParams {
  const base = {
    status: change.text,
    spoilerText: change.contentWarning ?? '',
    sensitive: change.sensitive || change.contentWarning !== null,
    ...(change.language === null ? {} : { language: change.language }),
    ...(change.quotePolicy === null ? {} : { quoteApprovalPolicy: QUOTE_POLICIES[change.quotePolicy] }),
  }
  if (change.poll !== null) {
    const { options, multiple } = change.poll
    return { ...base, poll: { options, multiple, expiresIn: secondsLeft(change.poll, standing, now) } }
  }
  // Only of files that are attached already: the others were described when they were uploaded.
  const kept = change.media.filter(({ attachedAs }) => attachedAs !== undefined)
  return { ...base, mediaIds, mediaAttributes: kept.map(attributesOf) }
}

function attributesOf({ attachedAs = '', alt, focalPoint }: OutgoingMedia) {
  const { x, y } = focalPoint ?? { x: 0, y: 0 }
  return { id: attachedAs, description: alt, focus: `${String(x)},${String(y)}` }
}

/** docs.joinmastodon.org/entities/Instance: the least a poll may last. */
const LEAST_SECONDS = 300

/** A poll counts from the change on. One that is not changed goes on to the end it had, and keeps its votes. */
function secondsLeft(poll: NonNullable<OutgoingPost['poll']>, standing: WireStatus, now: number): number {
  const endsAt = Date.parse(standing.poll?.expiresAt ?? '')
  const lasted = Math.round((endsAt - Date.parse(standing.createdAt)) / 1000)
  const isSame = samePoll(standing, { poll }) && standing.poll?.multiple === poll.multiple && Math.abs(lasted - poll.seconds) <= 1
  return isSame ? Math.max(LEAST_SECONDS, Math.round((endsAt - now) / 1000)) : poll.seconds
}

/** Whether the status says all of it already, to the letter. */
async function witness(context: ConnectorContext, post: RemotePost, change: OutgoingPost, { mediaIds }: Prepared): Promise<Witness> {
  const client = accountClient(context)
  const status = await needOwn(context, client, post)
  const { text, spoilerText } = await readTyped(client, post.remoteId)
  const attached = status.mediaAttachments
  const isThere =
    plain(text) === plain(change.text) &&
    plain(spoilerText) === plain(change.contentWarning ?? '') &&
    status.sensitive === (change.sensitive || change.contentWarning !== null) &&
    (change.language === null || status.language === change.language) &&
    samePoll(status, change) &&
    attached.length === change.media.length &&
    attached.every(({ id, description }, index) => id === mediaIds[index] && (description ?? '') === change.media[index]?.alt)
  return isThere ? { kind: 'there', post: committedPost(client, status) } : { kind: 'not-there' }
}

/** Servers drop space at the ends, and write lines in their own way. */
function plain(text: string): string {
  return text.replaceAll('\r\n', '\n').trim()
}
