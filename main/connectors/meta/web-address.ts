/**
 * An http(s) address in its canonical form, or null for anything else (`javascript:`, `data:`, relative ones, nonsense).
 * The host of the result is in ASCII (punycode), so that look-alike letters show.
 */
export function webAddress(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 8192) return null
  const url = URL.parse(value.trim())
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : null
}
