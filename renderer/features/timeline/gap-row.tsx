import { useState, type ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { useAccounts } from '../../queries/app.ts'
import { fillGap } from '../../queries/timeline.ts'
import { useUi } from '../../state/ui.ts'
import { Button } from '../../ui/button.tsx'
import { Spinner } from '../../ui/empty.tsx'
import { attempt } from '../post/post-commands.ts'

/** Says that posts between two reads are missing, and fetches them. */
export function GapRow({ gapKey, accountId }: { gapKey: string; accountId: string }): ReactElement {
  const [busy, setBusy] = useState(false)
  const filter = useUi((state) => state.timelineAccounts)
  const handle = useAccounts().find((account) => account.id === accountId)?.handle ?? ''
  const load = (): void => {
    setBusy(true)
    void attempt(() => fillGap(filter, gapKey)).then(() => setBusy(false))
  }
  return (
    <div className="gaprow">
      <span>
        <span className="long">{t('timeline.gap', { handle })}</span>
        <span className="brief" aria-hidden="true">
          {t('timeline.gapShort', { handle })}
        </span>
      </span>
      <Button onClick={load} disabled={busy} aria-busy={busy}>
        {busy ? <Spinner /> : null}
        {t('timeline.loadMissing')}
      </Button>
    </div>
  )
}
