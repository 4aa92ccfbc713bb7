import type { NormalisedPost, ReadBatch } from '../../../main/connectors/connector.ts'
import type { StoredAccount } from '../../../main/store/tables/accounts.ts'
import type { Author } from '../../../shared/model/author.ts'
import type { CanonicalPost, LinkCard, Poll } from '../../../shared/model/canonical-post.ts'
import type { MediaAttachment } from '../../../shared/model/media.ts'
import type { RichTextSpan } from '../../../shared/model/rich-text.ts'
import { accountOf, authorOf, MINUTE, normalisedAuthor, normalisedPost, postOf } from '../../store/builders.ts'
import { seeded, type Chance } from '../../support/seeded.ts'
import { nameOf, TAGS, writtenBy } from './words.ts'

/** One read of one account: what its network would have answered. */
export type ReadPage = { readonly account: StoredAccount; readonly at: number; readonly batch: ReadBatch }

const ACCOUNTS = 6
const NETWORKS = ['testnet', 'othernet'] as const
/** Posts of one read. */
const PER_PAGE = 40
/** From one post of all feeds to the next, on average. */
const EVERY_MS = 2.5 * MINUTE
/** What is answered, quoted and reposted is mostly recent. */
const REMEMBERED = 4_000

/** The accounts of somebody who reads on two networks; nothing reads for them. */
export function yearsAccounts(now: number): readonly StoredAccount[] {
  return Array.from({ length: ACCOUNTS }, (_, index) =>
    accountOf(`me${index}`, { platform: networkOf(index), state: { kind: 'paused' }, addedAt: now, position: index }),
  )
}

function networkOf(index: number): string {
  return NETWORKS[index % NETWORKS.length] ?? NETWORKS[0]
}

/** What is going on in a network. */
type Network = {
  readonly name: string
  /** The last of it. */
  readonly recent: CanonicalPost[]
  /** What was written on the other one and comes here next. */
  readonly echoes: { readonly post: CanonicalPost; readonly writer: number }[]
  /** What another account of this one reads too. */
  shared: NormalisedPost[]
}

/**
 * What somebody reads in years of use, read by read and the oldest first, until about `now`: posts of every length in many scripts, a third of
 * them answers, some to the same post by hundreds; pictures, videos, cards, quotes, polls, warnings; reposts; the same post on both
 * networks; the same post in two feeds; and notifications. The same for the same seed.
 */
export function* yearsOf(posts: number, now: number, seed = 7): Generator<ReadPage> {
  const chance = seeded(seed)
  const accounts = yearsAccounts(now)
  const names = Array.from({ length: Math.min(20_000, 400 + Math.floor(posts / 40)) }, (_, writer) => nameOf(chance, writer))
  const networks: readonly Network[] = NETWORKS.map((name) => ({ name, recent: [], echoes: [], shared: [] }))
  let at = now - posts * EVERY_MS
  let written = 0
  for (let page = 0; written < posts; page++) {
    const account = accounts[page % accounts.length]
    const network = networks[page % networks.length]
    const elsewhere = networks[(page + 1) % networks.length]
    if (account === undefined || network === undefined || elsewhere === undefined) throw new Error('An account without a network')
    const authors = new Map<string, Author>()
    const told = (author: Author): Author => {
      authors.set(author.id, author)
      return author
    }
    const person = (writer: number): Author => told(personOn(network.name, writer, names[writer] ?? ''))
    const batch: NormalisedPost[] = []
    const entries: ReadBatch['entries'][number][] = []
    const show = (post: NormalisedPost): void => {
      batch.push(post)
      entries.push({ postId: post.post.id, repostedBy: null, sortAt: post.post.createdAt })
    }
    for (const post of network.shared) {
      told(authorNamed(post.post, names))
      show(post)
    }
    network.shared = []
    for (let count = Math.min(PER_PAGE, posts - written); count > 0; count--, written++) {
      at += Math.round(2 * EVERY_MS * chance.next())
      const echo = network.echoes.shift()
      const writer = echo?.writer ?? Math.floor(names.length * chance.next() ** 3)
      const isOwn = echo === undefined && chance.next() < 0.01
      const author = isOwn ? told(authorOf(account.id.replace('acc_', ''), { platform: network.name })) : person(writer)
      const said = echo === undefined ? newPost(chance, writer, at, network.recent) : saidAgain(echo.post)
      const post: CanonicalPost = { ...postOf(String(written), '', at), platform: network.name, authorId: author.id, ...said }
      const seen = normalisedPost(post, { liked: chance.next() < 0.02, bookmarked: chance.next() < 0.005, reposted: chance.next() < 0.005 })
      show(seen)
      network.recent.push(post)
      if (network.recent.length > 2 * REMEMBERED) network.recent.splice(0, REMEMBERED)
      if (echo === undefined && !isOwn && chance.next() < 0.03) elsewhere.echoes.push({ post, writer })
      if (chance.next() < 0.12 && !isOwn) network.shared.push(seen)
      if (chance.next() < 0.2) {
        const again = chance.pick(network.recent.slice(-400))
        told(authorNamed(again, names))
        entries.push({ postId: again.id, repostedBy: person(chance.below(names.length)).id, sortAt: at + 1 })
      }
    }
    const inbox = noticesOf(chance, page, at, network.recent, () => person(Math.floor(names.length * chance.next() ** 2)).id)
    yield {
      account,
      at,
      batch: {
        posts: batch.toReversed(),
        authors: [...authors.values()].map((author) => normalisedAuthor(author)),
        entries: entries.toSorted((a, b) => b.sortAt - a.sortAt),
        inbox,
        older: null,
        chronological: true,
        skipped: 0,
      },
    }
  }
}

