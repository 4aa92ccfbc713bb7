import { Check, Undo2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import type { PublishRun } from '../../queries/outbox.ts'
import { usePost } from '../../queries/posts.ts'
import { Marked } from '../../text/marked.tsx'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { undo } from '../composer/model/send.ts'
import { useSecondsLeft } from '../composer/parts/sent-toasts.tsx'

const RADIUS = 8
const ROUND = 2 * Math.PI * RADIUS

/** One line for a press of Post that can still be taken back, with the time that is left; afterwards it only says that it is too late. */
export function UndoLine({ run, until }: { run: PublishRun; until: number }): ReactElement {
  const seconds = useSecondsLeft(until)
  const parent = usePost(run.draft.replyTo)
  if (seconds === 0)
    return (
      <div className="undo over">
        <Icon of={Check} small />
        <span>{t('outbox.undoOver')}</span>
      </div>
    )
  const share = Math.min(1, (seconds * 1000) / Math.max(1, until - run.createdAt))
  return (
    <div className="undo" role="status">
      <svg className="ring" viewBox="0 0 20 20" aria-hidden="true">
        <circle cx="10" cy="10" r={RADIUS} stroke="var(--hairline-strong)" />
        <circle
          cx="10"
          cy="10"
          r={RADIUS}
          stroke="var(--accent-text)"
          strokeDasharray={`${String(share * ROUND)} ${String(ROUND)}`}
          strokeLinecap="round"
          transform="rotate(-90 10 10)"
        />
      </svg>
      <span>
        <Marked
          words={
            run.draft.edits !== null
              ? t('sent.changeIn')
              : parent == null
                ? t('outbox.postGoesOut', { count: run.draft.targets.length })
                : t('outbox.replyGoesOut', { handle: parent.author.handle })
          }
        />{' '}
        {/* Read out once, not every second. */}
        <b className="num" aria-live="off">
          {t('sent.seconds', { seconds })}
        </b>
      </span>
      <Button onClick={() => void undo(run.id)}>
        <Icon of={Undo2} small />
        {t('outbox.undo')}
      </Button>
    </div>
  )
}
