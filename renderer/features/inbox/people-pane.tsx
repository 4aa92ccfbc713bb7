import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { peopleOptions } from '../../queries/inbox.ts'
import { usePost } from '../../queries/posts.ts'
import { openPane } from '../../state/ui.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { Skeletons } from '../../ui/empty.tsx'
import { EmojiName, nameOf } from '../post/author-name.tsx'
import { warningOf } from '../post/warning-of.ts'
import { PaneBar } from '../shell/pane-bar.tsx'

type PeoplePaneProps = { readonly groupId: number; readonly postId: string | null; readonly depth: number }

/** Everybody who liked or reposted a post, or followed on a day. */
export function PeoplePane({ groupId, postId, depth }: PeoplePaneProps): ReactElement {
  const query = useInfiniteQuery(peopleOptions(groupId))
  const post = usePost(postId)
  const people = (query.data?.pages ?? []).flatMap((page) => page.people)
  return (
    <>
      <PaneBar title={t('pane.people')} note={query.hasNextPage || people.length === 0 ? undefined : String(people.length)} depth={depth} />
      <div className="scroll">
        {post == null || postId === null ? null : (
          <button type="button" className="people-about" onClick={() => openPane({ kind: 'thread', postId })}>
            <span dir="auto">
              {warningOf(post.post) ?? (post.post.text.text === '' ? t('pane.post') : post.post.text.text.slice(0, 300))}
            </span>
          </button>
        )}
        {query.data === undefined ? <Skeletons /> : null}
        <ul className="people" aria-label={t('pane.people')}>
          {people.map((person) => (
            <li key={person.id}>
              <button type="button" onClick={() => openPane({ kind: 'profile', authorId: person.id })}>
                <Avatar url={person.avatarUrl} name={nameOf(person)} size={32} />
                <span>
                  <b>
                    <bdi dir="auto">
                      <EmojiName author={person} />
                    </bdi>
                  </b>
                  <small>
                    <bdi dir="ltr">@{person.handle}</bdi>
                  </small>
                </span>
              </button>
            </li>
          ))}
        </ul>
        {query.hasNextPage ? (
          <div className="feed-foot">
            <Button onClick={() => void query.fetchNextPage()}>{t('inbox.morePeople')}</Button>
          </div>
        ) : null}
      </div>
    </>
  )
}
