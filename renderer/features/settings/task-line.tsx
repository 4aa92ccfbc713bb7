import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, type ReactElement } from 'react'
import type { DataTask } from '../../../shared/model/my-data.ts'
import { describeError } from '../../i18n/describe-error.ts'
import { t } from '../../i18n/i18n.ts'
import { cancelTask, dataKeys, taskOptions } from '../../queries/my-data.ts'
import { announce } from '../../state/announce.ts'
import { Button } from '../../ui/button.tsx'
import { attempt } from '../post/post-commands.ts'

/** How far an export, a backup or a restoring is, and what became of it. */
export function TaskLine(): ReactElement | null {
  const client = useQueryClient()
  const { data } = useQuery(taskOptions)
  const task = data ?? null
  const before = useRef(data)
  useEffect(() => {
    // What had ended before the first answer was said then. A short task may be over before it is seen to run.
    const isNews = before.current !== undefined && before.current !== task
    before.current = data
    if (!isNews || task === null || task.state === 'running') return
    for (const queryKey of [dataKeys.backups, dataKeys.holdings]) void client.invalidateQueries({ queryKey })
    if (task.state === 'done') announce('success', t(`settings.task.${task.kind}.done`))
    if (task.state === 'failed' && task.error !== null) announce('error', describeError(task.error))
  }, [client, data, task])
  if (task === null || task.state === 'cancelled') return null
  if (task.state === 'running') return <Running task={task} />
  if (task.state === 'failed') return task.error === null ? null : <p className="task-end">{describeError(task.error)}</p>
  return task.path === null ? null : <p className="task-end">{t(`settings.task.${task.kind}.lies`, { path: task.path })}</p>
}

function Running({ task }: { task: DataTask }): ReactElement {
  const percent = task.total === 0 ? 0 : Math.floor((100 * task.done) / task.total)
  const label = t(`settings.task.${task.kind}.running`)
  return (
    <div className="task">
      <span>{label}</span>
      <div className="bar1" role="progressbar" aria-label={label} aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100}>
        <i style={{ width: `${percent}%` }} />
      </div>
      <Button onClick={() => void attempt(cancelTask)}>{t('settings.task.cancel')}</Button>
    </div>
  )
}
