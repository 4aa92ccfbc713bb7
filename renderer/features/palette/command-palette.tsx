import { Dialog } from '@base-ui/react/dialog'
import { useQuery } from '@tanstack/react-query'
import { AtSign, Search } from 'lucide-react'
import { useId, useMemo, useRef, useState, type KeyboardEvent, type ReactElement, type RefObject } from 'react'
import { displayHandle, displayName } from '../../../shared/text/display-text.ts'
import { t } from '../../i18n/i18n.ts'
import { completeOptions } from '../../queries/drafts.ts'
import { openPane, showOverlay, useUi } from '../../state/ui.ts'
import { Icon } from '../../ui/icon.tsx'
import { allActions, currentPost, type Action } from '../shell/actions.ts'
import { KeyCaps } from './key-caps.tsx'
import { rankActions } from './rank.ts'

/** Every action by its name: type a part of it, choose, press Enter. */
export function CommandPalette(): ReactElement {
  const open = useUi((state) => state.overlay === 'palette')
  const field = useRef<HTMLInputElement>(null)
  // At once: left to itself the library waits for a frame, and the letters until then would be keys of the page.
  const focusField = (): false => {
    field.current?.focus()
    return false
  }
  return (
    <Dialog.Root open={open} onOpenChange={(next) => (next ? undefined : showOverlay(null))}>
      <Dialog.Portal>
        <Dialog.Backdrop className="scrim shown" />
        <Dialog.Popup className="palette floating" aria-label={t('palette.title')} initialFocus={focusField}>
          {open ? <Palette field={field} /> : null}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Palette({ field }: { field: RefObject<HTMLInputElement | null> }): ReactElement {
  const list = useId()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  // What the palette was opened over decides which actions make sense, and is read once.
  const [actions] = useState(() => distinct(allActions()).filter(makesSense))
  const people = usePeople(text)
  const found = useMemo((): readonly Entry[] => [...rankActions(actions, text), ...people], [actions, text, people])
  const chosen = found[Math.min(at, found.length - 1)]
  const run = (action: Entry | undefined): void => {
    if (action === undefined) return
    showOverlay(null)
    // After the palette has given the focus back: actions on a post look where it is.
    window.setTimeout(action.run, 0)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, found.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0))
    else if (event.key === 'Enter') run(chosen)
    else return
    event.preventDefault()
  }
  return (
    <>
      <div className="q">
        <Icon of={Search} className="quiet" />
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-expanded
          aria-controls={list}
          aria-activedescendant={chosen === undefined ? undefined : `${list}-${chosen.id.replace(/\W/g, '_')}`}
          aria-label={t('palette.title')}
          placeholder={t('palette.placeholder')}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setAt(0)
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className="menu" role="listbox" id={list} aria-label={t('palette.title')}>
        {found.map((action) => (
          <div
            key={action.id}
            id={`${list}-${action.id.replace(/\W/g, '_')}`}
            role="option"
            aria-selected={action === chosen}
            className={`mi${action === chosen ? ' on' : ''}`}
            ref={action === chosen ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
            onMouseMove={() => setAt(found.indexOf(action))}
            onClick={() => run(action)}
          >
            <Icon of={action.icon} />
            <span className="mtext" dir="auto">
              {action.label}
            </span>
            {action.note === undefined ? null : <span className="quiet mtext">{action.note}</span>}
            {action.keys === null ? null : <KeyCaps keys={action.keys} />}
          </div>
        ))}
        {found.length === 0 ? <p className="mlabel">{t('palette.none')}</p> : null}
      </div>
    </>
  )
}

/** A line of the palette: an action, or a person whose profile it opens. */
type Entry = Pick<Action, 'id' | 'label' | 'icon' | 'keys' | 'run'> & { readonly note?: string }

const NOBODY: readonly Entry[] = []
/** How many letters a name is looked for by, and how many people are shown. */
const LETTERS = 2
const MOST = 6

/** People in the store whose name or handle begins so. */
function usePeople(text: string): readonly Entry[] {
  const wanted = text.trim().replace(/^@/u, '')
  const { data } = useQuery({ ...completeOptions(wanted), enabled: wanted.length >= LETTERS })
  return useMemo(
    () =>
      wanted.length < LETTERS || data === undefined
        ? NOBODY
        : data.slice(0, MOST).map((person) => ({
            id: `person-${person.authorId}`,
            label: displayName(person.displayName) || displayHandle(person.handle),
            note: `@${displayHandle(person.handle)}`,
            icon: AtSign,
            keys: null,
            run: () => openPane({ kind: 'profile', authorId: person.authorId }),
          })),
    [data, wanted],
  )
}

function makesSense(action: Action): boolean {
  return action.applies?.() !== false && (action.group !== 'acting' || currentPost() !== null)
}

/** An action with two keys stands in the sheet twice, here once. */
function distinct(actions: readonly Action[]): readonly Action[] {
  return actions.filter((action, index) => actions.findIndex((one) => one.label === action.label) === index)
}
