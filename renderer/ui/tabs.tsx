import { useRef, type KeyboardEvent, type ReactElement, type ReactNode } from 'react'

export type Tab<Value extends string> = {
  readonly value: Value
  readonly label: string
  readonly count?: number
  readonly lead?: ReactNode
}

type TabsProps<Value extends string> = {
  readonly label: string
  readonly tabs: readonly Tab<Value>[]
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly className?: string
}

/** A row of tabs over a list. Arrow keys move between them. */
export function Tabs<Value extends string>({ label, tabs, value, onChange, className = 'tabs' }: TabsProps<Value>): ReactElement {
  const list = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const index = (tabs.findIndex((tab) => tab.value === value) + step + tabs.length) % tabs.length
    const next = tabs[index]
    if (next === undefined) return
    onChange(next.value)
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[index]?.focus()
  }
  return (
    <div className={className} role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button
          key={tab.value}
          type="button"
          role="tab"
          aria-selected={tab.value === value}
          tabIndex={tab.value === value ? 0 : -1}
          onClick={() => onChange(tab.value)}
        >
          {tab.lead}
          <span className="words">{tab.label}</span>
          {tab.count === undefined || tab.count === 0 ? null : <span className="num">{tab.count}</span>}
        </button>
      ))}
    </div>
  )
}
