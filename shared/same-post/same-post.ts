import type { CanonicalPost } from '../model/canonical-post.ts'
import { isCarried } from './bridges.ts'
import { compareMedia, type MediaRelation } from './compare-media.ts'
import { compareTexts, weightOf, type TextRelation } from './compare-texts.ts'
import { isShortened, plainLink } from './links.ts'
import { outlineOf, type Outline } from './outline.ts'
import { linkPeople, type KnownAuthor, type PeopleFacts, type PersonLink } from './people.ts'

/** A post and who wrote it; with its outline where that was made before. */
export type KnownPost = KnownAuthor & { readonly post: CanonicalPost; readonly outline?: Outline }

/** What two posts have in common that makes them one. */
export type SameReason = 'bridged' | 'text' | 'shortened' | 'link' | 'media'

/** What was decided about two posts, and why. `fuller` says which of them says more, where one does. */
export type Verdict =
  | { readonly same: true; readonly reason: SameReason; readonly person: PersonLink | null; readonly fuller: 'a' | 'b' | null }
  | { readonly same: false; readonly reason: Difference }

/** The first thing that told two posts apart. */
export type Difference = 'network' | 'people' | 'audience' | 'conversation' | 'poll' | 'quote' | 'time' | 'pictures' | 'links' | 'text'

/** A short text is the same only when it comes at once; greetings are said again. Tools take seconds, people who paste a minute. */
const AT_ONCE_MS = 2 * 60_000
/** Pasting, uploading again, a crossposter that looks every quarter of an hour. */
const SOON_MS = 16 * 60_000
/** Planned for other hours, or a tool that reads feeds; more is said again. */
const SCHEDULED_MS = 8 * 60 * 60_000
/** Posts that are further apart are never the same, unless a bridge carried one over. */
export const SAME_POST_WINDOW_MS = SCHEDULED_MS

/** Letters (see `weightOf`) of a text that nobody writes twice within a quarter of an hour. */
const OWN_WORDS = 20
/** … within hours; and what an unmarked beginning of a longer text needs. */
const LONG = 60
/** … of which not even two people of one name write the same. */
const OWN_SENTENCE = 45
/** A beginning that says by dots or a number that more follows. */
const BEGINNING = 24

/**
 * Whether two posts of different networks are the same one, said twice. They are when one person wrote both, about at the same time, with
 * the same words (as far as networks and tools let them be) and nothing attached that tells them apart. When in doubt they are not: two
 * cards for one post are a nuisance, one card for two posts hides something.
 */
export function samePost(a: KnownPost, b: KnownPost, facts: PeopleFacts, person: PersonLink | null = linkPeople(a, b, facts)): Verdict {
  if (a.post.platform === b.post.platform) return different('network')
  if (isCarried(a.post.id, b.post.id)) return { same: true, reason: 'bridged', person, fuller: null }
  if (person === null) return different('people')
  if (a.post.visibility === 'direct' || b.post.visibility === 'direct') return different('audience')
  const placeA = placeInThread(a.post)
  if (placeA === 'answer' || placeA !== placeInThread(b.post)) return different('conversation')
  if (!samePoll(a.post, b.post)) return different('poll')

  const outlines = { a: a.outline ?? outlineOf(a.post), b: b.outline ?? outlineOf(b.post) }
  if (!sameQuote(a.post, b.post, outlines)) return different('quote')
  const apart = Math.abs(a.post.createdAt - b.post.createdAt)
  if (apart > SCHEDULED_MS) return different('time')
  const media = compareMedia(a.post.media, b.post.media)
  if (media === 'conflict') return different('pictures')
  const links = compareLinks(a.post, b.post, outlines)
  if (links === 'conflict') return different('links')
  if (outlines.a.part !== null && outlines.b.part !== null && outlines.a.part !== outlines.b.part) return different('text')

  const text = compareTexts(outlines.a, outlines.b, { a: a.post.platform, b: b.post.platform })
  const found = { a, b, outlines, apart, media, links, text, person }
  const reason = reasonOf(found)
  if (reason === null) return different(text.kind === 'equal' || text.kind === 'shortened' ? 'time' : 'text')
  return { same: true, reason, person, fuller: text.kind === 'shortened' ? (text.shorter === 'a' ? 'b' : 'a') : null }
}

/**
 * Whether a post with this outline may be the same as any of another network that is so many milliseconds away: false where `samePost` says no,
 * whatever the other one is; unless a bridge carried it over. To be asked before the other one is read.
 */
export function mayBeSame(outline: Outline, apartMs: number): boolean {
  return apartMs <= SOON_MS || (apartMs <= SCHEDULED_MS && weightOf(outline.letters) >= LONG)
}

function different(reason: Difference): Verdict {
  return { same: false, reason }
}

type LinkRelation = 'agree' | 'open' | 'conflict'

type Found = {
  readonly a: KnownPost
  readonly b: KnownPost
  readonly outlines: { readonly a: Outline; readonly b: Outline }
  /** Milliseconds between them. */
  readonly apart: number
  readonly media: MediaRelation
  readonly links: LinkRelation
  readonly text: TextRelation
  readonly person: PersonLink
}

