import { Pencil, Trash2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { useAccounts } from '../../queries/app.ts'
import { useMuteRules } from '../../queries/mutes.ts'
import { useNow } from '../../state/now.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { dropRule } from './mute-commands.ts'
import { changeMute, openMuteDialog } from './mute-dialog-state.ts'
import { ruleWords, subjectWords } from './mute-words.ts'

/** Everything that is muted and muffled, in the settings. */
export function MuteList(): ReactElement {
  const rules = useMuteRules()
  const accounts = useAccounts()
  const now = useNow()
  return (
    <>
      <div className="set">
        <div>
          {t('mutes.about')}
          <small>{t('mutes.aboutText')}</small>
        </div>
        <Button onClick={() => openMuteDialog()}>{t('mutes.add')}</Button>
      </div>
      {rules === undefined ? null : rules.length === 0 ? (
        <p className="set mute-none">{t('mutes.none')}</p>
      ) : (
        <ul className="mute-list" aria-label={t('settings.mutes')}>
          {rules.map((rule) => {
            const what = subjectWords(rule.subject)
            return (
              <li key={rule.id} className="set">
                <div>
                  <bdi dir="auto">{what}</bdi>
                  <small>{ruleWords(rule, accounts, now)}</small>
                </div>
                <span className="mute-acts">
                  <IconButton label={t('mutes.change', { what })} icon={Pencil} onClick={() => changeMute(rule)} />
                  <IconButton label={t('mutes.remove', { what })} icon={Trash2} onClick={() => dropRule(rule)} />
                </span>
              </li>
            )
          })}
        </ul>
      )}
    </>
  )
}
