import { useLayoutEffect, useReducer, useRef, type ClipboardEvent, type KeyboardEvent, type ReactElement } from 'react'
import type { Completion } from '../../../queries/drafts.ts'
import { isShowingDue, showNow, typing } from '../model/shown.ts'
import { Completions, useCompletion } from './completion.tsx'
import { showText } from './text-layer.ts'

type TextEditorProps = {
  readonly label: string
  readonly text: string
  readonly placeholder: string
  /** Where the text gets too long; null when it fits. UTF-16 offset. */
  readonly overflow: number | null
  readonly language: string | null
  /** The networks whose people are offered after an `@`. */
  readonly platforms: readonly string[]
  readonly onType: (text: string) => void
  readonly onFiles: (files: readonly File[]) => void
  readonly onPick: (person: Completion) => void
  readonly onFocus: () => void
  /** By this the composer finds the area that is to get the focus. */
  readonly segmentId: string
}

/**
 * Where text is written: a plain text area over a layer with the same text, which shows what the area cannot: links and names in their
 * colour, and tinted what is too long. The layer also gives the area its height. A key is shown by these two alone; all else in the composer follows.
 */
export function TextEditor(props: TextEditorProps): ReactElement {
  const { segmentId, label, text, placeholder, overflow, language, platforms, onType, onFiles, onFocus } = props
  const area = useRef<HTMLTextAreaElement>(null)
  const mirror = useRef<HTMLDivElement>(null)
  const [compared, compare] = useReducer((times: number) => times + 1, 0)
  const completion = useCompletion(area, mirror, platforms, props.onPick)
  const mirrorText = (typed: string): void => (mirror.current === null ? undefined : showText(mirror.current, typed, overflow))
  useLayoutEffect(() => {
    if (area.current === null) return
    // What the composer has is what is shown, but for what was typed since.
    if (area.current.value !== text && !isShowingDue()) area.current.value = text
    mirrorText(area.current.value)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- where the text gets too long is all that it depends on
  }, [text, overflow, compared])
  const onPaste = (event: ClipboardEvent): void => {
    const files = [...event.clipboardData.files]
    // What has words as well as a picture, such as from a word processor, is pasted as words.
    if (files.length === 0 || event.clipboardData.getData('text/plain') !== '') return
    event.preventDefault()
    onFiles(files)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!event.nativeEvent.isComposing) completion.onKeyDown(event)
  }
  return (
    <div className="write">
      <div className="mirror" aria-hidden="true" dir="auto" ref={mirror} />
      <textarea
        ref={area}
        data-segment={segmentId}
        aria-label={label}
        aria-autocomplete="list"
        aria-controls={completion.open ? completion.listId : undefined}
        aria-activedescendant={completion.activeId}
        dir="auto"
        lang={language ?? undefined}
        rows={1}
        placeholder={placeholder}
        defaultValue={text}
        spellCheck
        onChange={(event) => {
          const typed = event.target.value
          if (typing(() => onType(typed))) mirrorText(typed)
          else {
            // What is being posted takes no more letters.
            showNow()
            compare()
          }
          completion.look()
        }}
        onSelect={completion.look}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        onFocus={onFocus}
        onBlur={() => {
          showNow()
          completion.close()
        }}
      />
      <Completions completion={completion} />
    </div>
  )
}
