import { beforeAll, describe, expect, test } from 'vitest'
import type { ConnectorContext, OutgoingPost, ThreadPart } from '../../../main/connectors/connector.ts'
import { PasswordSession } from '../../../main/connectors/bluesky/sign-in/session.ts'
import type { TestAccount } from '../../support/bluesky-network.ts'
import { lineTo } from './strange-servers.ts'
import { bluesky, errorOf, network, newcomer, outgoing, picture, publisher, remote } from './support.ts'

let ann: TestAccount
let bob: TestAccount
let context: ConnectorContext

beforeAll(async () => {
  ;({ account: ann, context } = await newcomer('weaver'))
  bob = await network.createAccount('reader')
  await network.processAll()
})

function threads() {
  const { thread } = publisher()
  if (thread === undefined) throw new Error('Writes no threads')
  return thread
}

/** Prepares the posts of a thread as the outbox does: through JSON, each under a key of its own. */
async function prepared(posts: readonly OutgoingPost[], given = context): Promise<ThreadPart[]> {
  const parts: ThreadPart[] = []
  for (const post of posts) {
    const made: unknown = JSON.parse(JSON.stringify(await publisher().prepare(given, post, () => undefined)))
    parts.push({ key: publisher().newKey(Date.now), post, prepared: made })
  }
  return parts
}

/** The account with a line to its server that can be cut, and the names of what was asked. */
async function onLine(line: { readonly origin: string }) {
  const session = PasswordSession.parse(await context.session.read())
  const asked: string[] = []
  const given: ConnectorContext = {
    ...context,
    session: { ...context.session, read: () => Promise.resolve({ ...session, pds: line.origin }) },
    http: {
      fetch: (input, init) => {
        asked.push(new URL(input instanceof Request ? input.url : input.toString()).pathname.replace('/xrpc/', ''))
        return context.http.fetch(input, init)
      },
    },
  }
  return { given, asked }
}

async function ownPosts(ending: string): Promise<string[]> {
  await network.processAll()
  const author = { authorId: ann.did, remoteId: ann.did, handle: ann.handle }
  const { posts } = await bluesky.read(context, { stream: { kind: 'author', author }, older: null, limit: 100 })
  return posts.map(({ post }) => post.text.text).filter((text) => text.endsWith(ending))
}

describe('A thread', () => {
  test('is there in one request, each post in answer to the stored version of the one before, whatever is in it', async () => {
    const quoted = await network.post(bob, 'Quotable')
    await network.processAll()
    await using line = await lineTo(network.urls.pds)
    const { given, asked } = await onLine(line)
    const parts = await prepared([
      outgoing(`Hej @${bob.handle} https://example.com/ü #åäö 👩‍👩‍👧`, { language: 'sv' }),
      outgoing('日本語のスレッド、絵文字 🇯🇵 と #タグ', { language: 'ja', media: [picture(40, 20, 'ねこ 🐈'), picture(20, 40)] }),
      outgoing('سلسلة بالعربية ‏#وسم', { sensitive: true, media: [picture(10, 10, '')] }),
      outgoing('हिन्दी में, देखिए', { quote: remote(quoted) }),
      outgoing('Ünïcödé e\u0301 \u0000 \\ " \u2028 end', {
        quote: remote(quoted),
        media: [picture(10, 20, 'Both')],
        contentWarning: 'nudity',
      }),
      outgoing('Last'),
    ])
    const committed = await threads().commit(given, parts)
    expect(asked).toEqual(['com.atproto.repo.applyWrites'])
    expect(committed.map(({ normalised }) => normalised.post.text.text)).toEqual(parts.map(({ post }) => post.text))
    const [root] = committed.map(({ normalised }) => ({ uri: normalised.post.id, cid: normalised.viewer?.revision }))
    for (const [index, { normalised }] of committed.entries()) {
      expect(normalised.post.id).toBe(`at://${ann.did}/app.bsky.feed.post/${parts[index]?.key ?? ''}`)
      const before = committed[index - 1]?.normalised
      const parent = before === undefined ? undefined : { uri: before.post.id, cid: before.viewer?.revision }
      // The server's answer gave the versions that are compared with here; the records hold those that were computed.
      expect((await network.record(normalised.post.id))?.['reply']).toEqual(parent === undefined ? undefined : { root, parent })
    }
  })

  test('is shown as one by the network', async () => {
    const parts = await prepared(['1 of one', '2 of one', '3 of one'].map((text) => outgoing(text)))
    const committed = await threads().commit(context, parts)
    await network.processAll()
    const [first] = committed.map(({ normalised }) => normalised.post.id)
    const shown = await bluesky.thread?.(context, { postId: first ?? '', remoteId: first ?? '', revision: null, url: null })
    expect(shown?.batch.posts.map(({ post }) => post.text.text).sort()).toEqual(['1 of one', '2 of one', '3 of one'])
  })

  test('that answers somebody hangs on their thread', async () => {
    const root = await network.post(bob, 'Question')
    await network.processAll()
    const parent = await network.reply(bob, root, 'Anybody?')
    await network.processAll()
    const handle = { ...remote(parent), revision: null }
    const committed = await threads().commit(context, await prepared([outgoing('Yes', { replyTo: handle }), outgoing('And more')]))
    const records = await Promise.all(committed.map(({ normalised }) => network.record(normalised.post.id)))
    expect(records[0]).toMatchObject({ reply: { root: { uri: root.uri }, parent: { uri: parent.uri } } })
    expect(records[1]).toMatchObject({ reply: { root: { uri: root.uri }, parent: { uri: committed[0]?.normalised.post.id } } })
  })

  test('is not there at all when one of its posts is refused', async () => {
    const parts = await prepared([outgoing('Good, half'), outgoing(`${'x'.repeat(301)} half`), outgoing('Good again, half')])
    expect(await errorOf(threads().commit(context, parts))).toMatchObject({ kind: 'remote-rejected' })
    for (const { key, post, prepared: made } of parts)
      expect(await publisher().witness(context, key, post, made, 0)).toEqual({ kind: 'not-there' })
    expect(await ownPosts('half')).toEqual([])
  })

  test('whose answer is lost is found whole, and a repeat is in doubt and changes nothing', async () => {
    await using line = await lineTo(network.urls.pds)
    const { given } = await onLine(line)
    const parts = await prepared([outgoing('1 lost'), outgoing('2 lost'), outgoing('3 lost')])
    line.fault = 'cut-answers'
    expect(await errorOf(threads().commit(given, parts))).toEqual({ kind: 'outcome-unknown', message: null })
    line.fault = 'none'
    for (const { key, post, prepared: made } of parts) {
      expect(await publisher().witness(given, key, post, made, 0)).toMatchObject({
        kind: 'there',
        post: { normalised: { post: { text: { text: post.text } } } },
      })
    }
    expect(await errorOf(threads().commit(given, parts))).toEqual({ kind: 'outcome-unknown', message: null })
    expect(await ownPosts('lost')).toHaveLength(3)
  })

  test('may be as long as is said, in one request', { timeout: 60_000 }, async () => {
    const parts = await prepared(Array.from({ length: threads().maxParts }, (_, index) => outgoing(`${String(index + 1)} long`)))
    const committed = await threads().commit(context, parts)
    expect(committed).toHaveLength(parts.length)
    const last = await network.record(committed.at(-1)?.normalised.post.id ?? '')
    expect(last).toMatchObject({ reply: { parent: { cid: committed.at(-2)?.normalised.viewer?.revision } } })
  })
})
