import { Clock, Eye, Trash2, Undo2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { useAccounts } from '../../queries/app.ts'
import type { DraftSummary } from '../../queries/drafts.ts'
import { useNow } from '../../state/now.ts'
import { openComposer, openFromList, usePanes } from '../../state/ui.ts'
import { clockOrDay } from '../../text/time.ts'
import { IconButton } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { NetworkMark } from '../../ui/network-mark.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import { bringBack, discard } from './draft-commands.ts'

type DraftListProps = { readonly drafts: readonly DraftSummary[]; readonly label: string; readonly discarded?: boolean }

/** Drafts, the newest first. A press opens one where it was left; a discarded one it shows. */
export function DraftList({ drafts, label, discarded = false }: DraftListProps): ReactElement {
  const top = usePanes().at(-1)
  return (
    <ul className="rows drafts" aria-label={label}>
      {drafts.map((draft) => (
        <DraftRow key={draft.id} draft={draft} discarded={discarded} shown={top?.kind === 'draft' && top.draftId === draft.id} />
      ))}
    </ul>
  )
}

type DraftRowProps = { readonly draft: DraftSummary; readonly discarded: boolean; readonly shown: boolean }

function DraftRow({ draft, discarded, shown }: DraftRowProps): ReactElement {
  const accounts = useAccounts()
  const now = useNow()
  const text = draft.text.trim()
  const name = text === '' ? t('drafts.noText') : text.slice(0, 80)
  const networks = [...new Set(draft.accountIds.flatMap((id) => accounts.find((account) => account.id === id)?.platformName ?? []))]
  const facts = [
    draft.edits ? t('drafts.edits') : null,
    draft.replyToHandle === null ? null : t('drafts.replyTo', { handle: draft.replyToHandle }),
    draft.segments > 1 ? t('drafts.thread', { count: draft.segments }) : null,
    draft.media > 0 ? t('drafts.files', { count: draft.media }) : null,
  ].filter((fact) => fact !== null)
  const look = (): void => openFromList({ kind: 'draft', draftId: draft.id, discarded })
  return (
    <li className={`draftrow${shown ? ' is-selected' : ''}`}>
      <div className="what">
        <button
          type="button"
          className="open"
          aria-label={t(discarded ? 'drafts.look' : 'drafts.open', { text: name })}
          onClick={() => (discarded ? look() : openComposer({ draftId: draft.id }))}
        />
        <div className="text" dir="auto">
          {text === '' ? <span className="quiet">{t('drafts.noText')}</span> : text}
        </div>
        <div className="meta">
          {networks.length === 0 ? (
            t('drafts.noAccount')
          ) : (
            <span className="marks">
              {networks.map((network) => (
                <NetworkMark key={network} name={network} />
              ))}
            </span>
          )}
          <span>
            {facts.map((fact) => `${fact} · `).join('')}
            {draft.scheduledAt === null || discarded ? (
              <TimeText at={draft.updatedAt} />
            ) : (
              <span className="for">
                <Icon of={Clock} small />
                {t('drafts.scheduled', { time: clockOrDay(draft.scheduledAt, now) })}
              </span>
            )}
          </span>
        </div>
      </div>
      <div className="tools">
        {discarded ? (
          <IconButton label={t('drafts.restore')} icon={Undo2} onClick={() => void bringBack(draft.id)} />
        ) : (
          <>
            <IconButton label={t('drafts.preview')} icon={Eye} aria-pressed={shown} onClick={look} />
            <IconButton label={t('drafts.delete')} icon={Trash2} onClick={() => void discard(draft.id)} />
          </>
        )}
      </div>
    </li>
  )
}
