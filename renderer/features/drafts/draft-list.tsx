import { Trash2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { useAccounts } from '../../queries/app.ts'
import { discardDraft, restoreDraft, type DraftSummary } from '../../queries/drafts.ts'
import { announce } from '../../state/announce.ts'
import { openComposer, useUi } from '../../state/ui.ts'
import { IconButton } from '../../ui/button.tsx'
import { NetworkMark } from '../../ui/network-mark.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import { leave } from '../composer/model/commands.ts'
import { attempt } from '../post/post-commands.ts'

/** What was begun and not posted, the newest first. A press opens it where it was left. */
export function DraftList({ drafts }: { drafts: readonly DraftSummary[] }): ReactElement {
  return (
    <ul className="rows" aria-label={t('drafts.list')}>
      {drafts.map((draft) => (
        <DraftRow key={draft.id} draft={draft} />
      ))}
    </ul>
  )
}

function DraftRow({ draft }: { draft: DraftSummary }): ReactElement {
  const accounts = useAccounts()
  const text = draft.text.trim()
  const networks = [...new Set(draft.accountIds.flatMap((id) => accounts.find((account) => account.id === id)?.platformName ?? []))]
  const facts = [
    draft.replyToHandle === null ? null : t('drafts.replyTo', { handle: draft.replyToHandle }),
    draft.segments > 1 ? t('drafts.thread', { count: draft.segments }) : null,
    draft.media > 0 ? t('drafts.files', { count: draft.media }) : null,
  ].filter((fact) => fact !== null)
  return (
    <li className="draftrow">
      <div className="what">
        <button
          type="button"
          className="open"
          aria-label={t('drafts.open', { text: text === '' ? t('drafts.noText') : text.slice(0, 80) })}
          onClick={() => openComposer({ draftId: draft.id })}
        />
        <div className="text" dir="auto">
          {text === '' ? <span className="quiet">{t('drafts.noText')}</span> : text}
        </div>
        <div className="meta">
          {networks.length === 0 ? (
            t('drafts.noAccount')
          ) : (
            <span className="marks">
              {networks.map((name) => (
                <NetworkMark key={name} name={name} />
              ))}
            </span>
          )}
          <span>
            {facts.map((fact) => `${fact} · `).join('')}
            <TimeText at={draft.updatedAt} />
          </span>
        </div>
      </div>
      <IconButton label={t('drafts.delete')} icon={Trash2} onClick={() => void remove(draft.id)} />
    </li>
  )
}

/** Deletes a draft, and closes it where it is open. It can be brought back as long as that is said. */
async function remove(id: string): Promise<void> {
  for (const composer of useUi.getState().composers) if (composer.draftId === id) leave(composer.key)
  if (!(await attempt(() => discardDraft(id)))) return
  announce('success', t('drafts.deleted'), { label: t('status.undo'), run: () => void attempt(() => restoreDraft(id)) })
}
