import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BlueskyNetwork, PostHandle, TestAccount } from '../../support/bluesky-network.ts'
import type { startMastodonServer } from '../../mastodon-server/server.ts'

type MastodonServer = Awaited<ReturnType<typeof startMastodonServer>>

/** A person's two accounts, somebody they follow on each network, and what those wrote. */
export type World = {
  readonly me: TestAccount
  readonly friend: TestAccount
  readonly skyPost: PostHandle
  readonly skyMention: PostHandle
  readonly mastodon: MastodonServer
  readonly elephant: { readonly email: string; readonly password: string }
  readonly elephantId: string
}

/** A picture to post, as a file. */
export function picture(name: string): { name: string; mimeType: string; buffer: Buffer } {
  return { name, mimeType: 'image/png', buffer: readFileSync('test/e2e/support/pictures/harbour.png') }
}

/** Makes the world on the real Bluesky network and on a Mastodon test server. */
export async function makeWorld(bluesky: BlueskyNetwork, mastodon: MastodonServer): Promise<World> {
  const elephant = mastodon.createAccount({ username: 'juno', displayName: 'Juno Varga' })
  const pia = mastodon.createAccount({ username: 'pia', displayName: 'Pia Sandelin' })
  mastodon.follow(elephant, pia)
  for (let number = 1; number <= 60; number++) mastodon.postStatus(pia, `Proof number ${number} of the poster`)
  mastodon.postStatus(pia, 'Settling this for the studio kitchen')
  mastodon.postStatus(pia, '@juno the paper has arrived')

  const [me, friend] = await Promise.all([bluesky.createAccount('juno'), bluesky.createAccount('amara')])
  await bluesky.follow(me, friend)
  const skyPost = await bluesky.post(friend, 'The tram drivers ring the bell twice')
  await bluesky.repost(friend, await bluesky.post(friend, 'Said twice because it is true'))
  await bluesky.processAll()
  const skyMention = await bluesky.post(friend, `@${me.handle} which line do you take?`, {
    facets: [
      {
        index: { byteStart: 0, byteEnd: me.handle.length + 1 },
        features: [{ $type: 'app.bsky.richtext.facet#mention', did: me.did }],
      },
    ],
  })
  await bluesky.processAll()
  return {
    me,
    friend,
    skyPost,
    skyMention,
    mastodon,
    elephant: { email: 'juno@mail.example', password: 'password' },
    elephantId: elephant.id,
  }
}

/** The files of a folder in which one of these texts stands, in any encoding that keeps its letters. */
export function filesWith(folder: string, texts: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const content = readFileSync(path, 'latin1')
      return texts.some((text) => content.includes(text))
    })
}
