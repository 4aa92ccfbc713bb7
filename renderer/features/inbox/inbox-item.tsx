import { CornerDownRight, Heart, MessageSquare, Pencil, Quote, Repeat2, UserPlus, Vote, type LucideIcon } from 'lucide-react'
import { memo, type MouseEvent, type ReactElement } from 'react'
import type { Account } from '../../../shared/model/account.ts'
import type { Author } from '../../../shared/model/author.ts'
import { t } from '../../i18n/i18n.ts'
import { useAccounts } from '../../queries/app.ts'
import type { InboxRow } from '../../queries/inbox.ts'
import { usePost } from '../../queries/posts.ts'
import { openPane, useUi } from '../../state/ui.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Icon } from '../../ui/icon.tsx'
import { NetworkMark } from '../../ui/network-mark.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import { EmojiName, nameOf } from '../post/author-name.tsx'
import { warningOf } from '../post/warning-of.ts'
import { PostCard } from '../post/post-card.tsx'

type InboxItemProps = {
  readonly row: InboxRow
  /** Its place in the feed, from 0, and how many there are; -1 while nobody knows. */
  readonly index: number
  readonly total: number
  readonly onOpen: (row: InboxRow) => void
}

/** A mention, reply or quote is its post; likes, reposts and follows of the same thing are one line with faces. */
export const InboxItem = memo(function InboxItem({ row, ...rest }: InboxItemProps): ReactElement {
  // Each looks by itself whether it is the one selected, so that a step by key does not make the others anew.
  const selected = useUi((state) => state.selected['mentions'] === row.key)
  if (row.postId !== null && (row.kind === 'mention' || row.kind === 'reply' || row.kind === 'quote'))
    return <Conversation row={row} postId={row.postId} selected={selected} {...rest} />
  return <Reaction row={row} selected={selected} {...rest} />
})

type ShownItemProps = InboxItemProps & { readonly selected: boolean }

function Conversation({ row, postId, selected, index, total, onOpen }: ShownItemProps & { readonly postId: string }): ReactElement {
  const account = useAccounts().find((one) => one.id === row.accountId)
  const actor = row.actors[0]
  const label = `${actor === undefined ? '' : nameOf(actor)}: ${t(`inbox.${row.kind === 'reply' ? 'reply' : row.kind === 'quote' ? 'quote' : 'mention'}`)}${row.read ? '' : `, ${t('inbox.unreadLabel')}`}`
  return (
    <PostCard
      postId={postId}
      from={[row.accountId]}
      selected={selected}
      unread={!row.read}
      label={label}
      index={index}
      total={total}
      context={
        row.kind === 'reply' ? (
          <></>
        ) : (
          <ContextLine
            icon={row.kind === 'quote' ? Quote : MessageSquare}
            words={t(row.kind === 'quote' ? 'inbox.quoted' : 'inbox.mentioned')}
            account={account}
          />
        )
      }
      inReply={row.kind === 'reply' ? <OwnWords postId={postId} /> : undefined}
      onOpen={() => onOpen(row)}
    />
  )
}

function ContextLine({ icon, words, account }: { icon: LucideIcon; words: string; account: Account | undefined }): ReactElement {
  return (
    <div className="context">
      <Icon of={icon} small />
      <span>
        <b>{words}</b> <bdi dir="ltr">{account?.handle ?? ''}</bdi>
      </span>
    </div>
  )
}

/** What the person had written, above the answer to it. */
function OwnWords({ postId }: { postId: string }): ReactElement | null {
  const parentId = usePost(postId)?.post.replyTo?.postId ?? null
  const parent = usePost(parentId)
  if (parent == null) return null
  const words = warningOf(parent.post) ?? parent.post.text.text.replace(/\s+/gu, ' ').slice(0, 200)
  return (
    <div className="inreply">
      <Icon of={CornerDownRight} small />
      <span dir="auto">{parent.ownAccountId === null ? `${nameOf(parent.author)}: ${words}` : t('inbox.you', { text: words })}</span>
    </div>
  )
}

