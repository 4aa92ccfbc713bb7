import type { CanonicalPost } from '../model/canonical-post.ts'
import { isShortened, plainLink } from './links.ts'
import { beginningOf } from './outline.ts'

/** By what posts that may be the same one find each other: numbers that are equal for them, and seldom for others. */
export type LookupKeys = {
  /** Of how the text begins; of the words for the first picture where there is no text. */
  readonly text: number | null
  /** Of the first address that says where it leads. */
  readonly link: number | null
}

/** A post that was shortened has to begin with so many letters of the whole one. */
const BEGINNING = 24

/**
 * The keys of a post; null for one that is never compared: an answer to somebody else, or a letter to one person. Posts with no key in
 * common are not compared either, so each normalisation that `samePost` does before it looks at the first letters is done here too.
 */
export function lookupKeys(post: CanonicalPost): LookupKeys | null {
  if (post.visibility === 'direct' || (post.replyTo !== null && post.replyTo.authorId !== post.authorId)) return null
  const { begins, links } = beginningOf(post, BEGINNING)
  const address = links.length === 0 || post.url === null ? null : plainLink(post.url)
  const link = links.find((one) => !isShortened(one) && one !== address) ?? null
  return { text: begins === '' ? altKey(post.media[0]?.alt ?? '') : hash(begins), link: link === null ? null : hash(link) }
}

function altKey(alt: string): number | null {
  const letters = alt
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '')
  return letters === '' ? null : hash(`alt:${letters.slice(0, BEGINNING)}`)
}

/** A number of 53 bits, so that JavaScript and SQLite both hold it exactly. Two lanes of FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv). */
function hash(text: string): number {
  let low = 0x811c9dc5
  let high = 0x9747b28c
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    low = Math.imul(low ^ unit, 0x01000193)
    high = Math.imul(high ^ ((unit << 8) | (low & 0xff)), 0x01000193)
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0)
}
