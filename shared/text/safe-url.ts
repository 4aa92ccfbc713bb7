/** What of an address that came from a network may be opened or shown as a link. */

/** The one part of the platform that shared code needs to read addresses as a browser does. It is there in every place Chirp runs. */
declare const URL: { parse(address: string): { readonly protocol: string; readonly hostname: string; readonly href: string } | null }

/** Longer addresses than any browser opens are no links. */
const longestAddress = 8192

/**
 * The address in its normal form when it is an http or https one, else null: `javascript:`, `data:`, `file:`, custom schemes,
 * relative addresses and what is no address at all. Spaces around it and tabs and line breaks inside it are taken out first,
 * as a browser would, so that they cannot hide a scheme.
 */
export function safeUrl(address: string): string | null {
  if (address.length > longestAddress) return null
  const url = URL.parse(address)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.hostname === '') return null
  return url.href
}

/** The host an address leads to, in its ASCII form and without `www.`; null for one that is not safe. */
export function hostOf(address: string): string | null {
  const safe = safeUrl(address)
  return safe === null ? null : (URL.parse(safe)?.hostname.replace(/^www\./, '') ?? null)
}
