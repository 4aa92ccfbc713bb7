import { Check, CircleAlert, FileDown, X } from 'lucide-react'
import {
  memo,
  useCallback,
  useMemo,
  useRef,
  useState,
  type DragEvent,
  type KeyboardEvent,
  type PointerEvent,
  type ReactElement,
} from 'react'
import { flushSync } from 'react-dom'
import { isPostable } from '../../../../shared/compose/validate-draft.ts'
import type { Account } from '../../../../shared/model/account.ts'
import type { Draft, DraftContent, DraftMention, DraftOptions, DraftSegment } from '../../../../shared/model/draft.ts'
import { t } from '../../../i18n/i18n.ts'
import { useAccounts, useSettings } from '../../../queries/app.ts'
import type { Completion } from '../../../queries/drafts.ts'
import { usePost } from '../../../queries/posts.ts'
import { tellTime } from '../../../state/now.ts'
import { openComposer } from '../../../state/ui.ts'
import { IconButton } from '../../../ui/button.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { QuoteView } from '../../post/embeds.tsx'
import { attempt } from '../../post/post-commands.ts'
import { useFitProblems } from '../media/use-fit-problems.ts'
import { act, close, saveDraftNow } from '../model/commands.ts'
import { saveNow } from '../model/autosave.ts'
import { composerEntry, isUnwritten, type ComposerEntry, type Upload } from '../model/composer-store.ts'
import type { Referred } from '../model/contexts.ts'
import { accountsOfVersion, overflows } from '../model/counting.ts'
import { useDrag } from '../model/drag.ts'
import { namePerson, sayHandle } from '../model/mentions.ts'
import { isSameLine, problemLines, type ProblemLine } from '../model/problem-lines.ts'
import { hasUnsaved, shownContent, type ComposerAction } from '../model/reducer.ts'
import { hasSameShape, saysSame } from '../model/same-draft.ts'
import { presetTime } from '../model/schedule.ts'
import { post } from '../model/send.ts'
import { focusProblem, takeWayOut } from '../model/take-way-out.ts'
import { addFiles, dismissUpload } from '../model/uploads.ts'
import { useChecked, useCounted, type Checked } from '../model/use-checked.ts'
import { focusSoon, useFocus, useKeptFocus } from '../model/use-focus.ts'
import type { WayOut } from '../model/ways-out.ts'
import { useLanguageGuess } from '../model/use-language-guess.ts'
import { isSameList, useHandler, useSame } from '../model/use-same.ts'
import { OptionsRow } from '../options/options-row.tsx'
import { NEW_POLL } from '../options/poll-editor.tsx'
import { ScheduleRow } from '../options/schedule-row.tsx'
import { ThreadSwitches } from '../options/thread-switches.tsx'
import { Outgoing } from '../preview/outgoing.tsx'
import { ProblemList } from './problem-list.tsx'
import { AnsweredPost } from './referred-post.tsx'
import { SegmentEditor } from './segment-editor.tsx'
import { SendBar } from './send-bar.tsx'
import { Targets } from './targets.tsx'
import { Versions } from './versions.tsx'

type ComposerProps = {
  readonly composer: number
  readonly entry: ComposerEntry
  /** How many others lie on top of it, and how many below. */
  readonly behind: number
  readonly order: number
}

const ALT_REMINDER_UNTIL_KNOWN = true

// A key is on the screen in the frame it was pressed in: it shows its own post and the counters anew, and the rest of the panel only
// where that has changed. What a part is given therefore stays the same object as long as it says the same.
const Header = memo(PanelHeader)
const Chips = memo(Targets)
const Tabs = memo(Versions)
const Answered = memo(AnsweredPost)
const Quoted = memo(QuotedPost)
const Preview = memo(Outgoing)
const Problems = memo(ProblemList)
const Threads = memo(ThreadSwitches)
const Schedule = memo(ScheduleRow)
const Options = memo(OptionsRow)
const Send = memo(SendBar)

