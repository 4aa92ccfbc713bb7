import type { Output, ParsedInput } from '../../../shared/bridge/contract.ts'
import { assertNever, failure, success, type AppError, type Result } from '../../../shared/errors.ts'
import type { ViewSource } from '../../../shared/model/saved-view.ts'
import { foldTag } from '../../../shared/mute/read-post.ts'
import { parseSearch } from '../../../shared/search/parse-search.ts'
import type { Clock } from '../../core/ports.ts'
import type { Store } from '../../store/open-database.ts'
import type { ReadableDatabase } from '../../store/sql.ts'
import { listAccounts } from '../../store/tables/accounts.ts'
import {
  addSavedView,
  changeSavedView,
  findSavedView,
  getSavedView,
  listSavedViews,
  removeSavedView,
  reorderSavedViews,
} from '../../store/views/saved-views.ts'
import type { ReadView, ViewReader } from '../../sync/views/view-reader.ts'
import type { ConnectorLookup } from '../dependencies.ts'
import { badCursor, fromCursor } from '../reading/page-cursor.ts'
import type { Search } from '../reading/search.ts'
import type { ViewDependencies } from '../reading/view-builder.ts'
import { pageOfSearch, pageOfView } from './view-pages.ts'
import { listViewSources, mayBeAsked, mayHaveMore, toBeReadOn } from './view-sources.ts'

export type ViewsDependencies = {
  readonly store: Store
  readonly reader: ViewReader
  readonly contextFor: ConnectorLookup['contextFor']
  readonly search: Pick<Search, 'find'>
  readonly views: ViewDependencies
  readonly clock: Clock
  /** An account's network was asked; null = it answered. */
  readonly noteOutcome: (accountId: string, error: AppError | null) => void
}

/** So many views at most. */
const MOST_VIEWS = 200

const gone: AppError = { kind: 'conflict', message: null }

function refused(field: string, code: string): AppError {
  return { kind: 'invalid-input', issues: [{ field, code, values: {} }] }
}

