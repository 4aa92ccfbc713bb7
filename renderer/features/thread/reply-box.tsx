import type { ReactElement } from 'react'
import type { PostView } from '../../../shared/bridge/views.ts'
import { t } from '../../i18n/i18n.ts'
import { useAccounts } from '../../queries/app.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { ableAccounts } from '../post/acting.ts'
import { reply } from '../post/post-commands.ts'

/** At the foot of a thread: says as whom a reply would go out, and begins one. Not there when none of the accounts may reply. */
export function ReplyBox({ view }: { view: PostView }): ReactElement | null {
  const accounts = useAccounts()
  const acting = ableAccounts(view, 'reply', accounts, [])[0]
  if (acting === undefined) return null
  return (
    <div className="replybox">
      <Avatar url={acting.avatarUrl} size={24} alt={t('pane.replyingAs', { handle: acting.handle })} />
      <button type="button" className="inp" onClick={() => reply(view, accounts, [], acting.id)}>
        {t('pane.replyAs', { handle: acting.handle })}
      </button>
      <kbd>R</kbd>
    </div>
  )
}
