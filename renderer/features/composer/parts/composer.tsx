import { Check, CircleAlert, FileDown, X } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState, type DragEvent, type KeyboardEvent, type ReactElement } from 'react'
import { isPostable, validateDraft } from '../../../../shared/compose/validate-draft.ts'
import type { DraftSegment } from '../../../../shared/model/draft.ts'
import { t } from '../../../i18n/i18n.ts'
import { useAccounts, useSettings } from '../../../queries/app.ts'
import { usePost } from '../../../queries/posts.ts'
import { Marked } from '../../../text/marked.tsx'
import { openComposer } from '../../../state/ui.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { Spinner } from '../../../ui/empty.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { QuoteView } from '../../post/embeds.tsx'
import { attempt } from '../../post/post-commands.ts'
import { act, close, saveDraftNow } from '../model/commands.ts'
import { saveNow } from '../model/autosave.ts'
import { composerEntry, type ComposerEntry } from '../model/composer-store.ts'
import { targetContexts } from '../model/contexts.ts'
import { accountsOfVersion } from '../model/counting.ts'
import { useDrag } from '../model/drag.ts'
import { namePerson, sayHandle } from '../model/mentions.ts'
import { newId } from '../model/new-id.ts'
import { problemLines } from '../model/problem-lines.ts'
import { hasUnsaved, shownContent, type ComposerAction } from '../model/reducer.ts'
import { post } from '../model/send.ts'
import { focusProblem, takeWayOut } from '../model/take-way-out.ts'
import { addFiles, dismissUpload } from '../model/uploads.ts'
import { OptionsRow } from './options-row.tsx'
import { NEW_POLL } from './poll-editor.tsx'
import { ProblemList } from './problem-list.tsx'
import { AnsweredPost } from './referred-post.tsx'
import { SegmentEditor } from './segment-editor.tsx'
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

