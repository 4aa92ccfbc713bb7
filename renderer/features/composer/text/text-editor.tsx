import { useMemo, useRef, type ClipboardEvent, type KeyboardEvent, type ReactElement } from 'react'
import { detectFacets } from '../../../../shared/text/facets.ts'
import { Completions, useCompletion } from './completion.tsx'
import type { Completion } from '../../../queries/drafts.ts'
import { textPieces } from './text-pieces.ts'

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

/** Above this no links are looked for while typing: nothing that long is a post, and typing must stay quick. */
const MARKED_UP_TO = 20_000

/**
 * Where text is written: a plain text area over a layer with the same text, which shows what the area cannot: links and names in their
 * colour, and tinted what is too long. The layer also gives the area its height.
 */
export function TextEditor(props: TextEditorProps): ReactElement {
  const { label, text, placeholder, overflow, language, platforms, onType, onFiles, onFocus } = props
  const area = useRef<HTMLTextAreaElement>(null)
  const mirror = useRef<HTMLDivElement>(null)
  const completion = useCompletion(area, mirror, text, platforms, props.onPick)
  const pieces = useMemo(() => textPieces(text, text.length > MARKED_UP_TO ? [] : detectFacets(text), overflow), [text, overflow])
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
      <div className="mirror" aria-hidden="true" dir="auto" ref={mirror}>
        {pieces.map((piece) =>
          piece.over ? (
            <mark key={piece.start}>{piece.text}</mark>
          ) : (
            <span key={piece.start} className={piece.marked ? 'tagged' : undefined}>
              {piece.text}
            </span>
          ),
        )}
        {/* A line that has only begun has a height too. */}
        {'\u200b'}
      </div>
      <textarea
        ref={area}
        data-segment={props.segmentId}
        aria-label={label}
        aria-autocomplete="list"
        aria-controls={completion.open ? completion.listId : undefined}
        aria-activedescendant={completion.activeId}
        dir="auto"
        lang={language ?? undefined}
        rows={1}
        placeholder={placeholder}
        value={text}
        spellCheck
        onChange={(event) => {
          onType(event.target.value)
          completion.look()
        }}
        onSelect={completion.look}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        onFocus={onFocus}
        onBlur={completion.close}
      />
      <Completions completion={completion} />
    </div>
  )
}
