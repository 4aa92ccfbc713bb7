import { useQuery } from '@tanstack/react-query'
import { HardDrive, TriangleAlert } from 'lucide-react'
import type { ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { dismissMended, mendedOptions } from '../../queries/my-data.ts'
import { absoluteTime } from '../../text/time.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { attempt } from '../post/post-commands.ts'

/** A line that says what was done to the database, until it was read. */
export function MendedLine(): ReactElement | null {
  const mended = useQuery(mendedOptions).data ?? null
  if (mended === null) return null
  const { how, backupAt, aside, drafts } = mended
  const words = t(`line.mended.${how}`, { time: backupAt === null ? '' : absoluteTime(backupAt), folder: aside })
  return (
    <div className={how === 'restored' ? 'note' : 'note warn'} role="status">
      <Icon of={how === 'restored' ? HardDrive : TriangleAlert} small />
      <span>
        {words}
        {drafts > 0 ? ` ${t('line.mended.drafts', { count: drafts })}` : ''}
      </span>
      <Button onClick={() => void attempt(dismissMended)}>{t('line.mended.understood')}</Button>
    </div>
  )
}
