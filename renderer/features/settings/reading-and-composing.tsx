import type { ReactElement } from 'react'
import type { Settings } from '../../../shared/model/settings.ts'
import { t } from '../../i18n/i18n.ts'
import { useAccounts } from '../../queries/app.ts'
import { NetworkMark } from '../../ui/network-mark.tsx'
import { Segments } from '../../ui/segments.tsx'
import { Select } from '../../ui/select.tsx'
import { change, SettingRow, SwitchRow } from './setting-row.tsx'

const PICTURE_SIZES = ['small', 'column'] as const

export function Reading({ settings }: { settings: Settings }): ReactElement {
  return (
    <>
      <SwitchRow label={t('settings.openWarnings')} checked={settings.openWarnings} onChange={(openWarnings) => change({ openWarnings })} />
      <SwitchRow
        label={t('settings.inboxShowsAll')}
        note={t('settings.inboxShowsAllText')}
        checked={settings.inboxShowsAll}
        onChange={(inboxShowsAll) => change({ inboxShowsAll })}
      />
      <SettingRow label={t('settings.pictureSize')}>
        <Segments
          label={t('settings.pictureSize')}
          value={settings.pictureSize}
          options={PICTURE_SIZES.map((value) => ({ value, label: t(`settings.${value}`) }))}
          onChange={(pictureSize) => change({ pictureSize })}
        />
      </SettingRow>
    </>
  )
}

const UNDO_SECONDS = [0, 5, 10, 20, 30, 60] as const

export function Composing({ settings }: { settings: Settings }): ReactElement {
  const seconds = [...new Set<number>([...UNDO_SECONDS, settings.undoSeconds])].toSorted((a, b) => a - b)
  return (
    <>
      <SwitchRow
        label={t('settings.altTextReminder')}
        checked={settings.altTextReminder}
        onChange={(altTextReminder) => change({ altTextReminder })}
      />
      <SettingRow label={t('settings.undo')} note={t('settings.undoText')}>
        <Select
          label={t('settings.undo')}
          value={String(settings.undoSeconds)}
          options={seconds.map((one) => ({
            value: String(one),
            label: one === 0 ? t('settings.undoNone') : t('settings.undoSeconds', { count: one }),
          }))}
          onChange={(value) => change({ undoSeconds: Number(value) })}
        />
      </SettingRow>
      <DefaultTargets settings={settings} />
    </>
  )
}

/** The accounts that are chosen when a new post is begun; where none is, it is the first. */
function DefaultTargets({ settings: { defaultTargets } }: { settings: Settings }): ReactElement | null {
  const accounts = useAccounts()
  if (accounts.length < 2) return null
  const first = accounts[0]?.id ?? ''
  const known = defaultTargets.filter((id) => accounts.some((account) => account.id === id))
  const chosen = known.length === 0 ? [first] : known
  return (
    <div className="set tall">
      <div>
        {t('settings.defaultTargets')}
        <small>{t('settings.defaultTargetsText')}</small>
      </div>
      <div className="picks" role="group" aria-label={t('settings.defaultTargets')}>
        {accounts.map(({ id, handle, platformName }) => (
          <label key={id} className="tick-line">
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              // One account always stays: a post has to go somewhere.
              disabled={chosen.length === 1 && chosen.includes(id)}
              onChange={(event) => change({ defaultTargets: event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id) })}
            />
            <NetworkMark name={platformName} hue />
            <span dir="ltr">{handle}</span>
          </label>
        ))}
      </div>
    </div>
  )
}
