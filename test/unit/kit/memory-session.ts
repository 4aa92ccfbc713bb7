import type { SessionPort } from '../../../main/connectors/connector.ts'

/** Secrets of one account in memory, with everything that was ever written to them, in order. */
export function memorySession(initial: unknown): SessionPort & { readonly written: readonly unknown[] } {
  const written: unknown[] = []
  let last: Promise<unknown> = Promise.resolve()
  return {
    written,
    read: () => Promise.resolve(written.at(-1) ?? initial),
    write: (session) => Promise.resolve(void written.push(session)),
    exclusive: (work) => {
      const turn = last.then(work, work)
      last = turn.catch(() => undefined)
      return turn
    },
  }
}
