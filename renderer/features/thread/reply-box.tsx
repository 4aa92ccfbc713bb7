import type { ReactElement } from 'react'
import type { PostView } from '../../../shared/bridge/views.ts'
import { t } from '../../i18n/i18n.ts'
import { useAccounts } from '../../queries/app.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { reply } from '../post/post-commands.ts'
import { actingOn } from '../same-post/parts.ts'
import { useParts } from '../same-post/use-parts.ts'

/** At the foot of a thread: says as whom a reply would go out, and begins one. Not there when none of the accounts may reply. */
export function ReplyBox({ view }: { view: PostView }): ReactElement | null {
  const accounts = useAccounts()
  const found = actingOn(useParts(view), 'reply', accounts, [])
  if (found === null) return null
  const { part, account: acting } = found
  return (
    <div className="replybox">
      <Avatar url={acting.avatarUrl} name={acting.handle} size={24} alt={t('pane.replyingAs', { handle: acting.handle })} />
      <button type="button" className="inp" onClick={() => reply(part, accounts, [], acting.id)}>
        {t('pane.replyAs', { handle: acting.handle })}
      </button>
      <kbd>R</kbd>
    </div>
  )
}
