import { Bookmark, Ellipsis, ExternalLink, Heart, Link, MessageCircle, Repeat2, Trash2 } from 'lucide-react'
import { useRef, useState, type MouseEvent, type ReactElement } from 'react'
import type { PostView } from '../../../shared/bridge/views.ts'
import type { Account } from '../../../shared/model/account.ts'
import type { EngagementVerb } from '../../../shared/model/viewer-state.ts'
import { safeUrl } from '../../../shared/text/safe-url.ts'
import { t, type MessageKey } from '../../i18n/i18n.ts'
import { useAccounts } from '../../queries/app.ts'
import { fullCount, shortCount } from '../../text/numbers.ts'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Menu } from '../../ui/menu.tsx'
import { ableAccounts, isPressed, pressOf } from './acting.ts'
import { copyLink, press, redraft, remove, reply } from './post-commands.ts'
import { postMenu, type Asked } from './post-menu.ts'

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
  const [asked, ask] = useState<Asked | null>(null)
  const group = useRef<HTMLDivElement>(null)
  const pressed = useRef<HTMLElement>(null)
  const { metrics } = view.post
  const url = view.post.url === null ? null : safeUrl(view.post.url)
  const own = view.ownAccountId !== null
  const number = (count: number | null): string => (counts && count !== null && count > 0 ? shortCount(count) : '')
  // Menus are elsewhere in the page, but their presses come by here.
  const remember = ({ target, currentTarget }: MouseEvent): void => {
    const button = target instanceof Element ? target.closest('button') : null
    if (button !== null && currentTarget.contains(button)) pressed.current = button
  }
  /** The focus goes back to what asked. A button that was pressed for the first time has made way for its menu. */
  const answered = (): void => {
    ask(null)
    window.requestAnimationFrame(() => {
      const there =
        pressed.current?.isConnected === true ? pressed.current : group.current?.querySelector<HTMLElement>('[aria-haspopup="menu"]')
      there?.focus({ preventScroll: true })
    })
  }
  return (
    <div className="actions" role="group" aria-label={t('post.actions')} ref={group} onClickCapture={remember}>
      <button
        type="button"
        aria-label={t('post.reply')}
        title={titleOf('post.reply', metrics.replies)}
        disabled={ableAccounts(view, 'reply', accounts, from).length === 0}
        onClick={() => reply(view, accounts, from)}
      >
        <Icon of={MessageCircle} />
        {number(metrics.replies)}
      </button>
      <EngageButton verb="repost" view={view} from={from} accounts={accounts} count={number(metrics.reposts)} full={metrics.reposts} />
      <EngageButton verb="like" view={view} from={from} accounts={accounts} count={number(metrics.likes)} full={metrics.likes} />
      <EngageButton verb="bookmark" view={view} from={from} accounts={accounts} count="" full={null} tight />
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
      {own ? (
        <button type="button" className="tight" aria-label={t('post.delete')} title={t('post.delete')} onClick={() => ask('delete')}>
          <Icon of={Trash2} />
        </button>
      ) : null}
      <MoreButton view={view} from={from} accounts={accounts} ask={ask} />
      {asked === null ? null : <Question asked={asked} view={view} onClose={answered} />}
    </div>
  )
}

const QUESTIONS = {
  delete: { title: 'post.confirmDelete', text: 'post.confirmDeleteText', confirm: 'post.delete', run: remove },
  redraft: { title: 'post.confirmRedraft', text: 'post.confirmRedraftText', confirm: 'post.redraftNow', run: redraft },
} as const satisfies Record<Asked, { title: MessageKey; text: MessageKey; confirm: MessageKey; run: (view: PostView) => unknown }>

function Question({ asked, view, onClose }: { asked: Asked; view: PostView; onClose: () => void }): ReactElement {
  const { title, text, confirm, run } = QUESTIONS[asked]
  return (
    <ConfirmDialog
      open
      title={t(title)}
      text={t(text, { network: view.platformName })}
      confirm={t(confirm)}
      onConfirm={() => void run(view)}
      onClose={onClose}
    />
  )
}

function titleOf(key: MessageKey, count: number | null): string {
  return count === null ? t(key) : `${t(key)} · ${fullCount(count)}`
}

const ICONS = { repost: Repeat2, like: Heart, bookmark: Bookmark } as const
const LABELS = { repost: 'post.repost', like: 'post.like', bookmark: 'post.bookmark' } as const satisfies Record<EngagementVerb, MessageKey>

type EngageButtonProps = {
  readonly verb: EngagementVerb
  readonly view: PostView
  readonly from: readonly string[]
  readonly accounts: readonly Account[]
  readonly count: string
  readonly full: number | null
  readonly tight?: boolean
}

function EngageButton({ verb, view, from, accounts, count, full, tight = false }: EngageButtonProps): ReactElement {
  return (
    <button
      type="button"
      className={`${verb}${tight ? ' tight' : ''}`}
      aria-label={t(LABELS[verb])}
      aria-pressed={isPressed(view, verb)}
      title={titleOf(LABELS[verb], full)}
      disabled={pressOf(view, verb, accounts, from).length === 0}
      onClick={() => press(view, verb, accounts, from)}
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
  readonly ask: (what: Asked) => void
}

/** The menu is only made once it is asked for: a list holds many cards, and most are never acted on. */
function MoreButton({ view, from, accounts, ask }: MoreButtonProps): ReactElement {
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
      entries={open ? postMenu(view, accounts, from, ask) : []}
    />
  )
}
