import { Check } from 'lucide-react'
import type { ReactElement } from 'react'
import type { Poll } from '../../../shared/model/canonical-post.ts'
import { displayLine } from '../../../shared/text/display-text.ts'
import { t } from '../../i18n/i18n.ts'
import { useNow } from '../../state/now.ts'
import { fullCount } from '../../text/numbers.ts'
import { duration } from '../../text/time.ts'
import { Icon } from '../../ui/icon.tsx'

/** Servers allow 4 to 20 answers; what has more is no question. */
const SHOWN = 20
const LONGEST_ANSWER = 300

/** A poll as it stands. Numbers the network hides are not shown; never 0 in their place. */
export function PollView({ poll }: { poll: Poll }): ReactElement {
  const now = useNow()
  const closed = poll.closed || (poll.endsAt !== null && poll.endsAt <= now)
  // With several answers each, the shares are of the people, not of the answers.
  const whole = poll.multiple ? (poll.voters ?? poll.votes) : poll.votes
  const facts = [
    poll.voters !== null ? t('post.voters', { count: poll.voters }) : poll.votes !== null ? t('post.votes', { count: poll.votes }) : null,
    poll.options.length > SHOWN ? t('post.pollMore', { count: poll.options.length - SHOWN }) : null,
    poll.multiple ? t('post.pollMultiple') : null,
    closed ? t('post.pollClosed') : poll.endsAt === null ? null : t('post.pollLeft', { time: duration(poll.endsAt - now) }),
    poll.ownChoices.length > 0 ? t('post.pollOwn') : null,
  ]
  return (
    <>
      <ul className="poll" aria-label={t('post.poll')}>
        {poll.options.slice(0, SHOWN).map((option, index) => {
          const mine = poll.ownChoices.includes(index)
          const share = option.votes === null || whole === null || whole === 0 ? null : Math.round((option.votes / whole) * 100)
          return (
            <li
              key={index}
              className={mine ? 'mine' : ''}
              title={option.votes === null ? undefined : t('post.votes', { count: option.votes })}
            >
              {share === null ? null : <i className="fill" style={{ width: `${String(Math.min(share, 100))}%` }} />}
              <span className="opt-title" dir="auto">
                {displayLine(option.title, LONGEST_ANSWER)}
              </span>
              {mine ? (
                <>
                  <Icon of={Check} small />
                  <span className="sr">{t('post.pollChosen')}</span>
                </>
              ) : null}
              <span className="pc">{share === null ? (option.votes === null ? '' : fullCount(option.votes)) : `${String(share)}%`}</span>
            </li>
          )
        })}
      </ul>
      <p className="meta">{facts.filter((fact) => fact !== null).join(' · ')}</p>
    </>
  )
}
