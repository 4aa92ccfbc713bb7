import type { Output, ParsedInput } from '../../../shared/bridge/contract.ts'
import { failure, success, type AppError, type Result } from '../../../shared/errors.ts'
import type { AuthorProfile } from '../../../shared/model/author.ts'
import type { RemoteAuthor } from '../../connectors/connector.ts'
import type { Clock } from '../../core/ports.ts'
import { ingestBatch } from '../../store/ingest-batch.ts'
import type { Store } from '../../store/open-database.ts'
import { storePosts } from '../../store/store-posts.ts'
import type { ReadableDatabase } from '../../store/sql.ts'
import { listAccounts } from '../../store/tables/accounts.ts'
import { completeAuthors, getAuthor, getProfile, saveProfile } from '../../store/tables/authors.ts'
import { listPostsByAuthor } from '../../store/tables/posts.ts'
import { getRemoteAuthor, listAccountsThatKnow, listRelationships } from '../../store/tables/relationships.ts'
import type { AccountConnection, ConnectorLookup, MediaAddress } from '../dependencies.ts'
import { badCursor, fromCursor, toCursor } from './page-cursor.ts'
import { buildPostViews, toAuthorView, toRichTextView, type ViewDependencies } from './view-builder.ts'

export type AuthorsDependencies = {
  readonly store: Store
  readonly contextFor: ConnectorLookup['contextFor']
  readonly views: ViewDependencies
  readonly clock: Clock
}

/** Posts read with a profile. */
const PROFILE_POSTS = 40

const notFound: AppError = { kind: 'post-not-found', message: null }
const newest = { at: Number.MAX_SAFE_INTEGER, row: Number.MAX_SAFE_INTEGER }

/** People: their profiles and posts as far as they are stored, a profile's refresh from the network, and completion of their names. */
export function createAuthors({ store, contextFor, views, clock }: AuthorsDependencies) {
  /** Reads profile and newest posts through one account; stores what comes. */
  const readProfile = async (
    { connector, context }: AccountConnection,
    authorId: string,
  ): Promise<Result<Output<'authors.refreshProfile'>>> => {
    if (connector.profile === undefined) return failure({ kind: 'capability-not-supported', capability: 'profile', message: null })
    const accountId = context.account.id
    const requestedAt = clock()
    try {
      let remote: RemoteAuthor | null = store.read((db) => getRemoteAuthor(db, accountId, authorId))
      if (remote === null && connector.resolveAuthor !== undefined) {
        const author = store.read((db) => getAuthor(db, authorId))
        const found = author === null ? null : await connector.resolveAuthor(context, author)
        context.signal.throwIfAborted()
        if (found !== null) remote = { authorId: found.author.id, remoteId: found.remoteId, handle: found.author.handle }
      }
      if (remote === null) return failure(notFound)
      const { profile, normalised } = await connector.profile(context, remote)
      context.signal.throwIfAborted()
      store.write((db) => {
        ingestBatch(db, { authors: [normalised], posts: [], entries: [], inbox: [] }, { accountId, requestedAt, now: clock() })
        saveProfile(db, profile, accountId, clock())
      })
      if (context.account.capabilities.streams.author) {
        const batch = await connector.read(context, { stream: { kind: 'author', author: remote }, older: null, limit: PROFILE_POSTS })
        context.signal.throwIfAborted()
        await storePosts(store, batch, { accountId, requestedAt, clock, signal: context.signal })
      }
      return success({})
    } catch (error) {
      context.signal.throwIfAborted()
      return failure(connector.classify(error))
    }
  }

  return {
    /** What is stored; a profile that was never read has nulls where the network would say more. */
    profile: ({ authorId }: ParsedInput<'authors.profile'>): Result<Output<'authors.profile'>> =>
      store.read((db) => {
        const profile = getProfile(db, authorId)?.profile ?? unreadProfile(db, authorId)
        if (profile === null) return failure(notFound)
        return success({
          profile: toProfileView(profile, views.mediaAddress),
          relationships: listRelationships(db, authorId),
          ownAccountId: listAccounts(db).find((account) => account.authorId === authorId)?.id ?? null,
          platformName: views.platformName(profile.author.platform),
        })
      }),

    /** Asks the accounts that know the person, one after the other, until one brings the profile; answers the first failure where none does. */
    refreshProfile: async ({ authorId }: ParsedInput<'authors.refreshProfile'>): Promise<Result<Output<'authors.refreshProfile'>>> => {
      let problem: AppError | null = null
      for (const accountId of store.read((db) => readersOf(db, authorId))) {
        const connection = contextFor(accountId)
        if (connection === null) continue
        const result = await readProfile(connection, authorId)
        if (result.ok) return result
        problem ??= result.error
      }
      return failure(problem ?? notFound)
    },

    posts: ({ authorId, cursor, limit }: ParsedInput<'authors.posts'>): Result<Output<'authors.posts'>> => {
      const from = fromCursor(cursor, newest)
      if (from === null) return failure(badCursor)
      return success(
        store.read((db) => {
          const found = listPostsByAuthor(db, authorId, { sortAt: from.at, row: from.row }, limit + 1)
          const page = found.slice(0, limit)
          const last = found.length > limit ? page.at(-1) : undefined
          const postIds = page.map((post) => post.id)
          return {
            postIds,
            posts: buildPostViews(db, postIds, views),
            older: last === undefined ? null : toCursor({ at: last.sortAt, row: last.row }),
          }
        }),
      )
    },

    complete: ({ text, limit }: ParsedInput<'authors.complete'>): Result<Output<'authors.complete'>> =>
      success(
        store
          .read((db) => completeAuthors(db, text, limit))
          .map(({ id, platform, handle, displayName, avatarUrl }) => ({
            authorId: id,
            platform,
            handle,
            displayName,
            avatarUrl: avatarUrl === null ? null : views.mediaAddress(avatarUrl),
          })),
      ),
  }
}

export type Authors = ReturnType<typeof createAuthors>

/** The accounts that may read a profile: those whose servers know the person, then others on the network; those that work first. */
function readersOf(db: ReadableDatabase, authorId: string): string[] {
  const known = new Set(listAccountsThatKnow(db, authorId))
  const platform = getAuthor(db, authorId)?.platform
  const rank = (account: { readonly id: string; readonly state: { readonly kind: string } }): number =>
    (known.has(account.id) ? 0 : 1) + (account.state.kind === 'connected' ? 0 : 2)
  return listAccounts(db)
    .filter((account) => account.state.kind !== 'paused' && (known.has(account.id) || account.platform === platform))
    .sort((a, b) => rank(a) - rank(b))
    .map((account) => account.id)
}

function unreadProfile(db: ReadableDatabase, authorId: string): AuthorProfile | null {
  const author = getAuthor(db, authorId)
  if (author === null) return null
  return {
    author,
    description: { text: '', spans: [] },
    headerUrl: null,
    followers: null,
    following: null,
    posts: null,
    fields: [],
    joinedAt: null,
  }
}

function toProfileView(profile: AuthorProfile, mediaAddress: MediaAddress): AuthorProfile {
  return {
    ...profile,
    author: toAuthorView(profile.author, mediaAddress),
    description: toRichTextView(profile.description, mediaAddress),
    headerUrl: profile.headerUrl === null ? null : mediaAddress(profile.headerUrl),
    fields: profile.fields.map((field) => ({ ...field, value: toRichTextView(field.value, mediaAddress) })),
  }
}
