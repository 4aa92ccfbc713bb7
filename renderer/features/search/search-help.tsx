import type { ReactElement } from 'react'
import { t, type MessageKey } from '../../i18n/i18n.ts'

const EVERYWHERE = [
  ['from:amara', 'search.helpFrom'],
  ['network:mastodon', 'search.helpNetwork'],
  ['has:image', 'search.helpHas'],
  ['lang:de', 'search.helpLang'],
  ['after:2026-10', 'search.helpAfter'],
  ['before:2026', 'search.helpBefore'],
  ['“night tram”', 'search.helpPhrase'],
  ['-election', 'search.helpWithout'],
] as const satisfies readonly (readonly [string, MessageKey])[]
const OWN = [
  ['is:liked', 'search.helpIs'],
  ['is:mine', 'search.helpMine'],
  ['is:reply', 'search.helpReply'],
  ['account:juno', 'search.helpAccount'],
] as const satisfies readonly (readonly [string, MessageKey])[]

/** What can be typed besides words. */
export function SearchHelp(): ReactElement {
  return (
    <>
      <div className="bar">
        <h2>{t('search.operators')}</h2>
      </div>
      {/* Nothing in it takes the focus, so it does itself: it can be scrolled by keyboard. */}
      <div className="scroll" tabIndex={0} role="region" aria-label={t('search.operators')}>
        <OperatorTable caption={t('search.helpAboutPosts')} rows={EVERYWHERE} />
        <OperatorTable caption={t('search.helpAboutYou')} rows={OWN} />
      </div>
    </>
  )
}

function OperatorTable({ caption, rows }: { caption: string; rows: readonly (readonly [string, MessageKey])[] }): ReactElement {
  return (
    <table className="caps opt">
      <caption>{caption}</caption>
      <tbody>
        {rows.map(([example, meaning]) => (
          <tr key={example}>
            <th scope="row">
              <code>{example}</code>
            </th>
            <td className="soft">{t(meaning)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
