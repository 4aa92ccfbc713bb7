import { fold } from '../../../shared/search/fold.ts'
import { signTermsOfAll, signText } from '../../../shared/search/signs.ts'
import { joinedTermsOf, termTextsOf } from '../../../shared/search/terms.ts'
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
  let left = MAX_INDEXED
  const add = (parts: string[], part: string | null): void => {
    if (part === null || part === '' || left === 0) return
    const cut = part.length <= left ? part.toWellFormed() : part.slice(0, left).toWellFormed()
    left -= cut.length
    parts.push(fold(cut))
  }
  const said: string[] = []
  add(said, text)
  add(said, contentWarning)
  for (const { alt } of media) add(said, alt)
  for (const { title } of poll?.options ?? []) add(said, title)
  if (linkCard !== null) {
    add(said, linkCard.title)
    add(said, linkCard.description)
  }
  const links = new Set<string>()
  if (linkCard !== null) links.add(linkCard.url)
  for (const span of spans) if (span.kind === 'link') links.add(span.uri)
  const addresses: string[] = []
  for (const link of links) add(addresses, link.replace(/^https?:\/\//i, ''))
  return { said, addresses }
}

/** The words and signs of a post, as a search compares them. */
export type PostWords = { readonly words: readonly string[]; readonly author: readonly string[]; readonly signs: string }

/** Everything of a post that a search for words can find: its text, its warning, what its pictures show, its poll, its links, its author. */
export function wordsOf(post: Searchable): PostWords {
  const { said, addresses } = partsOf(post)
  return {
    words: termsOfParts([...said, ...addresses]),
    author: termsOfAuthor(post).terms,
    signs: said.map(signText).join('\n'),
  }
}

/** So much is kept of what comes again with every post: names of authors, conditions of networks, accounts and languages. */
const MOST_KEPT = 2_000

function keep<Key, Value>(all: Map<Key, Value>, key: Key, made: Value): Value {
  if (all.size >= MOST_KEPT) all.clear()
  all.set(key, made)
  return made
}

type AuthorTerms = { readonly handle: string; readonly displayName: string; readonly terms: readonly string[]; readonly joined: string }
const keptAuthors = new Map<number, AuthorTerms>()

function termsOfAuthor({ authorRow, handle, displayName }: Searchable): AuthorTerms {
  const kept = keptAuthors.get(authorRow)
  if (kept?.handle === handle && kept.displayName === displayName) return kept
  const terms = termsOfParts([fold(handle), fold(displayName)])
  return keep(keptAuthors, authorRow, { handle, displayName, terms, joined: terms.join(' ') })
}

function termsOfParts(parts: readonly string[]): readonly string[] {
  const [first = '', ...others] = parts
  const terms = termTextsOf(first)
  for (const part of others) {
    terms.push(BREAK)
    for (const term of termTextsOf(part)) terms.push(term)
  }
  return terms
}

/** The columns of `post_terms` for a post. */
export type SearchDocument = { readonly words: string; readonly author: string; readonly signs: string; readonly facets: string }

/** What is indexed of a post: its `wordsOf` as terms with spaces between them, and its conditions. */
export function documentOf(post: Searchable, seenBy: SeenBy): SearchDocument {
  const { said, addresses } = partsOf(post)
  let words = ''
  for (const parts of [said, addresses])
    for (const part of parts) words += words === '' ? joinedTermsOf(part) : ` ${BREAK} ${joinedTermsOf(part)}`
  return { words, author: termsOfAuthor(post).joined, signs: signTermsOfAll(said).join(' '), facets: facetsOf(post, seenBy) }
}

/** A condition as a term; without spaces, which would make it two. */
export function facet(name: string, value: string | number): string {
  return `${name}:${String(value)
    .toWellFormed()
    .toLowerCase()
    .replaceAll(/[\s\p{Cc}]/gu, '')
    .slice(0, 200)}`
}

/** Put together as it goes, which takes half as long as a list. */
function facetsOf({ body, platform, authorRow }: Searchable, seenBy: SeenBy): string {
  const { languages, media, linkCard, poll, quote, replyTo, spans } = body
  let facets = `${keptNetworks.get(platform) ?? keep(keptNetworks, platform, facet('network', platform))} by:${authorRow}`
  for (const accountId of seenBy.accountIds)
    facets += ` ${keptAccounts.get(accountId) ?? keep(keptAccounts, accountId, facet('account', accountId))}`
  const [language] = languages
  if (languages.length === 1 && language !== undefined) for (const one of languageFacets(language)) facets += ` ${one}`
  else if (languages.length > 1) for (const one of new Set(languages.slice(0, 8).flatMap(languageFacets))) facets += ` ${one}`
  if (media.length > 0) {
    if (media.some(({ kind }) => kind === 'image')) facets += ' has:image'
    if (media.some(({ kind }) => kind === 'video' || kind === 'gif')) facets += ' has:video'
  }
  if (linkCard !== null || spans.some(({ kind }) => kind === 'link')) facets += ' has:link'
  if (poll !== null) facets += ' has:poll'
  if (quote?.postId != null) facets += ' has:quote'
  if (replyTo !== null) facets += ' is:reply'
  if (seenBy.liked) facets += ' is:liked'
  if (seenBy.reposted) facets += ' is:reposted'
  if (seenBy.bookmarked) facets += ' is:bookmarked'
  return facets
}

const keptNetworks = new Map<string, string>()
const keptAccounts = new Map<string, string>()
const keptLanguages = new Map<string, readonly string[]>()

/** A language and what it is a kind of: `zh-Hant-TW` is found as `zh` and `zh-Hant` too. */
function languageFacets(tag: string): readonly string[] {
  const kept = keptLanguages.get(tag)
  if (kept !== undefined) return kept
  const parts = tag.slice(0, 35).split('-')
  return keep(
    keptLanguages,
    tag,
    parts.map((_, index) => facet('lang', parts.slice(0, index + 1).join('-'))),
  )
}
