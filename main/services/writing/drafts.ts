import { failure, success, type AppError, type Result } from '../../../shared/errors.ts'
import type { Output, ParsedInput } from '../../../shared/bridge/contract.ts'
import type { DraftSummary } from '../../../shared/bridge/views.ts'
import type { CanonicalPost, Visibility } from '../../../shared/model/canonical-post.ts'
import { defaultDraftOptions, type Draft, type DraftTarget } from '../../../shared/model/draft.ts'
import type { Clock } from '../../core/ports.ts'
import type { Store } from '../../store/open-database.ts'
import type { ReadableDatabase } from '../../store/sql.ts'
import { listAccounts, type StoredAccount } from '../../store/tables/accounts.ts'
import { getAuthor } from '../../store/tables/authors.ts'
import { getDraft, insertDraft, moveDraft, saveDraft, versionsOf, writtenDrafts } from '../../store/tables/drafts.ts'
import { getMediaFile } from '../../store/tables/media-files.ts'
import { getPost } from '../../store/tables/posts.ts'
import { listViewers } from '../../store/tables/post-accounts.ts'
import { getSettings } from '../../store/tables/settings.ts'
import type { MediaAddress } from '../dependencies.ts'
import { draftHasWords, mapMedia, summarise, withPreviews } from './draft-content.ts'
import type { NewLocalId } from './local-id.ts'

export type DraftsDependencies = {
  readonly store: Store
  readonly clock: Clock
  readonly mediaAddress: MediaAddress
  readonly newId: NewLocalId
  /** Called after drafts were given up, so that files nobody needs can go. */
  readonly sweep: () => Promise<void>
}

/** Where `begun` is left out, the draft has to be there. */
type SaveInput = Omit<ParsedInput<'drafts.save'>, 'begun'> & Partial<Pick<ParsedInput<'drafts.save'>, 'begun'>>

export type Drafts = {
  list(input?: ParsedInput<'drafts.list'>): Result<Output<'drafts.list'>>
  get(input: ParsedInput<'drafts.get'>): Result<Output<'drafts.get'>>
  begin(input: ParsedInput<'drafts.begin'>): Result<Output<'drafts.begin'>>
  create(input: ParsedInput<'drafts.create'>): Result<Output<'drafts.create'>>
  save(input: SaveInput): Result<Output<'drafts.save'>>
  discard(input: ParsedInput<'drafts.discard'>): Result<Output<'drafts.discard'>>
  restore(input: ParsedInput<'drafts.restore'>): Result<Output<'drafts.restore'>>
}

const gone: AppError = { kind: 'post-not-found', message: null }
const outOfDate: AppError = { kind: 'conflict', message: null }

/** What is being written. Every composer has a draft of its own from the first key on, and no save overwrites another's. */
export function createDrafts(deps: DraftsDependencies): Drafts {
  const { store, clock } = deps
  const shown = (draft: Draft): Draft => withPreviews(draft, deps.mediaAddress)
  const read = (id: string): Result<Draft> => {
    const stored = store.read((db) => getDraft(db, id))
    return stored === null ? failure(gone) : success(shown(stored.draft))
  }

  const newDraft = (db: ReadableDatabase, input: ParsedInput<'drafts.begin'>): Draft => {
    const accounts = listAccounts(db)
    const parent = input.replyTo === null ? null : (getPost(db, input.replyTo)?.post ?? null)
    const quoted = input.quote === null ? null : (getPost(db, input.quote)?.post ?? null)
    const targets = chooseTargets(db, accounts, {
      wanted: input.targets ?? getSettings(db).defaultTargets,
      isChosen: input.targets !== null,
      about: parent ?? quoted,
      isReply: parent !== null,
    })
    const writers = accounts.filter((account) => targets.includes(account.id))
    const text = input.text === '' && parent !== null ? openingMentions(db, parent, writers) : input.text
    return {
      ...blank(deps.newId('draft'), clock()),
      content: {
        segments: [{ id: deps.newId('seg'), text, media: [], poll: null }],
        contentWarning: warningOfReply(parent, writers),
        sensitive: false,
        language: null,
      },
      targets: targets.map((accountId) => ({
        accountId,
        override: null,
        visibility: visibilityOfReply(parent, accountId, accounts),
        replyPolicy: null,
        quotePolicy: null,
        topicTag: null,
      })),
      replyTo: input.replyTo,
      quote: input.quote,
    }
  }

  return {
    list: ({ search, discarded } = { search: '', discarded: false }) => {
      const words = search.split(/\s+/u).filter((word) => word !== '')
      return success(
        store.read((db) => {
          const found: DraftSummary[] = []
          for (const draft of writtenDrafts(db, discarded ? 'discarded' : 'open')) {
            const handle = handleOfParent(db, draft)
            if (draftHasWords(draft, handle, words)) found.push(summarise(draft, handle))
          }
          return found
        }),
      )
    },

    get: ({ id }) => read(id),

    begin: (input) => success(shown(store.read((db) => newDraft(db, input)))),

    create: (input) => {
      const draft = store.write((db) => {
        const made = newDraft(db, input)
        insertDraft(db, made)
        return made
      })
      return success(shown(draft))
    },
    // What was typed outlasts a power cut, too.
    save: (input) =>
      store.writeDurably((db): Result<Draft> => {
        const stored = getDraft(db, input.id)
        const begun = input.begun ?? null
        if (stored === null && begun === null) return failure(gone)
        const known = new Set(listAccounts(db).map((account) => account.id))
        const missing = versionsOf(input).flatMap((content) =>
          content.segments.flatMap((segment) => segment.media.filter((media) => getMediaFile(db, media.sha256) === null)),
        )
        if (missing.length > 0) {
          return failure({
            kind: 'invalid-input',
            issues: missing.map((media) => ({ field: 'media', code: 'media-missing', values: { name: media.fileName } })),
          })
        }
        // What a file is was found out when it came in; a page does not get to say otherwise.
        const targets = onlyKnown(input.targets, known)
        const version = mapMedia({ content: input.content, targets, options: input.options }, (media) => {
          const file = getMediaFile(db, media.sha256)
          if (file === null) return media
          const { mimeType, bytes, width, height, durationMs } = file
          return { ...media, mimeType, bytes, width, height, durationMs, previewUrl: null }
        })
        if (stored === null) insertDraft(db, { ...blank(input.id, clock()), ...version, ...begun })
        // Only the composer that began it knows its id: what it stored first is its own, whatever became of the answer.
        const revision = begun === null ? input.revision : (stored?.draft.revision ?? 0)
        if (!saveDraft(db, input.id, revision, version, clock())) return failure(outOfDate)
        const saved = getDraft(db, input.id)
        return saved === null ? failure(gone) : success(shown(saved.draft))
      }),

    discard: ({ id }) => {
      const result = store.write((db): Result<Record<string, never>> => {
        if (moveDraft(db, id, 'open', 'discarded', clock())) return success({})
        const stored = getDraft(db, id)
        if (stored === null) return failure(gone)
        return stored.state === 'discarded' ? success({}) : failure(outOfDate)
      })
      if (result.ok) void deps.sweep()
      return result
    },

    restore: ({ id }) => {
      const moved = store.write((db) => moveDraft(db, id, 'discarded', 'open', clock()) || getDraft(db, id)?.state === 'open')
      if (moved) return read(id)
      return failure(store.read((db) => getDraft(db, id)) === null ? gone : outOfDate)
    },
  }
}

