import { failure, success, type AppError, type Result } from '../../../shared/errors.ts'
import type { Output, ParsedInput } from '../../../shared/bridge/contract.ts'
import type { DraftProblem } from '../../../shared/model/draft-problem.ts'
import { posterOf } from '../../../shared/compose/poster-of.ts'
import { planPublication } from '../../../shared/compose/plan-publication.ts'
import { isPostable, validateDraft, type PostContext, type TargetContext } from '../../../shared/compose/validate-draft.ts'
import type { Account } from '../../../shared/model/account.ts'
import type { Draft } from '../../../shared/model/draft.ts'
import type { Clock } from '../../core/ports.ts'
import type { Store } from '../../store/open-database.ts'
import type { ReadableDatabase, WritableDatabase } from '../../store/sql.ts'
import { listAccounts } from '../../store/tables/accounts.ts'
import { getDraft, moveDraft } from '../../store/tables/drafts.ts'
import { insertOutboxItems, unsent, outboxItemsOfRun, type OutboxRow } from '../../store/tables/outbox-items.ts'
import { getViewer } from '../../store/tables/post-accounts.ts'
import { mappingsOfPost } from '../../store/tables/post-mappings.ts'
import { getPost } from '../../store/tables/posts.ts'
import { deletePublishRun, getPublishRun, insertPublishRun, newestRunOfDraft, type PublishRun } from '../../store/tables/publish-runs.ts'
import { hasMediaHost } from '../../store/tables/media-hosts.ts'
import { getSettings } from '../../store/tables/settings.ts'
import type { ConnectorLookup, MediaAddress } from '../dependencies.ts'
import { withPreviews } from './draft-content.ts'
import type { NewLocalId } from './local-id.ts'

export type PublishingDependencies = {
  readonly store: Store
  readonly lookup: Pick<ConnectorLookup, 'platformName'>
  readonly clock: Clock
  readonly mediaAddress: MediaAddress
  readonly newId: NewLocalId
  /** Sends what is due. */
  readonly runner: { look(): void }
}

export type Publishing = {
  validate(input: ParsedInput<'publishing.validate'>): Result<Output<'publishing.validate'>>
  publish(input: ParsedInput<'publishing.publish'>): Result<Output<'publishing.publish'>>
  undo(input: ParsedInput<'publishing.undo'>): Result<Output<'publishing.undo'>>
  mappings(input: ParsedInput<'posts.mappings'>): Result<Output<'posts.mappings'>>
}

const gone: AppError = { kind: 'post-not-found', message: null }
const outOfDate: AppError = { kind: 'conflict', message: null }

/** From a draft to the outbox, and back while nothing has begun. */
export function createPublishing(deps: PublishingDependencies): Publishing {
  const { store, clock } = deps
  const accountsIn = (db: ReadableDatabase): Account[] =>
    listAccounts(db).map((account) => ({ ...account, platformName: deps.lookup.platformName(account.platform) }))

  return {
    validate: ({ draftId }) =>
      store.read((db) => {
        const stored = getDraft(db, draftId)
        return stored === null ? failure(gone) : success([...problemsOf(db, stored.draft, accountsIn(db), clock())])
      }),

    publish: ({ draftId, revision }) => {
      const result = store.writeDurably((db): Result<Output<'publishing.publish'>> => {
        const stored = getDraft(db, draftId)
        if (stored === null || stored.state === 'discarded') return failure(gone)
        if (stored.state !== 'open') {
          // Pressed twice, or asked twice: it is the run of the first time.
          const run = newestRunOfDraft(db, draftId)
          if (run?.draft.revision === revision) return success({ runId: run.id, undoUntil: run.undoUntil })
          return failure(outOfDate)
        }
        if (stored.draft.revision !== revision) return failure(outOfDate)
        const accounts = accountsIn(db)
        const problems = problemsOf(db, stored.draft, accounts, clock())
        const notEditable = stored.draft.edits === null ? null : editError(db, stored.draft, accounts, stored.draft.edits)
        if (notEditable !== null) return failure(notEditable)
        if (!isPostable(problems)) return failure({ kind: 'invalid-input', issues: issuesOf(problems) })
        const run = beginRun(deps, db, stored.draft, accounts)
        return success({ runId: run.id, undoUntil: run.undoUntil })
      })
      if (result.ok) deps.runner.look()
      return result
    },

    undo: ({ runId }) => {
      const result = store.writeDurably((db): Result<Draft> => {
        const run = getPublishRun(db, runId)
        if (run === null) return failure(gone)
        if (!outboxItemsOfRun(db, runId).every(hasNotBegun)) return failure(outOfDate)
        if (!moveDraft(db, run.draftId, 'publishing', 'open', clock())) return failure(outOfDate)
        deletePublishRun(db, runId)
        const stored = getDraft(db, run.draftId)
        return stored === null ? failure(gone) : success(withPreviews(stored.draft, deps.mediaAddress))
      })
      if (result.ok) deps.runner.look()
      return result
    },

    mappings: ({ postId }) => success(store.read((db) => mappingsOfPost(db, postId))),
  }
}

