import { Bookmark, Ellipsis, ExternalLink, Heart, Link, MessageCircle, Repeat2, Trash2 } from 'lucide-react'
import { useRef, useState, type MouseEvent, type ReactElement } from 'react'
import type { PostView } from '../../../shared/bridge/views.ts'
import type { Author } from '../../../shared/model/author.ts'
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
import { copyLink, press, redraft, remove, reply } from './post-commands.ts'
import { postMenu, type Asked } from './post-menu.ts'

type PostActionsProps = {
  readonly view: PostView
  /** The accounts whose timeline the post came from: they act by default. */
  readonly from: readonly string[]
  /** In the opened post the counts stand in words above. */
  readonly counts?: boolean
  /** Who brought it here. */
  readonly repostedBy?: Author | null
}

/** What can be done with a post. Every button keeps its slot, whatever its number. */
export function PostActions({ view, from, counts = true, repostedBy = null }: PostActionsProps): ReactElement {
  const accounts = useAccounts()
  const [asked, ask] = useState<Asked | null>(null)
  const group = useRef<HTMLDivElement>(null)
  const pressed = useRef<HTMLElement>(null)
  const parts = useParts(view)
  const url = view.post.url === null ? null : safeUrl(view.post.url)
  const own = parts.filter((part) => part.ownAccountId !== null)
  const number = (name: 'replies' | 'reposts' | 'likes'): string => {
    const count = countOf(parts, name)
    return counts && count !== null && count > 0 ? shortCount(count) : ''
  }
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
        <button type="button" className="tight" aria-label={t('post.delete')} title={t('post.delete')} onClick={() => ask('delete')}>
          <Icon of={Trash2} />
        </button>
      ) : null}
      <MoreButton view={view} from={from} accounts={accounts} ask={ask} repostedBy={repostedBy} />
      {asked === null ? null : <Question asked={asked} view={view} own={own} onClose={answered} />}
    </div>
  )
}

const QUESTIONS = {
  delete: { title: 'post.confirmDelete', text: 'post.confirmDeleteText', confirm: 'post.delete', run: remove },
  redraft: { title: 'post.confirmRedraft', text: 'post.confirmRedraftText', confirm: 'post.redraftNow', run: redraft },
} as const satisfies Record<Asked, { title: MessageKey; text: MessageKey; confirm: MessageKey; run: (view: PostView) => unknown }>

type QuestionProps = {
  readonly asked: Asked
  readonly view: PostView
  /** The copies of the post that are the person's own. */
  readonly own: readonly PostView[]
  readonly onClose: () => void
}

function Question({ asked, view, own, onClose }: QuestionProps): ReactElement {
  const { title, text, confirm, run } = QUESTIONS[asked]
  return (
    <ConfirmDialog
      open
      title={t(title)}
      text={t(text, { network: asked === 'delete' ? listed(networksOf(own)) : view.platformName })}
      confirm={t(confirm)}
      onConfirm={() => void run(view)}
      onClose={onClose}
    />
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
  readonly ask: (what: Asked) => void
  readonly repostedBy: Author | null
}

/** The menu's button stands where the pressed one had the focus: what the menu opens gives it back here. */
function takeOver(button: HTMLElement | null): void {
  if (document.activeElement === document.body) button?.focus({ preventScroll: true })
}

/** The menu is only made once it is asked for: a list holds many cards, and most are never acted on. */
function MoreButton({ view, from, accounts, ask, repostedBy }: MoreButtonProps): ReactElement {
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
        <button {...button} ref={takeOver}>
          <Icon of={Ellipsis} />
        </button>
      }
      entries={open ? postMenu(view, accounts, from, ask, repostedBy) : []}
    />
  )
}