/** The panel a post is written in. It never blocks reading behind it, and keeps its draft whatever happens. */
export function Composer({ composer: key, entry, behind, order }: ComposerProps): ReactElement {
  const { writing, uploads, posting, trouble } = entry
  const { draft, version, withoutAlt } = writing
  const accounts = useAccounts()
  const settings = useSettings()
  const reply = usePost(draft.replyTo)
  const quote = usePost(draft.quote)
  const panel = useRef<HTMLElement>(null)
  const [pressed, setPressed] = useState(false)
  const [active, setActive] = useState<string | null>(null)
  const [dropping, setDropping] = useState(false)
  const { place, onPointerDown } = useDrag()
  const remind = settings?.altTextReminder ?? ALT_REMINDER_UNTIL_KNOWN

  const content = shownContent(writing)
  const segment: DraftSegment | undefined = content.segments.find(({ id }) => id === active) ?? content.segments.at(-1)
  const check = useCallback(
    (checked: typeof draft) => validateDraft(checked, targetContexts(accounts, reply, quote), { altTextReminder: remind }),
    [accounts, reply, quote, remind],
  )
  const problems = useMemo(() => check(draft), [check, draft])
  const lines = problemLines(problems, draft, accounts, { pressed, withoutAlt })
  const bad = lines.filter(({ tone }) => tone === 'bad')
  const targets = draft.targets.flatMap(({ accountId }) => accounts.find(({ id }) => id === accountId) ?? [])
  const referred = reply ?? quote ?? null
  const title =
    draft.replyTo === null
      ? t('composer.new')
      : reply == null
        ? t('composer.reply')
        : t('composer.replyTo', { handle: reply.author.handle })

  useFocus(panel, behind, content.segments.length)
  const perform = (action: ComposerAction): void => act(key, action)
  const files = (list: readonly File[], segmentId = segment?.id): void => {
    if (segmentId !== undefined && list.length > 0) addFiles(key, segmentId, list)
  }
  const send = (): void => {
    setPressed(true)
    void post(key, () => {
      // What is written by now, not what this rendering knew.
      const now = composerEntry(key)?.writing.draft ?? draft
      const found = check(now)
      if (isPostable(found)) return true
      const [first] = problemLines(found, now, accounts, { pressed: true, withoutAlt })
      if (first !== undefined) focusProblem(key, panel.current, first)
      return false
    })
  }
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
    files([...event.dataTransfer.files], over ?? segment?.id)
  }
  const shift = behind * 24
  const style = {
    zIndex: 20 + order,
    ...(place === null ? {} : { right: place.right, bottom: place.bottom }),
    ...(shift === 0 ? {} : { translate: `${String(-shift)}px ${String(-shift)}px` }),
  }
  return (
    <section
      className={`composer${dropping ? ' dropping' : ''}`}
      role="dialog"
      aria-modal="false"
      aria-label={title}
      ref={panel}
      style={style}
      onKeyDown={onKeyDown}
      onDragOver={onDrag}
      onDragLeave={onDrag}
      onDrop={onDrag}
      onMouseDownCapture={() => (behind === 0 ? undefined : openComposer({ draftId: draft.id }))}
    >
      <header onPointerDown={onPointerDown}>
        <h2>{title}</h2>
        <SaveState unsaved={hasUnsaved(writing)} failed={entry.saveFailed} fresh={writing.changes === 0} />
        <IconButton label={t('composer.save')} icon={FileDown} onClick={() => void saveDraftNow(key)} />
        <IconButton label={t('composer.close')} icon={X} onClick={() => void close(key)} />
      </header>
      <Targets
        draft={draft}
        first={entry.begun.targets}
        accounts={accounts}
        onlyOn={referred === null ? null : { platform: referred.post.platform, name: referred.platformName }}
        onToggle={(accountId) => perform({ kind: 'target-toggled', accountId })}
      />
      <Versions
        draft={draft}
        version={version}
        accounts={accounts}
        onShow={(next) => perform({ kind: 'version-shown', version: next })}
        onBegin={(accountId) => perform({ kind: 'version-begun', accountId })}
        onDrop={(accountId) => perform({ kind: 'version-dropped', accountId })}
      />
      <div className="scroll">
        {reply == null ? null : <AnsweredPost view={reply} />}
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
            content={content}
            isReply={draft.replyTo !== null}
            accounts={accountsOfVersion(draft, version, accounts)}
            uploads={uploads.filter((upload) => upload.segmentId === one.id && upload.version === version)}
            remind={remind && !withoutAlt}
            act={perform}
            onFiles={(list) => files(list, one.id)}
            onPerson={(person) => void namePerson(key, person).catch(() => undefined)}
            onDismissUpload={(id) => dismissUpload(key, id)}
            onFocus={() => setActive(one.id)}
            onBlur={() => void saveNow(key)}
          />
        ))}
        {draft.quote === null ? null : <QuoteView quote={{ postId: draft.quote, state: 'available' }} />}
      </div>
      <ProblemList
        lines={lines}
        mentions={draft.options.mentions}
        onWayOut={(line, way) => takeWayOut(key, panel.current, line, way, accounts)}
        onHandle={(mention, platform, handle) => void attempt(() => sayHandle(key, mention, platform, handle))}
      />
      <OptionsRow
        draft={draft}
        targets={targets}
        language={content.language}
        hasPoll={segment !== undefined && segment.poll !== null}
        hasWarning={content.contentWarning !== null}
        onFiles={files}
        onThread={() => perform({ kind: 'segment-added', id: newId() })}
        onPoll={() => {
          if (segment === undefined) return
          perform({ kind: 'poll-set', segmentId: segment.id, poll: segment.poll === null ? NEW_POLL : null })
          if (segment.poll === null) focusSoon(panel, `[data-segment-box="${segment.id}"] .poll-edit input`)
        }}
        onWarning={() => {
          perform({ kind: 'warning-set', warning: content.contentWarning === null ? '' : null })
          if (content.contentWarning === null) focusSoon(panel, '.warning-field')
        }}
        onLanguage={(language) => perform({ kind: 'language-set', language })}
        onVisibility={(accountIds, visibility) => perform({ kind: 'visibility-set', accountIds, visibility })}
      />
      <div className="send">
        <span className="say" id={`why-${String(key)}`}>
          {trouble !== null ? (
            <span role="alert">
              <b>{trouble}</b>
            </span>
          ) : posting && uploads.some(({ failure }) => failure === null) ? (
            t('composer.waitForFiles')
          ) : bad.length === 0 ? null : (
            <Marked words={fixWords(bad)} />
          )}
        </span>
        <Button variant="primary" aria-describedby={`why-${String(key)}`} aria-disabled={posting || undefined} onClick={send}>
          {posting ? <Spinner /> : null}
          {t('composer.post', { count: draft.targets.length })}
        </Button>
      </div>
    </section>
  )
}

function fixWords(bad: ReturnType<typeof problemLines>): string {
  const [first] = bad
  if (bad.length === 1 && first?.account != null) return t('composer.fixOne', { count: 1, target: first.account.platformName })
  return t('composer.fix', { count: bad.length })
}

function SaveState({ unsaved, failed, fresh }: { unsaved: boolean; failed: boolean; fresh: boolean }): ReactElement {
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

/** The newest composer has the focus, at the end of its first text; a segment that was added gets it; afterwards it goes back. */
function useFocus(panel: React.RefObject<HTMLElement | null>, behind: number, segments: number): void {
  const before = useRef(segments)
  useEffect(() => {
    const opener = document.activeElement
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true })
    }
  }, [])
  useEffect(() => {
    if (behind > 0) return
    const areas = panel.current?.querySelectorAll<HTMLTextAreaElement>('textarea[data-segment]')
    focusAtEnd(areas?.[0])
  }, [behind, panel])
  useEffect(() => {
    if (segments > before.current) {
      const areas = panel.current?.querySelectorAll<HTMLTextAreaElement>('textarea[data-segment]')
      focusAtEnd(areas?.[areas.length - 1])
    }
    before.current = segments
  }, [segments, panel])
}

/** What was just asked for takes the caret, once it is there. */
function focusSoon(panel: React.RefObject<HTMLElement | null>, selector: string): void {
  window.requestAnimationFrame(() => panel.current?.querySelector<HTMLElement>(selector)?.focus())
}

function focusAtEnd(area: HTMLTextAreaElement | undefined): void {
  if (area === undefined) return
  area.focus()
  area.setSelectionRange(area.value.length, area.value.length)
}