/** Nothing of it has been on the way: no upload, no key. */
function hasNotBegun(item: OutboxRow): boolean {
  return item.state === 'queued' && item.attempts === 0 && item.commitKey === null
}

function beginRun(deps: PublishingDependencies, db: WritableDatabase, draft: Draft, accounts: readonly Account[]): PublishRun {
  const now = deps.clock()
  const { undoSeconds } = getSettings(db)
  const { scheduledAt } = draft.options
  // What goes out later can be taken back until then.
  const undoUntil = undoSeconds === 0 || scheduledAt !== null ? null : now + undoSeconds * 1000
  const run: PublishRun = { id: deps.newId('run'), draftId: draft.id, draft, createdAt: now, undoUntil, clearedAt: null }
  insertPublishRun(db, run)
  const items = planPublication(draft, accounts).flatMap(({ accountId, posts }) => {
    const capabilities = accounts.find(({ id }) => id === accountId)?.capabilities
    // A network that can wait gets it at once: then it goes out whether Chirp runs or not.
    const canWait = draft.edits === null && capabilities !== undefined && scheduledAt !== null
    const holdUntil = canWait && posterOf(capabilities, posts.length, scheduledAt, now) === 'server' ? scheduledAt : null
    const waitsUntil = holdUntil === null ? scheduledAt : null
    return posts.map((planned): OutboxRow => ({
      id: deps.newId('out'),
      runId: run.id,
      draftId: draft.id,
      segmentId: planned.segmentId,
      segmentIndex: planned.segmentIndex,
      accountId,
      planned,
      operation: draft.edits === null ? 'create' : 'edit',
      ...unsent,
      waitReason: waitsUntil !== null ? 'scheduled' : undoUntil === null ? null : 'undo',
      notBefore: waitsUntil ?? undoUntil,
      holdUntil,
      createdAt: now,
      updatedAt: now,
    }))
  })
  insertOutboxItems(db, items)
  moveDraft(db, draft.id, 'open', 'publishing', now)
  return run
}

/** Why an edit cannot be sent; null = it can. The post may have gone, and the account may have lost the right, since it was begun. */
function editError(db: ReadableDatabase, draft: Draft, accounts: readonly Account[], postId: string): AppError | null {
  const post = getPost(db, postId)
  if (post === null || post.deleted) return gone
  const [plan, ...others] = planPublication(draft, accounts)
  const account = accounts.find(({ id }) => id === plan?.accountId)
  if (account === undefined || others.length > 0 || account.authorId !== post.post.authorId || !account.capabilities.edit)
    return { kind: 'capability-not-supported', capability: 'edit', message: null }
  return null
}

function problemsOf(db: ReadableDatabase, draft: Draft, accounts: readonly Account[], now: number): readonly DraftProblem[] {
  const contexts = accounts.map((account): TargetContext => ({
    account,
    reply: draft.replyTo === null ? null : contextOf(db, draft.replyTo, account),
    quote: draft.quote === null ? null : contextOf(db, draft.quote, account),
  }))
  return validateDraft(draft, contexts, { altTextReminder: getSettings(db).altTextReminder, mediaHost: hasMediaHost(db), now })
}

/** How an account stands to a post; what its server never said is assumed to be allowed, and its server has the last word. */
function contextOf(db: ReadableDatabase, postId: string, account: Account): PostContext | null {
  const stored = getPost(db, postId)
  if (stored === null || stored.deleted) return null
  const viewer = getViewer(db, account.id, postId)
  return {
    platform: stored.post.platform,
    canReply: viewer?.canReply ?? true,
    canQuote: viewer?.canQuote ?? true,
    own: stored.post.authorId === account.authorId,
  }
}

/** A problem as an issue: `field` is account, segment and file, as far as it has them. */
function issuesOf(problems: readonly DraftProblem[]) {
  return problems
    .filter((problem) => problem.severity === 'error')
    .map(({ accountId, segmentId, mediaId, code, values }) => ({
      field: [accountId, segmentId, mediaId].filter((part) => part !== null).join('.'),
      code,
      values,
    }))
}
