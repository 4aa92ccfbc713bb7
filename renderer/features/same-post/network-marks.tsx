import type { ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { NetworkMark } from '../../ui/network-mark.tsx'
import { listed, networksOf, type Parts } from './parts.ts'

/** The marks of the networks that have a post, read out as one: "on Bluesky and Mastodon". */
export function NetworkMarks({ parts }: { parts: Parts }): ReactElement {
  const names = networksOf(parts)
  if (names.length === 1) return <NetworkMark name={parts[0].platformName} />
  const label = t('post.onNetworks', { networks: listed(names) })
  return (
    <span className="marks" role="img" aria-label={label} title={label}>
      {names.map((name) => (
        <NetworkMark key={name} name={name} />
      ))}
    </span>
  )
}
