import { assertNever } from '../../../shared/errors.ts'
import type { OutboxItem } from '../../../shared/model/outbox-item.ts'
import { describeError } from '../../i18n/describe-error.ts'
import { t } from '../../i18n/i18n.ts'
import { clockOrDay, clockWithSeconds, duration } from '../../text/time.ts'
import type { TargetRow } from './target-rows.ts'

/** What is said beside a row's state. `network` is the network's own name, `now` epoch ms. */
export function describeRow(row: TargetRow, network: string, now: number): string {
  const { deciding, items, posted } = row
  switch (deciding.status) {
    case 'posted': {
      const at = deciding.postedAt === null ? '' : clockWithSeconds(Math.max(...items.map(({ postedAt }) => postedAt ?? 0)), now)
      const facts = [
        items.length > 1 ? t('outbox.of', { done: posted, count: items.length }) : '',
        at,
        deciding.lateMs === null ? '' : t('outbox.late', { time: duration(deciding.lateMs) }),
      ]
      return facts.filter((fact) => fact !== '').join(' · ')
    }
    case 'sending':
      if (deciding.state === 'unknown') return t('outbox.asking')
      return items.length > 1 ? t('outbox.of', { done: posted + 1, count: items.length }) : ''
    case 'waiting':
      return describeWait(deciding, network, now)
    case 'needs-you':
      if (deciding.waitReason === 'sign-in') return t('outbox.wait.sign-in')
      if (deciding.error?.kind === 'outcome-unknown' && deciding.error.because === 'restored') return t('outbox.restored', { network })
      return t('outbox.unknown', { network })
    case 'failed':
      return deciding.error === null ? '' : describeError(deciding.error)
    case 'cancelled':
      return ''
    default:
      return assertNever(deciding.status)
  }
}

function describeWait({ waitReason, notBefore, lateMs }: OutboxItem, network: string, now: number): string {
  const time = notBefore === null ? null : clockOrDay(notBefore, now)
  switch (waitReason) {
    case null:
      return t('outbox.wait.queued')
    case 'rate-limit':
      return time === null ? t('outbox.wait.rate-limit-soon', { network }) : t('outbox.wait.rate-limit', { network, time })
    case 'retry':
      return time === null ? t('outbox.wait.retry-soon') : t('outbox.wait.retry', { time })
    case 'scheduled':
      return [
        t('outbox.wait.scheduled', { time: time ?? '' }),
        lateMs === null ? t('outbox.byChirp') : t('outbox.late', { time: duration(lateMs) }),
      ].join(' · ')
    case 'held-by-network':
      return t('outbox.wait.held-by-network', { network, time: time ?? '' })
    case 'server':
      return time === null ? t('outbox.wait.server-soon', { network }) : t('outbox.wait.server', { network, time })
    case 'undo':
    case 'offline':
    case 'sign-in':
    case 'paused':
    case 'earlier-segment':
      return t(`outbox.wait.${waitReason}`)
    default:
      return assertNever(waitReason)
  }
}
