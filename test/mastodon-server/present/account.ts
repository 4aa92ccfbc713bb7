import { followCounts } from '../world/feeds.ts'
import type { WorldAccount } from '../world/types.ts'
import { acctOf, findTie, tiesTo, type World } from '../world/world.ts'

/** A time as the API writes it. */
export function isoTime(at: number): string {
  return new Date(at).toISOString()
}

/** Custom emoji named in texts. */
export function presentEmojis(world: World, texts: readonly string[]) {
  const names = new Set(texts.flatMap((text) => [...text.matchAll(/:([a-zA-Z0-9_]{2,}):/g)].map((match) => match[1] ?? '')))
  return [...world.emojis.values()].filter((emoji) => names.has(emoji.shortcode)).map(presentEmoji)
}

export function presentEmoji(emoji: { readonly shortcode: string; readonly url: string; readonly category: string | null }) {
  return { shortcode: emoji.shortcode, url: emoji.url, static_url: emoji.url, visible_in_picker: true, category: emoji.category }
}

/** Account. Source of each field: docs.joinmastodon.org/entities/Account. */
export function presentAccount(world: World, account: WorldAccount) {
  const counts = followCounts(world, account)
  const own = [...world.statuses.values()].filter((status) => status.accountId === account.id && status.visibility !== 'direct')
  const last = own.reduce((latest, status) => Math.max(latest, status.createdAt), 0)
  return {
    id: account.id,
    username: account.username,
    acct: acctOf(account),
    display_name: account.displayName,
    locked: account.locked,
    bot: account.bot,
    discoverable: true,
    indexable: false,
    group: false,
    created_at: isoTime(Math.floor(account.createdAt / 86_400_000) * 86_400_000),
    note: account.note,
    url: account.url,
    uri: account.uri,
    avatar: account.avatarUrl,
    avatar_static: account.avatarUrl,
    avatar_description: '',
    header: account.headerUrl,
    header_static: account.headerUrl,
    header_description: '',
    followers_count: counts.followers,
    following_count: counts.following,
    statuses_count: own.length,
    last_status_at: last === 0 ? null : isoTime(last).slice(0, 10),
    hide_collections: false,
    noindex: false,
    emojis: presentEmojis(world, [account.displayName, account.note]),
    roles: [],
    fields: account.fields.map((field) => ({ ...field, verified_at: null })),
  }
}

/** CredentialAccount: the account as its owner sees it. */
export function presentOwnAccount(world: World, account: WorldAccount) {
  return {
    ...presentAccount(world, account),
    source: {
      privacy: account.defaultVisibility,
      sensitive: account.defaultSensitive,
      language: account.defaultLanguage,
      note: account.note.replaceAll(/<[^>]+>/g, ''),
      fields: account.fields.map((field) => ({ ...field, verified_at: null })),
      follow_requests_count: tiesTo(world, 'followRequests', account.id).length,
      hide_collections: false,
      discoverable: true,
      indexable: false,
      attribution_domains: [],
      ...(world.variant.quotes ? { quote_policy: 'public' } : {}),
    },
    role: { id: '-99', name: '', permissions: '65536', color: '', highlighted: false },
  }
}

/** Relationship of `viewer` to `other`. */
export function presentRelationship(world: World, viewer: WorldAccount, other: WorldAccount) {
  const follows = findTie(world, 'follows', viewer.id, other.id)
  return {
    id: other.id,
    following: follows !== undefined,
    showing_reblogs: follows?.reblogs ?? false,
    notifying: follows?.notify ?? false,
    languages: null,
    followed_by: findTie(world, 'follows', other.id, viewer.id) !== undefined,
    blocking: findTie(world, 'blocks', viewer.id, other.id) !== undefined,
    blocked_by: findTie(world, 'blocks', other.id, viewer.id) !== undefined,
    muting: findTie(world, 'mutes', viewer.id, other.id) !== undefined,
    muting_notifications: findTie(world, 'mutes', viewer.id, other.id) !== undefined,
    muting_expires_at: null,
    requested: findTie(world, 'followRequests', viewer.id, other.id) !== undefined,
    requested_by: findTie(world, 'followRequests', other.id, viewer.id) !== undefined,
    domain_blocking: false,
    endorsed: false,
    note: '',
  }
}
