/** Runs work one piece after the other, in the order in which it was asked for. */
export type Turns = {
  /** Rejects with the signal's reason while it waits; what has begun is up to the work itself. */
  take<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>
}

export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve()
  return {
    take: async (work, signal) => {
      const before = last
      let end: () => void = () => undefined
      last = new Promise<void>((resolve) => (end = resolve)).then(() => before)
      try {
        await untilOver(before, signal)
        return await work()
      } finally {
        end()
      }
    },
  }
}

async function untilOver(before: Promise<unknown>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  let stop: () => void = () => undefined
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error)
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    await Promise.race([before, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
