import { AppFailure, failure, success, type AppError, type Result } from '../../../shared/errors.ts'
import type { Output, ParsedInput } from '../../../shared/bridge/contract.ts'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import { defaultDraftOptions, type Draft, type DraftMedia } from '../../../shared/model/draft.ts'
import type { PostSource, RemotePost, SourceMedia } from '../../connectors/connector.ts'
import type { Clock } from '../../core/ports.ts'
import { findRemotePost, needRemotePost } from '../../outbox/find-post.ts'
import { ingestBatch } from '../../store/ingest-batch.ts'
import type { Store } from '../../store/open-database.ts'
import type { ReadableDatabase } from '../../store/sql.ts'
import type { StoredAccount } from '../../store/tables/accounts.ts'
import { findOpenEdit, insertDraft, setKeptMedia, type KeptMedia } from '../../store/tables/drafts.ts'
import { getPost } from '../../store/tables/posts.ts'
import type { AccountConnection, ConnectorLookup, MediaAddress } from '../dependencies.ts'
import { withPreviews } from './draft-content.ts'
import { ownAccount, queueDeletion } from './engagement.ts'
import { copyIn } from './copy-in.ts'
import type { DraftMediaService } from './draft-media.ts'
import type { NewLocalId } from './local-id.ts'

export type RewriteDependencies = {
  readonly store: Store
  readonly lookup: Pick<ConnectorLookup, 'contextFor'>
  readonly clock: Clock
  readonly newId: NewLocalId
  readonly mediaAddress: MediaAddress
  /** The bytes of a file as its network has it. */
  readonly original: (remote: string, maxBytes: number, signal: AbortSignal) => Promise<Uint8Array>
  readonly draftMedia: DraftMediaService
  /** Tells the networks of deletions. */
  readonly runner: { look(): void }
}

export type Rewrite = {
  edit(input: ParsedInput<'posts.edit'>): Promise<Result<Output<'posts.edit'>>>
  redraft(input: ParsedInput<'posts.redraft'>): Promise<Result<Output<'posts.redraft'>>>
}

const gone: AppError = { kind: 'post-not-found', message: null }
/** The largest file a network of ours takes is 300 MB. */
const MAX_BYTES = 300_000_000
const PATIENCE_MS = 5 * 60_000

/** An own post with everything that writing it again takes. */
type Found = {
  readonly account: StoredAccount
  readonly post: CanonicalPost
  readonly source: PostSource
  readonly files: readonly Copied[]
}
type Copied = { readonly media: DraftMedia; readonly attachedAs: string | null }

/**
 * Own posts as drafts. Nothing that is on a network is touched before everything a draft needs is here and on the disk: the text as it was typed,
 * and the files.
 */
export function createRewrite(deps: RewriteDependencies): Rewrite {
  const { store, clock } = deps

  const find = async (postId: string, capability: 'edit' | 'delete'): Promise<Result<Found>> => {
    const account = store.read((db) => ownAccount(db, postId))
    if (account === null) return failure(store.read((db) => getPost(db, postId)) === null ? gone : unsupported(capability))
    if (!account.capabilities[capability]) return failure(unsupported(capability))
    const connection = deps.lookup.contextFor(account.id, AbortSignal.timeout(PATIENCE_MS))
    if (connection === null) return failure(unsupported(capability))
    try {
      const source = await readSource(deps, connection, postId)
      const post = store.read((db) => getPost(db, postId))
      if (post === null || post.deleted) return failure(gone)
      const files: Copied[] = []
      for (const each of source.media) files.push(await copy(deps, each, connection.context.signal))
      return success({ account, post: post.post, source, files })
    } catch (cause) {
      return failure(cause instanceof AppFailure ? cause.error : connection.connector.classify(cause))
    }
  }

  return {
    edit: async ({ postId }) => {
      const begun = store.read((db) => begunEdit(db, postId))
      if (begun !== null) return success(withPreviews(begun, deps.mediaAddress))
      const found = await find(postId, 'edit')
      if (!found.ok) return found
      const draft: Draft = { ...draftOf(deps, found.value), replyTo: null, quote: null, edits: postId }
      const kept: KeptMedia = Object.fromEntries(
        found.value.files.flatMap(({ media, attachedAs }) => (attachedAs === null ? [] : [[media.id, attachedAs]])),
      )
      const open = store.writeDurably((db) => {
        // Asked for twice, it was begun meanwhile.
        const other = begunEdit(db, postId)
        if (other !== null) return other
        insertDraft(db, draft)
        setKeptMedia(db, draft.id, kept)
        return draft
      })
      return success(withPreviews(open, deps.mediaAddress))
    },

    redraft: async ({ postId }) => {
      const found = await find(postId, 'delete')
      if (!found.ok) return found
      const draft = draftOf(deps, found.value)
      // The draft and the wish to delete are on the disk together, or neither is.
      const isMade = store.writeDurably((db) => {
        if (getPost(db, postId)?.deleted !== false) return false
        insertDraft(db, draft)
        queueDeletion(db, found.value.account.id, postId, clock())
        return true
      })
      if (!isMade) return failure(gone)
      deps.runner.look()
      return success(withPreviews(draft, deps.mediaAddress))
    },
  }
}

