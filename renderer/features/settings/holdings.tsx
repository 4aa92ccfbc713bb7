import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { holdingsOptions } from '../../queries/my-data.ts'
import { fileSize } from '../../text/file-size.ts'

/** What takes room, and how much of it. */
export function Holdings(): ReactElement | null {
  const { data } = useQuery(holdingsOptions)
  if (data === undefined) return null
  const shown = data.filter(({ bytes, count }) => bytes > 0 || (count ?? 0) > 0)
  return (
    <table className="holdings" aria-label={t('settings.holdings')}>
      <tbody>
        {shown.map(({ kind, count, bytes }) => (
          <tr key={kind}>
            <th scope="row">{t(`settings.holding.${kind}`)}</th>
            <td>{count === null ? '' : count.toLocaleString('en')}</td>
            <td>{fileSize(bytes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