function personOn(network: string, writer: number, displayName: string): Author {
  return authorOf(`${network}-${writer}`, { platform: network, handle: `person${writer}.${network}.example`, displayName })
}

/** The author of a post that was read before. */
function authorNamed({ authorId, platform }: CanonicalPost, names: readonly string[]): Author {
  const writer = /-(\d+)$/.exec(authorId)?.[1]
  if (writer === undefined) return authorOf(authorId.replace('author:', ''), { platform })
  return personOn(platform, Number(writer), names[Number(writer)] ?? '')
}

function saidAgain({ text, media, languages, linkCard }: CanonicalPost): Partial<CanonicalPost> {
  return { text, media, languages, linkCard }
}

function newPost(chance: Chance, writer: number, at: number, recent: readonly CanonicalPost[]): Partial<CanonicalPost> {
  const { text, language } = writtenBy(chance, writer)
  const answered = recent.length > 50 && chance.next() < 0.3 ? answeredOf(chance, recent) : null
  const quoted = recent.length > 50 && chance.next() < 0.04 ? chance.pick(recent.slice(-1_000)) : null
  const parts = new Parts()
  if (answered !== null && chance.next() < 0.6) parts.mention(answered.authorId)
  parts.words(text)
  for (let tags = chance.next() < 0.15 ? 1 + chance.below(3) : 0; tags > 0; tags--) parts.tag(chance.pick(TAGS))
  const linked = chance.next() < 0.18 ? `https://news${chance.below(300)}.example.com/${at.toString(36)}` : null
  if (linked !== null) parts.link(linked)
  return {
    text: parts.text(),
    languages: chance.next() < 0.9 ? [language] : [],
    media: mediaOf(chance, text),
    linkCard: linked !== null && chance.next() < 0.8 ? cardOf(linked, text) : null,
    poll: chance.next() < 0.005 ? pollOf(at) : null,
    contentWarning: chance.next() < 0.04 ? text.slice(0, 30) : null,
    quote: quoted === null ? null : { postId: quoted.id, state: 'available' },
    replyTo: answered === null ? null : { postId: answered.id, authorId: answered.authorId, authorHandle: null },
    threadRootId: answered === null ? null : (answered.threadRootId ?? answered.id),
    metrics: {
      replies: chance.below(20),
      reposts: chance.below(50),
      likes: Math.floor(3_000 ** chance.next()),
      quotes: chance.below(5),
      bookmarks: null,
      views: null,
      measuredAt: at,
    },
  }
}

