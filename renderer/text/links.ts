import { hostOf } from '../../shared/text/safe-url.ts'

const LOOKS_LIKE_HOST = /(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}{2,}/u

/**
 * The host to show beside a link whose words could mislead: they name another host than it leads to, or its host has letters of other
 * scripts that can be mistaken (then in its ASCII form). Null when the words are honest or name no host.
 */
export function hostToShow(words: string, uri: string): string | null {
  const real = hostOf(uri)
  if (real === null) return null
  const named = LOOKS_LIKE_HOST.exec(words)?.[0]
  if (named === undefined) return null
  if (real.split('.').some((label) => label.startsWith('xn--'))) return real
  const claimed = hostOf(`https://${named}`)
  return claimed !== null && (real === claimed || real.endsWith(`.${claimed}`)) ? null : real
}
