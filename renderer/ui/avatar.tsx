import { useState, type ReactElement } from 'react'
import { NetworkMark } from './network-mark.tsx'

type AvatarProps = {
  readonly url: string | null
  readonly size?: 16 | 20 | 24 | 32 | 56
  readonly alt?: string
  /** Whose it is: its first letter stands in for a portrait that is not there. */
  readonly name?: string
}

/** A round portrait. Where there is none, or it cannot be had, its place stays. */
export function Avatar({ url, size, alt = '', name = '' }: AvatarProps): ReactElement {
  const [broken, setBroken] = useState<string | null>(null)
  const className = `av${size === undefined ? '' : ` s${String(size)}`}`
  if (url === null || broken === url)
    return (
      <span className={className} {...(alt === '' ? { 'aria-hidden': true } : { role: 'img', 'aria-label': alt })}>
        {firstLetter(name)}
      </span>
    )
  return <img className={className} src={url} alt={alt} loading="lazy" decoding="async" draggable={false} onError={() => setBroken(url)} />
}

function firstLetter(name: string): string {
  const [letter = ''] = name
  return letter.toLocaleUpperCase()
}

type AccountAvatarProps = {
  readonly account: { readonly avatarUrl: string | null; readonly platformName: string; readonly handle: string }
}

/** An account of the person's: its portrait with its network's mark. */
export function AccountAvatar({ account }: AccountAvatarProps): ReactElement {
  return (
    <i className="duo">
      <Avatar url={account.avatarUrl} name={account.handle} />
      <NetworkMark name={account.platformName} hue />
    </i>
  )
}
