import { safeUrl } from '../../shared/text/safe-url.ts'

/** Opens an address in the browser. What is not http or https is not opened. A page that may not open windows leaves it at a link. */
export function openOutside(address: string | null): void {
  const safe = address === null ? null : safeUrl(address)
  if (safe !== null) window.open(safe, '_blank', 'noopener,noreferrer')
}
