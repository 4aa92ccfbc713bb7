import { useEffect, type RefObject } from 'react'
import { actOnInbox, type InboxChoice, type InboxRow } from '../../queries/inbox.ts'
import { attempt } from '../post/post-commands.ts'
import { getShown } from './inbox-state.ts'

/** How long a row has to be in view before it counts as read. */
const SEEN_AFTER_MS = 1_500
/** Rows that were seen together are told together. */
const TOGETHER_MS = 300

let waiting: InboxRow[] = []

function tell(row: InboxRow, choice: Pick<InboxChoice, 'accountIds'>): void {
  if (waiting.push(row) > 1) return
  window.setTimeout(() => {
    const rows = waiting
    waiting = []
    void attempt(() => actOnInbox('read', rows, choice))
  }, TOGETHER_MS)
}

/**
 * A row that was in view for a moment is read, here and on the networks; what is below the edge is not. A row that the person wants unread
 * stays so, and where only unread rows are shown none goes away while it is looked at.
 */
export function useSeen(element: RefObject<HTMLElement | null>, row: InboxRow): void {
  const { groupId, upTo, read, kept, place } = row
  useEffect(() => {
    const target = element.current
    const choice = getShown()?.choice
    if (target === null || choice === undefined || read || kept || place !== 'inbox' || choice.unreadOnly) return
    let timer = 0
    let inView = false
    const judge = (): void => {
      window.clearTimeout(timer)
      if (inView && document.visibilityState === 'visible') timer = window.setTimeout(() => tell(row, choice), SEEN_AFTER_MS)
    }
    const observer = new IntersectionObserver(
      ([entry]) => {
        // A post taller than the window is seen where it fills half of it.
        inView = entry !== undefined && (entry.intersectionRatio >= 0.5 || entry.intersectionRect.height >= window.innerHeight / 2)
        judge()
      },
      { threshold: [0, 0.25, 0.5] },
    )
    observer.observe(target)
    document.addEventListener('visibilitychange', judge)
    return () => {
      window.clearTimeout(timer)
      observer.disconnect()
      document.removeEventListener('visibilitychange', judge)
    }
    // The same notifications in it are the same row, however often the list was read.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [element, groupId, upTo, read, kept, place])
}
