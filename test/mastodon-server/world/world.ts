import { randomBytes } from 'node:crypto'
import type { Variant } from '../variants.ts'
import { createIdMaker, type IdMaker } from './ids.ts'
import type {
  StatusDraft,
  Tie,
  WorldAccount,
  WorldApp,
  WorldCode,
  WorldFilter,
  WorldList,
  WorldMarker,
  WorldMedia,
  WorldNotification,
  WorldScheduled,
  WorldStatus,
  WorldToken,
} from './types.ts'

/** A file the server can serve. */
export interface WorldFile {
  readonly bytes: Uint8Array
  readonly contentType: string
}

/** A status of another server which this one has not heard of yet; it is fetched when someone looks its address up. */
export interface RemoteOffer {
  readonly author: { readonly username: string; readonly domain: string; readonly displayName?: string }
  readonly uri: string
  readonly url: string
  readonly draft: StatusDraft
}

/** What happened, for those who stream. */
export type WorldEvent =
  | { readonly kind: 'posted'; readonly status: WorldStatus }
  | { readonly kind: 'edited'; readonly status: WorldStatus }
  | { readonly kind: 'deleted'; readonly status: WorldStatus }
  | { readonly kind: 'notified'; readonly notification: WorldNotification }

export type TieKind = 'follows' | 'followRequests' | 'mutes' | 'blocks' | 'favourites' | 'bookmarks' | 'tagFollows' | 'mutedThreads'

/** The state of one server. Nothing here is shared between servers. */
export interface World {
  readonly variant: Variant
  /** The root of every address it makes, without a slash at the end. */
  readonly base: string
  /** What stands after the second @ of its people. */
  readonly domain: string
  readonly now: () => number
  readonly ids: IdMaker
  readonly accounts: Map<string, WorldAccount>
  readonly statuses: Map<string, WorldStatus>
  readonly media: Map<string, WorldMedia>
  readonly files: Map<string, WorldFile>
  readonly ties: Readonly<Record<TieKind, Map<string, Tie>>>
  readonly notifications: Map<string, WorldNotification>
  readonly emojis: Map<string, { readonly shortcode: string; readonly url: string; readonly category: string | null }>
  readonly apps: Map<string, WorldApp>
  readonly codes: Map<string, WorldCode>
  readonly tokens: Map<string, WorldToken>
  readonly sessions: Map<string, string>
  readonly scheduled: Map<string, WorldScheduled>
  readonly lists: Map<string, WorldList>
  readonly filters: Map<string, WorldFilter>
  readonly markers: Map<string, WorldMarker>
  readonly idempotency: Map<
    string,
    { readonly answer: { readonly kind: 'status' | 'scheduled'; readonly id: string }; readonly at: number }
  >
  readonly offers: RemoteOffer[]
  readonly listeners: Set<(event: WorldEvent) => void>
  /** By the `uri` of a status or an account: members that a hostile server answers in place of the true ones. */
  readonly lies: Map<string, Readonly<Record<string, unknown>>>
  processingAnswers: { image: number; video: number }
}

/** An empty world for one server. `now` is its clock, in epoch milliseconds. */
export function createWorld(variant: Variant, base: string, domain: string, now: () => number): World {
  return {
    variant,
    base,
    domain,
    now,
    ids: createIdMaker(variant.idKind),
    accounts: new Map(),
    statuses: new Map(),
    media: new Map(),
    files: new Map(),
    ties: {
      follows: new Map(),
      followRequests: new Map(),
      mutes: new Map(),
      blocks: new Map(),
      favourites: new Map(),
      bookmarks: new Map(),
      tagFollows: new Map(),
      mutedThreads: new Map(),
    },
    notifications: new Map(),
    emojis: new Map(),
    apps: new Map(),
    codes: new Map(),
    tokens: new Map(),
    sessions: new Map(),
    scheduled: new Map(),
    lists: new Map(),
    filters: new Map(),
    markers: new Map(),
    idempotency: new Map(),
    offers: [],
    listeners: new Set(),
    lies: new Map(),
    processingAnswers: { ...variant.processingAnswers },
  }
}

/** Tells everyone who streams. */
export function emit(world: World, event: WorldEvent): void {
  for (const listener of world.listeners) listener(event)
}

/** A secret nobody can guess, for tokens, codes and client secrets. */
export function newSecret(): string {
  return randomBytes(24).toString('base64url')
}

/** Puts a file where the server serves it, and gives its address. */
export function addFile(world: World, name: string, file: WorldFile): string {
  world.files.set(name, file)
  return fileUrl(world, name)
}

export function fileUrl(world: World, name: string): string {
  return `${world.base}/system/${name}`
}

/** Ties `from` to `to`, or gives the tie there is. */
export function addTie(world: World, kind: TieKind, from: string, to: string): Tie {
  const key = `${from} ${to}`
  const known = world.ties[kind].get(key)
  if (known !== undefined) return known
  const tie: Tie = { id: world.ids.counted(), from, to, at: world.now(), notify: false, reblogs: true }
  world.ties[kind].set(key, tie)
  return tie
}

export function removeTie(world: World, kind: TieKind, from: string, to: string): boolean {
  return world.ties[kind].delete(`${from} ${to}`)
}

export function findTie(world: World, kind: TieKind, from: string, to: string): Tie | undefined {
  return world.ties[kind].get(`${from} ${to}`)
}

/** All ties of a kind that start at `from`, oldest first. */
export function tiesFrom(world: World, kind: TieKind, from: string): Tie[] {
  return [...world.ties[kind].values()].filter((tie) => tie.from === from)
}

/** All ties of a kind that end at `to`, oldest first. */
export function tiesTo(world: World, kind: TieKind, to: string): Tie[] {
  return [...world.ties[kind].values()].filter((tie) => tie.to === to)
}

/** The status meant by a boost, or the status itself. */
export function properStatus(world: World, status: WorldStatus): WorldStatus {
  return status.reblogOfId === null ? status : (world.statuses.get(status.reblogOfId) ?? status)
}

/** Finds by `name`, `name@domain` or `@name@domain`; this server's own domain may be written out. */
export function findAccount(world: World, acct: string): WorldAccount | undefined {
  const [username = '', domain] = acct.replace(/^@/, '').toLowerCase().split('@')
  const wanted = domain === undefined || domain === world.domain.toLowerCase() ? null : domain
  return [...world.accounts.values()].find(
    (account) => account.username.toLowerCase() === username && (account.domain?.toLowerCase() ?? null) === wanted,
  )
}

/** How an account is written on this server: the domain only when it is another one. */
export function acctOf(account: WorldAccount): string {
  return account.domain === null ? account.username : `${account.username}@${account.domain}`
}
