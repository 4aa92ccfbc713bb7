import type { LucideIcon } from 'lucide-react'
import type { ReactElement } from 'react'

/** A lucide icon in Chirp's box: 16 px, stroke 1.75. Never alone for meaning, so it is hidden from screen readers. */
export function Icon({ of: Shape, small = false, className = '' }: { of: LucideIcon; small?: boolean; className?: string }): ReactElement {
  return (
    <Shape className={`icon${small ? ' small' : ''}${className === '' ? '' : ` ${className}`}`} strokeWidth={1.75} aria-hidden="true" />
  )
}
