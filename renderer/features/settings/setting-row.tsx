import { useId, type ReactElement, type ReactNode } from 'react'
import type { Settings } from '../../../shared/model/settings.ts'
import { saveSettings } from '../../queries/app.ts'
import { Switch } from '../../ui/switch.tsx'
import { attempt } from '../post/post-commands.ts'

/** Changes some settings, at once and for good; says it when that could not be done. */
export function change(changes: Partial<Settings>): void {
  void attempt(() => saveSettings(changes))
}

type SettingRowProps = { readonly label: string; readonly note?: string; readonly children: ReactNode; readonly id?: string }

/** One line of the settings: what it is, in a small line what it does, and its control. */
export function SettingRow({ label, note = '', children, id }: SettingRowProps): ReactElement {
  return (
    <div className="set">
      <div>
        {label}
        {note === '' ? null : <small id={id}>{note}</small>}
      </div>
      {children}
    </div>
  )
}

type SwitchRowProps = {
  readonly label: string
  readonly note?: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

export function SwitchRow({ label, note = '', checked, onChange }: SwitchRowProps): ReactElement {
  const id = useId()
  return (
    <SettingRow label={label} note={note} id={id}>
      <Switch label={label} checked={checked} onChange={onChange} {...(note === '' ? {} : { describedBy: id })} />
    </SettingRow>
  )
}
