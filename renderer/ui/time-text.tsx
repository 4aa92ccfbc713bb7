import type { ReactElement } from 'react'
import { useNow } from '../state/now.ts'
import { absoluteTime, relativeTime } from '../text/time.ts'

/** How long ago, and the exact time when pointed at. `at` is epoch ms. */
export function TimeText({ at }: { at: number }): ReactElement {
  const now = useNow()
  return (
    <time dateTime={new Date(at).toISOString()} title={absoluteTime(at)}>
      {relativeTime(at, now)}
    </time>
  )
}