/** A draft before anything is known of it. */
function blank(id: string, now: number): Omit<Draft, 'content' | 'targets'> {
  return { id, replyTo: null, quote: null, edits: null, options: defaultDraftOptions, createdAt: now, updatedAt: now, revision: 0 }
}

/**
 * The accounts a new draft goes to. A reply comes from one account that sees what it answers, a quote from all of the wanted ones
 * that see it; where nobody wanted does, the first account that does. One of that network that the person chose does not have to have seen it:
 * its server finds it. A new post goes to the wanted accounts, or to the first.
 */
function chooseTargets(
  db: ReadableDatabase,
  accounts: readonly StoredAccount[],
  {
    wanted,
    isChosen,
    about,
    isReply,
  }: {
    readonly wanted: readonly string[]
    readonly isChosen: boolean
    readonly about: CanonicalPost | null
    readonly isReply: boolean
  },
): readonly string[] {
  const known = accounts.filter((account) => wanted.includes(account.id)).map((account) => account.id)
  const first = accounts.slice(0, 1).map((account) => account.id)
  if (about === null) return known.length > 0 ? known : first
  const seeing = listViewers(db, about.id).map((viewer) => viewer.accountId)
  const mayFind = (id: string): boolean => isChosen && accounts.some((account) => account.id === id && account.platform === about.platform)
  const chosen = known.filter((id) => seeing.includes(id) || mayFind(id))
  const candidates = chosen.length > 0 ? chosen : seeing.slice(0, 1)
  if (candidates.length > 0) return isReply ? candidates.slice(0, 1) : candidates
  // Nobody has seen it (its account was removed): another account of that network may find it.
  const sameNetwork = accounts.filter((account) => account.platform === about.platform).slice(0, 1)
  return sameNetwork.length > 0 ? sameNetwork.map((account) => account.id) : first
}

/** Where the server turns mentions into links, a reply reaches whom it names: the author and whoever was named with them. */
function openingMentions(db: ReadableDatabase, parent: CanonicalPost, writers: readonly StoredAccount[]): string {
  if (!writers.some((account) => account.capabilities.links === 'server')) return ''
  const own = new Set(writers.map((account) => account.authorId))
  const ownHandles = new Set(writers.map((account) => account.handle))
  const author = getAuthor(db, parent.authorId)
  const handles = author === null || own.has(author.id) ? [] : [author.handle]
  for (const span of parent.text.spans) {
    if (span.kind !== 'mention' || (span.authorId !== null && own.has(span.authorId)) || ownHandles.has(span.handle)) continue
    if (!handles.includes(span.handle)) handles.push(span.handle)
  }
  return handles.map((handle) => `@${handle} `).join('')
}

/** A reply is not shown more widely than what it answers; null where the account's default is right. */
function visibilityOfReply(parent: CanonicalPost | null, accountId: string, accounts: readonly StoredAccount[]): Visibility | null {
  if (parent?.visibility == null || parent.visibility === 'public') return null
  const offered = accounts.find((account) => account.id === accountId)?.capabilities.visibility
  return offered?.includes(parent.visibility) === true ? parent.visibility : null
}

/** Whoever folds a subject away does not expect it in the open in the answers. */
function warningOfReply(parent: CanonicalPost | null, writers: readonly StoredAccount[]): string | null {
  if (parent === null || !writers.every((account) => account.capabilities.contentWarning === 'free-text')) return null
  return parent.contentWarning
}

function onlyKnown(targets: readonly DraftTarget[], known: ReadonlySet<string>): DraftTarget[] {
  const seen = new Set<string>()
  return targets.filter((target) => {
    const wanted = known.has(target.accountId) && !seen.has(target.accountId)
    seen.add(target.accountId)
    return wanted
  })
}

function handleOfParent(db: ReadableDatabase, draft: Draft): string | null {
  const parent = draft.replyTo === null ? null : getPost(db, draft.replyTo)
  return parent === null ? null : (getAuthor(db, parent.post.authorId)?.handle ?? null)
}
