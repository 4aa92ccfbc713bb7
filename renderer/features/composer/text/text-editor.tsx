import {
  memo,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
  type ClipboardEvent,
  type KeyboardEvent,
  type ReactElement,
  type Ref,
} from 'react'
import { detectFacets } from '../../../../shared/text/facets.ts'
import { Completions, useCompletion } from './completion.tsx'
import type { Completion } from '../../../queries/drafts.ts'
import { hasTyped, tellSoon } from '../model/typed.ts'
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
 * colour, and tinted what is too long. The layer also gives the area its height. A key is shown by these two alone; the composer is told after.
 */
export function TextEditor(props: TextEditorProps): ReactElement {
  const { segmentId, label, text, placeholder, overflow, language, platforms, onType, onFiles, onFocus } = props
  const area = useRef<HTMLTextAreaElement>(null)
  const mirror = useRef<HTMLDivElement>(null)
  const mirrored = useRef<MirrorControl>(null)
  const [, compare] = useReducer((times: number) => times + 1, 0)
  const completion = useCompletion(area, mirror, platforms, props.onPick)
  useLayoutEffect(() => {
    // What the composer has is what is shown, unless it was not told yet.
    if (area.current !== null && area.current.value !== text && !hasTyped(segmentId)) area.current.value = text
  })
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
      <Mirror text={text} overflow={overflow} layer={mirror} control={mirrored} />
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
          mirrored.current?.show(typed)
          tellSoon(segmentId, () => {
            onType(typed)
            mirrored.current?.show(null)
            // What is being posted takes no more letters.
            compare()
          })
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

/** Shows a text that the composer does not know yet; null: it knows. */
type MirrorControl = { readonly show: (text: string | null) => void }

type MirrorProps = {
  /** What the composer has. */
  readonly text: string
  readonly overflow: number | null
  readonly layer: Ref<HTMLDivElement>
  readonly control: Ref<MirrorControl>
}

/** The layer below the text area. */
const Mirror = memo(function Mirror({ text: told, overflow, layer, control }: MirrorProps): ReactElement {
  const [typed, setTyped] = useState<{ readonly text: string; readonly over: string } | null>(null)
  useImperativeHandle(control, () => ({ show: (text) => setTyped(text === null ? null : { text, over: told }) }), [told])
  // What the composer has is another text by now: by this very key, or by whatever else was done to it.
  if (typed !== null && typed.over !== told) setTyped(null)
  const text = typed?.over === told ? typed.text : told
  const pieces = useMemo(() => textPieces(text, text.length > MARKED_UP_TO ? [] : detectFacets(text), overflow), [text, overflow])
  return (
    <div className="mirror" aria-hidden="true" dir="auto" ref={layer}>
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
  )
})
