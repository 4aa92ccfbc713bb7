import type { ReactElement } from 'react'

const COLOURS = {
  light: { surface: '#ffffff', rail: '#f2f3f3', ink: '#c9cfd2' },
  dark: { surface: '#15181a', rail: '#101315', ink: '#4a5257' },
} as const

/** A small window in the colours of a theme; the system's has both. */
export function ThemePicture({ theme }: { theme: 'system' | 'light' | 'dark' }): ReactElement {
  const { surface, rail, ink } = COLOURS[theme === 'dark' ? 'dark' : 'light']
  return (
    <svg className="sw" viewBox="0 0 80 52" aria-hidden="true">
      <rect width="80" height="52" fill={surface} />
      <rect width="22" height="52" fill={rail} />
      <g fill={ink}>
        <rect x="5" y="8" width="12" height="3" rx="1.5" />
        <rect x="5" y="15" width="10" height="3" rx="1.5" />
        <circle cx="33" cy="13" r="5" />
        <rect x="42" y="9" width="30" height="3" rx="1.5" />
        <rect x="42" y="15" width="22" height="3" rx="1.5" />
        <circle cx="33" cy="35" r="5" />
        <rect x="42" y="31" width="26" height="3" rx="1.5" />
        <rect x="42" y="37" width="30" height="3" rx="1.5" />
      </g>
      {theme === 'system' ? <path d="M80 0v52H28z" fill={COLOURS.dark.surface} /> : null}
    </svg>
  )
}
