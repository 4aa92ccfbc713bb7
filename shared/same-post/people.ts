import type { Author } from '../model/author.ts'
import type { DraftMention } from '../model/draft.ts'
import { handlesBeforeBridge } from './bridges.ts'
import { plainLink } from './links.ts'

/** An author with what the profile says, addresses included; empty where it was not read. */
export type KnownAuthor = { readonly author: Author; readonly about: string }

/** What the reader has to say about people. */
export type PeopleFacts = {
  /** The authors that are the reader's own accounts. */
  readonly own: ReadonlySet<string>
  /** `settings.knownPeople`. */
  readonly known: readonly DraftMention[]
}

/** Why two authors are held to be one person. */
export type PersonReason = 'own' | 'known' | 'bridge' | 'profile' | 'domain' | 'name-and-handle' | 'name' | 'handle' | 'before'

/** `weak`: a coincidence cannot be ruled out, so that only a long text of one's own counts. */
export type PersonLink = { readonly reason: PersonReason; readonly weak: boolean }

/** Handles that many have: they say nothing. */
const common = new Set('admin bot contact editor hello info mail me news official press support team the'.split(' '))
/** A root of a handle that is shorter is shared by many. Letters. */
const OWN_HANDLE = 6
/** A name of one word is shared by many, also a short one of two. Letters; of writing without spaces `OWN_NAME_DENSE`. */
const OWN_NAME = 8
const OWN_NAME_DENSE = 3

/** Whether two authors on different networks are the same person, and by what; null where nothing says so. */
export function linkPeople(a: KnownAuthor, b: KnownAuthor, facts: PeopleFacts): PersonLink | null {
  if (facts.own.has(a.author.id) && facts.own.has(b.author.id)) return { reason: 'own', weak: false }
  if (facts.known.some((person) => names(person, a.author) && names(person, b.author))) return { reason: 'known', weak: false }
  if (isBridgeOf(a.author.handle, b.author.handle) || isBridgeOf(b.author.handle, a.author.handle)) return { reason: 'bridge', weak: false }
  if (pointsTo(a.about, b.author) || pointsTo(b.about, a.author)) return { reason: 'profile', weak: false }

  const [nameA, nameB] = [plainName(a.author.displayName), plainName(b.author.displayName)]
  const alike = nameA !== '' && nameB !== '' && (contains(nameA, nameB) || contains(nameB, nameA))
  const domain = sharesDomain(a.author.handle, b.author.handle) ?? sharesDomain(b.author.handle, a.author.handle)
  if (domain !== null) return { reason: 'domain', weak: domain === 'server' && !alike }
  const root = handleRoot(a.author.handle)
  const sameRoot = root !== '' && root === handleRoot(b.author.handle)
  if (nameA === nameB && nameA !== '' && sameRoot) return { reason: 'name-and-handle', weak: common.has(root) }
  if (nameA === nameB && isFullName(nameA)) return { reason: 'name', weak: true }
  if (sameRoot && root.length >= OWN_HANDLE && !common.has(root)) return { reason: 'handle', weak: true }
  return null
}

function names(person: DraftMention, author: Author): boolean {
  return [person, ...person.elsewhere].some(
    ({ platform, handle }) => platform === author.platform && handle.toLowerCase() === author.handle.toLowerCase(),
  )
}

function isBridgeOf(bridged: string, original: string): boolean {
  return handlesBeforeBridge(bridged).includes(original.toLowerCase())
}

/** Whether a profile names the other account, by its address or its whole handle. */
function pointsTo(about: string, { handle, url }: Author): boolean {
  if (about === '' || !handle.includes('.')) return false
  const lower = about.toLowerCase()
  const address = url === null ? null : plainLink(url)?.toLowerCase()
  return isNamed(lower, handle.toLowerCase()) || (address != null && isNamed(lower, address))
}

/** Whether a name stands in a text and is not a part of a longer one. */
function isNamed(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    if (!/[\p{L}\p{N}.-]/u.test(text.charAt(at - 1)) && !/^(?:[\p{L}\p{N}_-]|[.@][\p{L}\p{N}])/u.test(text.slice(at + name.length)))
      return true
  }
  return false
}

/** A handle that is a domain, and one on a server of that domain: `alice.example` and `alice@alice.example`, `me.example.com` and `me@example.com`. */
function sharesDomain(domain: string, federated: string): 'server' | 'name' | null {
  const [local = '', server, ...more] = federated.toLowerCase().split('@')
  const plain = domain.toLowerCase()
  if (server === undefined || more.length > 0 || plain.includes('@')) return null
  if (plain === `${local}.${server}`) return 'name'
  return plain === server || plain === server.replace(/^(?:social|mastodon|fedi)\./, '') ? 'server' : null
}

/** The part of a handle that people keep from network to network: `amara` of `amara.example.com` and of `amara@tidepool.example`. */
function handleRoot(handle: string): string {
  return (/^[^.@]+/.exec(handle.toLowerCase())?.[0] ?? '').replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** A display name without what people hang on to it: emoji, pronouns, badges. */
function plainName(name: string): string {
  return name
    .normalize('NFKC')
    .replaceAll(/:[\w-]+:|[([{].*?[)\]}]|[|•·].*$|[\ufe0e\ufe0f\u200d]/gu, ' ')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
}

function contains(name: string, part: string): boolean {
  return ` ${name} `.includes(` ${part} `)
}

function isFullName(name: string): boolean {
  if (/[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}]/u.test(name)) return name.replaceAll(' ', '').length >= OWN_NAME_DENSE
  return name.includes(' ') && name.length > OWN_NAME
}
