import { parseSafeUrl } from '../text/safe-url.ts'

/** What is added to an address to count who came from where. It says nothing about the page. */
const tracking = /^(?:utm_\w+|mc_[ce]id|fbclid|gclid|dclid|igshid|igsh|yclid|msclkid|ref|ref_src|source|si|feature|smid|cmpid|_hs\w+)$/i

/** Addresses that only lead on, and do not say whereto. */
const shorteners = new Set(
  'bit.ly buff.ly dlvr.it ift.tt is.gd lnkd.in ow.ly shorturl.at t.co t.ly tinyurl.com trib.al amzn.to hubs.ly fal.cn rebrand.ly v.gd zurl.co'.split(
    ' ',
  ),
)

/** Sites that have one thing under two addresses: how to write the shorter one as the longer. */
const twins: readonly { readonly pattern: RegExp; readonly as: string }[] = [
  { pattern: /^youtu\.be\/([\w-]+)$/, as: 'youtube.com/watch?v=$1' },
  { pattern: /^(?:m\.)?youtube\.com\/(?:shorts|live)\/([\w-]+)$/, as: 'youtube.com/watch?v=$1' },
]

/**
 * An address in the form in which it is compared: without scheme, `www.`, what only counts visits, and a slash at the end. Null for what
 * is no web address.
 */
export function plainLink(uri: string): string | null {
  if (uri !== last.uri) last = { uri, plain: plainOf(uri) }
  return last.plain
}

/** Mostly a card is of the address before it in the text. */
let last: { readonly uri: string; readonly plain: string | null } = { uri: '', plain: null }

function plainOf(uri: string): string | null {
  const url = parseSafeUrl(uri)
  if (url === null) return null
  const rest = url.href.slice(url.href.indexOf(url.hostname) + url.hostname.length)
  const [, path = '', query = '', fragment = ''] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(rest) ?? []
  const kept = query
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !tracking.test(pair.split('=', 1)[0] ?? ''))
    .toSorted()
  const plain = `${url.hostname.replace(/^www\./, '')}${path.endsWith('/') ? path.replace(/(?<!\/)\/+$/, '') : path}`
  for (const { pattern, as } of twins) if (pattern.test(plain)) return plain.replace(pattern, as)
  const scrolls = fragment.length < 2 || fragment.startsWith('#:~:')
  return `${plain}${kept.length === 0 ? '' : `?${kept.join('&')}`}${scrolls ? '' : fragment}`
}

/** Whether an address (as `plainLink` writes it) hides where it leads. */
export function isShortened(plain: string): boolean {
  return shorteners.has(plain.slice(0, Math.max(0, plain.indexOf('/'))))
}
