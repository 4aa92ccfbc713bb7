import type { ReactElement } from 'react'
import { parseSearch } from '../../../shared/search/parse-search.ts'
import { t } from '../../i18n/i18n.ts'
import { dayText } from '../../text/time.ts'

/** One thing that was looked for: a condition by its name and value, or words. */
export type Understood = { readonly name: string; readonly value: string }

/** A query as it was understood, part by part. What looks like a condition and is none is words. */
export function understand(query: string): readonly Understood[] {
  const { words, filters } = parseSearch(query)
  const minus = (not: boolean): string => (not ? '-' : '')
  return [
    ...filters.map((filter) =>
      'at' in filter
        ? { name: `${filter.kind}:`, value: dayText(filter.at) }
        : { name: `${minus(filter.not)}${filter.kind}:`, value: filter.value },
    ),
    ...words.map(({ text, exact, not }) => ({ name: minus(not), value: exact ? `“${text}”` : text })),
  ]
}

/** Says what was looked for, for a search that found nothing. */
export function LookedFor({ query }: { query: string }): ReactElement | null {
  const parts = understand(query)
  if (parts.length === 0) return null
  return (
    <div className="looked-for">
      <span>{t('search.lookedFor')}</span>
      <ul aria-label={t('search.lookedFor')}>
        {parts.map(({ name, value }, index) => (
          <li className="op" key={index}>
            <b>{name}</b>
            <bdi>{value}</bdi>
          </li>
        ))}
      </ul>
    </div>
  )
}
