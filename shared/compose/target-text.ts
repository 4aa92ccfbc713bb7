import type { DraftMention } from '../model/draft.ts'

/** A segment's text as one network gets it. */
export type TargetText = {
  readonly text: string
  /** The offset in the draft's text for one in this text (UTF-16); inside a replaced name, where that name starts. */
  readonly toSource: (offset: number) => number
}

type Found = { readonly start: number; readonly end: number; readonly mention: DraftMention }

/** What may not stand right before an `@` that begins a name: a letter, digit or sign that would make it an address or a path. */
const BEFORE = String.raw`(?<![\p{L}\p{M}\p{N}_@/.=-])`
/** What would go on a handle. */
const AFTER = String.raw`(?![\p{L}\p{M}\p{N}_@-]|\.[\p{L}\p{N}])`

/** Where a text names the people of `mentions`, in order, the longest name first where one begins another. */
export function findMentions(text: string, mentions: readonly DraftMention[]): readonly Found[] {
  if (mentions.length === 0 || !text.includes('@')) return []
  const byHandle = new Map(mentions.map((mention) => [mention.handle.toLowerCase(), mention]))
  const names = [...byHandle.keys()].sort((a, b) => b.length - a.length).map((handle) => handle.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
  const pattern = new RegExp(`${BEFORE}@(${names.join('|')})${AFTER}`, 'giu')
  return [...text.matchAll(pattern)].flatMap((match) => {
    const mention = byHandle.get((match[1] ?? '').toLowerCase())
    return mention === undefined ? [] : [{ start: match.index, end: match.index + match[0].length, mention }]
  })
}

/** The handle a person has on a network, without `@`; null where none is known. */
export function handleOn(mention: DraftMention, platform: string): string | null {
  if (mention.platform === platform) return mention.handle
  return mention.elsewhere.find((other) => other.platform === platform)?.handle ?? null
}

/** The text with every person named as the network knows them. Who is not known there stays as it was written. */
export function targetText(text: string, platform: string, mentions: readonly DraftMention[]): TargetText {
  const shifts: { readonly at: number; readonly length: number; readonly source: number; readonly sourceLength: number }[] = []
  let out = ''
  let from = 0
  for (const { start, end, mention } of findMentions(text, mentions)) {
    const handle = handleOn(mention, platform)
    if (handle === null || handle === mention.handle) continue
    out += text.slice(from, start)
    shifts.push({ at: out.length, length: handle.length + 1, source: start, sourceLength: end - start })
    out += `@${handle}`
    from = end
  }
  if (shifts.length === 0) return { text, toSource: (offset) => offset }
  return {
    text: out + text.slice(from),
    toSource: (offset) => {
      let shift = 0
      for (const one of shifts) {
        if (offset <= one.at) break
        if (offset < one.at + one.length) return one.source
        shift = one.source + one.sourceLength - (one.at + one.length)
      }
      return offset + shift
    },
  }
}

/** The people a text names of whom no handle on this network is known: there they stay plain text. Each once. */
export function unknownOn(text: string, platform: string, mentions: readonly DraftMention[]): readonly DraftMention[] {
  return [...new Set(findMentions(text, mentions).map(({ mention }) => mention))].filter((mention) => handleOn(mention, platform) === null)
}
