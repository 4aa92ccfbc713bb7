import type { LucideIcon } from 'lucide-react'
import type { ButtonHTMLAttributes, ReactElement, Ref } from 'react'
import { Icon } from './icon.tsx'

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  readonly variant?: 'normal' | 'primary' | 'plain' | 'ghost' | 'danger'
  readonly big?: boolean
  readonly ref?: Ref<HTMLButtonElement>
}

/** A button with words. `ghost` is a verb beside a line of text; one `primary` per view. */
export function Button({ variant = 'normal', big = false, className = '', type = 'button', ...rest }: ButtonProps): ReactElement {
  const classes = ['btn', variant === 'normal' ? '' : variant, big ? 'big' : '', className].filter((part) => part !== '')
  return <button type={type} className={classes.join(' ')} {...rest} />
}

type IconButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  /** What it does; its accessible name and its tooltip. */
  readonly label: string
  readonly icon: LucideIcon
  readonly ref?: Ref<HTMLButtonElement>
}

/** A button that is only an icon. */
export function IconButton({ label, icon, className = '', ...rest }: IconButtonProps): ReactElement {
  return (
    <button type="button" className={`ib${className === '' ? '' : ` ${className}`}`} aria-label={label} title={label} {...rest}>
      <Icon of={icon} />
    </button>
  )
}
