import { useCallback, useEffect, useRef } from 'react'
import type { Place } from './place.ts'

/** How long the place must be still before it is kept. */
const SAVE_AFTER_MS = 800

/**
 * Keeps where a list is read, once it was still for a moment, and when the list or the page goes away. `keep` stays the same function while
 * the list is the same; a failure is no matter. Answers what the list is to be told its places by.
 */
export function useKeptPlace(keep: (place: Place, atTop: boolean) => Promise<void>): (place: Place, atTop: boolean) => void {
  const timer = useRef<number | null>(null)
  const last = useRef<{ readonly place: Place; readonly atTop: boolean } | null>(null)
  const save = useCallback((): void => {
    timer.current = null
    const wanted = last.current
    last.current = null
    if (wanted !== null) void keep(wanted.place, wanted.atTop).catch(() => undefined)
  }, [keep])
  useEffect(() => {
    // The page may be closed before the place was still long enough.
    const flush = (): void => {
      if (timer.current !== null) window.clearTimeout(timer.current)
      save()
    }
    window.addEventListener('pagehide', flush)
    return () => {
      window.removeEventListener('pagehide', flush)
      flush()
    }
  }, [save])
  return useCallback(
    (place: Place, atTop: boolean): void => {
      last.current = { place, atTop }
      if (timer.current !== null) window.clearTimeout(timer.current)
      timer.current = window.setTimeout(save, SAVE_AFTER_MS)
    },
    [save],
  )
}
