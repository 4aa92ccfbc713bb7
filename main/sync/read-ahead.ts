import { setImmediate } from 'node:timers/promises'
import type { FetchedPage, StreamSource } from './stream-source.ts'

/** A page asked for before it is wanted. */
type AheadPage = { readonly older: string; readonly limit: number; readonly askedAt: number; readonly page: Promise<FetchedPage> }

/** A page that waited longer than this is asked for anew: its counts are old by then. */
const KEEPS_MS = 20_000

/**
 * Who scrolls back wants the next page too: it is asked for while this one is being stored, so that scrolling does not wait for the network.
 * One page per stream, at most; what fails ahead is forgotten and asked for when it is wanted.
 */
export type ReadAhead = {
  /** The same source, with pages that may have been asked for already, and the next one asked for behind each. */
  over(source: StreamSource): StreamSource
}

export function createReadAhead(): ReadAhead {
  const waiting = new Map<string, AheadPage>()
  return {
    over: (source) => {
      const key = `${source.accountId} ${source.stream}`
      const take = async (older: string | null, limit: number): Promise<FetchedPage> => {
        const ahead = waiting.get(key)
        waiting.delete(key)
        if (ahead === undefined || ahead.older !== older || ahead.limit !== limit || source.clock() - ahead.askedAt > KEEPS_MS) {
          return source.fetchPage(older, limit)
        }
        return (await ahead.page.catch(() => null)) ?? source.fetchPage(older, limit)
      }
      return {
        ...source,
        fetchPage: async (older, limit) => {
          const page = await take(older, limit)
          const next = page.batch.older
          if (next !== null && next !== older && page.batch.entries.length > 0) {
            const ahead = source.fetchPage(next, limit)
            ahead.catch(() => undefined)
            waiting.set(key, { older: next, limit, askedAt: source.clock(), page: ahead })
            // Storing this page keeps the thread: let the request out first.
            await setImmediate()
          }
          return page
        },
      }
    },
  }
}
