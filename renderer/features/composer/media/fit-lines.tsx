import type { ReactElement } from 'react'
import type { DraftMedia } from '../../../../shared/model/draft.ts'
import { t } from '../../../i18n/i18n.ts'
import { NetworkMark } from '../../../ui/network-mark.tsx'
import { changedFacts, refusalWords, type FitGroup } from './fit-words.ts'

/** What becomes of a file where it does not go out as it is: one line for all accounts that get the same. */
export function FitLines({ media, groups }: { readonly media: DraftMedia; readonly groups: readonly FitGroup[] }): ReactElement | null {
  const lines = groups.flatMap((group) => {
    const { fit, names, accounts } = group
    const facts = fit.kind === 'sent' ? changedFacts(media, fit.file) : ''
    const words = fit.kind === 'refused' ? refusalWords(media, group) : facts === '' ? '' : t('composer.fit.line', { names, facts })
    return words === ''
      ? []
      : [{ key: accounts.map(({ id }) => id).join(' '), networks: networksOf(group), words, bad: fit.kind === 'refused' }]
  })
  if (lines.length === 0) return null
  return (
    <ul className="fits" aria-label={t('composer.fit.of', { fileName: media.fileName })}>
      {lines.map(({ key, networks, words, bad }) => (
        <li key={key} className={bad ? 'bad' : ''}>
          {networks.map((name) => (
            <NetworkMark key={name} name={name} hue />
          ))}
          <span dir="auto">{words}</span>
        </li>
      ))}
    </ul>
  )
}

function networksOf({ accounts }: FitGroup): readonly string[] {
  return [...new Set(accounts.map(({ platformName }) => platformName))]
}
