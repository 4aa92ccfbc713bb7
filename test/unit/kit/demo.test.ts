import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { ConnectorContext, PlatformConnector } from '../../../main/connectors/connector.ts'
import { demoAccounts } from '../../../main/connectors/demo/accounts.ts'
import { blueskyCapabilities } from '../../../main/connectors/bluesky/capabilities.ts'
import { CAPABILITIES } from '../../../main/connectors/demo/capabilities.ts'
import { createDemoConnector, demoConnectors } from '../../../main/connectors/demo/connector.ts'
import { capabilitiesOf, UNPROBED } from '../../../main/connectors/mastodon/capabilities.ts'
import type { SessionPort } from '../../../main/connectors/connector.ts'
import type { PlatformCapabilities } from '../../../shared/model/capabilities.ts'
import { InboxKind } from '../../../shared/model/inbox-item.ts'
import { plainPost } from '../../contract/setup.ts'

const START = Date.UTC(2026, 10, 17, 14, 30)
const MINUTE = 60_000

/** The demo as one account has it: a session that outlives connectors, and a clock to turn. */
function demoAccount(handle: string) {
  const account = demoAccounts(START).find(({ signedIn }) => signedIn.author.handle === handle)!
  const connector: PlatformConnector = demoConnectors.find(({ manifest }) => manifest.platform === account.platform)!
  let stored = JSON.stringify(account.signedIn.session)
  const session: SessionPort = {
    read: async () => JSON.parse(stored) as unknown,
    write: async (value) => {
      stored = JSON.stringify(value)
    },
    exclusive: (work) => work(),
  }
  const { author, server, capabilities } = account.signedIn
  const at = (minutes: number): ConnectorContext => ({
    account: { id: 'acc_a', authorId: author.id, handle, server, authMethod: 'demo', capabilities },
    http: { fetch: () => Promise.reject(new Error('The demo asks no server')) },
    session,
    clock: () => START + minutes * MINUTE,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    signal: new AbortController().signal,
  })
  const read = (minutes: number, kind: 'home' | 'notifications', limit = 1_000) =>
    connector.read(at(minutes), { stream: { kind }, older: null, limit })
  return { connector, at, read }
}

/** The accounts' home feeds, as the merged timeline shows them. */
async function everything(minutes: number) {
  const all = await Promise.all(
    ['juno.example.com', 'juno@tidepool.example', 'linnetpress.example.com', 'linnet_example'].map((handle) =>
      demoAccount(handle).read(minutes, 'home'),
    ),
  )
  return {
    posts: [...new Map(all.flatMap(({ posts }) => posts.map(({ post }) => [post.id, post]))).values()],
    entries: [...new Map(all.flatMap(({ entries }) => entries.map((entry) => [entry.postId, entry]))).values()].toSorted(
      (a, b) => b.sortAt - a.sortAt,
    ),
    authors: new Map(all.flatMap(({ authors }) => authors.map(({ author }) => [author.id, author]))),
  }
}

