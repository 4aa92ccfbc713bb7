import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ExternalLink } from 'lucide-react'
import { useEffect, useMemo, type ReactElement } from 'react'
import type { ProfileView } from '../../../shared/bridge/views.ts'
import { hostOf, safeUrl } from '../../../shared/text/safe-url.ts'
import { displayHandle } from '../../../shared/text/display-text.ts'
import { t } from '../../i18n/i18n.ts'
import { authorPostsOptions, profileOptions, refreshProfile } from '../../queries/authors.ts'
import { openPane } from '../../state/ui.ts'
import { fullCount, shortCount } from '../../text/numbers.ts'
import { monthOf } from '../../text/time.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Empty, Skeletons } from '../../ui/empty.tsx'
import { Icon } from '../../ui/icon.tsx'
import { NetworkMark } from '../../ui/network-mark.tsx'
import { FeedList } from '../feed/feed-list.tsx'
import { EmojiName, nameOf } from '../post/author-name.tsx'
import { PostCard } from '../post/post-card.tsx'
import { RichTextView } from '../post/rich-text-view.tsx'
import { PaneBar } from '../shell/pane-bar.tsx'
import { FollowButton } from './follow-button.tsx'

/** A person: how they describe themselves, how the accounts stand to them, and their posts that are stored. */
export function ProfilePane({ authorId, depth }: { authorId: string; depth: number }): ReactElement {
  const { data: profile, isError } = useQuery(profileOptions(authorId))
  const posts = useInfiniteQuery(authorPostsOptions(authorId))
  useEffect(() => {
    // What is stored is shown meanwhile; a network that is away says so elsewhere.
    refreshProfile(authorId).catch(() => undefined)
  }, [authorId])
  const rows = useMemo(
    () => (posts.data?.pages ?? []).flatMap((page) => page.postIds.map((postId) => ({ key: postId, postId }))),
    [posts.data],
  )
  const url = profile?.profile.author.url == null ? null : safeUrl(profile.profile.author.url)
  const name = profile === undefined ? '' : nameOf(profile.profile.author)
  const header =
    profile === undefined ? isError ? <p className="pane-note">{t('profile.unknown')}</p> : <Skeletons /> : <ProfileHead view={profile} />
  return (
    <>
      <PaneBar title={t('pane.profile')} depth={depth}>
        {url === null ? null : (
          <a
            className="ib"
            href={url}
            target="_blank"
            rel="noreferrer noopener"
            aria-label={t('post.openOnNetwork')}
            title={t('post.openOnNetwork')}
          >
            <Icon of={ExternalLink} />
          </a>
        )}
      </PaneBar>
      {rows.length === 0 ? (
        <div className="scroll">
          {header}
          {posts.isSuccess ? <Empty title={t('profile.noPosts')} text={t('profile.noPostsText')} /> : null}
        </div>
      ) : (
        <FeedList
          name={`pane:${authorId}`}
          label={t('profile.postsOf', { name })}
          rows={rows}
          header={header}
          render={(row) => <PostCard postId={row.postId} onOpen={(id) => openPane({ kind: 'thread', postId: id })} />}
          onNearEnd={() => {
            if (posts.hasNextPage && !posts.isFetchingNextPage) void posts.fetchNextPage()
          }}
        />
      )}
    </>
  )
}

function ProfileHead({ view }: { view: ProfileView }): ReactElement {
  const { author, description, headerUrl, fields, joinedAt } = view.profile
  return (
    <section className="profile">
      {headerUrl === null ? null : <img className="profile-header" src={headerUrl} alt="" draggable={false} />}
      <div className="who">
        <Avatar url={author.avatarUrl} size={56} name={nameOf(author)} />
        <div>
          <bdi className="name" dir="auto">
            <EmojiName author={author} />
          </bdi>
          <span className="handle" dir="ltr">
            @{displayHandle(author.handle)}
          </span>
        </div>
        {view.ownAccountId === null ? (
          <FollowButton authorId={author.id} name={nameOf(author)} />
        ) : (
          <span className="quiet">{t('profile.own')}</span>
        )}
      </div>
      {description.text === '' ? null : (
        <div className="text" dir="auto">
          <RichTextView rich={description} />
        </div>
      )}
      <Tally view={view} />
      {fields.length === 0 ? null : (
        <dl className="profile-fields">
          {fields.map((field, index) => (
            <div key={index}>
              <dt dir="auto">{field.name}</dt>
              <dd dir="auto" className="text">
                <RichTextView rich={field.value} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      <div className="when">
        <NetworkMark name={view.platformName} />
        {[
          author.url === null ? null : hostOf(author.url),
          joinedAt === null ? null : t('profile.joined', { date: monthOf(joinedAt) }),
          author.bot ? t('post.bot') : null,
          view.relationships.some((one) => one.followedBy) ? t('profile.followsYou') : null,
        ]
          .filter((fact) => fact !== null)
          .join(' · ')}
      </div>
    </section>
  )
}

function Tally({ view: { profile } }: { view: ProfileView }): ReactElement | null {
  const shown = [
    { count: profile.posts, words: t('profile.posts', { count: profile.posts ?? 0 }) },
    { count: profile.following, words: t('profile.followingCount') },
    { count: profile.followers, words: t('profile.followers', { count: profile.followers ?? 0 }) },
  ]
  if (shown.every(({ count }) => count === null)) return null
  return (
    <div className="tally">
      {shown.map(({ count, words }) =>
        count === null ? null : (
          <span key={words} title={fullCount(count)}>
            <b className="num">{shortCount(count)}</b> {words}
          </span>
        ),
      )}
    </div>
  )
}
