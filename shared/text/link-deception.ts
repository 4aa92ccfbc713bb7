import { isDomainCharacter } from './domain-names/domains.ts'
import { decodePunycode } from './domain-names/punycode.ts'
import { findWeightedUrls } from './urls.ts'
import { parseSafeUrl } from './safe-url.ts'

/**
 * A link that is not what it looks like. `host` is where it really leads, to be shown beside it: `other-host` when its text names
 * another place (or its address hides one before an `@`), `lookalike` when its host imitates another one with foreign letters.
 */
export type LinkDeception = { readonly kind: 'other-host' | 'lookalike'; readonly host: string }

/** Whether a link's visible text claims another host than its address leads to; null for an honest one, and for one that is no link. */
export function linkDeception(visibleText: string, address: string): LinkDeception | null {
  const target = parseSafeUrl(address)
  if (target === null) return null
  const host = withoutWww(target.hostname)
  if (isLookalike(host)) return { kind: 'lookalike', host }
  if (target.username !== '') return { kind: 'other-host', host: displayHost(host) }
  const claims = claimedHosts(visibleText)
  // A text that names the site and leads to a part of it (`example.com` to `shop.example.com`) is honest.
  const honest = claims.every((readings) => readings.length === 0 || readings.some((claim) => claim === host || host.endsWith(`.${claim}`)))
  return honest ? null : { kind: 'other-host', host: displayHost(host) }
}

/** A host as it is to be read: internationalised names in their own script, lookalikes in ASCII. */
export function displayHost(host: string): string {
  if (!host.includes('xn--') || isLookalike(host)) return host
  return decodedLabels(host).join('.')
}

function withoutWww(host: string): string {
  return host.replace(/^www\./, '')
}

/** Characters that show nothing and would part a name from itself, and what some pages write for a dot. */
const invisible = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g
const dots = /[\u3002\uff0e\uff61]/g

/** Links have short texts; of a longer one this much is looked at. */
const longestText = 2048

/** The hosts that a text names; of each the ways to read it, since in some scripts no space parts a name from the words before it. */
function claimedHosts(visibleText: string): readonly (readonly string[])[] {
  const text = visibleText.slice(0, longestText).replace(invisible, '').replace(dots, '.').normalize('NFKC').trim()
  return findWeightedUrls(text).map(({ start, end }) => {
    let widened = start
    while (isDomainCharacter(text, widened - 1)) widened -= 1
    return [text.slice(start, end), text.slice(widened, end)].flatMap((written) => {
      const claimed = parseSafeUrl(/^https?:/i.test(written) ? written : `https://${written}`)
      return claimed === null ? [] : [withoutWww(claimed.hostname)]
    })
  })
}

function decodedLabels(host: string): readonly string[] {
  return host.split('.').map((label) => (label.startsWith('xn--') ? (decodePunycode(label.slice('xn--'.length)) ?? label) : label))
}

/** Scripts that are written together with Latin letters: in Japanese, Korean and Chinese names that is usual. */
const eastAsian = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/gu
const latinLetter = /\p{Script=Latin}/u
const otherLetter = /(?!\p{Script=Latin}|\p{Script=Common}|\p{Script=Inherited})\p{L}/u
const otherScripts = ['Cyrillic', 'Greek', 'Armenian', 'Hebrew', 'Arabic', 'Cherokee', 'Devanagari', 'Thai', 'Georgian'].map(
  (script) => new RegExp(`\\p{Script=${script}}`, 'u'),
)
/** Cyrillic and Greek letters that look like Latin ones: a label of nothing else reads as another word. */
const onlyLookalikes = /^[асԁеһіјӏорԛѕԝхуѵѡҽгпкмтвнαορνυικτχγω0-9-]+$/u
/** Latin letters that are drawn nearly like an ASCII one. */
const latinLookalike = /[ıɩȷɡɑſƽʟɴʀ\u0180-\u024f\u1e00-\u1eff]/u

/**
 * Whether a host has a label that imitates: Latin mixed with letters of a script that is not written together with it, several
 * other scripts at once, letters that all look Latin, or rare Latin letters. Errs towards saying so: the result is a host in ASCII.
 */
function isLookalike(host: string): boolean {
  if (!host.includes('xn--')) return false
  return decodedLabels(host).some((label) => {
    if (/^[\0-\x7f]*$/.test(label)) return label.startsWith('xn--')
    const rest = label.replace(eastAsian, '')
    const mixed = latinLetter.test(rest) && otherLetter.test(rest)
    const many = otherScripts.filter((script) => script.test(rest)).length > 1
    return mixed || many || (rest !== '' && onlyLookalikes.test(rest)) || latinLookalike.test(rest)
  })
}
