import { Bookmark, Eraser, ExternalLink, Heart, Link, MessageCircle, Pencil, Quote, Repeat2, Trash2, UserRound } from 'lucide-react'
import type { PostView } from '../../../shared/bridge/views.ts'
import type { Author } from '../../../shared/model/author.ts'
import type { Account } from '../../../shared/model/account.ts'
import type { EngagementVerb } from '../../../shared/model/viewer-state.ts'
import { safeUrl } from '../../../shared/text/safe-url.ts'
import { t, type MessageKey } from '../../i18n/i18n.ts'
import { engage } from '../../queries/posts.ts'
import { openPane } from '../../state/ui.ts'
import type { MenuEntry } from '../../ui/menu.tsx'
import { muteEntries } from '../mutes/mute-menu.ts'
import { ableOf, type Parts } from '../same-post/parts.ts'
import { openOthers, samePostEntries } from '../same-post/same-post-menu.ts'
import { heldParts } from '../same-post/use-parts.ts'
import { isOn } from './acting.ts'
import { nameOf } from './author-name.tsx'
import { attempt, copyLink, edit, ownActs, quote, reply } from './post-commands.ts'

/** What is asked about before it is done. */
export type Asked = 'delete' | 'redraft'

const AS = {
  like: { icon: Heart, on: 'post.likeAs', off: 'post.unlikeAs' },
  repost: { icon: Repeat2, on: 'post.repostAs', off: 'post.unrepostAs' },
  bookmark: { icon: Bookmark, on: 'post.bookmarkAs', off: 'post.unbookmarkAs' },
} as const satisfies Record<EngagementVerb, { icon: typeof Heart; on: MessageKey; off: MessageKey }>

/** Everything else that can be done with a post, and acting as another of the person's accounts. */
export function postMenu(
  view: PostView,
  accounts: readonly Account[],
  from: readonly string[],
  ask: (what: Asked) => void,
  repostedBy: Author | null = null,
): readonly MenuEntry[] {
  const url = view.post.url === null ? null : safeUrl(view.post.url)
  const entries: MenuEntry[] = []
  const parts = heldParts(view)
  if (ableOf(parts, 'quote', accounts, from).length > 0)
    entries.push({ label: t('post.quote'), icon: Quote, keys: 'Q', run: () => quote(view, accounts, from) })
  if (url !== null) {
    entries.push({ label: t('post.copyLink'), icon: Link, keys: 'C', run: () => copyLink(view) })
    entries.push({ label: t('post.openOn', { network: view.platformName }), icon: ExternalLink, href: url })
  }
  entries.push(...openOthers(parts))
  entries.push({
    label: t('post.openProfile', { name: nameOf(view.author) }),
    icon: UserRound,
    run: () => openPane({ kind: 'profile', authorId: view.author.id }),
  })
  const same = samePostEntries(view)
  if (same.length > 0) entries.push('separator', ...same)
  const others = otherAccounts(parts, accounts, from)
  if (others.length > 0) entries.push('separator', ...others)
  entries.push('separator', ...muteEntries(view, repostedBy))
  const own = ownEntries(view, parts, accounts, ask)
  if (own.length > 0) entries.push('separator', ...own)
  return entries
}

function ownEntries(view: PostView, parts: Parts, accounts: readonly Account[], ask: (what: Asked) => void): readonly MenuEntry[] {
  const entries: MenuEntry[] = []
  const changeable = parts.find((part) => ownActs(part, accounts).edit)
  if (changeable !== undefined) entries.push({ label: t('post.edit'), icon: Pencil, run: () => void edit(changeable, accounts) })
  if (ownActs(view, accounts).delete) entries.push({ label: t('post.redraft'), icon: Eraser, danger: true, run: () => ask('redraft') })
  if (parts.some((part) => part.ownAccountId !== null))
    entries.push({ label: t('post.delete'), icon: Trash2, danger: true, run: () => ask('delete') })
  return entries
}

/** With one able account its buttons say it all; with several each can be chosen, on whatever network it is. */
function otherAccounts(parts: Parts, accounts: readonly Account[], from: readonly string[]): readonly MenuEntry[] {
  const entries: MenuEntry[] = []
  const repliers = ableOf(parts, 'reply', accounts, from)
  if (repliers.length > 1)
    for (const { part, account } of repliers)
      entries.push({
        label: t('post.replyAs', { handle: account.handle }),
        icon: MessageCircle,
        run: () => reply(part, accounts, from, account.id),
      })
  for (const verb of ['like', 'repost', 'bookmark'] as const) {
    const able = ableOf(parts, verb, accounts, from)
    if (able.length < 2) continue
    for (const { part, account } of able) {
      const on = isOn(part, verb, account.id)
      entries.push({
        label: t(on ? AS[verb].off : AS[verb].on, { handle: account.handle }),
        icon: AS[verb].icon,
        run: () => void attempt(() => engage(part.post.id, account.id, verb, !on)),
      })
    }
  }
  return [...entries, ...whoCannot(parts, accounts)]
}

/** The accounts that can do none of it, with the reason: without it one would look for them. */
function whoCannot(parts: Parts, accounts: readonly Account[]): readonly MenuEntry[] {
  const platforms = new Set(parts.map((part) => part.post.platform))
  return accounts.flatMap(({ handle, platform, platformName, state }): MenuEntry[] => {
    if (!platforms.has(platform)) return [{ label: t('post.cannotAs', { handle, network: platformName }), disabled: true }]
    return state.kind === 'paused' ? [{ label: t('post.pausedAs', { handle }), disabled: true }] : []
  })
}
