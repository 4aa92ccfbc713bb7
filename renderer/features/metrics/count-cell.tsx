import type { ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { fullCount } from '../../text/numbers.ts'

/** A count in a table; a dash, never 0, where the network does not give it. */
export function CountCell({ count, network }: { count: number | null; network: string }): ReactElement {
  if (count !== null) return <td>{fullCount(count)}</td>
  const why = t('metrics.notOffered', { network })
  return (
    <td className="nil" title={why} aria-label={why}>
      –
    </td>
  )
}