/** The panel a post is written in. It never blocks reading behind it, and keeps its draft whatever happens. */
export const Composer = memo(function Composer({ composer: key, entry, behind, order }: ComposerProps): ReactElement {
  const { writing, uploads, posting, trouble } = entry
  const { draft, version, withoutAlt, languageChosen, asText } = writing
  const accounts = useAccounts()
  const settings = useSettings()
  const reply = usePost(draft.replyTo)
  const quote = usePost(draft.quote)
  const panel = useRef<HTMLElement>(null)
  const [pressed, setPressed] = useState(false)
  const [active, setActive] = useState<string | null>(null)
  const [dropping, setDropping] = useState(false)
  const [previewing, setPreviewing] = useState(false)
  const { place, onPointerDown } = useDrag()
  const remind = settings?.altTextReminder ?? ALT_REMINDER_UNTIL_KNOWN

  const content = shownContent(writing)
  const segment: DraftSegment | undefined = content.segments.find(({ id }) => id === active) ?? content.segments.at(-1)
  const written = useSame(draft, saysSame)
  const shape = useSame(draft, hasSameShape)
  const shapeContent = shownContent({ draft: shape, version })
  const checked = useChecked(written, accounts, reply, quote, remind)
  const counted = useCounted(written, accounts, checked)
  const unfit = useFitProblems(written, accounts)
  const lines = useSame(
    useMemo(
      () => problemLines([...checked.problems, ...unfit], checked.draft, accounts, { pressed, withoutAlt, asText }),
      [checked, unfit, accounts, pressed, withoutAlt, asText],
    ),
    isSameLines,
  )
  const bad = useSame(
    lines.filter(({ tone }) => tone === 'bad'),
    isSameList,
  )
  const targets = useSame(
    draft.targets.flatMap(({ accountId }) => accounts.find(({ id }) => id === accountId) ?? []),
    isSameList,
  )
  const writers = useSame(accountsOfVersion(draft, version, accounts), isSameList)
  const overflow = useMemo(
    () => overflows(checked.draft, shownContent({ draft: checked.draft, version }), writers, checked.plans),
    [checked, version, writers],
  )
  const referred = reply ?? quote ?? null
  const onlyOn = useSame(referred === null ? null : { platform: referred.post.platform, name: referred.platformName }, isSameNetwork)

  useFocus(panel, behind, content.segments.length)
  const { onFocus, onBlur } = useKeptFocus(panel)
  const speaks = writers.some(({ capabilities }) => capabilities.maxLanguages !== null)
  useLanguageGuess(key, version, content, speaks && !languageChosen.includes(version))
  const perform = useCallback((action: ComposerAction): void => act(key, action), [key])
  const onFiles = useCallback(
    (list: readonly File[], segmentId: string): void => (list.length === 0 ? undefined : addFiles(key, segmentId, list)),
    [key],
  )
  const onDismissUpload = useCallback((id: string): void => dismissUpload(key, id), [key])
  const onPick = useCallback((person: Completion): void => void namePerson(key, person).catch(() => undefined), [key])
  const send = useHandler((): void => {
    setPressed(true)
    setPreviewing(false)
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
  const onKeyDown = (event: KeyboardEvent): void => {
    // Menus of the composer are elsewhere in the page but their events come by here: they look after themselves.
    if (!(event.target instanceof Node) || !event.currentTarget.contains(event.target)) return
    if (event.defaultPrevented || event.nativeEvent.isComposing) return
    const command = event.ctrlKey || event.metaKey
    if (event.key === 'Escape') void close(key)
    else if (event.key === 'Enter' && command) send()
    // The window's own keys do not fire from in here, except those with a modifier.
    else if (command || event.altKey) return
    else {
      event.stopPropagation()
      return
    }
    event.preventDefault()
    event.stopPropagation()
  }
  const onDrag = (event: DragEvent): void => {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    setDropping(event.type === 'dragover')
    if (event.type !== 'drop') return
    const over =
      event.target instanceof Element ? event.target.closest<HTMLElement>('[data-segment-box]')?.dataset['segmentBox'] : undefined
    const into = over ?? segment?.id
    if (into !== undefined) onFiles([...event.dataTransfer.files], into)
  }
  const onToggle = useCallback((accountId: string): void => perform({ kind: 'target-toggled', accountId }), [perform])
  const onShow = useCallback((next: string | null): void => perform({ kind: 'version-shown', version: next }), [perform])
  const onBegin = useCallback((accountId: string): void => perform({ kind: 'version-begun', accountId }), [perform])
  const onDrop = useCallback((accountId: string): void => perform({ kind: 'version-dropped', accountId }), [perform])
  const onHandle = useCallback(
    (mention: DraftMention, platform: string, handle: string): void => void attempt(() => sayHandle(key, mention, platform, handle)),
    [key],
  )
  const onOptions = useCallback((options: Partial<DraftOptions>): void => perform({ kind: 'options-set', options }), [perform])
  const onPlan = useCallback(
    (scheduledAt: number | null): void => {
      // The row goes with its buttons: the focus goes to what stands in its place, at once, since the next key may follow.
      flushSync(() => onOptions({ scheduledAt }))
      if (scheduledAt === null) panel.current?.querySelector<HTMLElement>('.send button')?.focus()
    },
    [onOptions],
  )
  const onSchedule = useCallback((): void => {
    onOptions({ scheduledAt: presetTime('hour', Date.now()) })
    focusSoon(panel, '.schedule input')
  }, [onOptions])
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
    setPreviewing(false)
    takeWayOut(key, panel.current, line, way, accounts)
  })
  const shift = behind * 24
  const style = {
    zIndex: 20 + order,
    ...(place === null ? {} : { right: place.right, bottom: place.bottom }),
    ...(shift === 0 ? {} : { translate: `${String(-shift)}px ${String(-shift)}px` }),
  }
  return (
    <section
      className={`composer${dropping ? ' dropping' : ''}${previewing ? ' previewing' : ''}`}
      role="dialog"
      aria-modal="false"
      aria-label={titleOf(draft, reply)}
      ref={panel}
      style={style}
      onKeyDown={onKeyDown}
      tabIndex={-1}
      onFocus={onFocus}
      onBlur={(event) => {
        onBlur(event)
        void saveNow(key)
      }}
      onDragOver={onDrag}
      onDragLeave={onDrag}
      onDrop={onDrag}
      onMouseDownCapture={() => (behind === 0 ? undefined : openComposer({ draftId: draft.id }))}
    >
      <Header
        composer={key}
        title={titleOf(draft, reply)}
        unsaved={hasUnsaved(writing)}
        failed={entry.saveFailed}
        fresh={entry.stored ? writing.changes === 0 : isUnwritten(entry)}
        onPointerDown={onPointerDown}
      />
      <Chips
        draft={counted.draft}
        chosen={draft.targets}
        plans={counted.plans}
        first={entry.begun.targets}
        accounts={accounts}
        fixed={draft.edits !== null}
        onlyOn={onlyOn}
        onToggle={onToggle}
      />
      <Tabs draft={shape} version={version} accounts={accounts} onShow={onShow} onBegin={onBegin} onDrop={onDrop} />
      <div className="scroll">
        {reply == null ? null : <Answered view={reply} />}
        {content.contentWarning === null ? null : (
          <input
            className="field warning-field"
            aria-label={t('composer.warning')}
            placeholder={t('composer.warningPlaceholder')}
            dir="auto"
            value={content.contentWarning}
            onChange={(event) => perform({ kind: 'warning-set', warning: event.target.value })}
          />
        )}
        {content.segments.map((one, index) => (
          <SegmentEditor
            key={one.id}
            segment={one}
            index={index}
            several={content.segments.length > 1}
            isReply={draft.replyTo !== null}
            language={content.language}
            overflow={overflow.get(one.id) ?? null}
            accounts={writers}
            uploads={uploadsOf(uploads, one.id, version)}
            remind={remind && !withoutAlt}
            act={perform}
            onFiles={onFiles}
            onPick={onPick}
            onDismissUpload={onDismissUpload}
            onFocus={setActive}
          />
        ))}
        {draft.quote === null ? null : <Quoted postId={draft.quote} />}
      </div>
      <Preview draft={checked.draft} plans={checked.plans} accounts={accounts} open={previewing} onOpen={setPreviewing} />
      <Problems lines={lines} mentions={draft.options.mentions} onHandle={onHandle} onWayOut={onWayOut} />
      {wantsThread(checked, content, targets) ? <Threads options={draft.options} onChange={onOptions} /> : null}
      {draft.options.scheduledAt === null ? null : (
        <Schedule at={draft.options.scheduledAt} targets={targets} plans={checked.plans} onChange={onPlan} />
      )}
      <Options
        draft={shape}
        content={shapeContent}
        targets={targets}
        guessed={!languageChosen.includes(version)}
        hasPoll={segment !== undefined && segment.poll !== null}
        act={perform}
        onFiles={onMoreFiles}
        onPoll={onPoll}
        onWarning={onWarning}
      />
      <Send
        id={`why-${String(key)}`}
        trouble={trouble}
        waiting={posting && uploads.some(({ failure }) => failure === null)}
        posting={posting}
        bad={bad}
        targets={draft.targets.length}
        scheduled={draft.options.scheduledAt !== null}
        editing={draft.edits !== null}
        onSend={send}
        onSchedule={onSchedule}
      />
    </section>
  )
})

