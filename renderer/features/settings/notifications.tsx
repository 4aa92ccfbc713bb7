import type { ReactElement } from 'react'
import type { NotifyKind, QuietHours, Settings } from '../../../shared/model/settings.ts'
import { t } from '../../i18n/i18n.ts'
import { useAccounts } from '../../queries/app.ts'
import { NetworkMark } from '../../ui/network-mark.tsx'
import { change, SettingRow, SwitchRow } from './setting-row.tsx'

const KINDS = ['conversations', 'quotes', 'reactions', 'follows'] as const satisfies readonly NotifyKind[]
/** As the week is read, with its first day last in the settings' numbers. */
const DAYS = [1, 2, 3, 4, 5, 6, 0] as const

/** What the desktop is told of, and when it is not. */
export function Notifications({ settings }: { settings: Settings }): ReactElement {
  const { notifications, notifyKinds, notifyText, quietHours } = settings
  const setQuiet = (changes: Partial<QuietHours>): void => change({ quietHours: { ...quietHours, ...changes } })
  return (
    <>
      <SwitchRow
        label={t('settings.notify')}
        note={t('settings.notifyNote')}
        checked={notifications}
        onChange={(on) => change({ notifications: on })}
      />
      {notifications ? (
        <>
          <Picks label={t('settings.notifyAbout')}>
            {KINDS.map((kind) => (
              <Pick
                key={kind}
                label={t(`inbox.tab.${kind}`)}
                checked={notifyKinds.includes(kind)}
                onChange={(on) => change({ notifyKinds: KINDS.filter((one) => (one === kind ? on : notifyKinds.includes(one))) })}
              />
            ))}
          </Picks>
          <NotifyAccounts settings={settings} />
          <SwitchRow
            label={t('settings.notifyText')}
            note={t('settings.notifyTextNote')}
            checked={notifyText}
            onChange={(on) => change({ notifyText: on })}
          />
          <SwitchRow
            label={t('settings.quiet')}
            note={t('settings.quietNote')}
            checked={quietHours.on}
            onChange={(on) => setQuiet({ on })}
          />
          {quietHours.on ? (
            <>
              <SettingRow label={t('settings.quietTimes')}>
                <span className="quiet-times">
                  <TimeField label={t('settings.quietFrom')} minutes={quietHours.from} onChange={(from) => setQuiet({ from })} />
                  <span aria-hidden="true">–</span>
                  <TimeField label={t('settings.quietTo')} minutes={quietHours.to} onChange={(to) => setQuiet({ to })} />
                </span>
              </SettingRow>
              <Picks label={t('settings.quietDays')}>
                {DAYS.map((day) => (
                  <Pick
                    key={day}
                    label={t(`settings.day.${day}`)}
                    checked={quietHours.days.includes(day)}
                    onChange={(on) => setQuiet({ days: DAYS.filter((one) => (one === day ? on : quietHours.days.includes(one))) })}
                  />
                ))}
              </Picks>
            </>
          ) : null}
        </>
      ) : null}
    </>
  )
}

function NotifyAccounts({ settings: { notifyNotFor } }: { settings: Settings }): ReactElement | null {
  const accounts = useAccounts()
  if (accounts.length < 2) return null
  return (
    <Picks label={t('settings.notifyFor')}>
      {accounts.map(({ id, handle, platformName }) => (
        <Pick
          key={id}
          label={handle}
          lead={<NetworkMark name={platformName} hue />}
          checked={!notifyNotFor.includes(id)}
          onChange={(on) => change({ notifyNotFor: on ? notifyNotFor.filter((one) => one !== id) : [...notifyNotFor, id] })}
        />
      ))}
    </Picks>
  )
}

function Picks({ label, children }: { readonly label: string; readonly children: readonly ReactElement[] }): ReactElement {
  return (
    <div className="set tall">
      <div>{label}</div>
      <div className="picks" role="group" aria-label={label}>
        {children}
      </div>
    </div>
  )
}

type PickProps = {
  readonly label: string
  readonly lead?: ReactElement
  readonly checked: boolean
  readonly onChange: (on: boolean) => void
}

function Pick({ label, lead, checked, onChange }: PickProps): ReactElement {
  return (
    <label className="tick-line">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      {lead}
      <span dir="auto">{label}</span>
    </label>
  )
}

type TimeFieldProps = { readonly label: string; readonly minutes: number; readonly onChange: (minutes: number) => void }

function TimeField({ label, minutes, onChange }: TimeFieldProps): ReactElement {
  const two = (number: number): string => String(number).padStart(2, '0')
  return (
    <input
      type="time"
      className="field"
      aria-label={label}
      value={`${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`}
      onChange={({ target }) => {
        const [hour, minute] = target.value.split(':').map(Number)
        if (hour !== undefined && minute !== undefined && !Number.isNaN(hour + minute)) onChange(hour * 60 + minute)
      }}
    />
  )
}
