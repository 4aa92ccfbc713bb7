import { Bookmark, Ellipsis, ExternalLink, Heart, Link, MessageCircle, Repeat2, Trash2 } from 'lucide-react'
import { useState, type ReactElement } from 'react'
import type { PostView } from '../../../shared/bridge/views.ts'
import type { Account } from '../../../shared/model/account.ts'
import type { EngagementVerb } from '../../../shared/model/viewer-state.ts'
import { safeUrl } from '../../../shared/text/safe-url.ts'
import { t, type MessageKey } from '../../i18n/i18n.ts'
import { useAccounts } from '../../queries/app.ts'
import { shortCount } from '../../text/numbers.ts'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Menu } from '../../ui/menu.tsx'
import { actingOn, countInWords, countOf, isPressedAnywhere, listed, networksOf, pressOfParts, type Parts } from '../same-post/parts.ts'
import { useParts } from '../same-post/use-parts.ts'
import { copyLink, press, remove, reply } from './post-commands.ts'
import { postMenu } from './post-menu.ts'

type PostActionsProps = {
  readonly view: PostView
  /** The accounts whose timeline the post came from: they act by default. */
  readonly from: readonly string[]
  /** In the opened post the counts stand in words above. */
  readonly counts?: boolean
}

/** What can be done with a post. Every button keeps its slot, whatever its number. */
export function PostActions({ view, from, counts = true }: PostActionsProps): ReactElement {
  const accounts = useAccounts()
  const [confirming, setConfirming] = useState(false)
  const parts = useParts(view)
  const url = view.post.url === null ? null : safeUrl(view.post.url)
  const own = parts.filter((part) => part.ownAccountId !== null)
  const number = (name: 'replies' | 'reposts' | 'likes'): string => {
    const count = countOf(parts, name)
    return counts && count !== null && count > 0 ? shortCount(count) : ''
  }
  return (
    <div className="actions" role="group" aria-label={t('post.actions')}>
      <button
        type="button"
        aria-label={t('post.reply')}
        title={titleOf('post.reply', countInWords(parts, 'replies'))}
        disabled={actingOn(parts, 'reply', accounts, from) === null}
        onClick={() => reply(view, accounts, from)}
      >
        <Icon of={MessageCircle} />
        {number('replies')}
      </button>
      <EngageButton
        verb="repost"
        parts={parts}
        from={from}
        accounts={accounts}
        count={number('reposts')}
        full={countInWords(parts, 'reposts')}
      />
      <EngageButton verb="like" parts={parts} from={from} accounts={accounts} count={number('likes')} full={countInWords(parts, 'likes')} />
      <EngageButton verb="bookmark" parts={parts} from={from} accounts={accounts} count="" full={null} tight />
      <span className="gap" />
      {url === null ? null : (
        <>
          <button
            type="button"
            className="tight hoveronly"
            aria-label={t('post.copyLink')}
            title={t('post.copyLink')}
            onClick={() => copyLink(view)}
          >
            <Icon of={Link} />
          </button>
          <a
            className="tight hoveronly"
            aria-label={t('post.openOnNetwork')}
            title={t('post.openOn', { network: view.platformName })}
            href={url}
            target="_blank"
            rel="noreferrer noopener"
          >
            <Icon of={ExternalLink} />
          </a>
        </>
      )}
      {own.length > 0 ? (
        <button type="button" className="tight" aria-label={t('post.delete')} title={t('post.delete')} onClick={() => setConfirming(true)}>
          <Icon of={Trash2} />
        </button>
      ) : null}
      <MoreButton view={view} from={from} accounts={accounts} onDelete={() => setConfirming(true)} />
      {confirming ? (
        <ConfirmDialog
          open
          title={t('post.confirmDelete')}
          text={t('post.confirmDeleteText', { network: listed(networksOf(own)) })}
          confirm={t('post.delete')}
          onConfirm={() => remove(view)}
          onClose={() => setConfirming(false)}
        />
      ) : null}
    </div>
  )
}

function titleOf(key: MessageKey, count: string | null): string {
  return count === null ? t(key) : `${t(key)} · ${count}`
}

const ICONS = { repost: Repeat2, like: Heart, bookmark: Bookmark } as const
const LABELS = { repost: 'post.repost', like: 'post.like', bookmark: 'post.bookmark' } as const satisfies Record<EngagementVerb, MessageKey>

type EngageButtonProps = {
  readonly verb: EngagementVerb
  readonly parts: Parts
  readonly from: readonly string[]
  readonly accounts: readonly Account[]
  readonly count: string
  /** The number in words, where it is known. */
  readonly full: string | null
  readonly tight?: boolean
}

function EngageButton({ verb, parts, from, accounts, count, full, tight = false }: EngageButtonProps): ReactElement {
  return (
    <button
      type="button"
      className={`${verb}${tight ? ' tight' : ''}`}
      aria-label={t(LABELS[verb])}
      aria-pressed={isPressedAnywhere(parts, verb)}
      title={titleOf(LABELS[verb], full)}
      disabled={pressOfParts(parts, verb, accounts, from).length === 0}
      onClick={() => press(parts[0], verb, accounts, from)}
    >
      <Icon of={ICONS[verb]} />
      {count}
    </button>
  )
}

type MoreButtonProps = {
  readonly view: PostView
  readonly from: readonly string[]
  readonly accounts: readonly Account[]
  readonly onDelete: () => void
}

/** The menu is only made once it is asked for: a list holds many cards, and most are never acted on. */
function MoreButton({ view, from, accounts, onDelete }: MoreButtonProps): ReactElement {
  const [open, setOpen] = useState<boolean | null>(null)
  const label = t('post.more')
  const button = { type: 'button', className: 'tight', 'aria-label': label, title: label } as const
  if (open === null)
    return (
      <button {...button} aria-haspopup="menu" aria-expanded={false} onClick={() => setOpen(true)}>
        <Icon of={Ellipsis} />
      </button>
    )
  return (
    <Menu
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button {...button}>
          <Icon of={Ellipsis} />
        </button>
      }
      entries={open ? postMenu(view, accounts, from, onDelete) : []}
    />
  )
}
