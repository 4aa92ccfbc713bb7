import { startTransition, useEffect, useRef, useState } from 'react'
import type { Draft } from '../../../../shared/model/draft.ts'
import { hasSameShape } from '../model/same-draft.ts'

/** Longer than it takes from one key to the next, ms. */
const REST_MS = 120
/** Whoever types without a rest is told as often as this, ms. */
const AT_MOST_MS = 600

/** The draft as it was when the typing last rested; whatever else is changed in it is there at once. */
export function useSettled(draft: Draft): Draft {
  const [settled, setSettled] = useState(draft)
  const waitingSince = useRef<number | null>(null)
  const onlyWords = hasSameShape(draft, settled)
  useEffect(() => {
    if (draft === settled) {
      waitingSince.current = null
      return
    }
    const now = performance.now()
    waitingSince.current ??= now
    const waitMs = onlyWords ? Math.max(0, Math.min(REST_MS, waitingSince.current + AT_MOST_MS - now)) : 0
    const timer = window.setTimeout(() => {
      waitingSince.current = null
      startTransition(() => setSettled(draft))
    }, waitMs)
    return () => window.clearTimeout(timer)
  }, [draft, settled, onlyWords])
  return onlyWords ? settled : draft
}
