import type { PostView } from '../../../shared/bridge/views.ts'
import type { MuteRule } from '../../../shared/model/mute-rule.ts'
import { t } from '../../i18n/i18n.ts'
import { removeMute, saveMute, type MuteInput } from '../../queries/mutes.ts'
import { announce } from '../../state/announce.ts'
import { attempt } from '../post/post-commands.ts'
import { focusSoon, keepFocus } from './keep-focus.ts'
import { subjectWords } from './mute-words.ts'

const undo = (run: () => Promise<unknown>) => ({
  label: t('mutes.undo'),
  run: () => {
    focusSoon()
    void attempt(run)
  },
})

/** Stores a rule and says so; it can be taken back at once. `before` is the rule that is changed. Rejects where it could not be stored. */
export async function keepRule(input: MuteInput, before: MuteRule | null): Promise<void> {
  keepFocus()
  const rule = await saveMute(input)
  const what = subjectWords(rule.subject)
  if (before !== null)
    announce(
      'success',
      t('mutes.didChange', { what }),
      undo(() => saveMute(before)),
    )
  else
    announce(
      'success',
      t(rule.how === 'mute' ? 'mutes.didMute' : 'mutes.didMuffle', { what }),
      undo(() => removeMute(rule.id)),
    )
}

/** Mutes or muffles something for good and for all accounts. */
export function muteNow(subject: MuteInput['subject'], how: MuteInput['how']): void {
  void attempt(() => keepRule({ id: null, subject, how, accountId: null, until: null }, null))
}

/** Mutes whoever wrote a post. Oneself nobody can. */
export function muteAuthor({ author, ownAccountId }: PostView): void {
  if (ownAccountId !== null) announce('error', t('error.refused.mute-own'))
  else muteNow({ kind: 'author', authorId: author.id, handle: author.handle }, 'mute')
}

/** Takes a rule away; it can be had back at once. */
export function dropRule(rule: Pick<MuteRule, 'id' | 'subject' | 'how' | 'accountId' | 'until'>): void {
  keepFocus()
  void attempt(async () => {
    await removeMute(rule.id)
    // One that has ended meanwhile comes back as one that does not end: it is in the list, to be changed.
    const until = rule.until !== null && rule.until <= Date.now() ? null : rule.until
    announce(
      'success',
      t('mutes.didDrop', { what: subjectWords(rule.subject) }),
      undo(() => saveMute({ ...rule, id: null, until })),
    )
  })
}
