import type { ReactElement } from 'react'
import type { PostView } from '../../../shared/bridge/views.ts'
import type { Account } from '../../../shared/model/account.ts'
import { displayHandle } from '../../../shared/text/display-text.ts'
import { t } from '../../i18n/i18n.ts'
import { absoluteTime } from '../../text/time.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import { NetworkMarks } from '../same-post/network-marks.tsx'
import { useParts } from '../same-post/use-parts.ts'
import { AuthorLink } from './author-name.tsx'

/** The first line of a card: who, whose timeline it came from, which network, when. */
export function PostHead({ view, from = [] }: { view: PostView; from?: readonly Account[] }): ReactElement {
  return (
    <header className="head">
      <AuthorLink author={view.author} />
      <span className="handle" dir="ltr">
        @{displayHandle(view.author.handle)}
      </span>
      <span className="from">
        {from.slice(0, 3).map((account) => (
          <Avatar
            key={account.id}
            url={account.avatarUrl}
            name={account.handle}
            size={16}
            alt={t('post.fromAccount', { handle: account.handle })}
          />
        ))}
        <NetworkMarks parts={useParts(view)} />
      </span>
      {view.post.editedAt === null ? null : (
        <span className="edited" title={t('post.edited', { time: absoluteTime(view.post.editedAt) })}>
          {t('post.wasEdited')}
        </span>
      )}
      <TimeText at={view.post.createdAt} />
    </header>
  )
}
