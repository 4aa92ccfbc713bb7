import { useRef, type KeyboardEvent, type ReactElement } from 'react'

type SegmentsProps<Value extends string> = {
  readonly label: string
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly onChange: (value: Value) => void
  readonly className?: string
}

/** A choice of one among a few that are all shown. Arrow keys move it. */
export function Segments<Value extends string>({ label, value, options, onChange, className = '' }: SegmentsProps<Value>): ReactElement {
  const group = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key] ?? 0
    if (step === 0) return
    event.preventDefault()
    const index = (options.findIndex((option) => option.value === value) + step + options.length) % options.length
    const next = options[index]
    if (next === undefined) return
    onChange(next.value)
    group.current?.querySelectorAll<HTMLElement>('[role="radio"]')[index]?.focus()
  }
  return (
    <div className={`seg${className === '' ? '' : ` ${className}`}`} role="radiogroup" aria-label={label} ref={group} onKeyDown={onKeyDown}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          tabIndex={option.value === value ? 0 : -1}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  )
}
