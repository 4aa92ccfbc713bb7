import { Ellipsis, ListX } from 'lucide-react'
import { useMemo, useState, type ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { clearFinished, useOutbox, type PublishRun } from '../../queries/outbox.ts'
import { IconButton } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Menu } from '../../ui/menu.tsx'
import { attempt } from '../post/post-commands.ts'
import { RunRow } from './run-row.tsx'
import { needsPerson, targetRows } from './target-rows.ts'
import { UndoLine } from './undo-line.tsx'

/** Everything that was posted from here and is on its way, the newest first. */
export function OutboxView(): ReactElement {
  const runs = useOutbox()
  const undoable = useUndoable(runs)
  const asking = (runs ?? []).reduce((sum, run) => sum + needsPerson(targetRows(run.items)), 0)
  return (
    <>
      <div className="bar">
        <h1>{t('view.outbox')}</h1>
        {asking === 0 ? null : <span className="tag warn">{t('outbox.needYou', { count: asking })}</span>}
        {runs === undefined || runs.length === 0 ? null : (
          <div className="push tools">
            <Menu
              trigger={<IconButton label={t('outbox.more')} icon={Ellipsis} />}
              entries={[{ label: t('outbox.clear'), icon: ListX, run: () => void attempt(clearFinished) }]}
            />
          </div>
        )}
      </div>
      {runs === undefined ? null : runs.length === 0 ? (
        <Empty title={t('outbox.empty')} text={t('outbox.emptyText')} />
      ) : (
        <div className="scroll">
          {runs.map((run) => {
            const until = undoable.get(run.id)
            return until === undefined ? null : <UndoLine key={run.id} run={run} until={until} />
          })}
          <ul className="runs" aria-label={t('outbox.list')}>
            {runs.map((run) => (
              <RunRow key={run.id} run={run} />
            ))}
          </ul>
        </div>
      )}
    </>
  )
}

/** Until when each run can be taken back; those whose time is over stay while the view is looked at, so that the list does not jump up. */
function useUndoable(runs: readonly PublishRun[] | undefined): ReadonlyMap<string, number> {
  const [opened] = useState(() => Date.now())
  const [seen] = useState(() => new Map<string, number>())
  return useMemo(() => {
    for (const { id, undoUntil } of runs ?? []) if (undoUntil !== null && undoUntil > opened) seen.set(id, undoUntil)
    return new Map(seen)
  }, [runs, seen, opened])
}
