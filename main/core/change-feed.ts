import type { BridgeEvent } from '../../shared/bridge/events.ts'
import type { Touch } from '../store/sql.ts'

/** Says what changed to whoever listens: coalesced, so that a thousand writes are one refetch. */
export type ChangeFeed = {
  /** What a committed transaction touched. */
  readonly touched: (touches: readonly Touch[]) => void
  /** An event that is not about the store, delivered at once. */
  readonly emit: (event: BridgeEvent) => void
  readonly subscribe: (listener: (event: BridgeEvent) => void) => () => void
  readonly close: () => void
}

/** Long enough to take in a batch of commits, short enough not to be felt. */
const COALESCE_MS = 30
/** More ids than this in one event: the renderer fares better refetching what it shows. */
const MAX_IDS = 500

export function createChangeFeed(report: (error: unknown) => void): ChangeFeed {
  const listeners = new Set<(event: BridgeEvent) => void>()
  const topics = new Set<Exclude<Touch, { id: string }>['topic']>()
  const ids = { posts: new Set<string>(), authors: new Set<string>(), drafts: new Set<string>(), view: new Set<string>() }
  let timer: NodeJS.Timeout | null = null

  const emit = (event: BridgeEvent): void => {
    for (const listener of listeners) {
      try {
        listener(event)
      } catch (error) {
        report(error)
      }
    }
  }
  const flush = (): void => {
    timer = null
    const events: BridgeEvent[] = [...topics].map((topic) => ({ topic }))
    for (const topic of ['posts', 'authors', 'drafts'] as const) {
      const all = [...ids[topic]]
      for (let start = 0; start < all.length; start += MAX_IDS) events.push({ topic, ids: all.slice(start, start + MAX_IDS) })
      ids[topic].clear()
    }
    for (const id of ids.view) events.push({ topic: 'view', id })
    ids.view.clear()
    topics.clear()
    for (const event of events) emit(event)
  }
  return {
    touched: (touches) => {
      for (const touch of touches) {
        if ('id' in touch) ids[touch.topic].add(touch.id)
        else topics.add(touch.topic)
      }
      timer ??= setTimeout(flush, COALESCE_MS)
    },
    emit,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    close: () => {
      if (timer !== null) clearTimeout(timer)
      timer = null
      listeners.clear()
    },
  }
}
