import { Hash, MessageSquareOff, Repeat2, Volume1, Volume2, VolumeX } from 'lucide-react'
import type { PostView } from '../../../shared/bridge/views.ts'
import { MAX_MUTED_TEXT } from '../../../shared/model/mute-rule.ts'
import type { Author } from '../../../shared/model/author.ts'
import { foldTag } from '../../../shared/mute/read-post.ts'
import { displayHandle } from '../../../shared/text/display-text.ts'
import { t } from '../../i18n/i18n.ts'
import { findRule } from '../../queries/mutes.ts'
import type { MenuEntry } from '../../ui/menu.tsx'
import { rememberCard } from './keep-focus.ts'
import { dropRule, muteNow } from './mute-commands.ts'
import { openMuteDialog } from './mute-dialog-state.ts'
import { subjectWords } from './mute-words.ts'

/** More tags of one post are muted through the dialog. */
const MOST_TAGS = 4

/** What of a post can be muted: its author, who reposted it, its tags, words. What is already is offered to be heard again. */
export function muteEntries(view: PostView, repostedBy: Author | null): readonly MenuEntry[] {
  rememberCard(view.post.id)
  const entries: MenuEntry[] = []
  const by = view.silence?.by
  if (by?.kind === 'rule') {
    entries.push({
      label: t('mutes.hearAgain', { what: subjectWords(by.subject) }),
      icon: Volume2,
      run: () => {
        const rule = findRule(by.ruleId)
        void rule.then((found) => (found === null ? undefined : dropRule(found)))
      },
    })
  }
  if (view.ownAccountId === null) {
    const { id: authorId, handle } = view.author
    const shown = displayHandle(handle)
    const person = { kind: 'author', authorId, handle } as const
    entries.push({ label: t('mutes.mute', { what: `@${shown}` }), icon: VolumeX, run: () => muteNow(person, 'mute') })
    entries.push({ label: t('mutes.muffle', { what: `@${shown}` }), icon: Volume1, run: () => muteNow(person, 'muffle') })
  }
  const reposter = repostedBy ?? (view.ownAccountId === null ? view.author : null)
  if (reposter !== null)
    entries.push({
      label: t('mutes.mute', { what: t('mutes.repostsBy', { handle: displayHandle(reposter.handle) }) }),
      icon: Repeat2,
      run: () => muteNow({ kind: 'reposts', authorId: reposter.id, handle: reposter.handle }, 'mute'),
    })
  for (const tag of tagsOf(view))
    entries.push({ label: t('mutes.mute', { what: `#${tag}` }), icon: Hash, run: () => muteNow({ kind: 'tag', tag }, 'mute') })
  const chosen = window.getSelection()?.toString().replace(/\s+/gu, ' ').trim().slice(0, MAX_MUTED_TEXT).toWellFormed() ?? ''
  entries.push({ label: t('mutes.muteWords'), icon: MessageSquareOff, run: () => openMuteDialog(chosen) })
  return entries
}

function tagsOf({ post }: PostView): readonly string[] {
  const tags = new Map(post.text.spans.flatMap((span) => (span.kind === 'tag' ? [[foldTag(span.tag), span.tag] as const] : [])))
  return [...tags.values()].slice(0, MOST_TAGS)
}
