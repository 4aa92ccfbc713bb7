import { ChevronDown, ChevronRight } from 'lucide-react'
import { useId, useState, type ReactElement } from 'react'
import type { OutboxItem } from '../../../shared/model/outbox-item.ts'
import { t } from '../../i18n/i18n.ts'
import { useAccounts } from '../../queries/app.ts'
import { useNow } from '../../state/now.ts'
import { Icon } from '../../ui/icon.tsx'
import { NetworkMark } from '../../ui/network-mark.tsx'
import { describeRow } from './describe-row.ts'
import { ItemActs } from './item-acts.tsx'
import { StatusTag } from './status-tag.tsx'
import type { TargetRow } from './target-rows.ts'

/** Characters that stand beside a state and two buttons in the column without being cut. */
const FITS = 44

/** What became of a run on one account; the posts of a thread are there one by one when they are asked for. */
export function TargetLine({ row, segments }: { readonly row: TargetRow; readonly segments: number }): ReactElement {
  const accounts = useAccounts()
  const now = useNow()
  const id = useId()
  const [open, setOpen] = useState(false)
  const account = accounts.find(({ id: accountId }) => accountId === row.accountId)
  const { deciding, items } = row
  const network = account?.platformName ?? t('error.theServer')
  const says = describeRow(row, network, now)
  // What has to be read and decided gets a line of its own.
  const tall =
    (deciding.status === 'needs-you' && deciding.waitReason !== 'sign-in') ||
    ((deciding.status === 'failed' || deciding.status === 'waiting') && says.length > FITS)
  const several = items.length > 1
  return (
    <li className={tall ? 'tall' : ''}>
      {account === undefined ? <span /> : <NetworkMark name={account.platformName} hue />}
      <span className="who" dir="ltr">
        {account?.handle ?? t('outbox.someone')}
      </span>
      <span className="state">
        <StatusTag item={deciding} />
        <Progress item={deciding} />
        <span className="say" title={says}>
          {says}
        </span>
      </span>
      <span className="acts">
        {several ? (
          <button
            type="button"
            className="ib"
            aria-expanded={open}
            aria-controls={id}
            aria-label={t('outbox.posts', { count: items.length })}
            title={t(items.length > segments ? 'outbox.postsCut' : 'outbox.posts', { count: items.length })}
            onClick={() => setOpen(!open)}
          >
            <Icon of={open ? ChevronDown : ChevronRight} small />
          </button>
        ) : null}
        <ItemActs item={deciding} account={account} />
      </span>
      {open && several ? (
        <ol className="posts" id={id} aria-label={t('outbox.posts', { count: items.length })}>
          {items.map((item) => (
            <li key={item.id}>
              <span className="num quiet">{t('outbox.of', { done: item.segmentIndex + 1, count: items.length })}</span>
              <StatusTag item={item} />
              <Progress item={item} />
              <span className="say">{describeRow({ ...row, items: [item], deciding: item }, network, now)}</span>
            </li>
          ))}
        </ol>
      ) : null}
    </li>
  )
}

function Progress({ item: { status, progress } }: { readonly item: OutboxItem }): ReactElement | null {
  if (status !== 'sending' || progress === null) return null
  const percent = Math.round(progress * 100)
  return (
    <span
      className="bar1"
      role="progressbar"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-label={t('outbox.progress', { percent })}
    >
      <i style={{ width: `${String(percent)}%` }} />
    </span>
  )
}
