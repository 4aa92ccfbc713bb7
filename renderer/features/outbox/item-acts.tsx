import type { ReactElement } from 'react'
import type { Account } from '../../../shared/model/account.ts'
import type { OutboxItem } from '../../../shared/model/outbox-item.ts'
import { t } from '../../i18n/i18n.ts'
import { call } from '../../bridge/client.ts'
import { confirmPosted, discardItem, retryItem } from '../../queries/outbox.ts'
import { openOutside } from '../../state/open-outside.ts'
import { Button } from '../../ui/button.tsx'
import { openSignInAgain } from '../accounts/add-account-state.ts'
import { attempt } from '../post/post-commands.ts'

/** What can be done about one post in the outbox. */
export function ItemActs({ item, account }: { item: OutboxItem; account: Account | undefined }): ReactElement | null {
  const retry = <Act key="retry" label={t('outbox.retry')} run={() => attempt(() => retryItem(item.id))} />
  const discard = <Act key="discard" label={t('outbox.discard')} run={() => attempt(() => discardItem(item.id))} />
  switch (item.status) {
    case 'posted':
      return item.url === null ? null : <Act label={t('outbox.open')} run={() => openOutside(item.url)} />
    case 'waiting':
      return (
        <>
          {item.waitReason === 'scheduled' || item.waitReason === 'held-by-network' ? (
            <Act label={t('outbox.postNow')} run={() => attempt(() => retryItem(item.id))} />
          ) : null}
          {item.waitReason === 'server' || item.waitReason === 'retry' ? retry : null}
          {discard}
        </>
      )
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