const NO_UPLOADS: readonly Upload[] = []

function uploadsOf(uploads: readonly Upload[], segmentId: string, version: string | null): readonly Upload[] {
  if (uploads.length === 0) return NO_UPLOADS
  return uploads.filter((upload) => upload.segmentId === segmentId && upload.version === version)
}

function titleOf(draft: Draft, reply: Referred): string {
  if (draft.edits !== null) return t('composer.edit')
  if (draft.replyTo === null) return t('composer.new')
  return reply == null ? t('composer.reply') : t('composer.replyTo', { handle: reply.author.handle })
}

/** Threads are something to decide on where it is one, or where a text is too long for one post and somewhere could be one. */
function wantsThread({ draft, problems }: Checked, content: DraftContent, targets: readonly Account[]): boolean {
  if (draft.edits !== null || targets.every(({ capabilities }) => capabilities.thread === null)) return false
  const { split, numbered } = draft.options
  return split || numbered || content.segments.length > 1 || problems.some(({ code }) => code === 'text-too-long')
}

function isSameLines(a: readonly ProblemLine[], b: readonly ProblemLine[]): boolean {
  return a.length === b.length && a.every((line, index) => isSameLine(line, b[index]))
}

type OnlyOn = Parameters<typeof Targets>[0]['onlyOn']

