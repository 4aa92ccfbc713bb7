import { Send } from 'lucide-react'
import { useEffect, useState, type ReactElement } from 'react'
import { t } from '../../../i18n/i18n.ts'
import { useUi } from '../../../state/ui.ts'
import { Button } from '../../../ui/button.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { forgetSent, undo, useSent, type Sent } from '../model/send.ts'

/** What was just posted and can still be taken back. The outbox shows the same itself. */
export function SentToasts(): ReactElement {
  const sent = useSent((state) => state.sent)
  const inOutbox = useUi((state) => state.view === 'outbox')
  return (
    <div role="status" className="toasts sent">
      {sent.map((one) => (inOutbox ? <Clock key={one.runId} sent={one} /> : <SentToast key={one.runId} sent={one} />))}
    </div>
  )
}

/** Whole seconds left; the time a run can be taken back is over at 0. */
export function useSecondsLeft(until: number): number {
  const [now, setNow] = useState(() => Date.now())
  const over = now >= until
  useEffect(() => {
    if (over) return
    const timer = window.setInterval(() => setNow(Date.now()), 200)
    return () => window.clearInterval(timer)
  }, [over])
  return Math.max(0, Math.ceil((until - now) / 1000))
}

/** Only forgets in time what is shown elsewhere. */
function Clock({ sent }: { sent: Sent }): null {
  const over = useSecondsLeft(sent.undoUntil) === 0
  useEffect(() => (over ? forgetSent(sent.runId) : undefined), [over, sent.runId])
  return null
}

function SentToast({ sent }: { sent: Sent }): ReactElement {
  const seconds = useSecondsLeft(sent.undoUntil)
  return (
    <span className="toast">
      <Clock sent={sent} />
      <Icon of={Send} className="going" />
      <span>
        {sent.edits ? t('sent.changeIn') : t('sent.in', { count: sent.accounts })} {/* Read out once, not every second. */}
        <span aria-live="off" className="num">
          {t('sent.seconds', { seconds })}
        </span>
      </span>
      <Button variant="ghost" onClick={() => void undo(sent.runId)}>
        {t('sent.undo')}
      </Button>
    </span>
  )
}
