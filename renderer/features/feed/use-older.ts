import { useCallback, useRef, useState } from 'react'
import { describeFailure } from '../../i18n/describe-error.ts'

/** How long the networks are not asked again for older posts. */
const NOTHING_CAME_MS = 3_000
const FAILED_MS = 10_000

type Older = {
  /** The networks are being asked. */
  readonly busy: boolean
  /** Why older posts could not be asked for, in words. */
  readonly failed: string | null
  /** To be called when the end of the list comes near. */
  readonly onNearEnd: () => void
}

/**
 * Asks for older posts when the end comes near, one call at a time. A failure is said below the list; after that, or when nothing came, it is
 * tried again on the next scroll after a while. `load` says whether anything came, and stays the same function while the list is the same;
 * `ended`: there is nothing more anywhere; `stored`: the store itself goes on.
 */
export function useOlder(load: () => Promise<boolean>, ended: boolean, stored: boolean): Older {
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<string | null>(null)
  const asking = useRef(false)
  const onNearEnd = useCallback((): void => {
    if (asking.current || ended) return
    asking.current = true
    // What the store has comes at once: only the networks are worth a line.
    if (!stored) setBusy(true)
    const askAgain = (afterMs: number): void => void window.setTimeout(() => (asking.current = false), afterMs)
    load().then(
      (came) => {
        if (came) asking.current = false
        else askAgain(NOTHING_CAME_MS)
        setBusy(false)
        setFailed(null)
      },
      (thrown: unknown) => {
        setBusy(false)
        setFailed(describeFailure(thrown))
        askAgain(FAILED_MS)
      },
    )
  }, [load, ended, stored])
  return { busy, failed, onNearEnd }
}
