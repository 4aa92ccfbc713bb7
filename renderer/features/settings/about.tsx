import { useState, type ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { useStatus } from '../../queries/app.ts'
import { readDiagnostics } from '../../queries/settings.ts'
import { announce } from '../../state/announce.ts'
import { Button } from '../../ui/button.tsx'
import { attempt } from '../post/post-commands.ts'
import { SettingRow } from './setting-row.tsx'

/** Which Chirp this is, and what helps whoever looks for a mistake in it. */
export function About(): ReactElement {
  const status = useStatus()
  const [text, setText] = useState<string | null>(null)
  const copy = async (): Promise<void> => {
    await attempt(async () => {
      const diagnostics = await readDiagnostics()
      try {
        await navigator.clipboard.writeText(diagnostics)
        setText(null)
        announce('success', t('settings.copied'))
      } catch {
        // The clipboard may be refused: then the text is shown, to be copied by hand.
        setText(diagnostics)
      }
    })
  }
  return (
    <>
      <SettingRow
        label={t('settings.version')}
        note={status === undefined ? '' : t('settings.versionText', { version: status.version, host: t(`settings.host.${status.host}`) })}
      >
        <span />
      </SettingRow>
      <SettingRow label={t('settings.diagnostics')} note={t('settings.diagnosticsText')}>
        <Button onClick={() => void copy()}>{t('settings.copyDiagnostics')}</Button>
      </SettingRow>
      {text === null ? null : (
        <label className="by-hand">
          {t('settings.copyByHand')}
          <textarea className="field" readOnly rows={8} value={text} autoFocus onFocus={(event) => event.target.select()} />
        </label>
      )}
    </>
  )
}
