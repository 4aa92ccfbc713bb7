import { useCallback, type RefObject } from 'react'
import { flushSync } from 'react-dom'
import { isPostable } from '../../../../shared/compose/validate-draft.ts'
import type { Account } from '../../../../shared/model/account.ts'
import type { DraftMention, DraftOptions } from '../../../../shared/model/draft.ts'
import type { Completion } from '../../../queries/drafts.ts'
import { tellTime } from '../../../state/now.ts'
import { attempt } from '../../post/post-commands.ts'
import { problemLines, type ProblemLine } from '../checks/problem-lines.ts'
import { presetTime } from '../checks/schedule.ts'
import { focusProblem, takeWayOut } from '../checks/take-way-out.ts'
import type { Written } from '../checks/use-written.ts'
import type { WayOut } from '../checks/ways-out.ts'
import { act } from '../model/commands.ts'
import { composerEntry, type ComposerEntry } from '../model/composer-store.ts'
import type { ComposerAction } from '../model/reducer.ts'
import { post } from '../model/send.ts'
import { addFiles, dismissUpload } from '../model/uploads.ts'
import { NEW_POLL } from '../options/poll-editor.tsx'
import { namePerson, sayHandle } from '../text/mentions.ts'
import { focusSoon } from './use-focus.ts'
import { useHandler } from './use-same.ts'

type CommandsInput = {
  readonly composer: number
  readonly panel: RefObject<HTMLElement | null>
  readonly entry: ComposerEntry
  readonly written: Written
  readonly accounts: readonly Account[]
  /** Called when posting is tried. */
  readonly onPressed: () => void
  readonly onPreview: (open: boolean) => void
}

/** All that a person can do in a composer, but for typing. Each stays the same function, for parts that are shown anew only where they change. */
export function useCommands({ composer: key, panel, entry, written, accounts, onPressed, onPreview }: CommandsInput) {
  const { draft, withoutAlt, asText } = entry.writing
  const { content, segment, checked, unfit } = written
  const perform = useCallback((action: ComposerAction): void => act(key, action), [key])
  const onFiles = useCallback(
    (list: readonly File[], segmentId: string): void => (list.length === 0 ? undefined : addFiles(key, segmentId, list)),
    [key],
  )
  const onDismissUpload = useCallback((id: string): void => dismissUpload(key, id), [key])
  const onPick = useCallback((person: Completion): void => void namePerson(key, person).catch(() => undefined), [key])
  const send = useHandler((): void => {
    onPressed()
    onPreview(false)
    void post(key, () => {
      // What is written by now, not what this rendering knew.
      const now = composerEntry(key)?.writing.draft ?? draft
      tellTime()
      const found = [...checked.check(now, Date.now()), ...unfit]
      if (isPostable(found)) return true
      const [first] = problemLines(found, now, accounts, { pressed: true, withoutAlt, asText })
      if (first !== undefined) focusProblem(key, panel.current, first)
      return false
    })
  })
  const onToggle = useCallback((accountId: string): void => perform({ kind: 'target-toggled', accountId }), [perform])
  const onShow = useCallback((next: string | null): void => perform({ kind: 'version-shown', version: next }), [perform])
  const onBegin = useCallback((accountId: string): void => perform({ kind: 'version-begun', accountId }), [perform])
  const onDrop = useCallback((accountId: string): void => perform({ kind: 'version-dropped', accountId }), [perform])
  const onHandle = useCallback(
    (mention: DraftMention, platform: string, handle: string): void => void attempt(() => sayHandle(key, mention, platform, handle)),
    [key],
  )
  const onOptions = useCallback((options: Partial<DraftOptions>): void => perform({ kind: 'options-set', options }), [perform])
  const onPlan = useHandler((scheduledAt: number | null): void => {
    // The row goes with its buttons: the focus goes to what stands in its place, at once, since the next key may follow.
    flushSync(() => onOptions({ scheduledAt }))
    if (scheduledAt === null) panel.current?.querySelector<HTMLElement>('.send button')?.focus()
  })
  const onSchedule = useHandler((): void => {
    onOptions({ scheduledAt: presetTime('hour', Date.now()) })
    focusSoon(panel, '.schedule input')
  })
  const onMoreFiles = useHandler((list: readonly File[]): void => (segment === undefined ? undefined : onFiles(list, segment.id)))
  const onPoll = useHandler((): void => {
    if (segment === undefined) return
    perform({ kind: 'poll-set', segmentId: segment.id, poll: segment.poll === null ? NEW_POLL : null })
    if (segment.poll === null) focusSoon(panel, `[data-segment-box="${segment.id}"] .poll-edit input`)
  })
  const onWarning = useHandler((): void => {
    perform({ kind: 'warning-set', warning: content.contentWarning === null ? '' : null })
    if (content.contentWarning === null) focusSoon(panel, '.warning-field')
  })
  const onWayOut = useHandler((line: ProblemLine, way: WayOut): void => {
    onPreview(false)
    takeWayOut(key, panel.current, line, way, accounts)
  })
  return {
    perform,
    send,
    onFiles,
    onMoreFiles,
    onDismissUpload,
    onPick,
    onToggle,
    onShow,
    onBegin,
    onDrop,
    onHandle,
    onOptions,
    onPlan,
    onSchedule,
    onPoll,
    onWarning,
    onWayOut,
  }
}
