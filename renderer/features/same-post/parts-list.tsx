import type { ReactElement } from 'react'
import type { PostView } from '../../../shared/bridge/views.ts'
import { displayHandle } from '../../../shared/text/display-text.ts'
import { t, type MessageKey } from '../../i18n/i18n.ts'
import { openPane } from '../../state/ui.ts'
import { shortCount } from '../../text/numbers.ts'
import { NetworkMark } from '../../ui/network-mark.tsx'
import type { Parts } from './parts.ts'

const TALLIED = ['replies', 'reposts', 'likes'] as const

/** Where an opened post is, one line for each network, with the numbers of that one and the way to its own thread. */
export function PartsList({ parts }: { parts: Parts }): ReactElement | null {
  if (parts.length === 1) return null
  return (
    <ul className="parts" aria-label={t('post.parts')}>
      {parts.map((part, index) => (
        <li key={part.post.id}>
          <NetworkMark name={part.platformName} />
          <span className="handle" dir="ltr">
            @{displayHandle(part.author.handle)}
          </span>
          <span className="counts">{countsOf(part)}</span>
          {index === 0 ? null : (
            <button type="button" onClick={() => openPane({ kind: 'thread', postId: part.post.id })}>
              {t('post.openThreadOn', { network: part.platformName })}
            </button>
          )}
        </li>
      ))}
    </ul>
  )
}

function countsOf({ post }: PostView): string {
  return TALLIED.flatMap((name) => {
    const count = post.metrics[name]
    return count === null || count === 0 ? [] : [`${shortCount(count)} ${t(`post.count.${name}` satisfies MessageKey, { count })}`]
  }).join(' · ')
}
