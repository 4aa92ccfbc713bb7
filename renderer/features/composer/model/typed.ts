/**
 * What was typed last and only its text area knows. A key is on the screen before anything else is done with it: what the draft becomes by it
 * (counters, checks, the save) follows when the fingers rest, or a few times a second. Whoever looks at a composer, or changes it, hears of it first.
 */
type Typed = { readonly segmentId: string; readonly since: number; readonly tell: () => void; readonly cancel: () => void }

/** Longer than it takes most people from one key to the next, ms. */
const REST_MS = 80
/** Whoever types without a rest sees the counters follow this long after they did last, in the pause after a key, ms. */
const EVERY_MS = 100
/** A busy page has no pauses, and is late with its timers: a key that finds another one waiting for so long tells of both, ms. */
const LATE_MS = 250

let typed: Typed | null = null
let toldAt = -Infinity

/** Has `tell` called soon, or once anybody asks; what was typed in the same post before is thereby old, and not told any more. */
export function tellSoon(segmentId: string, tell: () => void): void {
  if (typed !== null && typed.segmentId !== segmentId) tellTyped()
  typed?.cancel()
  const now = performance.now()
  const since = typed?.since ?? now
  const isDue = now - toldAt >= EVERY_MS
  typed = { segmentId, since, tell, cancel: isDue ? afterFrame(tellTyped) : after(REST_MS, tellTyped) }
  if (now - since >= LATE_MS) tellTyped()
}

/** Whether something was typed in a post that was not told yet. */
export function hasTyped(segmentId: string): boolean {
  return typed?.segmentId === segmentId
}

/** Tells what was typed now. */
export function tellTyped(): void {
  if (typed === null) return
  const { cancel, tell } = typed
  typed = null
  toldAt = performance.now()
  cancel()
  tell()
}

function after(ms: number, work: () => void): () => void {
  const timer = window.setTimeout(work, ms)
  return () => window.clearTimeout(timer)
}

/** In a tab that nobody looks at no frame comes, ms. */
const NO_FRAME_MS = 120

/** Calls in the pause after the next frame, or soon where no frame comes. Not every browser knows of pauses. Returns what ends it. */
function afterFrame(work: () => void): () => void {
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
