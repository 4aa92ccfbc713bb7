import { Clock, CornerDownRight, Heart, MessageSquare, Pencil, Quote, Repeat2, UserPlus, Vote, type LucideIcon } from 'lucide-react'
import { memo, useRef, type MouseEvent, type ReactElement } from 'react'
import type { Author } from '../../../shared/model/author.ts'
import { t } from '../../i18n/i18n.ts'
import { useAccounts } from '../../queries/app.ts'
import type { InboxRow } from '../../queries/inbox.ts'
import { usePost } from '../../queries/posts.ts'
import { openPane, useUi } from '../../state/ui.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Icon } from '../../ui/icon.tsx'
import { NetworkMark } from '../../ui/network-mark.tsx'
import { clockOrDay } from '../../text/time.ts'
import { TimeText } from '../../ui/time-text.tsx'
import { EmojiName, nameOf } from '../post/author-name.tsx'
import { warningOf } from '../post/warning-of.ts'
import { PostCard } from '../post/post-card.tsx'
import { useInbox } from './inbox-state.ts'
import { Triage } from './triage.tsx'
import { useSeen } from './use-seen.ts'

type InboxItemProps = {
  readonly row: InboxRow
  /** Its place in the feed, from 0, and how many there are; -1 while nobody knows. */
  readonly index: number
  readonly total: number
  readonly onOpen: (row: InboxRow) => void
}

/** A conversation or quote is its newest post; likes, reposts and follows of the same thing are one line with faces. */
export const InboxItem = memo(function InboxItem({ row: stored, ...rest }: InboxItemProps): ReactElement {
  // Each looks by itself whether it is the one selected, so that a step by key does not make the others anew.
  const selected = useUi((state) => state.selected['mentions'] === stored.key)
  const isFresh = useInbox((state) => state.fresh.has(stored.key))
  const seen = useRef<HTMLDivElement>(null)
  useSeen(seen, stored)
  const unread = !stored.read || isFresh
  const shown = { row: stored, unread, selected, tools: <Triage row={stored} unread={unread} />, ...rest }
  const { kind, postId } = stored
  return (
    <div ref={seen}>
      {postId !== null && (kind === 'mention' || kind === 'reply' || kind === 'quote') ? (
        <Conversation postId={postId} {...shown} />
      ) : (
        <Reaction {...shown} />
      )}
    </div>
  )
})

type ShownItemProps = InboxItemProps & { readonly selected: boolean; readonly unread: boolean; readonly tools: ReactElement }

function Conversation({
  row,
  postId,
  selected,
  unread,
  tools,
  index,
  total,
  onOpen,
}: ShownItemProps & { readonly postId: string }): ReactElement {
  const account = useAccounts().find((one) => one.id === row.accountId)
  const actor = row.actors[0]
  const more = row.unread > 1 ? t('inbox.newHere', { count: row.unread }) : null
  const label = [
    `${actor === undefined ? '' : nameOf(actor)}: ${t(`inbox.${row.kind === 'reply' ? 'reply' : row.kind === 'quote' ? 'quote' : 'mention'}`)}`,
    unread ? (more ?? t('inbox.unreadLabel')) : null,
    whenBack(row),
  ]
  return (
    <PostCard
      postId={postId}
      from={row.accountIds}
      selected={selected}
      unread={unread}
      label={label.filter((part) => part !== null).join(', ')}
      index={index}
      total={total}
      context={
        row.kind === 'reply' && more === null && whenBack(row) === null ? (
          <></>
        ) : (
          <div className="context">
            <Icon of={row.kind === 'quote' ? Quote : row.kind === 'reply' ? CornerDownRight : MessageSquare} small />
            <span>
              {row.kind === 'reply' ? null : (
                <>
                  <b>{t(row.kind === 'quote' ? 'inbox.quoted' : 'inbox.mentioned')}</b> <bdi dir="ltr">{account?.handle ?? ''}</bdi>
                </>
              )}
              {more === null ? null : <span className="newhere">{more}</span>}
              <BackLine row={row} />
            </span>
          </div>
        )
      }
      inReply={row.kind === 'reply' ? <OwnWords postId={postId} /> : undefined}
      tools={tools}
      onOpen={() => onOpen(row)}
    />
  )
}

/** When what was put off comes back, or came back. */
function whenBack(row: InboxRow): string | null {
  if (row.place === 'snoozed' && row.until !== null) return t('inbox.backAt', { time: clockOrDay(row.until, Date.now()) })
  return row.place === 'inbox' && row.sortAt > row.at ? t('inbox.cameBack', { time: clockOrDay(row.sortAt, Date.now()) }) : null
}

function BackLine({ row }: { readonly row: InboxRow }): ReactElement | null {
  const words = whenBack(row)
  if (words === null) return null
  return (
    <span className="backat">
      <Icon of={Clock} small /> {words}
    </span>
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

function Reaction({ row, selected, unread, tools, index, total, onOpen }: ShownItemProps): ReactElement {
  const accounts = useAccounts().filter((one) => row.accountIds.includes(one.id))
  const post = usePost(row.postId)
  const verb = t(`inbox.kind.${row.kind}`)
  const open = (event: MouseEvent): void => {
    if (event.target instanceof Element && event.currentTarget.contains(event.target) && event.target.closest('a, button') === null)
      onOpen(row)
  }
  const kind = row.kind === 'like' || row.kind === 'repost' || row.kind === 'follow' ? row.kind : ''
  return (
    <article
      className={`item${unread ? ' unread' : ''}${selected ? ' is-selected' : ''}`}
      tabIndex={0}
      aria-label={[`${plainNames(row)} ${verb}`, unread ? t('inbox.unreadLabel') : null, whenBack(row)]
        .filter((part) => part !== null)
        .join(', ')}
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
          <BackLine row={row} />
        </p>
        {post == null ? null : (
          <p className="mine" dir="auto">
            {warningOf(post.post) ?? (post.post.text.text === '' ? (post.post.media[0]?.alt ?? '') : post.post.text.text.slice(0, 300))}
          </p>
        )}
      </div>
      <div className="end">
        {accounts.map((account) => (
          <Avatar
            key={account.id}
            url={account.avatarUrl}
            name={account.handle}
            size={16}
            alt={t('post.fromAccount', { handle: account.handle })}
          />
        ))}
        {[...new Set(accounts.map(({ platformName }) => platformName))].map((name) => (
          <NetworkMark key={name} name={name} />
        ))}
        <TimeText at={row.at} />
      </div>
      {tools}
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
      {others > 0 ? (
        <>
          {` ${t('inbox.and')} `}
          <button type="button" className="others" onClick={() => openPane({ kind: 'people', groupId: row.groupId, postId: row.postId })}>
            {t('inbox.others', { count: others })}
          </button>
        </>
      ) : null}
    </>
  )
}

function plainNames(row: InboxRow): string {
  const { shown, others } = shownActors(row)
  const names = shown.map(nameOf)
  if (others > 0) return `${names.join(', ')} ${t('inbox.and')} ${t('inbox.others', { count: others })}`
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${t('inbox.and')} ${names.at(-1) ?? ''}`
}
