import { describe, expect, test } from 'vitest'
import type { ConnectorContext, PlatformConnector, RemotePost } from '../../main/connectors/connector.ts'
import { checkBatch, checkPost } from './check-batch.ts'
import { neverAborted, plainPost, type ContractSetup } from './setup.ts'

/** Publishes a post and answers its handles. */
async function publish(
  { connector, post: makePost = plainPost }: Pick<ContractSetup, 'connector' | 'post'>,
  context: ConnectorContext,
  text: string,
): Promise<RemotePost> {
  if (connector.publish === undefined) throw new Error('cannot publish')
  const post = makePost(text, context.clock())
  const key = connector.publish.newKey(context.clock)
  const prepared: unknown = JSON.parse(JSON.stringify((await connector.publish.prepare(context, post, () => undefined)) ?? null))
  const since = context.clock()
  expect(await connector.publish.witness(context, key, post, prepared, since)).not.toMatchObject({ kind: 'there' })
  const { normalised } = await connector.publish.commit(context, key, post, prepared)
  checkPost(connector, normalised)
  expect(normalised.post.text.text).toBe(text)
  expect(normalised.post.authorId).toBe(context.account.authorId)
  const seen = await connector.publish.witness(context, key, post, prepared, since)
  if (seen.kind !== 'cannot-tell') {
    expect(seen.kind).toBe('there')
    if (seen.kind === 'there') expect(seen.post.normalised.post.id).toBe(normalised.post.id)
  }
  if (normalised.viewer === null) throw new Error('a post of our own has handles')
  return {
    postId: normalised.post.id,
    remoteId: normalised.viewer.remoteId,
    revision: normalised.viewer.revision,
    url: normalised.post.url,
  }
}

async function ownPosts(connector: PlatformConnector, context: ConnectorContext) {
  const { author, remoteId } = await connector.check(context)
  const batch = await connector.read(context, {
    stream: { kind: 'author', author: { authorId: author.id, remoteId, handle: author.handle } },
    older: null,
    limit: 20,
  })
  return batch.posts
}

export function describeWriting(setup: () => Promise<ContractSetup>): void {
  describe('Writing', () => {
    test('a post is there once, can be witnessed, and can be deleted', { timeout: 60_000 }, async ({ skip }) => {
      const all = await setup()
      const { connector, context, writes } = all
      if (!writes || connector.publish === undefined) return skip('writes nothing')
      const given = await context(neverAborted())
      const text = `The contract was here at ${given.clock()}`
      const post = await publish(all, given, text)
      expect((await ownPosts(connector, given)).filter((each) => each.post.text.text === text)).toHaveLength(1)
      if (connector.delete === undefined) return
      await connector.delete(given, post)
      expect((await ownPosts(connector, given)).filter((each) => each.post.text.text === text)).toHaveLength(0)
      const again = await connector.delete(given, post).then(
        () => 'gone',
        (error: unknown) => connector.classify(error).kind,
      )
      expect(['gone', 'post-not-found']).toContain(again)
    })

    test('a post can be read back as it was written, and edited, as often as one likes', { timeout: 60_000 }, async ({ skip }) => {
      const all = await setup()
      const { connector, context, writes } = all
      if (!writes || connector.publish === undefined || connector.source === undefined) return skip('writes nothing')
      const given = await context(neverAborted())
      const text = `The contract wrotte this at ${given.clock()}`
      const post = await publish(all, given, text)
      const read = await connector.source(given, post).catch((error: unknown) => connector.classify(error))
      // A server that cannot edit need not keep what was typed, and says so.
      if ('kind' in read && !given.account.capabilities.edit) {
        expect(read).toMatchObject({ kind: 'capability-not-supported' })
        return
      }
      expect(read).toMatchObject({ text, contentWarning: null, sensitive: false, media: [] })
      // A network that cannot be told the language need not know it.
      expect(given.account.capabilities.maxLanguages === null ? ['en', null] : ['en']).toContain('kind' in read ? null : read.language)
      if (connector.edit !== undefined && given.account.capabilities.edit) {
        const { prepare, commit, witness } = connector.edit
        const change = plainPost(text.replace('wrotte', 'wrote'), given.clock())
        const prepared: unknown = JSON.parse(JSON.stringify((await prepare(given, post, change, () => undefined)) ?? null))
        expect(await witness(given, post, change, prepared)).not.toMatchObject({ kind: 'there' })
        for (let time = 1; time <= 2; time++) {
          const { normalised } = await commit(given, post, change, prepared)
          checkPost(connector, normalised)
          expect(normalised.post).toMatchObject({ id: post.postId, text: { text: change.text } })
          expect(normalised.post.editedAt).not.toBeNull()
          expect(await witness(given, post, change, prepared)).not.toMatchObject({ kind: 'not-there' })
        }
        expect((await connector.source(given, post)).text).toBe(change.text)
        expect((await ownPosts(connector, given)).filter((each) => each.post.id === post.postId)).toHaveLength(1)
      }
      await connector.delete?.(given, post)
      const gone = await connector.source(given, post).then(
        () => 'there',
        (error: unknown) => connector.classify(error).kind,
      )
      expect(gone).toBe('post-not-found')
    })

    test('posts that are looked up are there as they are now, or gone', { timeout: 60_000 }, async ({ skip }) => {
      const all = await setup()
      const { connector, context, writes } = all
      if (!writes || connector.lookUp === undefined || connector.delete === undefined) return skip('looks nothing up')
      const given = await context(neverAborted())
      const [kept, removed] = [await publish(all, given, 'To be kept'), await publish(all, given, 'To be removed')]
      await connector.delete(given, removed)
      const found = await connector.lookUp(given, [kept, removed])
      checkBatch(connector, found.batch)
      expect(found.batch.posts.map(({ post }) => post.id)).toEqual([kept.postId])
      expect(found.gone).toEqual([removed.remoteId])
      await connector.delete(given, kept)
    })

    test('doing what is done and undoing what is not succeed', { timeout: 60_000 }, async ({ skip }) => {
      const all = await setup()
      const { connector, context, writes } = all
      if (!writes || connector.engage === undefined || connector.publish === undefined) return skip('writes nothing')
      const given = await context(neverAborted())
      const post = await publish(all, given, `To be liked at ${given.clock()}`)
      for (const verb of given.account.capabilities.engagements) {
        const first = await connector.engage.set(given, verb, true, post, null)
        const state = { like: 'liked', repost: 'reposted', bookmark: 'bookmarked' } as const
        const viewer = async () => (await ownPosts(connector, given)).find((each) => each.post.id === post.postId)?.viewer?.[state[verb]]
        expect(await viewer(), `${verb} on`).toBe(true)
        const second = await connector.engage.set(given, verb, true, post, first.ref)
        await connector.engage.set(given, verb, false, post, second.ref ?? first.ref)
        expect(await viewer(), `${verb} off`).toBe(false)
        await connector.engage.set(given, verb, false, post, second.ref ?? first.ref)
      }
      await connector.delete?.(given, post)
    })
  })
}
