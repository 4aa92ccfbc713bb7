import { PencilLine } from 'lucide-react'
import type { ReactElement } from 'react'
import { mediaKind } from '../../../shared/compose/resolve-capabilities.ts'
import { t } from '../../i18n/i18n.ts'
import { discardRun, editRun, type PublishRun } from '../../queries/outbox.ts'
import { usePost } from '../../queries/posts.ts'
import { useNow } from '../../state/now.ts'
import { openComposer } from '../../state/ui.ts'
import { clockOrDay } from '../../text/time.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { attempt } from '../post/post-commands.ts'
import { TargetLine } from './target-line.tsx'
import { isEditable, targetRows, type TargetRow } from './target-rows.ts'

/** One press of Post: what was written, and what became of it on each account. */
export function RunRow({ run }: { run: PublishRun }): ReactElement {
  const now = useNow()
  const { content, replyTo, targets } = run.draft
  const versions = [content, ...targets.flatMap(({ override }) => override ?? [])]
  const written = versions.find((version) => version.segments.some(({ text }) => text.trim() !== '')) ?? content
  const media = written.segments.flatMap((segment) => segment.media)
  const picture = media.find(({ mimeType, previewUrl }) => previewUrl !== null && mediaKind(mimeType) === 'image')
  const parent = usePost(replyTo)
  const rows = targetRows(run.items)
  const underWay = rows.some(({ deciding }) => deciding.status === 'sending')
  const time = clockOrDay(run.createdAt, now)
  const facts = [
    run.draft.edits === null ? null : t('drafts.edits'),
    parent == null ? null : t('outbox.replyTo', { handle: parent.author.handle }),
    written.segments.length > 1 ? t('outbox.thread', { count: written.segments.length }) : null,
    media.length > 0 ? t('outbox.files', { count: media.length }) : null,
    underWay ? t('outbox.started', { time }) : time,
  ].filter((fact) => fact !== null)
  const text = written.segments.map((segment) => segment.text.trim()).find((one) => one !== '')
  return (
    <li className="run">
      <div className="what">
        <div>
          <div className="text" dir="auto" lang={written.language ?? undefined}>
            {text ?? <span className="quiet">{t('outbox.noText')}</span>}
          </div>
          <div className="meta">{facts.join(' · ')}</div>
          <RunActs run={run} rows={rows} />
        </div>
        {picture?.previewUrl == null ? null : <img className="thumb" src={picture.previewUrl} alt={picture.alt} />}
      </div>
      <ul aria-label={t('outbox.targets')}>
        {rows.map((row) => (
          <TargetLine key={row.accountId} row={row} segments={written.segments.length} />
        ))}
      </ul>
    </li>
  )
}

/** What can be done with all of a run that is not posted. Nothing while some of it is on its way or nobody knows where it is. */
function RunActs({ run, rows }: { readonly run: PublishRun; readonly rows: readonly TargetRow[] }): ReactElement | null {
  const now = useNow()
  const undoable = run.undoUntil !== null && run.undoUntil > now
  if (undoable || !isEditable(run.items)) return null
  const open = rows.filter(({ deciding }) => deciding.status !== 'posted' && deciding.status !== 'cancelled')
  return (
    <div className="acts">
      <Button variant="ghost" onClick={() => void editAgain(run.id)}>
        <Icon of={PencilLine} small />
        {t('outbox.edit')}
      </Button>
      {open.length < 2 ? null : (
        <Button variant="ghost" onClick={() => void attempt(() => discardRun(run.id))}>
          {t('outbox.discardAll')}
        </Button>
      )}
    </div>
  )
}

/** Opens what was not posted in the composer. */
async function editAgain(runId: string): Promise<void> {
  await attempt(async () => openComposer({ draftId: (await editRun(runId)).id }))
}
