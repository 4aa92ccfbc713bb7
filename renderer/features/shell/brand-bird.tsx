import type { ReactElement } from 'react'

/** Chirp's bird, in the colour of what is around it. */
export function BrandBird(): ReactElement {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path
        fill="currentColor"
        fillRule="evenodd"
        d="M11 4.5a7.5 7.5 0 0 1 7.1 5.08l3.55 1.36a.6.6 0 0 1 0 1.12L18.3 13.4A7.5 7.5 0 0 1 4.6 15.9L2.3 18.6a.6.6 0 0 1-1.05-.45l.6-4.1A.6.6 0 0 1 2.4 13.5l1.12-.08A7.5 7.5 0 0 1 11 4.5Zm2.6 4.1a1.15 1.15 0 1 0 0 2.3 1.15 1.15 0 0 0 0-2.3Z"
      />
    </svg>
  )
}
