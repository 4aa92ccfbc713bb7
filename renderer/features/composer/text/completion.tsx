import { useQuery } from '@tanstack/react-query'
import { useId, useState, type KeyboardEvent, type ReactElement, type RefObject } from 'react'
import { createPortal } from 'react-dom'
import { displayName } from '../../../../shared/text/display-text.ts'
import { t } from '../../../i18n/i18n.ts'
import { completeOptions, type Completion as Person } from '../../../queries/drafts.ts'
import { useNetworkName } from '../../../queries/network-names.ts'
import { Avatar } from '../../../ui/avatar.tsx'
import { NetworkMark } from '../../../ui/network-mark.tsx'
import { mentionQuery, type MentionQuery } from './mention-query.ts'
import { insertText } from './insert-text.ts'

const MOST = 6
const NOBODY: readonly Person[] = []

type Place = { readonly left: number; readonly top: number }

export type CompletionControl = {
  readonly open: boolean
  readonly listId: string
  readonly activeId: string | undefined
  readonly active: number
  readonly people: readonly Person[]
  readonly place: Place
  readonly pick: (person: Person) => void
  /** Looks anew at what stands before the caret. */
  readonly look: () => void
  readonly close: () => void
  readonly onKeyDown: (event: KeyboardEvent) => void
}

/** Offers people while a name is typed after an `@`: arrows choose, Enter and Tab take, Escape refuses. */
export function useCompletion(
  area: RefObject<HTMLTextAreaElement | null>,
  mirror: RefObject<HTMLElement | null>,
  platforms: readonly string[],
  onPick: (person: Person) => void,
): CompletionControl {
  const listId = useId()
  const [query, setQuery] = useState<(MentionQuery & { readonly place: Place }) | null>(null)
  const [active, setActive] = useState(0)
  const [refused, setRefused] = useState<number | null>(null)
  const wanted = query?.text ?? ''
  const { data = NOBODY } = useQuery({ ...completeOptions(wanted), enabled: query !== null, placeholderData: (before) => before })
  const people = query === null ? NOBODY : data.filter((person) => platforms.includes(person.platform)).slice(0, MOST)
  const open = people.length > 0
  const at = Math.min(active, people.length - 1)

  const look = (): void => {
    const field = area.current
    if (field === null) return
    const caret = field.selectionStart
    const found = caret === field.selectionEnd ? mentionQuery(field.value, caret) : null
    if (found === null || found.start === refused) {
      if (query !== null) setQuery(null)
      if (found === null && refused !== null) setRefused(null)
      return
    }
    if (found.text === query?.text && found.start === query.start) return
    setActive(0)
    setQuery({ ...found, place: placeOf(mirror.current, found.start) })
  }
  const pick = (person: Person): void => {
    const field = area.current
    if (field === null || query === null) return
    setQuery(null)
    insertText(field, query.start, query.start + 1 + query.text.length, `@${person.handle} `)
    onPick(person)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!open || area.current?.value === '') return
    const chosen = people[at]
    if (event.key === 'ArrowDown') setActive((at + 1) % people.length)
    else if (event.key === 'ArrowUp') setActive((at - 1 + people.length) % people.length)
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.ctrlKey && !event.metaKey && !event.shiftKey && chosen !== undefined)
      pick(chosen)
    else if (event.key === 'Escape') {
      setRefused(query?.start ?? null)
      setQuery(null)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  return {
    open,
    listId,
    activeId: open ? `${listId}-${String(at)}` : undefined,
    active: at,
    people,
    place: query?.place ?? { left: 0, top: 0 },
    pick,
    look,
    close: () => setQuery(null),
    onKeyDown,
  }
}

/** Where a character of the mirrored text is in the window; the list comes below it. */
function placeOf(mirror: HTMLElement | null, offset: number): Place {
  if (mirror === null) return { left: 0, top: 0 }
  const walker = document.createTreeWalker(mirror, NodeFilter.SHOW_TEXT)
  let left = offset
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const length = node.textContent?.length ?? 0
    if (left <= length) {
      const range = document.createRange()
      range.setStart(node, left)
      range.setEnd(node, Math.min(length, left + 1))
      const box = range.getBoundingClientRect()
      return { left: box.left, top: box.bottom }
    }
    left -= length
  }
  const box = mirror.getBoundingClientRect()
  return { left: box.left, top: box.bottom }
}

export function Completions({ completion }: { completion: CompletionControl }): ReactElement | null {
  const nameOf = useNetworkName()
  const { open, place, people, active, listId, pick } = completion
  if (!open) return null
  // In the lower half of the window the list stands above the line.
  const above = place.top > window.innerHeight - 14 * 16
  const left = Math.max(8, Math.min(place.left, window.innerWidth - 20 * 16 - 8))
  const style = above ? { left, bottom: window.innerHeight - place.top + 24 } : { left, top: place.top + 4 }
  return createPortal(
    <ul className="menu people" role="listbox" id={listId} aria-label={t('composer.people')} style={style}>
      {people.map((person, index) => (
        <li
          key={person.authorId}
          id={`${listId}-${String(index)}`}
          role="option"
          className={`mi${index === active ? ' on' : ''}`}
          aria-selected={index === active}
          onMouseDown={(event) => {
            // The caret stays in the text.
            event.preventDefault()
            pick(person)
          }}
        >
          <Avatar url={person.avatarUrl} name={person.handle} size={20} />
          <span className="mtext">
            <bdi>{displayName(person.displayName)}</bdi> <span className="quiet">@{person.handle}</span>
          </span>
          <NetworkMark name={nameOf(person.platform)} />
        </li>
      ))}
    </ul>,
    document.body,
  )
}