const KIND_ICONS = {
  like: Heart,
  repost: Repeat2,
  follow: UserPlus,
  'follow-request': UserPlus,
  'poll-ended': Vote,
  edit: Pencil,
  mention: MessageSquare,
  reply: CornerDownRight,
  quote: Quote,
  other: MessageSquare,
} as const satisfies Record<InboxRow['kind'], LucideIcon>

/** Faces shown in a row of them. */
const FACES = 7

function Reaction({ row, selected, index, total, onOpen }: ShownItemProps): ReactElement {
  const account = useAccounts().find((one) => one.id === row.accountId)
  const post = usePost(row.postId)
  const verb = t(`inbox.kind.${row.kind}`)
  const open = (event: MouseEvent): void => {
    if (event.target instanceof Element && event.target.closest('a, button') === null) onOpen(row)
  }
  const kind = row.kind === 'like' || row.kind === 'repost' || row.kind === 'follow' ? row.kind : ''
  return (
    <article
      className={`item${row.read ? '' : ' unread'}${selected ? ' is-selected' : ''}`}
      tabIndex={0}
      aria-label={`${plainNames(row)} ${verb}${row.read ? '' : `, ${t('inbox.unreadLabel')}`}`}
      aria-posinset={index + 1}
      aria-setsize={total}
      onClick={open}
    >
      <span className={`kind ${kind}`}>
        <Icon of={KIND_ICONS[row.kind]} />
      </span>
      <div>
        <div className="faces">
          {row.actors.slice(0, FACES).map((actor) => (
            <button
              key={actor.id}
              type="button"
              title={nameOf(actor)}
              aria-label={t('post.openProfile', { name: nameOf(actor) })}
              onClick={() => openPane({ kind: 'profile', authorId: actor.id })}
            >
              <Avatar url={actor.avatarUrl} size={24} name={nameOf(actor)} />
            </button>
          ))}
        </div>
        <p className="line">
          <Names row={row} /> {verb}
        </p>
        {post == null ? null : (
          <p className="mine" dir="auto">
            {warningOf(post.post) ?? (post.post.text.text === '' ? (post.post.media[0]?.alt ?? '') : post.post.text.text.slice(0, 300))}
          </p>
        )}
      </div>
      <div className="end">
        {account === undefined ? null : (
          <>
            <Avatar url={account.avatarUrl} size={16} alt={t('post.fromAccount', { handle: account.handle })} />
            <NetworkMark name={account.platformName} />
          </>
        )}
        <TimeText at={row.at} />
      </div>
    </article>
  )
}

/** Up to three names; with more people, two and how many others. */
function shownActors(row: InboxRow): { shown: readonly Author[]; others: number } {
  const shown = row.actorCount <= 3 && row.actors.length >= row.actorCount ? row.actors : row.actors.slice(0, 2)
  return { shown, others: row.actorCount - shown.length }
}

function Names({ row }: { row: InboxRow }): ReactElement {
  const { shown, others } = shownActors(row)
  return (
    <>
      {shown.map((actor, index) => (
        <span key={actor.id}>
          {index === 0 ? '' : index === shown.length - 1 && others === 0 ? ` ${t('inbox.and')} ` : ', '}
          <b>
            <bdi dir="auto">
              <EmojiName author={actor} />
            </bdi>
          </b>
        </span>
      ))}
      {others > 0 ? ` ${t('inbox.and')} ${t('inbox.others', { count: others })}` : ''}
    </>
  )
}

function plainNames(row: InboxRow): string {
  const { shown, others } = shownActors(row)
  const names = shown.map(nameOf)
  if (others > 0) return `${names.join(', ')} ${t('inbox.and')} ${t('inbox.others', { count: others })}`
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${t('inbox.and')} ${names.at(-1) ?? ''}`
}
