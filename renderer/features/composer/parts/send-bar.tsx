import { CalendarClock } from 'lucide-react'
import type { ReactElement } from 'react'
import { t } from '../../../i18n/i18n.ts'
import { Marked } from '../../../text/marked.tsx'
import { Button } from '../../../ui/button.tsx'
import { Spinner } from '../../../ui/empty.tsx'
import { Icon } from '../../../ui/icon.tsx'
import type { ProblemLine } from '../checks/problem-lines.ts'

type SendBarProps = {
  readonly id: string
  /** What kept it from being posted, in words. */
  readonly trouble: string | null
  readonly waiting: boolean
  readonly posting: boolean
  readonly bad: readonly ProblemLine[]
  readonly targets: number
  /** What it costs, where a network charges for posts. */
  readonly costs: string | null
  readonly scheduled: boolean
  /** It changes a post that is there. */
  readonly editing: boolean
  readonly onSend: () => void
  readonly onSchedule: () => void
}

/** What still has to be done, and the button that says what it will do. */
export function SendBar(props: SendBarProps): ReactElement {
  const { id, trouble, waiting, posting, bad, targets, costs, scheduled, editing, onSend, onSchedule } = props
  return (
    <div className="send">
      <span className="say" id={id}>
        {trouble !== null ? (
          <span role="alert">
            <b>{trouble}</b>
          </span>
        ) : waiting ? (
          t('composer.waitForFiles')
        ) : bad.length > 0 ? (
          <Marked words={fixWords(bad)} />
        ) : (
          costs
        )}
      </span>
      {scheduled || editing ? null : (
        <Button onClick={onSchedule}>
          <Icon of={CalendarClock} />
          {t('composer.schedule')}
        </Button>
      )}
      <Button variant="primary" aria-describedby={id} aria-disabled={posting || undefined} onClick={onSend}>
        {posting ? <Spinner /> : null}
        {editing ? t('composer.saveChanges') : scheduled ? t('composer.schedule') : t('composer.post', { count: targets })}
      </Button>
    </div>
  )
}

function fixWords(bad: readonly ProblemLine[]): string {
  const [first] = bad
  if (bad.length === 1 && first?.account != null) return t('composer.fixOne', { count: 1, target: first.account.platformName })
  return t('composer.fix', { count: bad.length })
}
