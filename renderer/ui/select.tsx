import { Select as BaseSelect } from '@base-ui/react/select'
import { Check, ChevronDown } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { Icon } from './icon.tsx'

export type SelectOption<Value extends string> = { readonly value: Value; readonly label: string; readonly icon?: ReactNode }

type SelectProps<Value extends string> = {
  readonly label: string
  readonly value: Value
  readonly options: readonly SelectOption<Value>[]
  readonly onChange: (value: Value) => void
  /** `bare` is the small one of the composer's option row. */
  readonly bare?: boolean
  readonly lead?: ReactNode
  /** Behind the chosen words. */
  readonly trail?: ReactNode
}

/** A choice of one among a few. */
export function Select<Value extends string>({
  label,
  value,
  options,
  onChange,
  bare = false,
  lead,
  trail,
}: SelectProps<Value>): ReactElement {
  return (
    <BaseSelect.Root
      value={value}
      items={options.map((option) => ({ value: option.value, label: option.label }))}
      onValueChange={(next) => (next === null ? undefined : onChange(next))}
      modal={false}
    >
      <BaseSelect.Trigger className={bare ? 'sel' : 'btn sel-btn'} aria-label={label}>
        {lead}
        <BaseSelect.Value />
        {trail}
        <BaseSelect.Icon>
          <Icon of={ChevronDown} small />
        </BaseSelect.Icon>
      </BaseSelect.Trigger>
      <BaseSelect.Portal>
        <BaseSelect.Positioner className="menu-place" sideOffset={4} alignItemWithTrigger={false} collisionPadding={8}>
          <BaseSelect.Popup className="menu">
            <BaseSelect.List>
              {options.map((option) => (
                <BaseSelect.Item key={option.value} value={option.value} className="mi">
                  <span className="tick">
                    <BaseSelect.ItemIndicator>
                      <Icon of={Check} small />
                    </BaseSelect.ItemIndicator>
                  </span>
                  {option.icon}
                  <BaseSelect.ItemText className="mtext">{option.label}</BaseSelect.ItemText>
                </BaseSelect.Item>
              ))}
            </BaseSelect.List>
          </BaseSelect.Popup>
        </BaseSelect.Positioner>
      </BaseSelect.Portal>
    </BaseSelect.Root>
  )
}
