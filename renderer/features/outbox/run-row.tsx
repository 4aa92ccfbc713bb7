import { Check, CircleAlert, CircleHelp, CircleSlash, Clock, KeyRound } from 'lucide-react'
import type { ReactElement } from 'react'
import type { Account } from '../../../shared/model/account.ts'
import type { OutboxItem } from '../../../shared/model/outbox-item.ts'
import { mediaKind } from '../../../shared/compose/resolve-capabilities.ts'
import { t } from '../../i18n/i18n.ts'
import { call } from '../../bridge/client.ts'
import { useAccounts } from '../../queries/app.ts'
import { confirmPosted, discardItem, retryItem, type PublishRun } from '../../queries/outbox.ts'
import { usePost } from '../../queries/posts.ts'
import { openOutside } from '../../state/open-outside.ts'
import { useNow } from '../../state/now.ts'
import { clockOrDay } from '../../text/time.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { NetworkMark } from '../../ui/network-mark.tsx'
import { openSignInAgain } from '../accounts/add-account-state.ts'
import { attempt } from '../post/post-commands.ts'
import { describeRow } from './describe-row.ts'
import { targetRows, type TargetRow } from './target-rows.ts'

/** One press of Post: what was written, and what became of it on each account. */
export function RunRow({ run }: { run: PublishRun }): ReactElement {
  const now = useNow()
  const { content, replyTo, targets } = run.draft
  const versions = [content, ...targets.flatMap(({ override }) => override ?? [])]
  const written = versions.find((version) => version.segments.some(({ text }) => text.trim() !== '')) ?? content
  const media = written.segments.flatMap((segment) => segment.media)
  const picture = media.find(({ mimeType, previewUrl }) => previewUrl !== null && mediaKind(mimeType) === 'image')
  const parent = usePost(replyTo)
  const rows = targetRows(run.items)
  const underWay = rows.some(({ deciding }) => deciding.status === 'sending')
  const time = clockOrDay(run.createdAt, now)
  const facts = [
    parent == null ? null : t('outbox.replyTo', { handle: parent.author.handle }),
    written.segments.length > 1 ? t('outbox.thread', { count: written.segments.length }) : null,
    media.length > 0 ? t('outbox.files', { count: media.length }) : null,
    underWay ? t('outbox.started', { time }) : time,
  ].filter((fact) => fact !== null)
  const text = written.segments.map((segment) => segment.text.trim()).find((one) => one !== '')
  return (
    <li className="run">
      <div className="what">
        <div>
          <div className="text" dir="auto" lang={written.language ?? undefined}>
            {text ?? <span className="quiet">{t('outbox.noText')}</span>}
          </div>
          <div className="meta">{facts.join(' · ')}</div>
        </div>
        {picture?.previewUrl == null ? null : <img className="thumb" src={picture.previewUrl} alt={picture.alt} />}
      </div>
      <ul aria-label={t('outbox.targets')}>
        {rows.map((row) => (
          <Target key={row.accountId} row={row} />
        ))}
      </ul>
    </li>
  )
}

/** Characters that stand beside a state and two buttons in the column without being cut. */
const FITS = 44

function Target({ row }: { row: TargetRow }): ReactElement {
  const accounts = useAccounts()
  const now = useNow()
  const account = accounts.find(({ id }) => id === row.accountId)
  const { deciding } = row
  const says = describeRow(row, account?.platformName ?? t('error.theServer'), now)
  // What has to be read and decided gets a line of its own.
  const tall =
    (deciding.status === 'needs-you' && deciding.waitReason !== 'sign-in') || (deciding.status === 'failed' && says.length > FITS)
  const percent = deciding.progress === null ? null : Math.round(deciding.progress * 100)
  return (
    <li className={tall ? 'tall' : ''}>
      {account === undefined ? <span /> : <NetworkMark name={account.platformName} hue />}
      <span className="who" dir="ltr">
        {account?.handle ?? t('outbox.someone')}
      </span>
      <span className="state">
        <StatusTag item={deciding} />
        {deciding.status === 'sending' && percent !== null ? (
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
        ) : null}
        <span className="say" title={says}>
          {says}
        </span>
      </span>
      <span className="acts">
        <Acts item={deciding} account={account} />
      </span>
    </li>
  )
}

const LOOKS = {
  waiting: { icon: Clock, tone: 'off' },
  sending: { icon: null, tone: 'busy' },
  posted: { icon: Check, tone: 'ok' },
  failed: { icon: CircleAlert, tone: 'bad' },
  'needs-you': { icon: CircleHelp, tone: 'warn' },
  cancelled: { icon: CircleSlash, tone: 'off' },
} as const

/** Where it stands: word and icon together. */
function StatusTag({ item }: { item: OutboxItem }): ReactElement {
  const { icon, tone } = LOOKS[item.status]
  const shown = item.status === 'needs-you' && item.waitReason === 'sign-in' ? KeyRound : icon
  return (
    <span className={`tag ${tone}`}>
      {shown === null ? null : <Icon of={shown} small />}
      {t(`outbox.status.${item.status}`)}
    </span>
  )
}

function Acts({ item, account }: { item: OutboxItem; account: Account | undefined }): ReactElement | null {
  const retry = <Act key="retry" label={t('outbox.retry')} run={() => attempt(() => retryItem(item.id))} />
  const discard = <Act key="discard" label={t('outbox.discard')} run={() => attempt(() => discardItem(item.id))} />
  switch (item.status) {
    case 'posted':
      return item.url === null ? null : <Act label={t('outbox.open')} run={() => openOutside(item.url)} />
    case 'waiting':
      return discard
    case 'failed':
      return (
        <>
          {retry}
          {discard}
        </>
      )
    case 'needs-you':
      if (item.waitReason === 'sign-in')
        return (
          <>
            {account === undefined ? null : <Act label={t('outbox.signIn')} run={() => openSignInAgain(account)} />}
            {discard}
          </>
        )
      return (
        <>
          {account === undefined ? null : <Act label={t('outbox.open')} run={() => attempt(() => lookThere(account))} />}
          <Act label={t('outbox.confirm')} run={() => attempt(() => confirmPosted(item.id))} />
          {retry}
          {discard}
        </>
      )
    case 'sending':
    case 'cancelled':
      return null
  }
}

function Act({ label, run }: { label: string; run: () => unknown }): ReactElement {
  return (
    <Button variant="ghost" onClick={() => void run()}>
      {label}
    </Button>
  )
}

/** Opens the account's own page on the network, where the person can see whether the post is there. */
async function lookThere(account: Account): Promise<void> {
  const { profile } = await call('authors.profile', { authorId: account.authorId })
  openOutside(profile.author.url ?? account.server)
}
