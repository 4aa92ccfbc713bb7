import type { MouseEvent, ReactElement } from 'react'
import type { PostView } from '../../../shared/bridge/views.ts'
import { displayHandle } from '../../../shared/text/display-text.ts'
import { t, type MessageKey } from '../../i18n/i18n.ts'
import { useNow } from '../../state/now.ts'
import { openPane } from '../../state/ui.ts'
import { shortCount } from '../../text/numbers.ts'
import { absoluteTime, clockOrDay } from '../../text/time.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { AuthorLink, nameOf } from '../post/author-name.tsx'
import { PostActions } from '../post/post-actions.tsx'
import { PostContent } from '../post/post-card.tsx'
import { warningOf } from '../post/warning-of.ts'
import { countOf, type Parts } from '../same-post/parts.ts'
import { NetworkMarks } from '../same-post/network-marks.tsx'
import { PartsList } from '../same-post/parts-list.tsx'
import { useParts } from '../same-post/use-parts.ts'
import { FollowButton } from '../profile/follow-button.tsx'

/** The opened post, large: who and when in full, and its numbers in words. */
export function FocusPost({ view, afterOthers = false }: { view: PostView; afterOthers?: boolean }): ReactElement {
  const now = useNow()
  const { post, author } = view
  const parts = useParts(view)
  const openProfile = (event: MouseEvent): void => {
    event.preventDefault()
    openPane({ kind: 'profile', authorId: author.id })
  }
  const facts = [
    absoluteTime(post.createdAt),
    post.visibility === null || post.visibility === 'public' ? null : t(`post.visibility.${post.visibility}`),
    post.editedAt === null ? null : t('post.edited', { time: clockOrDay(post.editedAt, now) }),
  ]
  return (
    <article
      className={`focuspost${afterOthers ? ' within' : ''}`}
      tabIndex={0}
      data-post-id={post.id}
      aria-label={`${nameOf(author)}: ${warningOf(post) ?? post.text.text.slice(0, 90)}`}
    >
      <div className="who">
        <a href="#profile" tabIndex={-1} aria-hidden="true" onClick={openProfile}>
          <Avatar url={author.avatarUrl} name={nameOf(author)} />
        </a>
        <div>
          <AuthorLink author={author} />
          <span className="handle" dir="ltr">
            @{displayHandle(author.handle)}
          </span>
        </div>
        {view.ownAccountId === null ? <FollowButton authorId={author.id} name={nameOf(author)} /> : null}
      </div>
      {view.deleted ? <p className="meta">{t('post.deleted')}</p> : <PostContent view={view} whole />}
      <div className="when">
        <NetworkMarks parts={parts} />
        {facts.filter((fact) => fact !== null).join(' · ')}
      </div>
      <Tally parts={parts} />
      <PartsList parts={parts} />
      {view.deleted ? null : <PostActions view={view} from={[]} counts={false} />}
    </article>
  )
}

const TALLIED = ['reposts', 'quotes', 'likes', 'views'] as const

/** Numbers the networks gave, and only those; of a post on several the sums. */
function Tally({ parts }: { parts: Parts }): ReactElement | null {
  const shown = TALLIED.flatMap((name) => {
    const count = countOf(parts, name)
    return count === null || count === 0 ? [] : [{ name, count }]
  })
  if (shown.length === 0) return null
  return (
    <div className="tally">
      {shown.map(({ name, count }) => (
        <span key={name}>
          <b className="num">{shortCount(count)}</b> {t(`post.count.${name}` satisfies MessageKey, { count })}
        </span>
      ))}
    </div>
  )
}
