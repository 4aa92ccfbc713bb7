import { afterAll } from 'vitest'

/**
 * Ends what a test file of the interface has set going and not waited for.
 *
 * The window is taken away after a file's last test; a timer that comes due later would find no document, and
 * its error would be counted against the run. In Chirp the window goes last, and its timers with it.
 */
const pending = new Set<NodeJS.Timeout>()
const { setTimeout: setRealTimeout, setInterval: setRealInterval } = globalThis

globalThis.setTimeout = Object.assign((...args: Parameters<typeof setRealTimeout>) => noted(setRealTimeout(...args)), setRealTimeout)
globalThis.setInterval = Object.assign((...args: Parameters<typeof setRealInterval>) => noted(setRealInterval(...args)), setRealInterval)

afterAll(() => {
  for (const timer of pending) clearTimeout(timer)
  pending.clear()
})

function noted(timer: NodeJS.Timeout): NodeJS.Timeout {
  pending.add(timer)
  return timer
}
