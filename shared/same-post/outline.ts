import type { CanonicalPost } from '../model/canonical-post.ts'
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

/** Takes a post's text apart. Linear in its length. */
export function outlineOf(post: Pick<CanonicalPost, 'text' | 'linkCard' | 'contentWarning'>): Outline {
  const marked = markedText(post.text)
  const { text: whole, links: textLinks, mentions } = marked
  const links = [...textLinks, ...(post.linkCard === null ? [] : [plainLink(post.linkCard.url)])].filter((link) => link !== null)
  const tags = Array.from(whole.matchAll(/\ue002([\p{L}\p{M}\p{N}_]+)/gu), (match) => (match[1] ?? '').toLowerCase())
  const begun = post.contentWarning === null ? whole.replace(warning, '') : whole
  const { text, part, unfinished } = withoutEnds(begun)
  const plain = text
    .replaceAll(/[\ue000\ue001\ue003]/gu, ' ')
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[’'`´ʼ]/gu, '')
  const words = plain.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  return {
    letters: words.join(''),
    words,
    numbers: (plain.match(/\p{N}+/gu) ?? []).join(' '),
    tags,
    links: [...new Set(links)],
    mentions,
    emoji: (begun.match(/\p{Extended_Pictographic}/gu) ?? []).join(''),
    unfinished,
    part,
  }
}

/** A warning that a tool wrote before the text of a network that has none. */
const warning = /^\s*(?:(?:cw|tw|content warning)\s*:[^\n]{1,100}\n|\[[^\]\n]{1,100}\][^\S\n]*\n)/iu

/** The text with stand-ins for what its spans mark. */
function markedText({ text, spans }: CanonicalPost['text']): { text: string; links: (string | null)[]; mentions: string[] } {
  const links: (string | null)[] = []
  const mentions: string[] = []
  let marked = ''
  let from = 0
  for (const span of spans) {
    if (span.kind === 'style' || span.start < from) continue
    marked += text.slice(from, span.start)
    from = span.end
    switch (span.kind) {
      case 'link':
        links.push(plainLink(span.uri))
        marked += LINK
        break
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
  const named = marked.replaceAll(wholeHandle, (handle) => {
    mentions.push(firstPart(handle.slice(1)))
    return MENTION
  })
  return { text: named.replaceAll(/:[a-z][\w+-]{1,40}:/giu, EMOJI).replaceAll(/[\ufe0e\ufe0f\u200d]/gu, ''), links, mentions }
}

/** A handle of another network, which this one does not know for a mention. */
const wholeHandle = /(?<![\p{L}\p{N}_@/])@[a-z0-9_-]{1,100}(?:[.@][a-z0-9-]{1,100}){1,8}/giu

function firstPart(handle: string): string {
  return (/^[^.@]+/.exec(handle.toLowerCase())?.[0] ?? '').replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** At the end: tags, addresses, small pictures and what they stand in. */
const tailMarks = /(?:\ue002[\p{L}\p{M}\p{N}_]+|[\ue000\ue003]|\p{Extended_Pictographic}|[\p{Emoji_Modifier}\s([|–—-])+[)\]]*$/u
/** "via …" of a tool. */
const via = /(?:\n\s*|\s[([])(?:(?:cross-?posted|posted|sent|shared)\s+)?(?:via|from)\s+[\p{L}\p{N}\ue001@._ -]{1,60}[)\]]?$/iu
/** A line or sentence of its own that only leads to the address after it. */
const leadIn = /(?:^|(?<=[.!?…。\n]))\s*[^.!?…。\n]{1,30}:\s*$/u
/** After a cut: some words that lead to the address after them. */
const afterCut = /(…|\.{3}|\[…\])\s*[([]?[^.!?…。\n]{1,40}:?\s*$/u
const cut = /(?:…|\.{3}|\[(?:…|\.{3})\])$/u
const endNumber = /(?:^|[\s([])(\d{1,2})\s*(?:\/|of)\s*(?:\d{1,2}|n|x)?\s*[)\]]?$/u
const startNumber = /^\s*[([]?(\d{1,2})\/(?:\d{1,2})?[)\].:]?\s+/u
/** So many layers of tags, numbers and signatures are taken off at most, from so much of the end. UTF-16 units. */
const LAYERS = 6
const END = 1000

/** Without what stands around a text: tags and addresses at its end, numbers of a thread, signatures of tools. */
function withoutEnds(whole: string): { text: string; part: number | null; unfinished: boolean } {
  let text = whole
    .replaceAll(/[^\S\n]+/gu, ' ')
    .replaceAll(/(?: ?\n ?)+/gu, '\n')
    .trim()
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
    const tail = tailMarks.exec(text)?.[0] ?? ''
    const rest = text.slice(0, text.length - tail.length).trimEnd()
    // An address in the middle of a bracket is not at the end of anything.
    if (rest !== '') text = rest
    else if (!/[\p{L}\p{N}]/u.test(text.replaceAll(/\ue002[\p{L}\p{M}\p{N}_]+/gu, ''))) text = ''
    if (tail.includes(LINK)) {
      text = text.replace(afterCut, '$1')
      const led = text.replace(leadIn, '').trimEnd()
      if (led !== '') text = led
    }
    text = text.replace(via, '').trimEnd()
    const number = endNumber.exec(text)
    if (number !== null && number.index > 0) {
      part ??= Number(number[1])
      text = text.slice(0, number.index).trimEnd()
    }
    if (cut.test(text)) {
      unfinished = true
      text = text.replace(cut, '').trimEnd()
    }
    if (text === before) break
  }
  return { text: beginning + text, part, unfinished: unfinished || part !== null }
}
