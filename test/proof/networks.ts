import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { consent } from '../integration/mastodon/support.ts'
import { startMastodonServer, type MastodonTestServer } from '../mastodon-server/server.ts'
import type { WorldAccount } from '../mastodon-server/world/types.ts'
import type { TestAccount } from '../support/bluesky-network.ts'
import { buildChild } from '../support/core-process/build-child.ts'
import type { CoreProcess } from '../support/core-process/core-process.ts'
import { startBlueskyNetwork, type RunningBlueskyNetwork } from '../support/networks.ts'

/** The servers that a proof runs against, and the program it runs, made once. */
export type Networks = AsyncDisposable & {
  readonly program: string
  readonly bluesky: RunningBlueskyNetwork
  readonly mastodon: MastodonTestServer
  /** What a core needs in its environment to know them. */
  readonly environment: Readonly<Record<string, string>>
}

/** A person with an account on each network, signed in. */
export type Person = {
  readonly bluesky: { readonly account: TestAccount; readonly accountId: string }
  readonly mastodon: { readonly account: WorldAccount; readonly accountId: string }
}

/** A post as its own network has it. */
export type StandingPost = {
  readonly id: string
  readonly text: string
  readonly parent: string | null
  /** Where the network's posts name the beginning of their thread. */
  readonly root: string | null
  readonly alts: readonly string[]
}

export async function startNetworks(): Promise<Networks> {
  const [bluesky, mastodon, child] = await Promise.all([startBlueskyNetwork({ pdsOnly: true }), startMastodonServer(), buildChild()])
  // Chirp keeps to these limits by its own clock, which is set forward; the server's would still be in the past.
  for (const family of ['account', 'statuses', 'media'] as const) mastodon.setRateLimit(family, null)
  return {
    program: child.path,
    bluesky,
    mastodon,
    environment: { CHIRP_PLC_URL: bluesky.urls.plc },
    [Symbol.asyncDispose]: async () => {
      child[Symbol.dispose]()
      await Promise.all([bluesky.close(), mastodon.close()])
    },
  }
}

/** A data folder of its own, removed in the end. */
export function dataFolder(): Disposable & { readonly path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'chirp-proof-'))
  return { path: join(folder, 'data'), [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}

let people = 0

/** Makes an account on each network and signs both in. `blueskyServer` is what is typed as the server: the PDS, or what stands before it. */
export async function addPerson(core: CoreProcess, networks: Networks, blueskyServer = networks.bluesky.urls.pds): Promise<Person> {
  const name = `person${++people}`
  const account = await networks.bluesky.createAccount(name)
  const elephant = networks.mastodon.createAccount({ username: name })
  return {
    bluesky: { account, accountId: await signInBluesky(core, blueskyServer, account) },
    mastodon: { account: elephant, accountId: await signInMastodon(core, networks, elephant) },
  }
}

/** Signs in with an app password, for the first time or again; answers the account's id in Chirp. */
export async function signInBluesky(core: CoreProcess, server: string, account: TestAccount): Promise<string> {
  const fields = { server, handle: account.handle, password: account.appPassword }
  return (await core.need('accounts.signIn', { platform: 'bluesky', method: 'app-password', fields })).accountId
}

/** Signs in through the server's own pages. */
export async function signInMastodon(core: CoreProcess, { mastodon }: Networks, account: WorldAccount): Promise<string> {
  const { flowId, authorizeUrl } = await core.need('accounts.beginOAuth', {
    platform: 'mastodon',
    method: 'oauth',
    fields: { server: mastodon.url },
    pasteCode: true,
  })
  const answer = await consent(authorizeUrl, account)
  if (answer.kind !== 'code') throw new Error('The server gave no code to paste')
  return (await core.need('accounts.finishOAuth', { flowId, code: answer.code })).accountId
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
export async function blueskyPosts({ bluesky }: Networks, account: TestAccount): Promise<readonly StandingPost[]> {
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
export function mastodonPosts({ mastodon }: Networks, account: WorldAccount): readonly StandingPost[] {
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
