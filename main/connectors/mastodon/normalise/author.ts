import type { AuthorProfile, CustomEmoji } from '../../../../shared/model/author.ts'
import type { NormalisedAuthor } from '../../connector.ts'
import type { WireAccount, WireEmoji, WireRelationship } from '../wire.ts'
import { htmlToRichText } from './html-to-rich-text.ts'
import { webAddress, webAddressBelow } from './web-address.ts'

/** Whose answers are read: `server` is an origin, `domain` what stands behind the second @ of its people. */
export type Home = { readonly server: string; readonly domain: string }

export function normaliseAccount(account: WireAccount, home: Home, relationship: WireRelationship | null = null): NormalisedAuthor {
  const avatar = webAddressBelow(account.avatarStatic, home.server) ?? webAddressBelow(account.avatar, home.server)
  return {
    author: {
      id: authorIdOf(account, home),
      platform: 'mastodon',
      handle: handleOf(account, home),
      displayName: account.displayName.trim(),
      emojis: normaliseEmojis(account.emojis, home),
      // The stand-in picture of Mastodon says less than the initials Chirp draws.
      avatarUrl: avatar?.endsWith('/missing.png') === true ? null : avatar,
      url: webAddress(account.url),
      bot: account.bot,
    },
    remoteId: account.id,
    relationship:
      relationship === null
        ? null
        : {
            following: relationship.following,
            requested: relationship.requested,
            followedBy: relationship.followedBy,
            muted: relationship.muting,
            blocked: relationship.blocking,
            followRef: null,
          },
  }
}

/** The actor's id where the server tells it (Mastodon 4.2 and newer), else its page: both are the same from every server that tells them. */
export function authorIdOf(account: Pick<WireAccount, 'id' | 'uri' | 'url'>, home: Home): string {
  return firstId(account.uri, account.url) ?? `${home.server}/api/v1/accounts/${account.id}`.slice(0, LONGEST_ID)
}

/** Longest id that is kept, as in `shared/ids.ts`. */
const LONGEST_ID = 2048

/** The first of these that can be an id. */
export function firstId(...candidates: readonly (string | null)[]): string | null {
  return candidates.find((candidate) => candidate !== null && candidate !== '' && candidate.length <= LONGEST_ID) ?? null
}

export function handleOf(account: Pick<WireAccount, 'id' | 'acct' | 'username'>, home: Home): string {
  return fullHandle([account.acct, account.username].find((name) => /[^@\s]/.test(name)) ?? account.id, home)
}

/** `user@server`, the server's own people included. */
export function fullHandle(acct: string, home: Home): string {
  const name = acct.replace(/^@+/, '').trim()
  return name.includes('@') ? name : `${name}@${home.domain}`
}

export function normaliseEmojis(emojis: readonly WireEmoji[], home: Home): CustomEmoji[] {
  return emojis.flatMap(({ shortcode, url, staticUrl }) => {
    const address = webAddressBelow(staticUrl, home.server) ?? webAddressBelow(url, home.server)
    return address === null ? [] : [{ shortcode, url: address }]
  })
}

export function normaliseProfile(account: WireAccount, home: Home): AuthorProfile {
  const { author } = normaliseAccount(account, home)
  const rich = (html: string) => htmlToRichText(html, { mentions: [], emojis: author.emojis, links: 'shown', dropQuoteLine: false })
  const header = webAddressBelow(account.headerStatic, home.server) ?? webAddressBelow(account.header, home.server)
  const joinedAt = Date.parse(account.createdAt ?? '')
  return {
    author,
    description: rich(account.note),
    headerUrl: header?.endsWith('/missing.png') === true ? null : header,
    followers: account.followersCount,
    following: account.followingCount,
    posts: account.statusesCount,
    fields: account.fields.map(({ name, value }) => ({ name, value: rich(value) })),
    joinedAt: Number.isNaN(joinedAt) ? null : joinedAt,
  }
}