describe('The demo’s world', () => {
  test('begins with the people one knows from the pictures, in their order', async () => {
    const { posts, entries, authors } = await everything(0)
    const names = entries.slice(0, 8).map(({ postId }) => authors.get(posts.find(({ id }) => id === postId)!.authorId)!.displayName)
    expect(names).toEqual([
      'Amara Oyelaran',
      'Heike Brandt',
      'Dele Akintola',
      '林そら',
      'ليلى منصور',
      'Night Bus Gazette',
      'Night Bus Gazette',
      'Pia Sandelin',
    ])
  })

  test('has hundreds of posts over ten days, of every kind, in many languages', async () => {
    const { posts, entries } = await everything(0)
    expect(entries.length).toBeGreaterThan(320)
    expect(START - entries.at(-1)!.sortAt).toBeGreaterThan(9 * 24 * 60 * MINUTE)
    const languages = new Set(posts.flatMap((post) => post.languages))
    for (const language of ['en', 'de', 'es', 'fr', 'ja', 'ar', 'he', 'hi', 'zh', 'th', 'ko']) expect(languages).toContain(language)
    const some = (is: (post: (typeof posts)[number]) => boolean) => expect(posts.filter(is).length).toBeGreaterThan(0)
    some(({ media }) => media.length === 4)
    some(({ media }) => media.some(({ kind }) => kind === 'gif'))
    some(({ media }) => media.some(({ kind }) => kind === 'video'))
    some(({ contentWarning }) => contentWarning !== null)
    some(({ sensitive }) => sensitive)
    some(({ poll }) => poll?.closed === false)
    some(({ poll }) => poll?.multiple === true)
    some(({ quote }) => quote?.state === 'available')
    some(({ quote }) => quote?.state === 'deleted')
    some(({ quote }) => quote?.state === 'blocked')
    some(({ linkCard }) => linkCard !== null)
    some(({ editedAt }) => editedAt !== null)
    some(({ replyTo }) => replyTo !== null)
    some(({ text }) => text.text.length > 700)
    for (const kind of ['link', 'mention', 'tag', 'emoji']) some(({ text }) => text.spans.some((span) => span.kind === kind))
    const texts = posts.filter(({ replyTo, platform }) => replyTo === null && platform === 'demo-bluesky').map(({ text }) => text.text)
    expect(texts.length - new Set(texts).size).toBeLessThan(3)
  })

  test('serves every picture it names', async () => {
    const { posts, authors } = await everything(0)
    const addresses = new Set([
      ...posts.flatMap(({ media, linkCard, text }) => [
        ...media.flatMap(({ url, previewUrl }) => [url, previewUrl]),
        linkCard?.imageUrl ?? null,
        ...text.spans.flatMap((span) => (span.kind === 'emoji' ? span.url : [])),
      ]),
      ...[...authors.values()].map(({ avatarUrl }) => avatarUrl),
    ])
    const connector = createDemoConnector('bluesky')
    for (const address of addresses)
      if (address !== null) expect((await connector.localMedia?.(address))?.bytes.length, address).toBeGreaterThan(100)
    for (const address of ['demo:art/../connector.ts', 'demo:art/none.webp', 'https://example.com/a.webp'])
      expect(await connector.localMedia?.(address)).toBeNull()
    expect(
      readdirSync(new URL('../../../main/connectors/demo/art/', import.meta.url)).filter((file) => !addresses.has(`demo:art/${file}`)),
    ).toEqual([])
  })

  test('goes on: new posts after twenty seconds and every few minutes, and counts that grow', async () => {
    const { read } = demoAccount('juno.example.com')
    const counts = await Promise.all([0, 0.2, 0.4, 2, 10, 60].map(async (minutes) => (await read(minutes, 'home')).entries.length))
    expect(counts[1]).toBe(counts[0])
    expect(counts[2]).toBe(counts[0]! + 1)
    expect(counts).toEqual(counts.toSorted((a, b) => a - b))
    expect(counts[5]! - counts[0]!).toBeGreaterThan(8)
    const likes = async (minutes: number) =>
      (await read(minutes, 'home')).posts.find(({ post }) => post.text.text.startsWith('The tram drivers'))!.post.metrics.likes!
    expect([await likes(0), (await likes(60)) > 412, (await likes(600)) < 600]).toEqual([412, true, true])
  })

  test('brings notifications of every kind, some of them unread', async () => {
    const inboxes = await Promise.all(
      ['juno.example.com', 'juno@tidepool.example', 'linnetpress.example.com'].map((handle) =>
        demoAccount(handle).read(0, 'notifications'),
      ),
    )
    const all = inboxes.flatMap(({ inbox }) => inbox)
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(InboxKind.options))
    const mentions = all.filter(({ kind, read }) => ['mention', 'reply', 'quote'].includes(kind) && read === false)
    expect(mentions).toHaveLength(3)
  })
})

