import {
  Archive,
  ArrowDown,
  ArrowLeft,
  ArrowRight,
  ArrowUp,
  Bookmark,
  CheckCheck,
  Clock,
  Columns3,
  Command,
  ExternalLink,
  Heart,
  Keyboard,
  Link,
  MailOpen,
  MessageCircle,
  MessageSquareOff,
  Moon,
  PanelRight,
  Plus,
  Quote,
  RefreshCw,
  Repeat2,
  SquarePen,
  Sun,
  SunMoon,
  VolumeX,
  Undo2,
  type LucideIcon,
} from 'lucide-react'
import type { PostView } from '../../../shared/bridge/views.ts'
import { safeUrl } from '../../../shared/text/safe-url.ts'
import { t, type MessageKey } from '../../i18n/i18n.ts'
import { accountsOptions, refreshAccounts, saveSettings } from '../../queries/app.ts'
import { postKeys } from '../../queries/posts.ts'
import { queryClient } from '../../queries/query-client.ts'
import { savedViews } from '../../queries/views.ts'
import { backPane, goTo, openComposer, select, showOverlay, useUi, viewName, type FixedView } from '../../state/ui.ts'
import { addColumn, leftward, stepColumn } from '../columns/column-commands.ts'
import { columnSources, storedColumns } from '../columns/column-sources.ts'
import { currentFeed } from '../feed/feed-control.ts'
import { muteAuthor } from '../mutes/mute-commands.ts'
import { openMuteDialog } from '../mutes/mute-dialog-state.ts'
import { archiveAllRead, inboxKeyActs, markAllRead } from '../inbox/inbox-commands.ts'
import { attempt, copyLink, press, quote, reply } from '../post/post-commands.ts'
import { revealNew } from '../timeline/timeline-commands.ts'
import { openAddView } from '../views/view-dialogs-state.ts'
import { VIEW_ICONS } from '../views/view-kinds.ts'
import { DESTINATIONS } from './navigation.ts'
import { undoNewest } from './undo.ts'

/** Something that can be done from anywhere: by its key, from the palette, and listed in the sheet of all keys. */
export type Action = {
  readonly id: string
  readonly label: string
  readonly group: 'reading' | 'acting' | 'inbox' | 'going' | 'writing'
  readonly icon: LucideIcon
  /** As in `chords.ts`; null = only in the palette. */
  readonly keys: string | null
  readonly run: () => void
  /** Whether it means anything just now; always, where it does not say. */
  readonly applies?: () => boolean
}

type CurrentPost = { readonly view: PostView; readonly from: readonly string[] }

const GO = {
  timeline: 'action.goTimeline',
  mentions: 'action.goMentions',
  search: 'action.goSearch',
  drafts: 'action.goDrafts',
  outbox: 'action.goOutbox',
  metrics: 'action.goMetrics',
  accounts: 'action.goAccounts',
  settings: 'action.goSettings',
  columns: 'action.goColumns',
} as const satisfies Record<FixedView, MessageKey>

/** The post that the keys act on: the one with the focus, else the selected one. */
export function currentPost(): CurrentPost | null {
  const focused = document.activeElement?.closest<HTMLElement>('[data-post-id]')
  const id = focused?.dataset['postId'] ?? currentFeed()?.current()?.postId
  if (id === undefined) return null
  const view = queryClient.getQueryData<PostView | null>(postKeys.post(id))
  const from =
    focused === null || focused === undefined
      ? (currentFeed()?.current()?.from ?? [])
      : (focused.dataset['from'] ?? '').split(' ').filter((part) => part !== '')
  return view == null ? null : { view, from }
}

function withPost(act: (post: CurrentPost) => void): () => void {
  return () => {
    const post = currentPost()
    if (post !== null) act(post)
  }
}

const accounts = (): Parameters<typeof reply>[1] => queryClient.getQueryData(accountsOptions.queryKey) ?? []

function openSelected(): void {
  const focused = document.activeElement?.closest<HTMLElement>('[data-post-id]')
  if (focused != null) focused.click()
  else currentFeed()?.open()
}

/** One step back: what is open in the pane, else the selection. */
function goBack(): void {
  if (backPane()) return
  const feed = currentFeed()
  if (feed !== null) select(feed.name, null)
}

function action(id: string, label: MessageKey, group: Action['group'], icon: LucideIcon, keys: string | null, run: () => void): Action {
  return { id, label: t(label), group, icon, keys, run }
}

