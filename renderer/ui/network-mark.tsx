import type { ReactElement } from 'react'

/** Our own monoline letters, for the letters that have one; others are set as text. */
const GLYPHS: Readonly<Record<string, ReactElement>> = {
  b: (
    <>
      <path d="M5.4 3.6v8.6" />
      <circle cx="8.3" cy="9.4" r="2.9" />
    </>
  ),
  m: <path d="M3.6 12V6.7M3.6 8.9a2.2 2.2 0 0 1 4.4 0V12M8 8.9a2.2 2.2 0 0 1 4.4 0V12" />,
  x: <path d="M4.9 4.9l6.2 6.2M11.1 4.9l-6.2 6.2" />,
  i: <path d="M8 7.2v4.8M8 4.3v.01" />,
  t: <path d="M7.4 3.8v6.1a2 2 0 0 0 2 2h.7M5.2 6.6h4.6" />,
  f: <path d="M10.9 4h-.7a2 2 0 0 0-2 2v6.2M5.7 7.7h4.6" />,
  p: (
    <>
      <path d="M5.4 13V6.6" />
      <circle cx="8.3" cy="8.4" r="2.9" />
    </>
  ),
  n: <path d="M5.2 12V6.2M5.2 9a2.8 2.8 0 0 1 5.6 0v3" />,
  l: <path d="M6.9 3.8v6a2.1 2.1 0 0 0 2.1 2.1" />,
}

type MarkProps = {
  /** The network's own name: what is read out, and where letter and colour come from. */
  readonly name: string
  /** In the rail, the composer, the outbox and charts marks have their network's colour; in posts they are grey. */
  readonly hue?: boolean
  readonly size?: 'normal' | 'mid' | 'big'
}

/** A network's mark: a letter in a squircle. */
export function NetworkMark({ name, hue = false, size = 'normal' }: MarkProps): ReactElement {
  const letter = name.charAt(0).toLowerCase()
  const glyph = GLYPHS[letter]
  return (
    <span
      className={`mark${size === 'normal' ? '' : ` ${size}`}${hue ? ' hue' : ''}`}
      data-net={name.toLowerCase().replace(/\W+/g, '-')}
      role="img"
      aria-label={name}
      title={name}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {glyph ?? (
          <text x="8" y="11.4" textAnchor="middle" className="mark-letter">
            {letter}
          </text>
        )}
      </svg>
    </span>
  )
}
