/** In a tab that nobody looks at no frame comes, ms. */
const NO_FRAME_MS = 120

/** Calls in the pause after the next frame, or soon where no frame comes. Not every browser knows of pauses. Returns what takes it back. */
export function inPause(work: () => void): () => void {
  const ends: (() => void)[] = []
  const end = (): void => {
    for (const one of ends.splice(0)) one()
  }
  const once = (): void => {
    end()
    work()
  }
  ends.push(after(NO_FRAME_MS, once))
  const frame = requestAnimationFrame(() => {
    if (typeof requestIdleCallback !== 'function') ends.push(after(0, once))
    else {
      const pause = requestIdleCallback(once)
      ends.push(() => cancelIdleCallback(pause))
    }
  })
  ends.push(() => cancelAnimationFrame(frame))
  return end
}

/** Calls after a time, ms. Returns what takes it back. */
export function after(ms: number, work: () => void): () => void {
  const timer = window.setTimeout(work, ms)
  return () => window.clearTimeout(timer)
}
