import type { CanonicalPost } from '../model/canonical-post.ts'
import { classOf, LETTER, MARK, NUMBER } from '../search/characters.ts'
import { plainLink } from './links.ts'

/** What of a post's text is compared: what its author said, without how a network or a tool puts it. */
export type Outline = {
  /** Letters, marks and digits in lower case, in order; names of people mentioned and what stands around the text are left out. */
  readonly letters: string
  readonly words: readonly string[]
  /** Digits in order, run by run. */
  readonly numbers: string
  readonly tags: readonly string[]
  /** Addresses in the text and of its card, as `plainLink` writes them. */
  readonly links: readonly string[]
  /** First parts of the handles mentioned. */
  readonly mentions: readonly string[]
  readonly emoji: string
  /** It ends in dots, or says that a thread follows: there may be more. */
  readonly unfinished: boolean
  /** Which post of a thread it says it is, from 1; null where it does not. */
  readonly part: number | null
}

// Stand-ins for what is marked in the text, from the private use area.
const LINK = '\ue000'
const MENTION = '\ue001'
const TAG = '\ue002'
const EMOJI = '\ue003'

const ASCII = /^[\0-\x7f]*$/

type Said = Pick<CanonicalPost, 'text' | 'linkCard' | 'contentWarning'>

/** Takes a post's text apart. Linear in its length. */
export function outlineOf(post: Said): Outline {
  const { marked, begun, plain, links, mentions, unfinished, part } = strip(post)
  const words = stretches(plain, LETTER | MARK)
  return {
    letters: words.join(''),
    words,
    numbers: stretches(plain, NUMBER).join(' '),
    tags: marked.includes(TAG)
      ? Array.from(marked.matchAll(/\ue002([\p{L}\p{M}\p{N}_]+)/gu), (match) => (match[1] ?? '').toLowerCase())
      : [],
    links,
    mentions,
    emoji: emojiOf(begun),
    unfinished,
    part,
  }
}

/** The first letters of a post's outline, at most so many UTF-16 units; its emoji where there are no letters; and its links. Quicker than all of it. */
export function beginningOf(post: Said, units: number): { readonly begins: string; readonly links: readonly string[] } {
  const begins = plainBeginning(post.text, units)
  if (begins !== null) return { begins, links: withCard(post, []) }
  const { begun, plain, links } = strip(post)
  const letters = stretches(plain, LETTER | MARK, units).join('')
  return { begins: (letters === '' ? emojiOf(begun) : letters).slice(0, units), links }
}

/**
 * Letters and digits that are taken off the end of a text at most which has no line, bracket or mark among its first ones: `LAYERS` times the number
 * of a thread, two digits of two and "of" between them. Everything else that is taken off is no letter, or begins at one of those.
 */
const MOST_ENDS = 36

/**
 * The first letters of a text where one need not look at its end for them, or at what is marked: a plain sentence that goes on for longer than
 * anything is taken off. Null for all other texts.
 */
function plainBeginning({ text, spans }: CanonicalPost['text'], units: number): string | null {
  if (spans.some(({ kind }) => kind !== 'style') || text.includes(LINK) || text.includes(TAG)) return null
  let begins = ''
  let letters = 0
  let start = -1
  for (let at = 0; at < text.length; at++) {
    const kind = placeOf(text.charCodeAt(at))
    if (kind === NOT_PLAIN) return null
    if (kind === IN_WORD) {
      if (start < 0) start = at
      if (++letters === units) begins += text.slice(start, at + 1)
      if (letters === units + MOST_ENDS) return begins.toLowerCase()
    } else {
      if (start >= 0 && letters < units) begins += text.slice(start, at)
      start = -1
    }
  }
  return null
}

const [NOT_PLAIN, IN_WORD, BESIDE_WORDS] = [1, 2, 3]
const places = new Uint8Array(0x10000)

/** What `plainBeginning` takes a UTF-16 unit for. */
function placeOf(unit: number): number {
  return places[unit] || (places[unit] = askPlace(String.fromCharCode(unit)))
}

