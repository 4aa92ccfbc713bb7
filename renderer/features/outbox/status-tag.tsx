import { Check, CircleAlert, CircleHelp, CircleSlash, Clock, KeyRound } from 'lucide-react'
import type { ReactElement } from 'react'
import type { OutboxItem } from '../../../shared/model/outbox-item.ts'
import { t } from '../../i18n/i18n.ts'
import { Icon } from '../../ui/icon.tsx'

const LOOKS = {
  waiting: { icon: Clock, tone: 'off' },
  sending: { icon: null, tone: 'busy' },
  posted: { icon: Check, tone: 'ok' },
  failed: { icon: CircleAlert, tone: 'bad' },
  'needs-you': { icon: CircleHelp, tone: 'warn' },
  cancelled: { icon: CircleSlash, tone: 'off' },
} as const

/** Where it stands: word and icon together. */
export function StatusTag({ item }: { item: OutboxItem }): ReactElement {
  const { icon, tone } = LOOKS[item.status]
  const shown = item.status === 'needs-you' && item.waitReason === 'sign-in' ? KeyRound : icon
  return (
    <span className={`tag ${tone}`}>
      {shown === null ? null : <Icon of={shown} small />}
      {t(`outbox.status.${item.status}`)}
    </span>
  )
}
