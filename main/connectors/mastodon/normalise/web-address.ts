/**
 * An http(s) address in its canonical form, or null for anything else (`javascript:`, `data:`, relative ones, nonsense).
 * The host of the result is in ASCII (punycode), so that look-alike letters show.
 */
export function webAddress(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 8192) return null
  try {
    const url = new URL(value.trim())
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null
  } catch {
    return null
  }
}

/** Like `webAddress`, but a path alone is taken as below `base` (older servers send `/avatars/…`). */
export function webAddressBelow(value: unknown, base: string): string | null {
  if (typeof value !== 'string' || value === '') return null
  try {
    return webAddress(new URL(value, base).href)
  } catch {
    return null
  }
}
