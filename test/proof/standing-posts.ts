import { facebookOf, type FbPage } from '../meta-server/facebook/world.ts'
import type { MetaTestServer } from '../meta-server/server.ts'
import type { MetaUser } from '../meta-server/world/types.ts'
import type { WorldAccount } from '../mastodon-server/world/types.ts'
import type { TestAccount } from '../support/bluesky-network.ts'
import type { WorldUser } from '../x-server/world/types.ts'
import { networkNames, type NetworkName, type Networks } from './networks.ts'
import type { Person } from './people.ts'

/** A post as its own network has it. */
export type StandingPost = {
  readonly id: string
  readonly text: string
  readonly parent: string | null
  /** Where the network's posts name the beginning of their thread. */
  readonly root: string | null
  readonly alts: readonly string[]
}

/** How many levels of answers there are below a post, where a network does not have as many as one likes: what answers the last stands beside it. */
const LEVELS: Partial<Readonly<Record<NetworkName, number>>> = { facebook: 2 }

/** What a person has on each network that a draft of theirs went to. `targets`: its accounts in Chirp. */
export async function postsOf(networks: Networks, person: Person, targets: readonly string[]): Promise<readonly PostsOn[]> {
  const { bluesky, mastodon, x, threads, instagram, facebook } = person
  const posts: Readonly<Record<NetworkName, readonly StandingPost[]>> = {
    bluesky: await blueskyPosts(networks, bluesky.account),
    mastodon: mastodonPosts(networks, mastodon.account),
    x: xPosts(networks, x.account),
    threads: containerPosts(networks.threads, threads.account),
    instagram: containerPosts(networks.instagram, instagram.account),
    facebook: facebookPosts(networks, facebook.account.page),
  }
  return networkNames
    .map((network) => ({ network, accountId: person[network].accountId, levels: LEVELS[network] ?? null, posts: posts[network] }))
    .filter(({ accountId }) => targets.includes(accountId))
}

export type PostsOn = {
  readonly network: NetworkName
  /** In Chirp. */
  readonly accountId: string
  /** Null: no end of them. */
  readonly levels: number | null
  readonly posts: readonly StandingPost[]
}

type PostRecord = {
  readonly uri: string
  readonly value: {
    readonly text: string
    readonly reply?: { readonly parent: { readonly uri: string }; readonly root: { readonly uri: string } }
    readonly embed?: { readonly images?: readonly { readonly alt: string }[] }
  }
}

/** Everything that stands in a person's repository, from its own server. */
async function blueskyPosts({ bluesky }: Networks, account: TestAccount): Promise<readonly StandingPost[]> {
  const posts: StandingPost[] = []
  let cursor: string | undefined
  do {
    const query = new URLSearchParams({ repo: account.did, collection: 'app.bsky.feed.post', limit: '100', ...(cursor && { cursor }) })
    const response = await fetch(`${bluesky.urls.pds}/xrpc/com.atproto.repo.listRecords?${query.toString()}`)
    // The server is ours, and its answers are those of its lexicons.
    const page = (await response.json()) as { readonly records: readonly PostRecord[]; readonly cursor?: string }
    for (const { uri, value } of page.records) {
      posts.push({
        id: uri,
        text: value.text,
        parent: value.reply?.parent.uri ?? null,
        root: value.reply?.root.uri ?? null,
        alts: value.embed?.images?.map(({ alt }) => alt) ?? [],
      })
    }
    cursor = page.records.length === 0 ? undefined : page.cursor
  } while (cursor !== undefined)
  return posts
}

/** Everything a person has on the Mastodon test server. */
function mastodonPosts({ mastodon }: Networks, account: WorldAccount): readonly StandingPost[] {
  return [...mastodon.world.statuses.values()]
    .filter((status) => status.accountId === account.id)
    .map(({ id, text, inReplyToId, mediaIds }) => ({
      id,
      text,
      parent: inReplyToId,
      root: null,
      alts: mediaIds.map((mediaId) => mastodon.world.media.get(mediaId)?.description ?? ''),
    }))
}

/** Everything a person has on the X test server. */
function xPosts({ x }: Networks, account: WorldUser): readonly StandingPost[] {
  return [...x.world.tweets.values()]
    .filter(({ authorId }) => authorId === account.id)
    .map(({ id, text, replyTo, conversationId, mediaIds }) => ({
      id,
      text,
      parent: replyTo,
      root: conversationId,
      alts: mediaIds.map((mediaId) => x.world.media.get(mediaId)?.alt ?? ''),
    }))
}

/** Everything a person has on the test server of Threads or Instagram. */
function containerPosts(server: MetaTestServer, account: MetaUser): readonly StandingPost[] {
  return [...server.world.posts.values()]
    .filter(({ userId }) => userId === account.id)
    .map(({ id, text, repliedTo, rootId, files }) => ({
      id,
      text,
      parent: repliedTo,
      root: rootId,
      alts: files.map(({ altText }) => altText),
    }))
}

/** Everything that is a page's own on the Facebook test server: its posts, and its comments. */
function facebookPosts({ facebook }: Networks, page: FbPage): readonly StandingPost[] {
  const { posts, comments } = facebookOf(facebook.world)
  return [
    ...[...posts.values()]
      .filter(({ authorId }) => authorId === page.id)
      .map(({ id, message, photos }) => ({ id, text: message, parent: null, root: null, alts: photos.map(({ alt }) => alt) })),
    ...[...comments.values()]
      .filter(({ authorId }) => authorId === page.id)
      .map(({ id, message, parentId, postId, photo }) => ({
        id,
        text: message,
        parent: parentId ?? postId,
        root: postId,
        alts: photo === null ? [] : [photo.alt],
      })),
  ]
}
