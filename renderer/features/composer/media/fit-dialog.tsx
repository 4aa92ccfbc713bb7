import { useState, type ReactElement } from 'react'
import type { DraftMedia } from '../../../../shared/model/draft.ts'
import { t } from '../../../i18n/i18n.ts'
import { mimeNames } from '../../../text/mime-names.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { NetworkMark } from '../../../ui/network-mark.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { changeSentences, fileFacts, isShown, refusalWords, type FitGroup } from './fit-words.ts'
import { asAttached } from './use-fits.ts'

type FitDialogProps = {
  readonly media: DraftMedia
  readonly groups: readonly FitGroup[]
  readonly preparing: boolean
  readonly onClose: () => void
}

const ATTACHED = 'attached'

/** A picture as each network will get it, beside what was attached. */
export function FitDialog({ media, groups, preparing, onClose }: FitDialogProps): ReactElement {
  const [chosen, setChosen] = useState<string | null>(null)
  // By their accounts, which stay the same while the others are still being prepared.
  const shown = groups.find((group) => idOf(group) === chosen) ?? (chosen === ATTACHED ? undefined : (groups.find(isChanged) ?? groups[0]))
  const tabs = [
    { value: ATTACHED, label: t('composer.fit.asAttached') },
    ...groups.map((group) => ({
      value: idOf(group),
      label: group.names,
      lead: [...new Set(group.accounts.map(({ platformName }) => platformName))].map((name) => <NetworkMark key={name} name={name} />),
    })),
  ]
  const file = shown?.fit.kind === 'sent' ? shown.fit.file : asAttached(media)
  return (
    <Dialog open onClose={onClose} title={t('composer.fit.open', { fileName: media.fileName })} className="fit-view">
      <Tabs
        className="seg"
        label={t('composer.fit.for')}
        tabs={tabs}
        value={shown === undefined ? ATTACHED : idOf(shown)}
        onChange={setChosen}
      />
      <div className="stage">
        {file.previewUrl !== null && isShown(file) ? (
          <img src={file.previewUrl} alt={media.alt === '' ? media.fileName : media.alt} draggable={false} />
        ) : (
          <p className="quiet">{t('composer.fit.notShown', { type: mimeNames(file.mimeType) })}</p>
        )}
      </div>
      <dl>
        <dt>{t('composer.fit.attached')}</dt>
        <dd>{fileFacts(media)}</dd>
        {shown?.fit.kind === 'sent' ? (
          <>
            <dt>{t('composer.fit.sent')}</dt>
            <dd>{fileFacts(shown.fit.file)}</dd>
          </>
        ) : null}
      </dl>
      {shown === undefined ? (
        preparing ? (
          <p className="said quiet">{t('composer.fit.preparing')}</p>
        ) : null
      ) : shown.fit.kind === 'refused' ? (
        <p className="said bad" dir="auto">
          {refusalWords(media, shown)}
        </p>
      ) : (
        <ul className="said">
          {changeSentences(shown.fit.file).map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      )}
    </Dialog>
  )
}

function idOf({ accounts }: FitGroup): string {
  return accounts.map(({ id }) => id).join(' ')
}

function isChanged({ fit }: FitGroup): boolean {
  return fit.kind === 'refused' || fit.file.changes.length > 0
}
