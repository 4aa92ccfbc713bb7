import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'
import type { Backup } from '../../../shared/model/my-data.ts'
import { t } from '../../i18n/i18n.ts'
import { backupsOptions, dataKeys, removeBackup, restore } from '../../queries/my-data.ts'
import { announce } from '../../state/announce.ts'
import { fileSize } from '../../text/file-size.ts'
import { absoluteTime } from '../../text/time.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { attempt } from '../post/post-commands.ts'

/** What the person was asked about a backup. */
type Asked = { readonly act: 'restore' | 'delete'; readonly backup: Backup }

/** The backups in Chirp's own folder, and what can be done with each. */
export function BackupList({ busy }: { busy: boolean }): ReactElement | null {
  const client = useQueryClient()
  const { data = [] } = useQuery(backupsOptions)
  const [asked, setAsked] = useState<Asked | null>(null)
  const remove = async (id: string): Promise<void> => {
    if (!(await attempt(() => removeBackup(id)))) return
    announce('success', t('settings.backupDeleted'))
    for (const queryKey of [dataKeys.backups, dataKeys.holdings]) await client.invalidateQueries({ queryKey })
  }
  if (data.length === 0) return null
  const time = asked === null ? '' : absoluteTime(asked.backup.at)
  return (
    <>
      <ul className="backups" aria-label={t('settings.backups')}>
        {data.map((backup) => {
          const at = absoluteTime(backup.at)
          return (
            <li key={backup.id} className="set">
              <div>
                {at}
                <small>{t(`settings.backupKind.${backup.kind}`, { size: fileSize(backup.bytes) })}</small>
              </div>
              <span className="acts">
                <Button
                  disabled={busy}
                  aria-label={t('settings.restoreOf', { time: at })}
                  onClick={() => setAsked({ act: 'restore', backup })}
                >
                  {t('settings.restore')}
                </Button>
                <Button
                  disabled={busy}
                  aria-label={t('settings.deleteOf', { time: at })}
                  onClick={() => setAsked({ act: 'delete', backup })}
                >
                  {t('settings.delete')}
                </Button>
              </span>
            </li>
          )
        })}
      </ul>
      <ConfirmDialog
        open={asked?.act === 'restore'}
        title={t('settings.restoreTitle')}
        text={t('settings.restoreText', { time })}
        confirm={t('settings.restore')}
        onConfirm={() => void attempt(() => restore(asked?.backup.id ?? ''))}
        onClose={() => setAsked(null)}
      />
      <ConfirmDialog
        open={asked?.act === 'delete'}
        title={t('settings.deleteTitle')}
        text={t('settings.deleteText', { time })}
        confirm={t('settings.delete')}
        onConfirm={() => void remove(asked?.backup.id ?? '')}
        onClose={() => setAsked(null)}
      />
    </>
  )
}
