import type { ReactElement } from 'react'
import type { DraftMedia } from '../../../../shared/model/draft.ts'
import { t } from '../../../i18n/i18n.ts'
import { changedFacts, refusalWords, type FitGroup } from './fit-words.ts'

/** What becomes of a file where it does not go out as it is: one line for all accounts that get the same. */
export function FitLines({ media, groups }: { readonly media: DraftMedia; readonly groups: readonly FitGroup[] }): ReactElement | null {
  const lines = groups.flatMap((group) => {
    const words = wordsOf(media, group)
    return words === '' ? [] : [{ key: group.accounts.map(({ id }) => id).join(' '), words, bad: group.fit.kind === 'refused' }]
  })
  if (lines.length === 0) return null
  return (
    <ul className="fits" aria-label={t('composer.fit.of', { fileName: media.fileName })}>
      {lines.map(({ key, words, bad }) => (
        <li key={key} className={bad ? 'bad' : ''} dir="auto">
          {words}
        </li>
      ))}
    </ul>
  )
}

function wordsOf(media: DraftMedia, group: FitGroup): string {
  const { fit, names } = group
  if (fit.kind === 'refused') return refusalWords(media, group)
  const facts = changedFacts(media, fit.file)
  return facts === '' ? '' : t('composer.fit.line', { names, facts })
}
