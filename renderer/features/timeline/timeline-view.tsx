import { useQuery } from '@tanstack/react-query'
import { useEffect, type ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { timelineOptions } from '../../queries/timeline.ts'
import { useUi } from '../../state/ui.ts'
import { NewPosts } from '../feed/new-posts.tsx'
import { revealNew, revealOwn } from './timeline-commands.ts'
import { TimelineList } from './timeline-list.tsx'
import { TimelineTools } from './timeline-tools.tsx'

/** The home timelines of all accounts in one. */
export function TimelineView(): ReactElement {
  return (
    <>
      <div className="bar">
        <h1>{t('view.timeline')}</h1>
        <TimelineNews />
        <TimelineTools />
      </div>
      <TimelineList />
    </>
  )
}

/** How many posts wait above the timeline, and lets them in. */
export function TimelineNews({ brief = false }: { readonly brief?: boolean }): ReactElement {
  const filter = useUi((state) => state.timelineAccounts)
  const held = useQuery(timelineOptions(filter)).data?.held ?? 0
  useEffect(() => {
    // The list, which says whether somebody reads at its top, is known once everything of this step is in the page.
    if (held > 0) queueMicrotask(() => void revealOwn())
  }, [held])
  return <NewPosts count={held} onShow={() => void revealNew()} brief={brief} />
}
