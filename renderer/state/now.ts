import { useSyncExternalStore } from 'react'

const STEP_MS = 20_000
let now = Date.now()
const listeners = new Set<() => void>()

/** Looks at the clock now, where something is about to be decided by it. */
export function tellTime(): void {
  now = Date.now()
  for (const listener of listeners) listener()
}

window.setInterval(tellTime, STEP_MS)

/** The time, epoch ms, which moves on every 20 seconds: all relative times change together. */
export function useNow(): number {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => now,
  )
}
