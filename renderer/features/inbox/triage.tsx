import { Archive, Clock, Inbox, Mail, MailOpen } from 'lucide-react'
import type { ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import type { InboxRow } from '../../queries/inbox.ts'
import { useNow } from '../../state/now.ts'
import { clockOrDay } from '../../text/time.ts'
import { IconButton } from '../../ui/button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { actOn, snooze } from './inbox-commands.ts'
import { chooseTimeFor, useInbox } from './inbox-state.ts'
import { snoozeTimes } from './snooze-times.ts'

/** What can be done with a row of the inbox as a whole. */
export function Triage({ row, unread }: { readonly row: InboxRow; readonly unread: boolean }): ReactElement {
  const snoozing = useInbox((state) => state.snoozing === row.key)
  return (
    <div className={`triage${snoozing ? ' is-open' : ''}`} role="group" aria-label={t('inbox.rowActions')}>
      <IconButton
        label={t(unread ? 'inbox.act.read' : 'inbox.act.unread')}
        icon={unread ? MailOpen : Mail}
        onClick={() => void actOn(row, unread ? 'read' : 'unread')}
      />
      <SnoozeButton row={row} open={snoozing} />
      {row.place === 'inbox' ? (
        <IconButton label={t('inbox.act.archive')} icon={Archive} onClick={() => void actOn(row, 'archive')} />
      ) : (
        <IconButton label={t('inbox.act.restore')} icon={Inbox} onClick={() => void actOn(row, 'restore')} />
      )}
    </div>
  )
}

/** The menu is only made once it is asked for: a list holds many rows. */
function SnoozeButton({ row, open }: { readonly row: InboxRow; readonly open: boolean }): ReactElement {
  const label = t('inbox.act.snooze')
  const now = useNow()
  if (!open)
    return <IconButton label={label} icon={Clock} aria-haspopup="menu" aria-expanded={false} onClick={() => chooseTimeFor(row.key)} />
  return (
    <Menu
      open
      onOpenChange={(next) => (next ? undefined : chooseTimeFor(null))}
      trigger={<IconButton label={label} icon={Clock} />}
      entries={snoozeTimes(now).map(({ name, at }) => ({
        label: t(`inbox.until.${name}`),
        keys: clockOrDay(at, now),
        run: () => void snooze(row, at),
      }))}
    />
  )
}
