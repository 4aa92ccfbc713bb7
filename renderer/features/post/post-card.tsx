import { CornerDownRight, Repeat2 } from 'lucide-react'
import { memo, type MouseEvent, type ReactElement, type ReactNode } from 'react'
import type { PostView, Silence } from '../../../shared/bridge/views.ts'
import type { Author } from '../../../shared/model/author.ts'
import type { ReplyReference } from '../../../shared/model/canonical-post.ts'
import { t } from '../../i18n/i18n.ts'
import { useAccounts } from '../../queries/app.ts'
import { usePost } from '../../queries/posts.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Icon } from '../../ui/icon.tsx'
import { EmojiName, nameOf } from './author-name.tsx'
import { listed, networksOf, type Parts } from '../same-post/parts.ts'
import { useParts } from '../same-post/use-parts.ts'
import { silenceWords } from '../mutes/mute-words.ts'
import { SilenceLine, useHeard } from '../mutes/silence-fold.tsx'
import { ContentFold } from './content-fold.tsx'
import { LinkCardView, QuoteView } from './embeds.tsx'
import { MediaGrid } from './media-grid.tsx'
import { PollView } from './poll-view.tsx'
import { PostActions } from './post-actions.tsx'
import { PostHead } from './post-head.tsx'
import { PostText } from './post-text.tsx'
import { warningOf } from './warning-of.ts'

export type PostCardProps = {
  readonly postId: string
  /** Ids of the accounts whose list the post came from. */
  readonly from?: readonly string[]
  readonly repostedBy?: Author | null
  /** Why the row is folded, where that is not for what the post is. */
  readonly silence?: Silence | undefined
  readonly selected?: boolean
  readonly unread?: boolean
  /** In the thread: a smaller portrait, and a line to the next post. */
  readonly small?: boolean
  readonly line?: boolean
  /** A line above the card or above the text, in place of "Replying to". */
  readonly context?: ReactNode
  readonly inReply?: ReactNode
  readonly label?: string
  /** What can be done with the card as a whole. */
  readonly tools?: ReactNode
  readonly words?: readonly string[]
  /** Its place in the feed, from 0, and how many there are; -1 while nobody knows. */
  readonly index?: number | undefined
  readonly total?: number | undefined
  readonly onOpen?: (postId: string) => void
}

const NOWHERE: readonly string[] = []

/**
 * A post in a list. Nothing in it moves when something loads: what can be known of its height is known before.
 * Give it values and functions that stay the same: a list that is stepped through by key makes only the two cards anew that changed.
 */
export const PostCard = memo(function PostCard(props: PostCardProps): ReactElement {
  const view = usePost(props.postId)
  if (view == null) return <article className="post missing" aria-label={t('post.unavailable')} aria-busy={view === undefined} />
  return <KnownPost {...props} view={view} />
})

