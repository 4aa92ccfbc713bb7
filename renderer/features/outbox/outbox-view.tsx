import { Ellipsis, ListX } from 'lucide-react'
import type { ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { clearFinished, useOutbox } from '../../queries/outbox.ts'
import { useNow } from '../../state/now.ts'
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
  const now = useNow()
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
          {runs.map((run) =>
            run.undoUntil !== null && run.undoUntil > now - 60_000 ? <UndoLine key={run.id} run={run} until={run.undoUntil} /> : null,
          )}
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