/** Views of the person's own: lists, feeds, hashtags and searches that are read like a timeline. */
export function createViews({ store, reader, contextFor, search, views, clock, noteOutcome }: ViewsDependencies) {
  /** Asks the networks of these accounts, all at once. One that fails holds nobody back: a failure only where all of them failed. */
  const ask = async (
    view: ReadView,
    accountIds: readonly string[],
    direction: 'readNewest' | 'readOlder',
  ): Promise<Result<{ added: number; exhausted: boolean }>> => {
    const results = await Promise.all(
      accountIds.map(async (accountId) => {
        const result = await reader[direction](view, accountId)
        noteOutcome(accountId, result.ok ? null : result.error)
        return result
      }),
    )
    const runs = results.flatMap((result) => (result.ok ? [result.value] : []))
    const failed = results.find((result) => !result.ok)
    if (runs.length === 0 && failed !== undefined) return failed
    return success({
      added: runs.reduce((sum, run) => sum + run.added, 0),
      exhausted: failed === undefined && runs.every((run) => run.exhausted),
    })
  }

  return {
    list: (): Result<Output<'views.list'>> => success(store.read((db) => listSavedViews(db))),

    save: ({ id, source: named, title }: ParsedInput<'views.save'>): Result<Output<'views.save'>> => {
      const source = tidied(named)
      return store.write((db): Result<Output<'views.save'>> => {
        const problem = problemOf(db, source)
        if (problem !== null) return failure(problem)
        const same = findSavedView(db, source)
        if (id === null && same !== null) return success(same)
        if (id !== null && same !== null && same.id !== id) return failure(gone)
        if (id === null && listSavedViews(db).length >= MOST_VIEWS) return failure(refused('source', 'view-too-many'))
        const content = { source, title: title?.trim() || titleOf(source) }
        const saved = id === null ? addSavedView(db, content, clock()) : changeSavedView(db, id, content) ? id : null
        const view = saved === null ? null : getSavedView(db, saved)
        return view === null ? failure(gone) : success(view)
      })
    },

    remove: ({ id }: ParsedInput<'views.remove'>): Result<Output<'views.remove'>> => {
      // That it is gone already is what was wanted.
      store.write((db) => removeSavedView(db, id))
      return success({})
    },

    reorder: ({ ids }: ParsedInput<'views.reorder'>): Result<Output<'views.reorder'>> => {
      store.write((db) => reorderSavedViews(db, ids))
      return success({})
    },

    offered: async ({ accountId }: ParsedInput<'views.offered'>): Promise<Result<Output<'views.offered'>>> => {
      const connection = contextFor(accountId)
      if (connection === null) return failure(gone)
      const { connector, context } = connection
      if (connector.offeredViews === undefined) return failure({ kind: 'capability-not-supported', capability: 'lists', message: null })
      try {
        const offered = await connector.offeredViews(context)
        noteOutcome(accountId, null)
        return success(offered.map((each) => ({ ...each, avatarUrl: each.avatarUrl === null ? null : views.mediaAddress(each.avatarUrl) })))
      } catch (thrown) {
        context.signal.throwIfAborted()
        const error = connector.classify(thrown)
        noteOutcome(accountId, error)
        return failure(error)
      }
    },

    page: ({ id, cursor, limit }: ParsedInput<'views.page'>): Result<Output<'views.page'>> => {
      const from = fromCursor(cursor, { at: Number.MAX_SAFE_INTEGER, row: Number.MAX_SAFE_INTEGER })
      if (from === null) return failure(badCursor)
      return store.read((db) => {
        const view = getSavedView(db, id)
        if (view === null) return failure(gone)
        return success(
          view.source.kind === 'search'
            ? pageOfSearch(db, view.source.text, from, limit, { search, views })
            : pageOfView(db, view, from, limit, views),
        )
      })
    },

    refresh: async ({ id }: ParsedInput<'views.refresh'>): Promise<Result<Output<'views.refresh'>>> => {
      const view = store.read((db) => getSavedView(db, id))
      if (view === null) return failure(gone)
      if (!isRead(view)) return success({ added: 0 })
      const asked = store.read((db) => listViewSources(db, view)).filter(mayBeAsked)
      const run = await ask(
        view,
        asked.map(({ account }) => account.id),
        'readNewest',
      )
      return run.ok ? success({ added: run.value.added }) : run
    },

    loadOlder: async ({ id }: ParsedInput<'views.loadOlder'>): Promise<Result<Output<'views.loadOlder'>>> => {
      const view = store.read((db) => getSavedView(db, id))
      if (view === null) return failure(gone)
      if (!isRead(view)) return success({ added: 0, exhausted: true })
      const run = await ask(
        view,
        toBeReadOn(
          view,
          store.read((db) => listViewSources(db, view)),
        ),
        'readOlder',
      )
      if (!run.ok) return run
      const after = store.read((db) => listViewSources(db, view))
      return success({ added: run.value.added, exhausted: !after.some(mayHaveMore) })
    },
  }
}

export type Views = ReturnType<typeof createViews>

function isRead(view: { readonly source: ViewSource }): view is ReadView {
  return view.source.kind !== 'search'
}

/** A source as it is kept: a tag without its `#`, each account once. */
function tidied(source: ViewSource): ViewSource {
  switch (source.kind) {
    case 'list':
    case 'feed':
      return source
    case 'tag': {
      const tag = source.tag
        .toWellFormed()
        .trim()
        .replace(/^[#＃]+/u, '')
      return { ...source, tag, accountIds: source.accountIds === null ? null : [...new Set(source.accountIds)] }
    }
    case 'search':
      return { ...source, text: source.text.toWellFormed().trim() }
    default:
      return assertNever(source)
  }
}

/** Why a view cannot be made of a source; null = it can. */
function problemOf(db: ReadableDatabase, source: ViewSource): AppError | null {
  switch (source.kind) {
    case 'list':
    case 'feed':
      return listAccounts(db).some((account) => account.id === source.accountId) ? null : gone
    case 'tag':
      return foldTag(source.tag) === '' || /\s/u.test(source.tag) ? refused('source', 'view-nothing') : null
    case 'search': {
      const { words, filters } = parseSearch(source.text)
      return filters.length === 0 && words.every((word) => word.not) ? refused('source', 'view-nothing') : null
    }
    default:
      return assertNever(source)
  }
}

/** What a view is called that was given no name. */
function titleOf(source: ViewSource): string {
  switch (source.kind) {
    case 'list':
    case 'feed':
      return source.remoteId.split('/').at(-1) ?? source.remoteId
    case 'tag':
      return `#${source.tag}`
    case 'search':
      return source.text
    default:
      return assertNever(source)
  }
}