/** The open edit of a post to go on with; one that was begun before the post was changed elsewhere would take that change back. */
function begunEdit(db: ReadableDatabase, postId: string): Draft | null {
  const draft = findOpenEdit(db, postId)
  const editedAt = getPost(db, postId)?.post.editedAt ?? null
  return draft !== null && (editedAt === null || editedAt <= draft.createdAt) ? draft : null
}

async function readSource(deps: RewriteDependencies, connection: AccountConnection, postId: string): Promise<PostSource> {
  const { connector, context } = connection
  if (connector.source === undefined) throw new AppFailure(unsupported('source'))
  const remote = await needRemotePost(deps, connection, postId)
  const stored = deps.store.read((db) => getPost(db, postId))
  // A network may have said only that it answers something: what that is has to be known before it is written anew.
  const answers = stored?.post.replyTo ?? null
  if (answers !== null && answers.postId === null) await learnParent(deps, connection, remote)
  if (answers?.postId != null) await findRemotePost(deps, connection, answers.postId)
  return connector.source(context, remote)
}

async function learnParent(
  { store, clock }: RewriteDependencies,
  { connector, context }: AccountConnection,
  remote: RemotePost,
): Promise<void> {
  if (connector.thread === undefined) return
  const requestedAt = clock()
  const { batch } = await connector.thread(context, remote)
  const ingested = { accountId: context.account.id, requestedAt, now: clock() }
  store.write((db) => ingestBatch(db, { ...batch, entries: [], inbox: [] }, ingested))
}

/** A file of the post in Chirp's own folder. Rejects where it cannot be had: without it the post would not be the same. */
async function copy(deps: RewriteDependencies, { attachment, attachedAs }: SourceMedia, signal: AbortSignal): Promise<Copied> {
  const bytes = await deps.original(attachment.url, MAX_BYTES, signal)
  const copied = await copyIn(deps.draftMedia, bytes, { fileName: nameOf(attachment.url), mimeType: attachment.mimeType ?? '' })
  if (!copied.ok) throw new AppFailure(copied.error)
  return { media: { ...copied.value, alt: attachment.alt, focalPoint: attachment.focalPoint, previewUrl: null }, attachedAs }
}

/** What a file is called in the composer: the end of its address, where that is a name. */
function nameOf(url: string): string {
  const [name = ''] = /[^/?#:]+\.[a-z0-9]{2,5}$/i.exec(URL.parse(url)?.pathname ?? url) ?? []
  return name === '' ? 'file' : name.slice(-100)
}

/** The post as a new draft, to the account that wrote it. */
function draftOf({ clock, newId }: RewriteDependencies, { account, post, source, files }: Found): Draft {
  const now = clock()
  const { poll } = post
  const seconds = poll?.endsAt == null ? null : Math.max(1, Math.round((poll.endsAt - post.createdAt) / 1000))
  return {
    id: newId('draft'),
    content: {
      segments: [
        {
          id: newId('seg'),
          text: source.text,
          media: files.map(({ media }) => media),
          poll:
            poll === null || poll.options.length < 2
              ? null
              : { options: poll.options.map(({ title }) => title), multiple: poll.multiple, seconds: seconds ?? DAY_SECONDS },
        },
      ],
      contentWarning: source.contentWarning,
      sensitive: source.sensitive,
      language: source.language,
    },
    targets: [
      {
        accountId: account.id,
        override: null,
        visibility: post.visibility,
        replyPolicy: source.replyPolicy,
        quotePolicy: source.quotePolicy,
        topicTag: source.topicTag,
      },
    ],
    replyTo: post.replyTo?.postId ?? null,
    quote: post.quote?.postId ?? null,
    edits: null,
    options: defaultDraftOptions,
    createdAt: now,
    updatedAt: now,
    revision: 0,
  }
}

/** For a poll without an end, which no composer offers. */
const DAY_SECONDS = 86_400

function unsupported(capability: string): AppError {
  return { kind: 'capability-not-supported', capability, message: null }
}
