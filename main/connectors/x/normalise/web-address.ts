/** An http(s) address in its canonical form, or null for anything else. The host of the result is in ASCII, so that look-alike letters show. */
export function webAddress(value: string | null): string | null {
  if (value === null || value.length > 8192) return null
  const url = URL.parse(value.trim())
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : null
}