/** All of them, in the order of the sheet. */
export function allActions(): readonly Action[] {
  return [
    action('next', 'action.next', 'reading', ArrowDown, 'j', () => currentFeed()?.step(1)),
    action('previous', 'action.previous', 'reading', ArrowUp, 'k', () => currentFeed()?.step(-1)),
    action('open', 'action.open', 'reading', PanelRight, 'o', openSelected),
    action('open-enter', 'action.open', 'reading', PanelRight, 'Enter', openSelected),
    action('back', 'action.back', 'reading', ArrowLeft, 'u', goBack),
    action('back-escape', 'action.back', 'reading', ArrowLeft, 'Escape', goBack),
    { ...action('column-left', 'action.columnLeft', 'reading', ArrowLeft, 'ArrowLeft', () => stepColumn(leftward())), applies: inColumns },
    {
      ...action('column-right', 'action.columnRight', 'reading', ArrowRight, 'ArrowRight', () => stepColumn(leftward() === 1 ? -1 : 1)),
      applies: inColumns,
    },
    action('show-new', 'action.showNew', 'reading', ArrowUp, '.', () => {
      const { view } = useUi.getState()
      const feed = view === 'columns' || view.startsWith('view:') ? currentFeed() : null
      if (feed !== null) feed.showNew?.()
      else {
        goTo('timeline')
        void revealNew()
      }
    }),
    action('new-post', 'action.newPost', 'writing', SquarePen, 'n', () => openComposer()),
    action(
      'reply',
      'action.reply',
      'acting',
      MessageCircle,
      'r',
      withPost(({ view, from }) => reply(view, accounts(), from)),
    ),
    action(
      'like',
      'action.like',
      'acting',
      Heart,
      'l',
      withPost(({ view, from }) => press(view, 'like', accounts(), from)),
    ),
    action(
      'repost',
      'action.repost',
      'acting',
      Repeat2,
      'b',
      withPost(({ view, from }) => press(view, 'repost', accounts(), from)),
    ),
    action(
      'bookmark',
      'action.bookmark',
      'acting',
      Bookmark,
      's',
      withPost(({ view, from }) => press(view, 'bookmark', accounts(), from)),
    ),
    action(
      'quote',
      'action.quote',
      'acting',
      Quote,
      'q',
      withPost(({ view, from }) => quote(view, accounts(), from)),
    ),
    action(
      'copy-link',
      'action.copyLink',
      'acting',
      Link,
      'c',
      withPost(({ view }) => copyLink(view)),
    ),
    action(
      'open-on-network',
      'action.openOnNetwork',
      'acting',
      ExternalLink,
      null,
      withPost(({ view }) => openOutside(view.post.url)),
    ),
    action(
      'mute-author',
      'action.muteAuthor',
      'acting',
      VolumeX,
      null,
      withPost(({ view }) => muteAuthor(view)),
    ),
    action('undo', 'action.undo', 'acting', Undo2, 'z', undoNewest),
    action('undo-mod', 'action.undo', 'acting', Undo2, 'Mod+z', undoNewest),
    action('mute-words', 'action.muteWords', 'acting', MessageSquareOff, null, () => openMuteDialog()),
    action('inbox-archive', 'action.inboxArchive', 'inbox', Archive, 'e', inboxKeyActs.archive),
    action('inbox-snooze', 'action.inboxSnooze', 'inbox', Clock, 'h', inboxKeyActs.snooze),
    action('inbox-read', 'action.inboxRead', 'inbox', MailOpen, 'i', inboxKeyActs.toggleRead),
    ...DESTINATIONS.map(({ view, icon, keys }): Action => ({
      id: `go-${view}`,
      label: t(GO[view]),
      group: 'going',
      icon,
      keys,
      run: () => goToView(view),
    })),
    ...columnSources().map((source): Action => ({
      id: `add-column-${source.of}`,
      label: t('action.addColumn', { name: source.title }),
      group: 'going',
      icon: Columns3,
      keys: null,
      run: () => void addColumn(source.of),
      applies: () => storedColumns().every(({ of }) => of !== source.of),
    })),
    ...savedViews().map(({ id, title, source }): Action => ({
      id: `go-${viewName(id)}`,
      label: t('action.goView', { title }),
      group: 'going',
      icon: VIEW_ICONS[source.kind],
      keys: null,
      run: () => goTo(viewName(id)),
    })),
    action('add-view', 'action.addView', 'going', Plus, null, openAddView),
    action('palette', 'action.palette', 'going', Command, 'Mod+k', () =>
      showOverlay(useUi.getState().overlay === 'palette' ? null : 'palette'),
    ),
    action('keys', 'action.allKeys', 'going', Keyboard, '?', () => showOverlay('keys')),
    action('refresh', 'action.refresh', 'reading', RefreshCw, null, () => void attempt(() => refreshAccounts(null))),
    action('mark-read', 'action.markRead', 'reading', CheckCheck, null, () => void markAllRead()),
    action('archive-read', 'action.archiveRead', 'reading', Archive, null, () => void archiveAllRead()),
    action('theme-light', 'action.themeLight', 'going', Sun, null, () => void attempt(() => saveSettings({ theme: 'light' }))),
    action('theme-dark', 'action.themeDark', 'going', Moon, null, () => void attempt(() => saveSettings({ theme: 'dark' }))),
    action('theme-system', 'action.themeSystem', 'going', SunMoon, null, () => void attempt(() => saveSettings({ theme: 'system' }))),
  ]
}

function inColumns(): boolean {
  return useUi.getState().view === 'columns' && storedColumns().length > 1
}

function goToView(view: FixedView): void {
  goTo(view)
  // `/` means: let me type, also when the search is already there.
  if (view === 'search')
    window.requestAnimationFrame(() => document.querySelector<HTMLElement>('[role="searchbox"], input[type="search"]')?.focus())
}

function openOutside(url: string | null): void {
  const safe = url === null ? null : safeUrl(url)
  if (safe !== null) window.open(safe, '_blank', 'noreferrer,noopener')
}
