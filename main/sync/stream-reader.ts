import { failure, success, type Result } from '../../shared/errors.ts'
import { getGap } from '../store/tables/gaps.ts'
import { markStreamFailed } from '../store/tables/sync-cursors.ts'
import { fillGap, type GapEnd } from './fill-gap.ts'
import { createReadAhead } from './read-ahead.ts'
import { readNewest, readOlder } from './run-stream.ts'
import type { StreamName } from './store-page.ts'
import { sourceOf, type FetchedPage, type StreamReaderDependencies, type StreamRun, type StreamSource } from './stream-source.ts'
import { Vanished } from './vanished.ts'

/** Reads streams into the store. Failures come back as the connector classified them; an aborted read rejects with the signal's reason. */
export type StreamReader = {
  /** From the top until what is stored is met. */
  readNewest(accountId: string, stream: StreamName, signal?: AbortSignal): Promise<Result<StreamRun>>
  /** On into the past. What goes wrong is noted: a stream that cannot be read on holds no other one back. */
  readOlder(accountId: string, stream: StreamName, signal?: AbortSignal): Promise<Result<StreamRun>>
  /** Into a gap, for somebody who stands at that end of it; one that is gone is filled. */
  fillGap(gapId: number, from?: GapEnd, signal?: AbortSignal): Promise<Result<StreamRun>>
}

const nothingRead: StreamRun = { added: 0, pages: 0, exhausted: false }

/** One run per account and stream at a time: what comes while one is under way waits for its end. */
export function createStreamReader(dependencies: StreamReaderDependencies): StreamReader {
  const { store, contextFor, clock, log } = dependencies
  const vanished = new Vanished(store, clock)
  const ahead = createReadAhead()
  const queues = new Map<string, Promise<unknown>>()

  const inTurn = async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const turn = (queues.get(key) ?? Promise.resolve()).then(work, work)
    queues.set(key, turn)
    try {
      return await turn
    } finally {
      if (queues.get(key) === turn) queues.delete(key)
    }
  }

  const run = (
    accountId: string,
    stream: StreamName,
    signal: AbortSignal | undefined,
    work: (source: StreamSource) => Promise<StreamRun>,
  ): Promise<Result<StreamRun>> =>
    inTurn(`${accountId} ${stream}`, async () => {
      const connection = contextFor(accountId, signal)
      // The account went away while this waited for its turn.
      if (connection === null) return success(nothingRead)
      try {
        return success(await work(sourceOf(dependencies, connection, stream)))
      } catch (error) {
        connection.context.signal.throwIfAborted()
        return failure(connection.connector.classify(error))
      }
    })

  /** What is missing from a stream is looked up. The read itself was well: what goes wrong with that is only logged. */
  const lookForVanished = async (
    accountId: string,
    stream: StreamName,
    first: FetchedPage,
    signal: AbortSignal | undefined,
  ): Promise<void> => {
    const connection = contextFor(accountId, signal)
    const lookUp = connection?.connector.lookUp
    if (connection === null || lookUp === undefined) return
    const { connector, context } = connection
    try {
      await vanished.look(accountId, stream, first, async (posts) => {
        const found = await lookUp(context, posts)
        context.signal.throwIfAborted()
        return found
      })
    } catch (error) {
      context.signal.throwIfAborted()
      log.warn('What is missing from a stream could not be looked up.', { account: accountId, stream, error: connector.classify(error) })
    }
  }

  return {
    readNewest: async (accountId, stream, signal) => {
      const pages: FetchedPage[] = []
      const result = await run(accountId, stream, signal, (source) =>
        readNewest({
          ...source,
          fetchPage: async (older, limit) => {
            const page = await source.fetchPage(older, limit)
            pages.push(page)
            return page
          },
        }),
      )
      const [first] = pages
      if (result.ok && first !== undefined) await lookForVanished(accountId, stream, first, signal)
      return result
    },
    readOlder: async (accountId, stream, signal) => {
      const result = await run(accountId, stream, signal, (source) => readOlder(stream === 'home' ? ahead.over(source) : source))
      // A store that cannot be written is no fault of the stream, and could not note it.
      if (!result.ok && result.error.kind !== 'storage-unavailable')
        store.write((db) => markStreamFailed(db, accountId, stream, result.error, clock()))
      return result
    },
    fillGap: async (gapId, from, signal) => {
      const gap = store.read((db) => getGap(db, gapId))
      if (gap === null) return success(nothingRead)
      const stream = gap.stream === 'notifications' ? 'notifications' : 'home'
      return run(gap.accountId, stream, signal, (source) => fillGap(source, gapId, from))
    },
  }
}