function isSameNetwork(a: OnlyOn, b: OnlyOn): boolean {
  return a === b || (a?.platform === b?.platform && a?.name === b?.name)
}

function QuotedPost({ postId }: { postId: string }): ReactElement {
  return <QuoteView quote={{ postId, state: 'available' }} />
}

type PanelHeaderProps = SaveStateProps & {
  readonly composer: number
  readonly title: string
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void
}

function PanelHeader({ composer: key, title, onPointerDown, ...state }: PanelHeaderProps): ReactElement {
  return (
    <header onPointerDown={onPointerDown}>
      <h2>{title}</h2>
      <SaveState {...state} />
      <IconButton label={t('composer.save')} icon={FileDown} onClick={() => void saveDraftNow(key)} />
      <IconButton label={t('composer.close')} icon={X} onClick={() => void close(key)} />
    </header>
  )
}

type SaveStateProps = { readonly unsaved: boolean; readonly failed: boolean; readonly fresh: boolean }

function SaveState({ unsaved, failed, fresh }: SaveStateProps): ReactElement {
  const icon = failed ? CircleAlert : Check
  return (
    <span className={`saved${failed ? ' failed' : ''}`}>
      {fresh ? null : unsaved && !failed ? (
        t('composer.saving')
      ) : (
        <>
          <Icon of={icon} small />
          {t(failed ? 'composer.saveFailed' : 'composer.saved')}
        </>
      )}
    </span>
  )
}
