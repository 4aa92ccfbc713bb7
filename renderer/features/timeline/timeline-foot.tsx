import type { ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { useAccounts } from '../../queries/app.ts'
import { Spinner } from '../../ui/empty.tsx'
import { sourceLines, waitedFor } from './source-lines.ts'
import type { TimelineWindow } from './window.ts'

type TimelineFootProps = {
  /** The feeds, where the last row is the end of what may be shown; none where the store goes on. */
  readonly sources: TimelineWindow['sources']
  readonly busy: boolean
  readonly ended: boolean
  /** Why older posts could not be asked for. */
  readonly failed: string | null
}

/** Below the last post: whom the timeline waits for, and who brings nothing more and why. */
export function TimelineFoot({ sources, busy, ended, failed }: TimelineFootProps): ReactElement {
  const accounts = useAccounts()
  const names = waitedFor(sources, accounts)
  const waiting = names === null ? (busy ? t('timeline.loadingOlder') : null) : t('timeline.waitingFor', { names })
  const lines = sourceLines(sources, accounts)
  const toldWhy = sources.some(({ state }) => state.kind === 'failed')
  return (
    <div className="feed-foot lines" role="status">
      {waiting === null ? null : (
        <span className="waiting">
          {busy ? <Spinner /> : null}
          {waiting}
        </span>
      )}
      {failed === null || toldWhy ? null : <span>{failed}</span>}
      {lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
      {ended && lines.length === 0 && failed === null ? <span>{t('timeline.end')}</span> : null}
    </div>
  )
}
