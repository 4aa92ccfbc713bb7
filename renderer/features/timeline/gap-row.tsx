import { useState, type ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { useAccounts } from '../../queries/app.ts'
import { fillGap } from '../../queries/timeline.ts'
import { useNow } from '../../state/now.ts'
import { useUi } from '../../state/ui.ts'
import { clockOrDay } from '../../text/time.ts'
import { Button } from '../../ui/button.tsx'
import { Spinner } from '../../ui/empty.tsx'
import { attempt } from '../post/post-commands.ts'
import type { TimelineRow } from './rows.ts'

/** Says that posts between two reads are missing, and fetches them; or that the network no longer has them. */
export function GapRow({ row }: { row: Extract<TimelineRow, { kind: 'gap' }> }): ReactElement {
  const [busy, setBusy] = useState(false)
  const filter = useUi((state) => state.timelineAccounts)
  const account = useAccounts().find(({ id }) => id === row.accountId)
  const now = useNow()
  const words = {
    handle: account?.handle ?? '',
    network: account?.platformName ?? '',
    from: clockOrDay(row.olderAt, now),
    to: clockOrDay(row.newerAt, now),
  }
  const load = (): void => {
    setBusy(true)
    void attempt(() => fillGap(filter, row.key)).then(() => setBusy(false))
  }
  return (
    <div className="gaprow">
      <span>
        <span className="long">{t(row.lost ? 'timeline.lost' : 'timeline.gap', words)}</span>
        <span className="brief">{t(row.lost ? 'timeline.lostShort' : 'timeline.gapShort', words)}</span>
      </span>
      {row.lost ? null : (
        <Button onClick={load} disabled={busy} aria-busy={busy}>
          {busy ? <Spinner /> : null}
          {t('timeline.loadMissing')}
        </Button>
      )}
    </div>
  )
}
