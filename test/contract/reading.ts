import { describe, expect, test } from 'vitest'
import { checkBatch, checkRichText } from './check-batch.ts'
import { keysOf, readAll } from './read-all.ts'
import { neverAborted, type ContractSetup } from './setup.ts'

export function describeReading(setup: () => Promise<ContractSetup>): void {
  describe('Reading', () => {
    test('yields batches that hold everything they refer to', { timeout: 60_000 }, async () => {
      const { connector, context, paged } = await setup()
      const given = await context(neverAborted())
      for (const stream of paged) {
        for (const batch of await readAll(connector, given, stream, 20)) {
          checkBatch(connector, batch)
          expect(batch.skipped).toBe(0)
        }
      }
    })

    test('goes on where it stopped: nothing is lost, nothing comes twice, whatever the page size', { timeout: 60_000 }, async () => {
      const { connector, context, paged } = await setup()
      const given = await context(neverAborted())
      for (const stream of paged) {
        const sevens = await readAll(connector, given, stream, 7)
        const twenties = await readAll(connector, given, stream, 20)
        const keys = keysOf(sevens)
        expect(keys.length, `${stream.kind} has several pages`).toBeGreaterThan(20)
        expect(new Set(keys).size).toBe(keys.length)
        expect(keysOf(twenties)).toEqual(keys)
        // A cursor is as good a second time.
        const [first, second] = sevens
        if (first === undefined || second === undefined) throw new Error('several pages')
        expect(keysOf([await connector.read(given, { stream, older: first.older, limit: 7 })])).toEqual(keysOf([second]))
      }
    })

    test('refuses a cursor that makes no sense, or reads from the top; it does not crash', async () => {
      const { connector, context, paged } = await setup()
      const given = await context(neverAborted())
      const [stream] = paged
      if (stream === undefined) return
      const outcome = await connector.read(given, { stream, older: 'no such cursor', limit: 7 }).then(
        () => 'read' as const,
        (error: unknown) => connector.classify(error).kind,
      )
      expect(outcome).not.toBe('internal')
    })

    test('opens threads and profiles of what it read', async () => {
      const { connector, context, paged } = await setup()
      const given = await context(neverAborted())
      const [stream] = paged
      if (stream === undefined) return
      const { posts, authors } = await connector.read(given, { stream, older: null, limit: 20 })
      for (const { post, viewer } of posts.slice(0, 5)) {
        if (connector.thread === undefined || viewer === null) continue
        const { batch, rootId } = await connector.thread(given, {
          postId: post.id,
          remoteId: viewer.remoteId,
          revision: viewer.revision,
          url: post.url,
        })
        checkBatch(connector, batch)
        const ids = batch.posts.map((each) => each.post.id)
        expect(ids).toContain(post.id)
        expect(ids).toContain(rootId)
      }
      for (const { author, remoteId } of authors.slice(0, 3)) {
        if (connector.profile === undefined) continue
        const { profile } = await connector.profile(given, { authorId: author.id, remoteId, handle: author.handle })
        expect(profile.author.id).toBe(author.id)
        checkRichText(profile.description)
        for (const field of profile.fields) checkRichText(field.value)
      }
    })
  })
}
