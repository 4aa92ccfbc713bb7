import type { PostView } from '../../../shared/bridge/views.ts'
import type { MuteRule } from '../../../shared/model/mute-rule.ts'
import { t } from '../../i18n/i18n.ts'
import { listMutes, removeMute, saveMute, type MuteInput } from '../../queries/mutes.ts'
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
  const known = before === null ? await listMutes() : [before]
  const rule = await saveMute(input)
  // What is muted already is the same rule, with another word: taking that back brings the former one back.
  const former = known.find(({ id }) => id === rule.id)
  const stillHeld = former !== undefined && (former.until === null || former.until > Date.now())
  const done = before !== null ? 'mutes.didChange' : rule.how === 'mute' ? 'mutes.didMute' : 'mutes.didMuffle'
  announce(
    'success',
    t(done, { what: subjectWords(rule.subject) }),
    undo(() => (stillHeld ? saveMute(former) : removeMute(rule.id))),
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

/** Takes a rule away; it can be had back at once, unless it has ended and did nothing any more. */
export function dropRule(rule: Pick<MuteRule, 'id' | 'subject' | 'how' | 'accountId' | 'until'>): void {
  keepFocus()
  void attempt(async () => {
    await removeMute(rule.id)
    const ended = rule.until !== null && rule.until <= Date.now()
    const back = undo(() => saveMute({ ...rule, id: null }))
    announce('success', t('mutes.didDrop', { what: subjectWords(rule.subject) }), ended ? null : back)
  })
}
