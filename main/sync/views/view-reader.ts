import { failure, success, type Result } from '../../../shared/errors.ts'
import type { SavedView, ViewSource } from '../../../shared/model/saved-view.ts'
import type { StreamRequest } from '../../connectors/connector.ts'
import { storeBeginning } from '../../store/store-posts.ts'
import { markViewFailed } from '../../store/views/view-cursors.ts'
import type { FetchedPage, StreamReaderDependencies } from '../stream-source.ts'
import { readNewestOfView, readOlderOfView, type ViewRun, type ViewStream } from './read-view.ts'

/** A view that networks are asked for. */
export type ReadView = SavedView & { readonly source: Exclude<ViewSource, { kind: 'search' }> }

/** Reads views into the store, one account at a time. Failures come back as the connector classified them, and are noted for the view. */
export type ViewReader = {
  /** From the top until what is stored is met. */
  readNewest(view: ReadView, accountId: string): Promise<Result<ViewRun>>
  /** On into the past. */
  readOlder(view: ReadView, accountId: string): Promise<Result<ViewRun>>
}

type Direction = 'newest' | 'older'

/** One run per view and account at a time. Who asks for what is under way gets that one's answer; for the other direction it is waited. */
export function createViewReader(dependencies: StreamReaderDependencies): ViewReader {
  const { store, contextFor, clock, log } = dependencies
  const running = new Map<string, { readonly direction: Direction; readonly run: Promise<Result<ViewRun>> }>()

  const read = async (view: ReadView, accountId: string, direction: Direction): Promise<Result<ViewRun>> => {
    const connection = contextFor(accountId)
    // The account went away while this waited for its turn.
    if (connection === null) return success({ added: 0, exhausted: false })
    const { connector, context } = connection
    const stream: ViewStream = {
      store,
      clock,
      view,
      accountId,
      fetchPage: async (older, limit): Promise<FetchedPage> => {
        const requestedAt = clock()
        const batch = await connector.read(context, { stream: streamOf(view.source), older, limit })
        context.signal.throwIfAborted()
        if (batch.skipped > 0)
          log.warn('A read left out what it could not understand.', {
            account: accountId,
            stream: view.source.kind,
            skipped: batch.skipped,
          })
        const stored = await storeBeginning(store, batch, { accountId, requestedAt, clock, signal: context.signal })
        return { batch, requestedAt, stored }
      },
    }
    try {
      return success(await (direction === 'newest' ? readNewestOfView(stream) : readOlderOfView(stream)))
    } catch (thrown) {
      context.signal.throwIfAborted()
      const error = connector.classify(thrown)
      // A store that cannot be written is no fault of the network, and could not note it.
      if (error.kind !== 'storage-unavailable') store.write((db) => markViewFailed(db, view.id, accountId, error))
      return failure(error)
    }
  }

  const inTurn = (view: ReadView, accountId: string, direction: Direction): Promise<Result<ViewRun>> => {
    const key = `${view.id} ${accountId}`
    const before = running.get(key)
    if (before?.direction === direction) return before.run
    const begin = (): Promise<Result<ViewRun>> => read(view, accountId, direction)
    const run = (before === undefined ? begin() : before.run.then(begin, begin)).finally(() => {
      if (running.get(key)?.run === run) running.delete(key)
    })
    running.set(key, { direction, run })
    return run
  }

  return {
    readNewest: (view, accountId) => inTurn(view, accountId, 'newest'),
    readOlder: (view, accountId) => inTurn(view, accountId, 'older'),
  }
}

function streamOf(source: ReadView['source']): StreamRequest['stream'] {
  return source.kind === 'tag' ? { kind: 'tag', tag: source.tag } : { kind: source.kind, remoteId: source.remoteId }
}
