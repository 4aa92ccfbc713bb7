import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import type { Settings } from '../../../shared/model/settings.ts'
import { t } from '../../i18n/i18n.ts'
import { useStatus } from '../../queries/app.ts'
import { dataKeys } from '../../queries/my-data.ts'
import { clearMediaCache, storageKeys, storageOptions } from '../../queries/settings.ts'
import { announce } from '../../state/announce.ts'
import { fileSize } from '../../text/file-size.ts'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/select.tsx'
import { RemoveDemo } from '../accounts/remove-demo.tsx'
import { attempt } from '../post/post-commands.ts'
import { Holdings } from './holdings.tsx'
import { change, SettingRow } from './setting-row.tsx'

const ROOMS = [250_000_000, 500_000_000, 1_000_000_000, 2_000_000_000, 5_000_000_000] as const

/** What can be kept for a time, and how to say that it is not. */
const KEEPS = [
  { field: 'keepPostsDays', forEver: 'settings.forEver' },
  { field: 'keepNotificationsDays', forEver: 'settings.forEver' },
  { field: 'keepPicturesDays', forEver: 'settings.whileRoom' },
] as const
const DAYS = [30, 90, 180, 365] as const

/** The choices; one that was made elsewhere is among them. */
function daysWith(chosen: number | null): readonly (number | null)[] {
  const days = new Set<number>([...DAYS, ...(chosen === null ? [] : [chosen])])
  return [null, ...[...days].toSorted((a, b) => a - b)]
}

/** What Chirp keeps on this machine, and how much of it. */
export function Storage({ settings }: { settings: Settings }): ReactElement {
  const status = useStatus()
  const client = useQueryClient()
  const { data } = useQuery(storageOptions)
  const rooms = [...new Set<number>([...ROOMS, settings.mediaCacheBytes])].toSorted((a, b) => a - b)
  const clear = async (): Promise<void> => {
    if (!(await attempt(clearMediaCache))) return
    announce('success', t('settings.cleared'))
    for (const queryKey of [storageKeys.storage, dataKeys.holdings]) await client.invalidateQueries({ queryKey })
  }
  return (
    <>
      <SettingRow
        label={t('settings.database')}
        note={data === undefined ? '' : t('settings.databaseText', { count: data.posts, size: fileSize(data.databaseBytes) })}
      >
        <span />
      </SettingRow>
      <Holdings />
      <SettingRow
        label={t('settings.pictures')}
        note={
          data === undefined
            ? ''
            : t('settings.picturesText', { size: fileSize(data.mediaBytes), most: fileSize(settings.mediaCacheBytes) })
        }
      >
        <Button onClick={() => void clear()}>{t('settings.clear')}</Button>
      </SettingRow>
      <SettingRow label={t('settings.mediaCache')} note={t('settings.mediaCacheText')}>
        <Select
          label={t('settings.mediaCache')}
          value={String(settings.mediaCacheBytes)}
          options={rooms.map((bytes) => ({ value: String(bytes), label: fileSize(bytes) }))}
          onChange={(value) => change({ mediaCacheBytes: Number(value) })}
        />
      </SettingRow>
      {KEEPS.map(({ field, forEver }) => (
        <SettingRow key={field} label={t(`settings.${field}`)} note={t(`settings.${field}Text`)}>
          <Select
            label={t(`settings.${field}`)}
            value={String(settings[field])}
            options={daysWith(settings[field]).map((days) => ({
              value: String(days),
              label: days === null ? t(forEver) : t('settings.days', { count: days }),
            }))}
            onChange={(value) => change({ [field]: value === 'null' ? null : Number(value) })}
          />
        </SettingRow>
      ))}
      <SettingRow label={t('settings.folder')} note={status?.dataDirectory ?? ''}>
        <span />
      </SettingRow>
      {status?.demo === true ? (
        <SettingRow label={t('settings.demo')} note={t('settings.demoText')}>
          <RemoveDemo />
        </SettingRow>
      ) : null}
    </>
  )
}
