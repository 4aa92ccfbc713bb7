import { fold } from '../search/fold.ts'
import { signText } from '../search/signs.ts'
import { termsOf } from '../search/terms.ts'
import { graphemes } from '../text/graphemes.ts'

/** What people read in a post, as far as it can be muted. Looks like a stored post, whose text and spans are apart. */
export type MutablePost = {
  readonly text: string
  readonly spans: readonly { readonly kind: string; readonly tag?: string; readonly uri?: string | null }[]
  readonly contentWarning: string | null
  readonly media: readonly { readonly alt: string }[]
  readonly linkCard: { readonly title: string; readonly description: string; readonly url: string } | null
  readonly poll: { readonly options: readonly { readonly title: string }[] } | null
}

/** One part of a post, such as its text or the alt text of a picture: nothing is found across two of them. */
export type ReadPart = {
  /** The words, as a search compares them. */
  readonly terms: readonly string[]
  /** The folded text as it stands, with single spaces. */
  readonly signs: string
  /** The characters a person sees. Made when first asked for: few rules need them. */
  readonly characters: () => readonly string[]
}

/** A post made ready to be held against many rules. Tags are folded and without `#`. */
export type ReadPost = { readonly parts: readonly ReadPart[]; readonly tags: ReadonlySet<string> }

/** More of one post is not looked at. UTF-16 units. */
const MAX_LOOKED_AT = 20_000

/** Tags that stand in a text and that no span marks, as on networks and in places that have none. */
const WRITTEN_TAG = /(?<![\p{L}\p{N}\p{M}_&/#])#([\p{L}\p{N}\p{M}_]+)/gu

/** Reads a post, and the posts it quotes with it: who mutes a word does not want to read it in there either. */
export function readPost(...posts: readonly MutablePost[]): ReadPost {
  const parts: ReadPart[] = []
  const tags = new Set<string>()
  let left = MAX_LOOKED_AT
  for (const post of posts) {
    for (const span of post.spans) if (span.kind === 'tag' && span.tag !== undefined) tags.add(foldTag(span.tag))
    const take = (part: string | null | undefined, mayHoldTags: boolean): void => {
      const text = (part ?? '').slice(0, left).toWellFormed()
      left -= text.length
      if (text.trim() === '') return
      const folded = fold(text)
      if (mayHoldTags && folded.includes('#')) for (const [, tag = ''] of folded.matchAll(WRITTEN_TAG)) tags.add(tag)
      parts.push({ terms: termsOf(folded).map((term) => term.text), signs: signText(folded), characters: lazily(() => charactersOf(text)) })
    }
    for (const said of saidIn(post)) take(said, true)
    for (const address of addressesIn(post)) take(address, false)
  }
  return { parts, tags }
}

function saidIn({ text, contentWarning, media, linkCard, poll }: MutablePost): (string | null | undefined)[] {
  return [
    text,
    contentWarning,
    ...media.map(({ alt }) => alt),
    linkCard?.title,
    linkCard?.description,
    ...(poll?.options ?? []).map(({ title }) => title),
  ]
}

/** Where a post links to: who mutes a site does not want to be sent there. */
function addressesIn({ linkCard, spans }: MutablePost): ReadonlySet<string> {
  return new Set([linkCard?.url, ...spans.map((span) => (span.kind === 'link' ? span.uri : null))].filter((address) => address != null))
}

/** A tag as two are compared: without `#`, case and accents. */
export function foldTag(tag: string): string {
  return fold(tag.toWellFormed()).replace(/^#+/, '').trim()
}

/** How a sign is drawn (as text, as a picture, in which colour of skin) does not make it another one. */
const DRAWN = /[\u{fe0e}\u{fe0f}\u{1f3fb}-\u{1f3ff}]/gu

/** The characters a person sees, without spaces; a family of emoji is one, and not the people in it. */
export function charactersOf(text: string): string[] {
  const found: string[] = []
  for (const { text: character } of graphemes(text.normalize('NFC'))) {
    const bare = character.replace(DRAWN, '')
    const kept = (bare === '' ? character : bare).replaceAll(/[\s\u200b\u2060\ufeff]/gu, '')
    if (kept !== '') found.push(kept.toLowerCase())
  }
  return found
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
