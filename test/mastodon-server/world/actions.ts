import { issueToken, registerApp } from '../routes/oauth.ts'
import { createAccount, ensureRemoteAccount, type AccountDraft } from './accounts.ts'
import { addMedia, type MediaDraft } from './media.ts'
import { notify } from './notify.ts'
import { deleteStatus, editStatus, endPolls, postStatus, reblog } from './posting.ts'
import { bookmark, favourite, vote } from './reactions.ts'
import { answerFollowRequest, block, follow, unfollow } from './relations.ts'
import type { NotificationType, StatusDraft, WorldAccount, WorldList, WorldMedia, WorldNotification, WorldStatus } from './types.ts'
import { addFile, addTie, type RemoteOffer, type World } from './world.ts'

/** What tests make happen in a world, as if people had done it through the API. */
export interface WorldActions {
  readonly createAccount: (draft: AccountDraft) => WorldAccount
  readonly postStatus: (account: WorldAccount, draft: StatusDraft | string) => WorldStatus
  readonly editStatus: (status: WorldStatus, draft: StatusDraft | string) => void
  readonly deleteStatus: (status: WorldStatus) => void
  readonly follow: (
    from: WorldAccount,
    to: WorldAccount,
    wishes?: { readonly notify?: boolean; readonly reblogs?: boolean },
  ) => 'following' | 'requested'
  readonly unfollow: (from: WorldAccount, to: WorldAccount) => void
  readonly block: (from: WorldAccount, to: WorldAccount) => void
  readonly mute: (from: WorldAccount, to: WorldAccount) => void
  readonly approveFollow: (owner: WorldAccount, from: WorldAccount) => boolean
  readonly favourite: (account: WorldAccount, status: WorldStatus) => void
  readonly bookmark: (account: WorldAccount, status: WorldStatus) => void
  readonly reblog: (account: WorldAccount, status: WorldStatus, createdAt?: number) => WorldStatus
  readonly vote: (account: WorldAccount, status: WorldStatus, choices: readonly number[]) => void
  /** Ends a poll at once and tells who took part. */
  readonly endPoll: (status: WorldStatus) => void
  /** A bare notification, for those that no action here makes. */
  readonly notify: (owner: WorldAccount, type: NotificationType, from: WorldAccount, status?: WorldStatus) => WorldNotification | null
  readonly addMedia: (account: WorldAccount, draft?: MediaDraft) => WorldMedia
  readonly addEmoji: (shortcode: string, bytes: Uint8Array, category?: string) => void
  readonly addList: (owner: WorldAccount, title: string, members: readonly WorldAccount[]) => WorldList
  readonly followTag: (account: WorldAccount, name: string) => void
  /** A token with all of read, write and follow, unless other scopes are given. */
  readonly tokenFor: (account: WorldAccount, scopes?: readonly string[]) => string
  readonly revokeToken: (token: string) => void
  /** Every access token of people is out of date from now on; refresh tokens stay good. */
  readonly expireTokens: () => void
  /** A status of another server, known only once someone looks up its address. */
  readonly offerRemote: (offer: RemoteOffer) => void
  /** What `search?resolve=true` does. */
  readonly resolveRemote: (address: string) => WorldStatus | null
  /** Takes a status of another world in, under its `uri` and with an id of its own. */
  readonly importStatus: (from: World, status: WorldStatus) => WorldStatus
  /**
   * From now on every answer has these members (of the wire: `content`, `created_at`, …) in place of the true ones, whatever they are. They are put
   * in after the answer was held against the schema, which a hostile server does not keep.
   */
  readonly lie: (about: WorldStatus | WorldAccount, members: Readonly<Record<string, unknown>>) => void
  /** From now on this many `GET /api/v1/media/:id` say 206 before a new file is ready. */
  readonly setMediaProcessing: (answers: { readonly image?: number; readonly video?: number }) => void
}

function draftOf(draft: StatusDraft | string): StatusDraft {
  return typeof draft === 'string' ? { text: draft } : draft
}

