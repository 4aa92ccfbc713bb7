import { Menu as BaseMenu } from '@base-ui/react/menu'
import { Check, type LucideIcon } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { Icon } from './icon.tsx'

/** One line of a menu. `href` makes it a link that opens outside; `checked` makes it a tick box. */
export type MenuEntry =
  | 'separator'
  | { readonly kind: 'label'; readonly label: string }
  | {
      readonly kind?: 'item'
      readonly label: ReactNode
      readonly icon?: LucideIcon | undefined
      readonly keys?: string | undefined
      readonly danger?: boolean
      readonly disabled?: boolean
      readonly checked?: boolean
      readonly href?: string | undefined
      readonly run?: () => void
    }

type MenuProps = {
  /** The control that opens it: an element that takes a button's props. */
  readonly trigger: ReactElement
  readonly entries: readonly MenuEntry[]
  readonly align?: 'start' | 'end'
  readonly open?: boolean
  readonly onOpenChange?: (open: boolean) => void
}

/** A menu below its control. Entries are only made when it opens. */
export function Menu({ trigger, entries, align = 'end', open, onOpenChange }: MenuProps): ReactElement {
  const control = { ...(open === undefined ? {} : { open }), ...(onOpenChange === undefined ? {} : { onOpenChange }) }
  return (
    <BaseMenu.Root modal={false} {...control}>
      <BaseMenu.Trigger render={trigger} />
      <BaseMenu.Portal>
        <BaseMenu.Positioner className="menu-place" align={align} sideOffset={4} collisionPadding={8}>
          {/* Longer than its place it scrolls, and opened with the mouse nothing in it has the focus: so it may have it itself. */}
          <BaseMenu.Popup className="menu" tabIndex={0}>
            {entries.map((entry, index) => (
              <MenuLine key={index} entry={entry} />
            ))}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  )
}

function MenuLine({ entry }: { entry: MenuEntry }): ReactElement {
  if (entry === 'separator') return <BaseMenu.Separator className="sep" />
  if (entry.kind === 'label') return <div className="mlabel">{entry.label}</div>
  const content = (
    <>
      {entry.checked === undefined ? null : <span className="tick">{entry.checked ? <Icon of={Check} small /> : null}</span>}
      {entry.icon === undefined ? null : <Icon of={entry.icon} />}
      <span className="mtext">{entry.label}</span>
      {entry.keys === undefined ? null : <kbd>{entry.keys}</kbd>}
    </>
  )
  const className = `mi${entry.danger === true ? ' danger' : ''}`
  const { run = () => undefined, disabled = false } = entry
  if (entry.href !== undefined)
    return (
      <BaseMenu.Item
        className={className}
        render={
          <a
            href={entry.href}
            target="_blank"
            rel="noreferrer noopener"
            aria-label={typeof entry.label === 'string' ? entry.label : undefined}
          />
        }
      >
        {content}
      </BaseMenu.Item>
    )
  if (entry.checked !== undefined)
    return (
      <BaseMenu.CheckboxItem className={className} checked={entry.checked} onCheckedChange={run} disabled={disabled}>
        {content}
      </BaseMenu.CheckboxItem>
    )
  return (
    <BaseMenu.Item className={className} onClick={run} disabled={disabled}>
      {content}
    </BaseMenu.Item>
  )
}
