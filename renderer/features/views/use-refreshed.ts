import { useEffect, useState } from 'react'
import { describeFailure } from '../../i18n/describe-error.ts'
import { refreshView } from '../../queries/views.ts'

/** How often the networks are asked again while a view is looked at. */
const EVERY_MS = 60_000
/** A view that is shown again so soon after is not asked for again. */
const LATELY_MS = 15_000

const asked = new Map<string, number>()

/** Reads a view from the networks when it is opened, and now and then while it is looked at. */
export function useRefreshed(id: string): { readonly busy: boolean; readonly failed: string | null } {
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<string | null>(null)
  useEffect(() => {
    let shown = true
    const read = (): void => {
      if (document.visibilityState !== 'visible' || Date.now() - (asked.get(id) ?? 0) < LATELY_MS) return
      asked.set(id, Date.now())
      setBusy(true)
      refreshView(id)
        .then(
          () => (shown ? setFailed(null) : undefined),
          (thrown: unknown) => (shown ? setFailed(describeFailure(thrown)) : undefined),
        )
        .finally(() => (shown ? setBusy(false) : undefined))
    }
    read()
    const timer = window.setInterval(read, EVERY_MS)
    document.addEventListener('visibilitychange', read)
    return () => {
      shown = false
      window.clearInterval(timer)
      document.removeEventListener('visibilitychange', read)
    }
  }, [id])
  return { busy, failed }
}