function KnownPost({
  view,
  postId,
  from = NOWHERE,
  repostedBy = null,
  onOpen,
  silence = view.silence,
  ...rest
}: PostCardProps & { readonly view: PostView }): ReactElement {
  const accounts = useAccounts()
  const { post, author } = view
  const parts = useParts(view)
  const heard = useHeard(postId)
  // A row that is folded for who reposted it says their name.
  const silenced = silence !== view.silence && repostedBy !== null ? repostedBy : author
  const folded = silence !== undefined && !heard
  const shownFrom = accounts.length > 1 ? accounts.filter((account) => from.includes(account.id)) : []
  // Gone at once where it stood among others; in a thread its place stays, so that what answers it still makes sense.
  if (view.deleted && rest.small !== true) return <></>
  const classes = [
    'post',
    rest.selected ? 'is-selected' : '',
    rest.unread ? 'unread' : '',
    rest.small ? 'small' : '',
    rest.line ? 'up' : '',
    folded ? 'silenced' : '',
  ]
  const open = (event: MouseEvent<HTMLElement>): void => {
    if (onOpen === undefined || isOnControl(event) || window.getSelection()?.type === 'Range') return
    onOpen(postId)
  }
  return (
    <article
      className={classes.filter((name) => name !== '').join(' ')}
      tabIndex={0}
      data-post-id={postId}
      data-from={from.join(' ')}
      aria-label={folded ? `${nameOf(silenced)}: ${silenceWords(silence)}` : (rest.label ?? labelOf(parts, rest.unread ?? false))}
      aria-posinset={rest.index === undefined ? undefined : rest.index + 1}
      aria-setsize={rest.total}
      onClick={open}
    >
      {silence === undefined ? null : <SilenceLine postId={postId} silence={silence} name={nameOf(silenced)} heard={heard} />}
      {folded ? null : (
        <>
          {repostedBy === null ? null : (
            <div className="context">
              <Icon of={Repeat2} small />
              <span>
                <b>
                  <bdi dir="auto">
                    <EmojiName author={repostedBy} />
                  </bdi>
                </b>{' '}
                {t('post.reposted')}
              </span>
            </div>
          )}
          {rest.context ?? (post.replyTo === null || rest.small || rest.inReply ? null : <ReplyingTo to={post.replyTo} />)}
          <Avatar url={author.avatarUrl} name={nameOf(author)} />
          <div className="body">
            <PostHead view={view} from={shownFrom} />
            {rest.inReply}
            {view.deleted ? <p className="meta">{t('post.deleted')}</p> : <PostContent view={view} words={rest.words} />}
            {view.deleted ? null : <PostActions view={view} from={from} repostedBy={repostedBy} />}
          </div>
        </>
      )}
      {folded ? null : rest.tools}
    </article>
  )
}

type PostContentProps = { readonly view: PostView; readonly words?: readonly string[] | undefined; readonly whole?: boolean }

/** Everything a post says, folded behind its warning if it has one. */
export function PostContent({ view: { post }, words, whole = false }: PostContentProps): ReactElement {
  return (
    <ContentFold post={post}>
      <PostText key={post.editedAt} post={post} words={words ?? NOWHERE} whole={whole} />
      <MediaGrid post={post} />
      {post.poll === null ? null : <PollView poll={post.poll} />}
      {post.quote === null ? null : <QuoteView quote={post.quote} />}
      {post.linkCard !== null && post.media.length === 0 && post.quote === null ? <LinkCardView card={post.linkCard} /> : null}
    </ContentFold>
  )
}

/** Whom a post answers: by name where that is known. */
function ReplyingTo({ to }: { to: ReplyReference }): ReactElement | null {
  const parent = usePost(to.postId)
  const name = parent == null ? (to.authorHandle === null ? null : `@${to.authorHandle}`) : nameOf(parent.author)
  if (name === null) return null
  return (
    <div className="context">
      <Icon of={CornerDownRight} small />
      <span>
        {t('post.replyingTo')}{' '}
        <b>
          <bdi dir="auto">{name}</bdi>
        </b>
      </span>
    </div>
  )
}

/** What a screen reader says of a card: the author's name first, then how it begins. A warning is not read past. */
function labelOf(parts: Parts, unread: boolean): string {
  const [{ post, author }] = parts
  const begins = post.text.text.replace(/\s+/gu, ' ').trim().slice(0, 90)
  const warning = warningOf(post)
  const what =
    warning !== null
      ? t('post.warning', { warning })
      : begins !== ''
        ? begins
        : post.poll !== null
          ? t('post.pollLabel')
          : (post.media[0]?.alt ?? '')
  const networks = networksOf(parts)
  const where = networks.length > 1 ? `, ${t('post.onNetworks', { networks: listed(networks) })}` : ''
  return [nameOf(author), what].filter((part) => part !== '').join(': ') + where + (unread ? `, ${t('inbox.unreadLabel')}` : '')
}

function isOnControl(event: MouseEvent<HTMLElement>): boolean {
  const { target, currentTarget } = event
  if (!(target instanceof Element)) return true
  // Menus and dialogs of the card are elsewhere in the page but bubble to here.
  return !currentTarget.contains(target) || target.closest('a, button, input, video, audio, summary') !== null
}
