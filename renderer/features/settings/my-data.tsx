import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { useStatus } from '../../queries/app.ts'
import { backUp, exportEverything, restore, taskOptions } from '../../queries/my-data.ts'
import { Button } from '../../ui/button.tsx'
import { attempt } from '../post/post-commands.ts'
import { BackupList } from './backup-list.tsx'
import { SettingRow } from './setting-row.tsx'
import { TaskLine } from './task-line.tsx'

/** Taking everything along, keeping copies of it, and going back to one. */
export function MyData(): ReactElement {
  const status = useStatus()
  const busy = useQuery(taskOptions).data?.state === 'running'
  const canChoose = status?.host === 'desktop'
  return (
    <>
      <SettingRow label={t('settings.export')} note={t(canChoose ? 'settings.exportText' : 'settings.exportTextHere')}>
        <Button disabled={busy} onClick={() => void attempt(exportEverything)}>
          {t('settings.exportNow')}
        </Button>
      </SettingRow>
      <SettingRow label={t('settings.backup')} note={t('settings.backupText')}>
        <span className="acts">
          {canChoose ? (
            <Button disabled={busy} onClick={() => void attempt(() => backUp(true))}>
              {t('settings.backUpTo')}
            </Button>
          ) : null}
          <Button disabled={busy} onClick={() => void attempt(() => backUp(false))}>
            {t('settings.backUpNow')}
          </Button>
        </span>
      </SettingRow>
      <TaskLine />
      <BackupList busy={busy} />
      {canChoose ? (
        <SettingRow label={t('settings.restoreOther')} note={t('settings.restoreOtherText')}>
          <Button disabled={busy} onClick={() => void attempt(() => restore(null))}>
            {t('settings.restoreFrom')}
          </Button>
        </SettingRow>
      ) : null}
    </>
  )
}
