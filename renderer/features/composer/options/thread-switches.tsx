import type { ReactElement } from 'react'
import type { DraftOptions } from '../../../../shared/model/draft.ts'
import { t } from '../../../i18n/i18n.ts'
import { Switch } from '../../../ui/switch.tsx'

type ThreadSwitchesProps = { readonly options: DraftOptions; readonly onChange: (options: Partial<DraftOptions>) => void }

/** How a long text becomes a thread: cut for each network under its own limit, and numbered. */
export function ThreadSwitches({ options, onChange }: ThreadSwitchesProps): ReactElement {
  return (
    <div className="threading" role="group" aria-label={t('composer.threadOptions')}>
      <span className="opt">
        <Switch label={t('composer.split')} checked={options.split} onChange={(split) => onChange({ split })} />
        <span aria-hidden="true">{t('composer.split')}</span>
      </span>
      <span className="opt">
        <Switch label={t('composer.numbered')} checked={options.numbered} onChange={(numbered) => onChange({ numbered })} />
        <span aria-hidden="true">{t('composer.numbered')}</span>
      </span>
    </div>
  )
}
