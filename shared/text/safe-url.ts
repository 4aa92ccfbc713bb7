/** What of an address that came from a network may be opened or shown as a link. */

export type ParsedUrl = { readonly protocol: string; readonly hostname: string; readonly username: string; readonly href: string }

/** The one part of the platform that shared code needs to read addresses as a browser does. It is there wherever Chirp runs. */
declare const URL: { parse(address: string): ParsedUrl | null }

/** Longer addresses than any browser opens are no links. */
const longestAddress = 8192

/** The parts of an http or https address, with the host in its ASCII form; null for any other address and for what is none. */
export function parseSafeUrl(address: string): ParsedUrl | null {
  if (address.length > longestAddress) return null
  const url = URL.parse(address)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.hostname === '') return null
  return url
}

/**
 * The address in its normal form when it is an http or https one, else null: `javascript:`, `data:`, `file:`, custom schemes,
 * relative addresses and what is no address at all. Spaces around it and tabs and line breaks inside it are taken out first,
 * as a browser would, so that they cannot hide a scheme.
 */
export function safeUrl(address: string): string | null {
  return parseSafeUrl(address)?.href ?? null
}

/** The host an address leads to, in its ASCII form and without `www.`; null for one that is not safe. */
export function hostOf(address: string): string | null {
  return parseSafeUrl(address)?.hostname.replace(/^www\./, '') ?? null
}
