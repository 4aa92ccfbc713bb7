import { useState, type ReactElement } from 'react'
import { NetworkMark } from './network-mark.tsx'

type AvatarProps = { readonly url: string | null; readonly size?: 16 | 20 | 24 | 32 | 56; readonly alt?: string }

/** A round portrait. Where there is none, or it cannot be had, its place stays. */
export function Avatar({ url, size, alt = '' }: AvatarProps): ReactElement {
  const [broken, setBroken] = useState<string | null>(null)
  const className = `av${size === undefined ? '' : ` s${String(size)}`}`
  if (url === null || broken === url) return <span className={className} {...(alt === '' ? {} : { role: 'img', 'aria-label': alt })} />
  return <img className={className} src={url} alt={alt} loading="lazy" decoding="async" draggable={false} onError={() => setBroken(url)} />
}

type AccountAvatarProps = {
  readonly account: { readonly avatarUrl: string | null; readonly platform: string; readonly platformName: string }
}

/** An account of the person's: its portrait with its network's mark. */
export function AccountAvatar({ account }: AccountAvatarProps): ReactElement {
  return (
    <i className="duo">
      <Avatar url={account.avatarUrl} />
      <NetworkMark name={account.platformName} platform={account.platform} hue />
    </i>
  )
}
