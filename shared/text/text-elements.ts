import type { TextElement } from '../model/capabilities.ts'
import { safeUrl } from './safe-url.ts'
import { findWeightedUrls } from './urls.ts'

/**
 * How many of what stands in a text, for networks that take only so many. Networks do not publish how they find these; what is counted
 * here is what any of them is sure to see, so that nothing is refused that a network would take: what it sees besides, it refuses itself.
 */
export function countElements(text: string, element: TextElement): number {
  switch (element) {
    case 'links':
      return addressesIn(text).size
    case 'hashtags':
      return [...withoutLinks(text).matchAll(hashtags)].reduce((sum, [run]) => sum + [...run.matchAll(/[#＃]/g)].length, 0)
    case 'mentions':
      return [...withoutLinks(text).matchAll(mention)].length
    case 'cashtags':
      return new Set(Array.from(withoutLinks(text).matchAll(cashtag), ([found]) => found.toUpperCase())).size
  }
}

/** The different addresses of a text, with a scheme or without, as a browser would open them. */
function addressesIn(text: string): ReadonlySet<string> {
  const normal = text.normalize('NFC')
  return new Set(findWeightedUrls(normal).map(({ start, end }) => opened(normal.slice(start, end))))
}

function opened(address: string): string {
  const whole = /^https?:\/\//i.test(address) ? address : `https://${address}`
  return safeUrl(whole) ?? whole
}

/** The text with spaces where its links are: what stands in an address is no hashtag and no mention. */
function withoutLinks(text: string): string {
  const normal = text.normalize('NFC')
  let out = ''
  let from = 0
  for (const { start, end } of findWeightedUrls(normal)) {
    out += `${normal.slice(from, start)} `
    from = end
  }
  return out + normal.slice(from)
}

/** Letters and digits that a name would go on from; in scripts that are written without spaces a name may follow right behind. */
const WORD = String.raw`[[\p{L}\p{M}\p{N}_]--[\p{sc=Hani}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]]`
/** A hashtag begins with a letter, digit or emoji, not with the rest of a keycap. */
const TAG = String.raw`[#＃][\p{L}\p{N}_\p{Extended_Pictographic}][\p{L}\p{M}\p{N}_\p{Extended_Pictographic}\u200c\u200d]*`
/** Hashtags that are written in one go, `#one#two`, are several. */
const hashtags = new RegExp(`(?<!${WORD}|&)(?:${TAG})+`, 'gv')
const mention = new RegExp(`(?<!${WORD}|@|/)@(?=[A-Za-z0-9_])`, 'gv')
/** As twitter-text has it: up to six letters, and two more behind a full stop or a low line, as a word of its own. */
const cashtag = /(?<=^|\s)\$[a-z]{1,6}(?:[._][a-z]{1,2})?(?=$|[\s!'#%&()*+,\\\-./:;<=>?@[\]^_{|}~$])/giu
