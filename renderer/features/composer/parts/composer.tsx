import { memo, useCallback, useMemo, useRef, useState, type ReactElement } from 'react'
import type { Account } from '../../../../shared/model/account.ts'
import type { Draft, DraftContent } from '../../../../shared/model/draft.ts'
import { t } from '../../../i18n/i18n.ts'
import { useAccounts, useSettings } from '../../../queries/app.ts'
import { useMediaHosts } from '../../../queries/media-hosts.ts'
import { usePost } from '../../../queries/posts.ts'
import { openComposer } from '../../../state/ui.ts'
import { useCommands } from '../hooks/use-commands.ts'
import { usePanelEvents } from '../hooks/use-panel-events.ts'
import { costWords } from '../checks/cost-words.ts'
import { useWritten } from '../checks/use-written.ts'
import { PanelHeader } from './panel-header.tsx'
import { QuoteView } from '../../post/embeds.tsx'
import { saveNow } from '../model/autosave.ts'
import { isUnwritten, type ComposerEntry, type Upload } from '../model/composer-store.ts'
import type { Referred } from '../checks/contexts.ts'
import { useDrag } from '../hooks/drag.ts'
import { hasUnsaved } from '../model/reducer.ts'
import type { Checked } from '../checks/use-checked.ts'
import { useFocus, useKeptFocus } from '../hooks/use-focus.ts'
import { useLanguageGuess } from '../language/use-language-guess.ts'
import { OptionsRow } from '../options/options-row.tsx'
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

// Shown anew only where what they are given has changed: see `Written`.
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
  const { draft, version, withoutAlt, languageChosen } = writing
  const accounts = useAccounts()
  const settings = useSettings()
  const reply = usePost(draft.replyTo)
  const quote = usePost(draft.quote)
  const panel = useRef<HTMLElement>(null)
  const [pressed, setPressed] = useState(false)
  const [active, setActive] = useState<string | null>(null)
  const [previewing, setPreviewing] = useState(false)
  const { place, onPointerDown } = useDrag()
  const remind = settings?.altTextReminder ?? ALT_REMINDER_UNTIL_KNOWN
  const hosts = useMediaHosts()
  const mediaHost = hosts === undefined ? undefined : hosts.length > 0

  const written = useWritten({ entry, accounts, reply, quote, remind, mediaHost, pressed, active })
  const { content, segment, shape, checked, targets, writers } = written
  const costs = useMemo(() => costWords(checked.plans, accounts), [checked.plans, accounts])
  const onPressed = useCallback(() => setPressed(true), [])
  const commands = useCommands({ composer: key, panel, entry, written, accounts, onPressed, onPreview: setPreviewing })
  const { perform, send } = commands
  const { dropping, ...events } = usePanelEvents({ composer: key, segmentId: segment?.id, send, onFiles: commands.onFiles })
  useFocus(panel, behind, content.segments.length)
  const { onFocus, onBlur } = useKeptFocus(panel)
  const speaks = writers.some(({ capabilities }) => capabilities.maxLanguages !== null)
  useLanguageGuess(key, version, content, speaks && !languageChosen.includes(version))
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
      tabIndex={-1}
      onFocus={onFocus}
      onBlur={(event) => {
        onBlur(event)
        void saveNow(key)
      }}
      {...events}
      onMouseDownCapture={() => (behind === 0 ? undefined : openComposer({ draftId: draft.id }))}
    >
      <PanelHeader
        composer={key}
        title={titleOf(draft, reply)}
        unsaved={hasUnsaved(writing)}
        failed={entry.saveFailed}
        fresh={entry.stored ? writing.changes === 0 : isUnwritten(entry)}
        onPointerDown={onPointerDown}
      />
      <Chips
        draft={written.counted.draft}
        chosen={draft.targets}
        plans={written.counted.plans}
        first={entry.begun.targets}
        accounts={accounts}
        fixed={draft.edits !== null}
        onlyOn={written.onlyOn}
        onToggle={commands.onToggle}
      />
      <Tabs
        draft={shape}
        version={version}
        accounts={accounts}
        onShow={commands.onShow}
        onBegin={commands.onBegin}
        onDrop={commands.onDrop}
      />
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
            overflow={written.overflow.get(one.id) ?? null}
            accounts={writers}
            uploads={uploadsOf(uploads, one.id, version)}
            remind={remind && !withoutAlt}
            act={perform}
            onFiles={commands.onFiles}
            onPick={commands.onPick}
            onDismissUpload={commands.onDismissUpload}
            onFocus={setActive}
          />
        ))}
        {draft.quote === null ? null : <Quoted postId={draft.quote} />}
      </div>
      <Preview draft={checked.draft} plans={checked.plans} accounts={accounts} open={previewing} onOpen={setPreviewing} />
      <Problems lines={written.lines} mentions={draft.options.mentions} onHandle={commands.onHandle} onWayOut={commands.onWayOut} />
      {wantsThread(checked, content, targets) ? <Threads options={draft.options} onChange={commands.onOptions} /> : null}
      {draft.options.scheduledAt === null ? null : (
        <Schedule at={draft.options.scheduledAt} targets={targets} plans={checked.plans} onChange={commands.onPlan} />
      )}
      <Options
        draft={shape}
        content={written.shapeContent}
        targets={targets}
        guessed={!languageChosen.includes(version)}
        hasPoll={segment !== undefined && segment.poll !== null}
        act={perform}
        onFiles={commands.onMoreFiles}
        onPoll={commands.onPoll}
        onWarning={commands.onWarning}
      />
      <Send
        id={`why-${String(key)}`}
        trouble={trouble}
        waiting={posting && uploads.some(({ failure }) => failure === null)}
        posting={posting}
        bad={written.bad}
        targets={draft.targets.length}
        costs={costs}
        scheduled={draft.options.scheduledAt !== null}
        editing={draft.edits !== null}
        onSend={send}
        onSchedule={commands.onSchedule}
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

function QuotedPost({ postId }: { postId: string }): ReactElement {
  return <QuoteView quote={{ postId, state: 'available' }} />
}
