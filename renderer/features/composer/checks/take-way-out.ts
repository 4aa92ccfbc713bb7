import { warningOf } from '../../../../shared/compose/draft-content.ts'
import type { Account } from '../../../../shared/model/account.ts'
import { setPaused } from '../../../queries/accounts.ts'
import { openSignInAgain } from '../../accounts/add-account-state.ts'
import { showSettings } from '../../../state/ui.ts'
import { attempt } from '../../post/post-commands.ts'
import { act } from '../model/commands.ts'
import { composerEntry } from '../model/composer-store.ts'
import { accountsOfVersion, firstOverflow, splitForAll } from './counting.ts'
import { newId } from '../model/new-id.ts'
import { nameThere, type ProblemLine } from './problem-lines.ts'
import { shownContent } from '../model/reducer.ts'
import type { WayOut } from './ways-out.ts'

/** Does what a problem's button says. */
export function takeWayOut(key: number, panel: HTMLElement | null, line: ProblemLine, way: WayOut, accounts: readonly Account[]): void {
  const { accountId, segmentId, mediaId } = line.problem
  show(key, line)
  switch (way) {
    case 'leave-out':
      if (accountId !== null) act(key, { kind: 'target-left-out', accountId })
      return
    case 'own-version':
      if (accountId !== null) act(key, { kind: 'version-begun', accountId })
      return
    case 'split':
      if (segmentId !== null) split(key, segmentId, accounts)
      return
    case 'split-each':
      act(key, { kind: 'options-set', options: { split: true } })
      return
    case 'as-text':
      act(key, { kind: 'mention-waived', mention: nameThere(line.problem, accounts) })
      return
    case 'waive-alt':
      act(key, { kind: 'alt-waived' })
      return
    case 'remove-media':
      if (mediaId !== null) act(key, { kind: 'media-removed', mediaId })
      return
    case 'remove-poll':
      if (segmentId !== null) act(key, { kind: 'poll-set', segmentId, poll: null })
      return
    case 'remove-segment':
      if (segmentId !== null) act(key, { kind: 'segment-removed', segmentId })
      return
    case 'remove-warning':
      act(key, { kind: 'warning-set', warning: null })
      return
    case 'default-visibility':
      if (accountId !== null) act(key, { kind: 'visibility-set', accountIds: [accountId], visibility: null })
      return
    case 'open-replies':
      if (accountId !== null) act(key, { kind: 'policy-set', accountIds: [accountId], policy: { replyPolicy: null } })
      return
    case 'remove-topic':
      if (accountId !== null) act(key, { kind: 'policy-set', accountIds: [accountId], policy: { topicTag: null } })
      return
    case 'unschedule':
      act(key, { kind: 'options-set', options: { scheduledAt: null } })
      return
    case 'sign-in':
      if (line.account !== null) openSignInAgain(line.account)
      return
    case 'set-up-host':
      showSettings('mediaHost')
      return
    case 'resume':
      if (accountId !== null) void attempt(() => setPaused(accountId, false))
      return
    // The list of problems asks by itself.
    case 'choose-handle':
      return
    case 'choose-account':
    case 'write':
    case 'rewrite':
    case 'write-alt':
    case 'write-poll':
      focusProblem(key, panel, line)
  }
}

/** Shows the version of the text that a problem is in. */
function show(key: number, { version }: ProblemLine): void {
  if (composerEntry(key)?.writing.version !== version) act(key, { kind: 'version-shown', version })
}

function split(key: number, segmentId: string, accounts: readonly Account[]): void {
  const writing = composerEntry(key)?.writing
  if (writing === undefined) return
  const content = shownContent(writing)
  const segment = content.segments.find(({ id }) => id === segmentId)
  if (segment === undefined) return
  const parts = splitForAll(segment.text, warningOf(content), accountsOfVersion(writing.draft, writing.version, accounts), content.language)
  act(key, { kind: 'segment-split', segmentId, parts: parts.map((text) => ({ id: newId(), text })) })
}

/** Takes the person to where a problem is: the field it is about, else its line in the list. */
export function focusProblem(key: number, panel: HTMLElement | null, line: ProblemLine): void {
  show(key, line)
  // The version that was shown just now has to be there first.
  window.requestAnimationFrame(() => {
    const field = panel === null ? null : fieldOf(panel, line)
    if (field === null) return
    field.focus()
    field.scrollIntoView({ block: 'nearest' })
    if (field instanceof HTMLTextAreaElement && line.problem.code === 'text-too-long' && line.account !== null) {
      const writing = composerEntry(key)?.writing
      const warning = writing === undefined ? null : warningOf(shownContent(writing))
      const start = firstOverflow(field.value, warning, [line.account])
      if (start !== null) field.setSelectionRange(start, field.value.length)
    }
  })
}

function fieldOf(panel: HTMLElement, { problem, key }: ProblemLine): HTMLElement | null {
  const find = (selector: string): HTMLElement | null => panel.querySelector<HTMLElement>(selector)
  const { accountId, segmentId, mediaId, code } = problem
  if (code === 'no-target') return find('.targets [role="checkbox"]:not([aria-disabled="true"])')
  if (code === 'schedule-in-the-past') return find('.schedule input')
  if (code.startsWith('poll-option')) return find(`[data-poll-option="${String(problem.values['option'])}"]`)
  if (code.startsWith('topic-') && accountId !== null) return find(`[data-topic~="${CSS.escape(accountId)}"]`)
  if (mediaId !== null) return find(`[data-media="${CSS.escape(mediaId)}"]`)
  if (segmentId !== null) return find(`textarea[data-segment="${CSS.escape(segmentId)}"]`)
  return find(`[data-problem="${CSS.escape(key)}"] button`)
}