describe('What a person does in the demo', () => {
  test('is still there after a restart, once', async () => {
    const { connector, at, read } = demoAccount('juno@tidepool.example')
    const publish = connector.publish!
    const media = {
      sha256: 'a'.repeat(64),
      fileName: 'a.png',
      mimeType: 'image/png',
      bytes: 3,
      width: 4,
      height: 5,
      durationMs: null,
      alt: 'A test',
      focalPoint: null,
      read: async () => new Uint8Array(3),
    }
    const post = {
      ...plainPost('Hello from @pia@tidepool.example’s kettle :inkblot:', START + MINUTE),
      media: [media],
      poll: { options: ['a', 'b'], multiple: false, seconds: 600 },
      visibility: 'unlisted' as const,
    }
    const key = publish.newKey(at(1).clock)
    const first = await publish.commit(at(1), key, post, null)
    const second = await publish.commit(at(2), key, post, null)
    expect(second.normalised.post.id).toBe(first.normalised.post.id)
    // A connector made anew has nothing but the session.
    const later = await createDemoConnector('mastodon').read(at(30), { stream: { kind: 'home' }, older: null, limit: 1_000 })
    const mine = later.posts.filter((each) => each.post.id === first.normalised.post.id)
    expect(mine).toHaveLength(1)
    expect(mine[0]!.post).toMatchObject({
      visibility: 'unlisted',
      media: [{ url: `chirp-file:${'a'.repeat(64)}`, alt: 'A test', width: 4 }],
      poll: { options: [{ title: 'a' }, { title: 'b' }], closed: true },
    })
    expect(mine[0]!.post.metrics.likes).toBeGreaterThan(0)
    expect(mine[0]!.post.text.spans.map(({ kind }) => kind)).toEqual(['mention', 'emoji'])
    expect((await read(30, 'notifications')).inbox.filter(({ postId }) => postId === first.normalised.post.id).length).toBeGreaterThan(0)
  })

  test('answers are in the thread, follows change the timeline, reading is remembered', async () => {
    const { connector, at, read } = demoAccount('juno.example.com')
    const tram = (await read(0, 'home')).posts.find(({ post }) => post.text.text.startsWith('The tram drivers'))!
    const remote = { postId: tram.post.id, remoteId: tram.viewer!.remoteId, revision: null, url: null }
    const reply = await connector.publish!.commit(
      at(0),
      'k',
      { ...plainPost('Ours is silent.', START), replyTo: remote, replyRoot: remote },
      null,
    )
    const { batch, rootId } = await connector.thread!(at(0), { ...remote, postId: reply.normalised.post.id })
    expect(rootId).toBe(tram.post.id)
    expect(batch.posts.map(({ post }) => post.text.text)).toContain('I am going to think about this all week.')
    expect(batch.posts.length).toBeGreaterThanOrEqual(7)

    await connector.engage!.follow!(at(0), { authorId: tram.post.authorId, remoteId: tram.post.authorId, handle: '' }, false, null)
    expect((await read(0, 'home')).entries.map(({ postId }) => postId)).not.toContain(tram.post.id)

    await connector.markRead!(at(1), { at: START, remoteId: '' })
    expect((await read(1, 'notifications')).inbox.filter(({ read: seen, at: when }) => seen === false && when <= START)).toEqual([])
    expect(await connector.readMark!(at(1))).toEqual({ at: START, remoteId: null })
  })

  test('is refused where it makes no sense', async () => {
    const { connector, at, read } = demoAccount('juno.example.com')
    const [first] = (await read(0, 'home')).posts
    const remote = { postId: first!.post.id, remoteId: first!.viewer!.remoteId, revision: null, url: null }
    const kindOf = (work: Promise<unknown>) =>
      work.then(
        () => 'done',
        (error: unknown) => connector.classify(error).kind,
      )
    expect(await kindOf(connector.delete!(at(0), remote))).toBe('remote-rejected')
    expect(await kindOf(connector.thread!(at(0), { ...remote, postId: 'demo:bluesky/post/none' }))).toBe('post-not-found')
    expect(
      await kindOf(
        connector.read(
          { ...at(0), session: { ...at(0).session, read: async () => null } },
          { stream: { kind: 'home' }, older: null, limit: 5 },
        ),
      ),
    ).toBe('authentication')
  })
})

describe('What the demo allows', () => {
  /** The numbers of what can be written, without where they are from. */
  const numbers = ({ text, images, poll, thread, maxLanguages }: PlatformCapabilities) => ({
    text: text.limits.map(({ unit, value, linkCost, countsWarning }) => [unit, value, linkCost, countsWarning]),
    images: [images?.maxCount, images?.maxBytes, images?.maxPixels, images?.maxSide, images?.maxAltLength].map((limit) => limit?.value),
    types: images?.mimeTypes.toSorted(),
    poll: [poll?.maxOptions, poll?.maxOptionLength, poll?.minSeconds, poll?.maxSeconds].map((limit) => limit?.value),
    thread: thread?.maxPosts,
    languages: maxLanguages?.value,
  })

  test('is what the networks it stands for allow', () => {
    expect(numbers(CAPABILITIES.bluesky)).toEqual(numbers(blueskyCapabilities))
    expect(numbers(CAPABILITIES.mastodon)).toEqual(numbers(capabilitiesOf(null, UNPROBED, null, 0)))
  })
})