/** Lines, brackets, handles, warnings, shortcodes, addresses and numbers of threads: each has one of these signs. */
const LEADS = /[\n([:@/]/
/** What is taken off though it is a letter, becomes another one together with what stands beside it, or by its place in a word. */
const UNSTEADY = /[\p{Extended_Pictographic}\p{M}\p{Cs}\u1100-\u11ffʼΣ]/u

function askPlace(character: string): number {
  const plain = character.normalize('NFKC')
  if (LEADS.test(plain) || UNSTEADY.test(character)) return NOT_PLAIN
  const isLetter = (one: string): boolean => (classOf(one.codePointAt(0) ?? 0) & (LETTER | MARK)) !== 0
  if (isLetter(character)) return plain === character && character.toLowerCase().length === 1 ? IN_WORD : NOT_PLAIN
  return Array.from(plain).some(isLetter) ? NOT_PLAIN : BESIDE_WORDS
}

/** The addresses of a text, and that of the card of its post. */
function withCard({ linkCard }: Said, inText: readonly string[]): readonly string[] {
  const link = linkCard === null ? null : plainLink(linkCard.url)
  return link === null || inText.includes(link) ? inText : [...inText, link]
}

/** A text with stand-ins for what is marked in it; without a warning that a tool put before it; and without all that only stands around it. */
function strip(post: Said): {
  readonly marked: string
  readonly begun: string
  readonly plain: string
  readonly links: readonly string[]
  readonly mentions: readonly string[]
  readonly unfinished: boolean
  readonly part: number | null
} {
  const { text: marked, links: textLinks, mentions } = markedText(post.text)
  const begun = post.contentWarning === null ? marked.replace(warning, '') : marked
  const { text, part, unfinished } = withoutEnds(begun)
  const plain = (
    ASCII.test(text)
      ? text.toLowerCase()
      : text
          .replaceAll(/[\ue000\ue001\ue003]/g, ' ')
          .normalize('NFKC')
          .toLowerCase()
  ).replaceAll(/[’'`´ʼ]/g, '')
  return { marked, begun, plain, links: withCard(post, textLinks), mentions, unfinished, part }
}

function emojiOf(text: string): string {
  return ASCII.test(text) ? '' : (text.match(/\p{Extended_Pictographic}/gu) ?? []).join('')
}

/** The stretches of a text whose characters are all of one of these classes; no more than hold so many UTF-16 units. */
function stretches(text: string, classes: number, units = Infinity): string[] {
  const found: string[] = []
  let left = units
  let start = -1
  for (let at = 0; at < text.length;) {
    const codePoint = text.codePointAt(at) ?? 0
    if ((classOf(codePoint) & classes) === 0) {
      if (start >= 0) {
        found.push(text.slice(start, at))
        left -= at - start
        if (left <= 0) return found
      }
      start = -1
    } else if (start < 0) start = at
    at += codePoint > 0xffff ? 2 : 1
  }
  if (start >= 0) found.push(text.slice(start))
  return found
}

/** A warning that a tool wrote before the text of a network that has none. */
const warning = /^\s*(?:(?:cw|tw|content warning)\s*:[^\n]{1,100}\n|\[[^\]\n]{1,100}\][^\S\n]*\n)/iu

/** The text with stand-ins for what its spans mark. */
function markedText({ text, spans }: CanonicalPost['text']): { text: string; links: string[]; mentions: string[] } {
  const links: string[] = []
  const mentions: string[] = []
  let marked = ''
  let from = 0
  for (const span of spans) {
    if (span.kind === 'style' || span.start < from) continue
    marked += text.slice(from, span.start)
    from = span.end
    switch (span.kind) {
      case 'link': {
        const link = plainLink(span.uri)
        if (link !== null) links.push(link)
        marked += LINK
        break
      }
      case 'mention':
        mentions.push(firstPart(span.handle))
        marked += MENTION
        break
      case 'tag':
        marked += TAG + span.tag
        break
      case 'emoji':
        marked += EMOJI
        break
    }
  }
  marked += text.slice(from)
  if (marked.includes('@'))
    marked = marked.replaceAll(wholeHandle, (handle) => {
      mentions.push(firstPart(handle.slice(1)))
      return MENTION
    })
  if (marked.includes(':')) marked = marked.replaceAll(/:[a-z][\w+-]{1,40}:/giu, EMOJI)
  return { text: marked.replaceAll(/[\ufe0e\ufe0f\u200d]/g, ''), links: links.length > 1 ? [...new Set(links)] : links, mentions }
}

/** A handle of another network, which this one does not know for a mention. */
const wholeHandle = /(?<![\p{L}\p{N}_@/])@[a-z0-9_-]{1,100}(?:[.@][a-z0-9-]{1,100}){1,8}/giu

function firstPart(handle: string): string {
  return (/^[^.@]+/.exec(handle.toLowerCase())?.[0] ?? '').replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** At the end: tags, addresses, small pictures and what they stand in. */
const tailMarks = /(?:\ue002[\p{L}\p{M}\p{N}_]+|[\ue000\ue003]|\p{Extended_Pictographic}|[\p{Emoji_Modifier}\s([|–—-])+[)\]]*$/u
/** Whether `tailMarks` is worth asking: it tries every place of a text, and mostly there is nothing. */
function mayEndInMarks(text: string): boolean {
  return !/[\p{L}\p{M}\p{N}_.,!?'"…]$/u.test(text.slice(-2)) || text.includes(TAG)
}

/** "via …" of a tool. */
const via = /(?:\n\s*|\s[([])(?:(?:cross-?posted|posted|sent|shared)\s+)?(?:via|from)\s+[\p{L}\p{N}\ue001@._ -]{1,60}[)\]]?$/iu
/** A line or sentence of its own that only leads to the address after it. */
const leadIn = /(?:^|(?<=[.!?…。\n]))\s*[^.!?…。\n]{1,30}:\s*$/u
/** After a cut: some words that lead to the address after them. */
const afterCut = /(…|\.{3}|\[…\])\s*[([]?[^.!?…。\n]{1,40}:?\s*$/u
const cut = /(?:…|\.{3}|\[(?:…|\.{3})\])$/u
const endNumber = /(?:^|[\s([])(\d{1,2})\s*(?:\/|of)\s*(?:\d{1,2}|n|x)?\s*[)\]]?$/u
/** What a trimmed text ends in where one of these two may find something. */
const CUT_ENDS = '….]'
const NUMBER_ENDS = '0123456789nxf/)]'
const startNumber = /^\s*[([]?(\d{1,2})\/(?:\d{1,2})?[)\].:]?\s+/u
/** So many layers of tags, numbers and signatures are taken off at most, from so much of the end. UTF-16 units. */
const LAYERS = 6
const END = 1000

/** More than single spaces between words. */
const UNEVEN = /[^\S ]| {2}/

/** Without what stands around a text: tags and addresses at its end, numbers of a thread, signatures of tools. */
function withoutEnds(whole: string): { text: string; part: number | null; unfinished: boolean } {
  let text = (UNEVEN.test(whole) ? whole.replaceAll(/[^\S\n]+/gu, ' ').replaceAll(/(?: ?\n ?)+/gu, '\n') : whole).trim()
  let part: number | null = null
  let unfinished = text.includes('🧵')
  const first = startNumber.exec(text)
  if (first !== null) {
    part = Number(first[1])
    text = text.slice(first[0].length)
  }
  const beginning = text.slice(0, -END)
  text = text.slice(-END)
  for (let layer = 0; layer < LAYERS; layer++) {
    const before = text
    const tail = mayEndInMarks(text) ? (tailMarks.exec(text)?.[0] ?? '') : ''
    const rest = text.slice(0, text.length - tail.length).trimEnd()
    // An address in the middle of a bracket is not at the end of anything.
    if (rest !== '') text = rest
    else if (!/[\p{L}\p{N}]/u.test(text.replaceAll(/\ue002[\p{L}\p{M}\p{N}_]+/gu, ''))) text = ''
    if (tail.includes(LINK)) {
      text = text.replace(afterCut, '$1')
      const led = text.replace(leadIn, '').trimEnd()
      if (led !== '') text = led
    }
    if (/\n| [([]/.test(text)) text = text.replace(via, '').trimEnd()
    const number = NUMBER_ENDS.includes(text.slice(-1)) ? endNumber.exec(text) : null
    if (number !== null && number.index > 0) {
      part ??= Number(number[1])
      text = text.slice(0, number.index).trimEnd()
    }
    if (CUT_ENDS.includes(text.slice(-1)) && cut.test(text)) {
      unfinished = true
      text = text.replace(cut, '').trimEnd()
    }
    if (text === before) break
  }
  return { text: beginning + text, part, unfinished: unfinished || part !== null }
}
