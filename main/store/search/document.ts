import { fold } from '../../../shared/search/fold.ts'
import { signText, signTermsOf } from '../../../shared/search/signs.ts'
import { termTextsOf } from '../../../shared/search/terms.ts'
import type { PostBody } from '../tables/posts.ts'

/** What is indexed of one post, at most. UTF-16 units. */
const MAX_INDEXED = 20_000
/** Stands between two parts of a post, so that no phrase reaches from one into the other. Never a word itself. */
const BREAK = '|'

/** A post as far as a search can find it. */
export type Searchable = {
  readonly text: string
  readonly body: PostBody
  readonly platform: string
  readonly authorRow: number
  readonly handle: string
  readonly displayName: string
}

/** The person's accounts that have seen a post, and what they did to it. */
export type SeenBy = {
  readonly accountIds: readonly string[]
  readonly liked: boolean
  readonly reposted: boolean
  readonly bookmarked: boolean
}

/** What people can read in a post, and what it links to; each part by itself. */
function partsOf({ text, body }: Searchable): { readonly said: string[]; readonly addresses: string[] } {
  const { contentWarning, media, poll, linkCard, spans } = body
  const said = [text, contentWarning, ...media.map(({ alt }) => alt), ...(poll?.options ?? []).map(({ title }) => title)]
  if (linkCard !== null) said.push(linkCard.title, linkCard.description)
  const addresses = [linkCard?.url, ...spans.map((span) => (span.kind === 'link' ? span.uri : null))]
  let left = MAX_INDEXED
  const kept = (parts: readonly (string | null | undefined)[]): string[] => {
    const filled: string[] = []
    for (const part of parts) {
      const cut = (part ?? '').slice(0, left).toWellFormed()
      left -= cut.length
      if (cut !== '') filled.push(fold(cut))
    }
    return filled
  }
  return { said: kept(said), addresses: kept([...new Set(addresses)].map((address) => address?.replace(/^https?:\/\//i, ''))) }
}

/** The words and signs of a post, as a search compares them. */
export type PostWords = { readonly words: readonly string[]; readonly author: readonly string[]; readonly signs: string }

/** Everything of a post that a search for words can find: its text, its warning, what its pictures show, its poll, its links, its author. */
export function wordsOf(post: Searchable): PostWords {
  const { said, addresses } = partsOf(post)
  return {
    words: [...said, ...addresses].flatMap((part, index) => {
      const terms = termTextsOf(part)
      return index === 0 ? terms : [BREAK, ...terms]
    }),
    author: [post.handle, post.displayName].flatMap((part, index) => {
      const terms = termTextsOf(fold(part))
      return index === 0 ? terms : [BREAK, ...terms]
    }),
    signs: said.map(signText).join('\n'),
  }
}

/** The columns of `post_terms` for a post. */
export function documentOf(post: Searchable, seenBy: SeenBy): { words: string; author: string; signs: string; facets: string } {
  const { words, author, signs } = wordsOf(post)
  return {
    words: words.join(' '),
    author: author.join(' '),
    signs: signTermsOf(signs.replaceAll('\n', ' ')).join(' '),
    facets: facetsOf(post, seenBy).join(' '),
  }
}

/** A condition as a term; without spaces, which would make it two. */
export function facet(name: string, value: string | number): string {
  return `${name}:${String(value)
    .toWellFormed()
    .toLowerCase()
    .replaceAll(/[\s\p{Cc}]/gu, '')
    .slice(0, 200)}`
}

function facetsOf({ body, platform, authorRow }: Searchable, seenBy: SeenBy): string[] {
  const facets = [facet('network', platform), facet('by', authorRow)]
  for (const accountId of seenBy.accountIds) facets.push(facet('account', accountId))
  facets.push(...new Set(body.languages.slice(0, 8).flatMap(languageFacets)))
  const kinds = new Set(body.media.map(({ kind }) => kind))
  const holds = {
    'has:image': kinds.has('image'),
    'has:video': kinds.has('video') || kinds.has('gif'),
    'has:link': body.linkCard !== null || body.spans.some(({ kind }) => kind === 'link'),
    'has:poll': body.poll !== null,
    'has:quote': body.quote?.postId != null,
    'is:reply': body.replyTo !== null,
    'is:liked': seenBy.liked,
    'is:reposted': seenBy.reposted,
    'is:bookmarked': seenBy.bookmarked,
  }
  for (const [name, holdsIt] of Object.entries(holds)) if (holdsIt) facets.push(name)
  return facets
}

/** A language and what it is a kind of: `zh-Hant-TW` is found as `zh` and `zh-Hant` too. */
function languageFacets(tag: string): string[] {
  const parts = tag.slice(0, 35).split('-')
  return parts.map((_, index) => facet('lang', parts.slice(0, index + 1).join('-')))
}
