import type { SearchFilter, SearchQuery, SearchWord } from '../../../shared/search/parse-search.ts'
import { fold } from '../../../shared/search/fold.ts'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import type { Author } from '../../../shared/model/author.ts'

/** What the reference knows of a post: what it is, who wrote it, and which accounts saw it and did what to it. */
export type KnownPost = {
  readonly post: CanonicalPost
  readonly author: Author
  readonly seenBy: readonly { readonly handle: string; readonly liked: boolean; readonly reposted: boolean; readonly bookmarked: boolean }[]
  /** When it came in, as a number that grows. */
  readonly arrival: number
  readonly deleted: boolean
}

/** A word, or one character of writing that sets none apart; `joined` to the character before it. */
type Atom = { readonly text: string; readonly unspaced: boolean; readonly joined: boolean }

const ATOM = /[\p{L}\p{N}\p{M}\p{Co}]/u
const UNSPACED = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]/u

function atomsOf(folded: string): Atom[] {
  const atoms: { text: string; unspaced: boolean; joined: boolean }[] = []
  let before: 'gap' | 'word' | 'unspaced' = 'gap'
  for (const character of folded) {
    if (!ATOM.test(character)) before = 'gap'
    else if (UNSPACED.test(character)) {
      atoms.push({ text: character, unspaced: true, joined: before === 'unspaced' })
      before = 'unspaced'
    } else {
      const last = atoms.at(-1)
      if (before === 'word' && last !== undefined) last.text += character
      else atoms.push({ text: character, unspaced: false, joined: false })
      before = 'word'
    }
  }
  return atoms.filter((atom) => atom.unspaced || /[\p{L}\p{N}\p{Co}]/u.test(atom.text))
}

function hasPhrase(atoms: readonly Atom[], wanted: readonly Atom[], exact: boolean): boolean {
  return atoms.some((_, start) =>
    wanted.every((want, index) => {
      const atom = atoms[start + index]
      if (atom === undefined || atom.unspaced !== want.unspaced) return false
      const isLast = index === wanted.length - 1
      if (index > 0 && want.joined !== atom.joined) return false
      // Before a word of other writing the stretch has to end where it does in what is looked for.
      if (want.unspaced && !isLast && wanted[index + 1]?.joined !== true && atoms[start + index + 1]?.joined === true) return false
      return isLast && !exact && !want.unspaced ? atom.text.startsWith(want.text) : atom.text === want.text
    }),
  )
}

/** A post made ready: what can be read in it part by part, who wrote it, and the text its signs are looked for in. */
export type ReadyPost = KnownPost & { readonly parts: readonly (readonly Atom[])[]; readonly signs: string }

export function readyPost(known: KnownPost): ReadyPost {
  const { post, author } = known
  const said = [
    post.text.text,
    post.contentWarning ?? '',
    ...post.media.map(({ alt }) => alt),
    ...(post.poll?.options.map(({ title }) => title) ?? []),
    post.linkCard?.title ?? '',
    post.linkCard?.description ?? '',
  ]
  const addresses = [post.linkCard?.url ?? '', ...post.text.spans.map((span) => (span.kind === 'link' ? span.uri : ''))]
  const parts = [...said, ...addresses.map((address) => address.replace(/^https?:\/\//, '')), author.handle, author.displayName]
  return { ...known, parts: parts.map((part) => atomsOf(fold(part))), signs: said.map(oneSpaced).join('\n') }
}

function oneSpaced(text: string): string {
  return fold(text).replaceAll('://', ' ').replaceAll(/\s+/g, ' ').trim()
}

type Wanted = { readonly atoms: readonly Atom[]; readonly signs: string | null; readonly exact: boolean; readonly not: boolean }

/** Null for a word that asks for nothing. */
function wantedOf({ text, exact, not }: SearchWord): Wanted | null {
  const plain = text.replace(/^https?:\/\//i, '')
  const atoms = atomsOf(fold(plain))
  const signs = oneSpaced(plain)
  // Punctuation joins words; all other signs, and any two together, are meant as they stand.
  const signed = /[\p{S}#%&*\\]/u.test(signs) || /[^\s\p{L}\p{N}\p{M}\p{C}]{2}/u.test(signs)
  return atoms.length === 0 && !signed ? null : { atoms, signs: signed ? signs : null, exact, not }
}

function hasWord(post: ReadyPost, { atoms, signs, exact, not }: Wanted): boolean {
  if (not && signs !== null) return post.signs.includes(signs)
  if (signs !== null && !post.signs.includes(signs)) return false
  return atoms.length === 0 || post.parts.some((part) => hasPhrase(part, atoms, exact || not))
}

function holds({ post, author, seenBy }: KnownPost, filter: SearchFilter, own: ReadonlySet<string>): boolean {
  switch (filter.kind) {
    case 'from':
      return author.handle.toLowerCase().startsWith(filter.value.toLowerCase())
    case 'network':
      return post.platform.startsWith(filter.value)
    case 'account':
      return seenBy.some(({ handle }) => handle.startsWith(filter.value))
    case 'lang':
      return post.languages.some((tag) => `${tag.toLowerCase()}-`.startsWith(`${filter.value}-`))
    case 'has':
      return {
        image: post.media.some(({ kind }) => kind === 'image'),
        video: post.media.some(({ kind }) => kind === 'video' || kind === 'gif'),
        link: post.linkCard !== null || post.text.spans.some(({ kind }) => kind === 'link'),
        poll: post.poll !== null,
        quote: post.quote?.postId != null,
      }[filter.value]
    case 'is':
      return {
        mine: own.has(author.id),
        liked: seenBy.some(({ liked }) => liked),
        reposted: seenBy.some(({ reposted }) => reposted),
        bookmarked: seenBy.some(({ bookmarked }) => bookmarked),
        reply: post.replyTo !== null,
      }[filter.value]
    case 'before':
      return post.createdAt < filter.at
    case 'after':
      return post.createdAt >= filter.at
  }
}

/** The ids of all posts that a query is for, newest first: every post is looked at. */
export function referenceSearch(posts: readonly ReadyPost[], query: SearchQuery, own: ReadonlySet<string>): string[] {
  const words = query.words.map(wantedOf).filter((word) => word !== null)
  if (query.filters.length === 0 && words.every(({ not }) => not)) return []
  return posts
    .filter(
      (post) =>
        !post.deleted &&
        query.filters.every((filter) => holds(post, filter, own) !== ('not' in filter && filter.not)) &&
        words.every((word) => hasWord(post, word) !== word.not),
    )
    .toSorted((a, b) => b.post.createdAt - a.post.createdAt || b.arrival - a.arrival)
    .map(({ post }) => post.id)
}