/** Mostly one of the last; now and then the one post of a day that everybody answers. */
function answeredOf(chance: Chance, recent: readonly CanonicalPost[]): CanonicalPost {
  const popular = recent[Math.floor(recent.length / 1_000) * 1_000]
  if (popular !== undefined && chance.next() < 0.2) return popular
  return chance.pick(recent.slice(-Math.ceil(200 ** chance.next())))
}

/** A text made of parts that mean something, with the places they are at. */
class Parts {
  private all = ''
  private readonly spans: RichTextSpan[] = []

  words(text: string): void {
    this.add(text)
  }

  mention(authorId: string): void {
    const handle = `${authorId.replace('author:', '')}.example`
    this.spans.push({ kind: 'mention', ...this.add(`@${handle}`), authorId, handle, uri: null })
  }

  tag(tag: string): void {
    this.spans.push({ kind: 'tag', ...this.add(`#${tag}`), tag })
  }

  link(uri: string): void {
    this.spans.push({ kind: 'link', ...this.add(uri.replace('https://', '').slice(0, 30)), uri })
  }

  text(): CanonicalPost['text'] {
    return { text: this.all, spans: this.spans }
  }

  private add(part: string): { start: number; end: number } {
    if (this.all !== '') this.all += ' '
    const start = this.all.length
    this.all += part
    return { start, end: this.all.length }
  }
}

function mediaOf(chance: Chance, text: string): MediaAttachment[] {
  const kind = chance.next()
  const one = (type: MediaAttachment['kind']): MediaAttachment => {
    const name = Math.floor(chance.next() * 2 ** 40).toString(36)
    return {
      kind: type,
      url: `https://media.example.com/${name}/original`,
      previewUrl: `https://media.example.com/${name}/small`,
      alt: chance.next() < 0.6 ? text.slice(0, 10 + chance.below(200)) : '',
      width: 800 + chance.below(3_000),
      height: 600 + chance.below(3_000),
      blurhash: chance.next() < 0.5 ? 'LEHV6nWB2yk8pyo0adR*.7kCMdnj' : null,
      focalPoint: null,
      durationMs: type === 'image' ? null : chance.below(60_000),
      mimeType: type === 'image' ? 'image/jpeg' : 'video/mp4',
    }
  }
  if (kind < 0.25) return Array.from({ length: kind < 0.18 ? 1 : 2 + chance.below(3) }, () => one('image'))
  if (kind < 0.29) return [one('video')]
  return kind < 0.31 ? [one('gif')] : []
}

function cardOf(url: string, text: string): LinkCard {
  return {
    url,
    title: text.slice(0, 60),
    description: text.slice(0, 180),
    provider: new URL(url).hostname,
    imageUrl: `${url}/card.jpg`,
    imageAlt: '',
  }
}

function pollOf(at: number): Poll {
  const options = ['Tea', 'Coffee', 'Both', 'Neither'].map((title, index) => ({ title, votes: index * 7 }))
  return {
    remoteId: `poll-${at}`,
    options,
    votes: 42,
    voters: 40,
    multiple: false,
    endsAt: at + 24 * 60 * MINUTE,
    closed: false,
    ownChoices: [],
  }
}

/** What happened to an account since its last read: much of it to the same post. */
function noticesOf(chance: Chance, page: number, at: number, recent: readonly CanonicalPost[], somebody: () => string): ReadBatch['inbox'] {
  const about = recent[Math.max(0, recent.length - 1 - chance.below(60))]
  return Array.from({ length: chance.below(9) }, (_, index) => {
    const kind = chance.next()
    const what = kind < 0.55 ? 'like' : kind < 0.7 ? 'repost' : kind < 0.8 ? 'follow' : kind < 0.9 ? 'reply' : 'mention'
    const post = what === 'reply' || what === 'mention' ? recent.at(-1 - chance.below(30)) : about
    return {
      remoteId: `notice-${page}-${index}`,
      kind: what,
      actorId: somebody(),
      postId: what === 'follow' ? null : (post?.id ?? null),
      at: at - index * 1_000,
      read: chance.next() < 0.9,
    }
  })
}