function importStatus(world: World, from: World, status: WorldStatus): WorldStatus {
  const known = [...world.statuses.values()].find((one) => one.uri === status.uri)
  const author = from.accounts.get(status.accountId)
  if (known !== undefined) return known
  if (author === undefined) throw new Error(`A status without an author: ${status.id}`)
  const here = ensureRemoteAccount(world, {
    username: author.username,
    domain: author.domain ?? from.domain,
    displayName: author.displayName,
  })
  return postStatus(world, here, {
    text: status.text,
    spoilerText: status.spoilerText,
    sensitive: status.sensitive,
    visibility: status.visibility,
    language: status.language,
    createdAt: status.createdAt,
    uri: status.uri,
    url: status.url,
  })
}

function resolveRemote(world: World, peers: readonly World[], address: string): WorldStatus | null {
  const isMeant = (one: { readonly uri: string; readonly url: string }): boolean => one.uri === address || one.url === address
  const known = [...world.statuses.values()].find(isMeant)
  if (known !== undefined) return known
  const offer = world.offers.find(isMeant)
  if (offer !== undefined)
    return postStatus(world, ensureRemoteAccount(world, offer.author), { ...offer.draft, uri: offer.uri, url: offer.url })
  for (const peer of peers) {
    const found = [...peer.statuses.values()].find(isMeant)
    if (found !== undefined && found.reblogOfId === null && (found.visibility === 'public' || found.visibility === 'unlisted'))
      return importStatus(world, peer, found)
  }
  return null
}

/** The actions of one world. `peers` are worlds whose statuses can be fetched by address. */
export function createActions(world: World, peers: readonly World[]): WorldActions {
  return {
    createAccount: (draft) => createAccount(world, draft),
    postStatus: (account, draft) => postStatus(world, account, draftOf(draft)),
    editStatus: (status, draft) => editStatus(world, status, draftOf(draft)),
    deleteStatus: (status) => deleteStatus(world, status),
    follow: (from, to, wishes) => follow(world, from, to, wishes),
    unfollow: (from, to) => unfollow(world, from, to),
    block: (from, to) => block(world, from, to),
    mute: (from, to) => void addTie(world, 'mutes', from.id, to.id),
    approveFollow: (owner, from) => answerFollowRequest(world, owner, from, true),
    favourite: (account, status) => favourite(world, account, status),
    bookmark: (account, status) => bookmark(world, account, status),
    reblog: (account, status, createdAt) => reblog(world, account, status, undefined, createdAt),
    vote: (account, status, choices) => vote(world, account, status, choices),
    endPoll: (status) => {
      if (status.poll !== null) status.poll.expiresAt = world.now()
      endPolls(world)
    },
    notify: (owner, type, from, status) => notify(world, owner.id, type, from.id, status?.id ?? null),
    addMedia: (account, draft = {}) => addMedia(world, account, draft),
    addEmoji: (shortcode, bytes, category) => {
      world.emojis.set(shortcode, {
        shortcode,
        url: addFile(world, `emoji/${shortcode}.png`, { bytes, contentType: 'image/png' }),
        category: category ?? null,
      })
    },
    addList: (owner, title, members) => {
      const list: WorldList = {
        id: world.ids.counted(),
        ownerId: owner.id,
        title,
        repliesPolicy: 'list',
        exclusive: false,
        members: new Set(members.map((one) => one.id)),
      }
      world.lists.set(list.id, list)
      return list
    },
    followTag: (account, name) => void addTie(world, 'tagFollows', account.id, name.toLowerCase().replace(/^#/, '')),
    tokenFor: (account, scopes = ['read', 'write', 'follow']) => {
      const known = [...world.apps.values()].find((app) => app.name === 'Chirp tests')
      const app = known ?? registerApp(world, 'Chirp tests', ['urn:ietf:wg:oauth:2.0:oob'], ['read', 'write', 'follow', 'push'], null)
      return issueToken(world, app, account, scopes).token
    },
    revokeToken: (token) => {
      const found = world.tokens.get(token)
      if (found !== undefined) found.revoked = true
    },
    expireTokens: () => {
      for (const token of world.tokens.values()) if (token.accountId !== null) token.expiresAt = world.now()
    },
    offerRemote: (offer) => void world.offers.push(offer),
    resolveRemote: (address) => resolveRemote(world, peers, address),
    importStatus: (from, status) => importStatus(world, from, status),
    lie: (about, members) => void world.lies.set(about.uri, { ...world.lies.get(about.uri), ...members }),
    setMediaProcessing: (answers) => void Object.assign(world.processingAnswers, answers),
  }
}