function reasonOf(found: Found): SameReason | null {
  const { a, b, outlines, apart, media, links, text, person } = found
  const weight = Math.min(weightOf(outlines.a.letters), weightOf(outlines.b.letters))
  const program = a.author.bot || b.author.bot
  const within = program && person.reason !== 'bridge' ? AT_ONCE_MS : SCHEDULED_MS
  if (apart > within) return null
  if (person.weak && !isOwnSentence(found, weight)) return null
  switch (text.kind) {
    case 'equal':
      if (apart <= AT_ONCE_MS) return 'text'
      if (apart <= SOON_MS) return weight >= OWN_WORDS || links === 'agree' || media === 'agree' ? 'text' : null
      return weight >= LONG ? 'text' : null
    case 'shortened': {
      const shorter = text.shorter === 'a' ? { post: a.post, outline: outlines.a } : { post: b.post, outline: outlines.b }
      const refers = refersTo(shorter.outline, text.shorter === 'a' ? b.post : a.post)
      if (weight >= LONG && (apart <= SOON_MS || refers || text.marked)) return 'shortened'
      return apart <= SOON_MS && (text.marked || refers) && weight >= BEGINNING ? 'shortened' : null
    }
    case 'mended':
      return apart <= SOON_MS && !program ? 'text' : null
    case 'led-in':
      return apart <= SOON_MS && weight >= OWN_SENTENCE && !program ? 'text' : null
    case 'retold':
      return apart <= AT_ONCE_MS && links === 'agree' && !program && !person.weak ? 'link' : null
    case 'empty':
      if (person.weak || apart > SOON_MS) return null
      if (media === 'agree') return 'media'
      return links === 'agree' && apart <= AT_ONCE_MS ? 'link' : null
    case 'different':
      return null
  }
}

/** Whether a text is so much one's own that a name alone says whose it is: long, soon, and not the title of the page it links to. */
function isOwnSentence({ a, b, apart, text, outlines }: Found, weight: number): boolean {
  if (apart > SOON_MS || weight < OWN_SENTENCE || (text.kind !== 'equal' && text.kind !== 'shortened')) return false
  const titles = [a.post.linkCard?.title, b.post.linkCard?.title].flatMap((title) => (title === undefined ? [] : [outlineOfTitle(title)]))
  return !titles.some((title) => title !== '' && (outlines.a.letters.includes(title) || title.includes(outlines.a.letters)))
}

function outlineOfTitle(title: string): string {
  return outlineOf({ text: { text: title, spans: [] }, linkCard: null, contentWarning: null }).letters
}

/** Answers to others belong to their conversation, which the other network does not have. */
function placeInThread({ replyTo, authorId }: CanonicalPost): 'first' | 'going-on' | 'answer' {
  if (replyTo === null) return 'first'
  return replyTo.authorId === authorId ? 'going-on' : 'answer'
}

function samePoll(a: CanonicalPost, b: CanonicalPost): boolean {
  if (a.poll === null || b.poll === null) return a.poll === b.poll
  const [one, two] = [a.poll.options, b.poll.options]
  return one.length === two.length && one.every(({ title }, index) => title.trim() === two[index]?.title.trim())
}

/** A quoted post on a network that has quotes is its address on one that has none. Two quotes cannot be compared. */
function sameQuote(a: CanonicalPost, b: CanonicalPost, outlines: { readonly a: Outline; readonly b: Outline }): boolean {
  if (a.quote === null && b.quote === null) return true
  if (a.quote !== null && b.quote !== null) return false
  return a.quote === null ? namesQuoted(outlines.a, b) : namesQuoted(outlines.b, a)
}

/** The last part of an id, as it stands at the end of the post's address. */
const KEY_LENGTH = 6

function namesQuoted({ links }: Outline, { quote }: CanonicalPost): boolean {
  const key = quote?.postId?.split('/').at(-1) ?? ''
  return key.length >= KEY_LENGTH && links.some((link) => link.endsWith(`/${key}`))
}

/** Whether the text of a post leads to the other one. */
function refersTo({ links }: Outline, other: CanonicalPost): boolean {
  const address = other.url === null ? null : plainLink(other.url)
  return address !== null && links.includes(address)
}

function compareLinks(a: CanonicalPost, b: CanonicalPost, outlines: { readonly a: Outline; readonly b: Outline }): LinkRelation {
  const [ownA, ownB] = [linksOf(outlines.a, a, b), linksOf(outlines.b, b, a)]
  if (ownA.length === 0 || ownB.length === 0) return 'open'
  if (ownA.some((link) => ownB.includes(link))) return 'agree'
  return [...ownA, ...ownB].some(isShortened) ? 'open' : 'conflict'
}

/** The addresses in a post, without those of the two posts themselves and of what is quoted. */
function linksOf({ links }: Outline, a: CanonicalPost, b: CanonicalPost): readonly string[] {
  const posts = new Set([a.url, b.url].flatMap((url) => (url === null ? [] : [plainLink(url)])))
  const quoted = [a, b].flatMap(({ quote }) => quote?.postId?.split('/').at(-1) ?? [])
  return links.filter((link) => !posts.has(link) && !quoted.some((key) => link.endsWith(`/${key}`)))
}

/** A later post of a thread says so much of the long post at least. Weight of letters. */
const PART = 12

/**
 * Whether a later post of a thread says a part of what one long post says. To be asked only where the thread's earlier posts are the
 * beginning of the long one.
 */
export function isPartOf(part: CanonicalPost, whole: CanonicalPost): boolean {
  if (part.poll !== null || part.quote !== null || part.visibility === 'direct') return false
  const [said, all] = [outlineOf(part).letters, outlineOf(whole).letters]
  return weightOf(said) >= PART && said.length < all.length && all.includes(said)
}
