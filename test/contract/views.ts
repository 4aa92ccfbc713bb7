import { describe, expect, test } from 'vitest'
import { OfferedView } from '../../shared/model/saved-view.ts'
import type { StreamRequest } from '../../main/connectors/connector.ts'
import { checkBatch } from './check-batch.ts'
import { keysOf, readAll } from './read-all.ts'
import { neverAborted, type ContractSetup } from './setup.ts'

/** What can be read of a network besides home feeds: lists, feeds and hashtags, and what its search takes besides words. */
export function describeViews(setup: () => Promise<ContractSetup>): void {
  describe('Views', () => {
    test(
      'are offered as the account has them, and each is read to its end in one order, whatever the page size',
      { timeout: 60_000 },
      async () => {
        const { connector, context, offers } = await setup()
        const given = await context(neverAborted())
        const { streams } = given.account.capabilities
        if (connector.offeredViews === undefined || (!streams.lists && !streams.feeds)) {
          expect(offers).toEqual([])
          return
        }
        const offered = await connector.offeredViews(given)
        expect(offered.map(({ title }) => title).toSorted()).toEqual([...offers].toSorted())
        for (const view of offered) {
          expect(OfferedView.parse(view)).toEqual(view)
          expect(streams[view.kind === 'list' ? 'lists' : 'feeds']).toBe(true)
          const stream: StreamRequest['stream'] = { kind: view.kind, remoteId: view.remoteId }
          const sevens = await readAll(connector, given, stream, 7)
          for (const batch of sevens) {
            checkBatch(connector, batch)
            expect(batch.skipped).toBe(0)
            expect(batch.inbox).toEqual([])
          }
          const keys = keysOf(sevens)
          expect(keys.length, `${view.title} has posts`).toBeGreaterThan(0)
          expect(new Set(keys).size).toBe(keys.length)
          expect(keysOf(await readAll(connector, given, stream, 20))).toEqual(keys)
        }
        for (const kind of ['list', 'feed'] as const) {
          const gone = { kind, remoteId: offered[0]?.remoteId.replace(/\w$/, 'x') ?? 'gone' }
          const outcome = await connector.read(given, { stream: gone, older: null, limit: 7 }).then(
            () => 'read',
            (error: unknown) => connector.classify(error).kind,
          )
          expect(outcome).not.toBe('internal')
        }
      },
    )

    test('of a hashtag hold the posts that have it, in the order of time', { timeout: 60_000 }, async () => {
      const { connector, context, tag } = await setup()
      const given = await context(neverAborted())
      expect(given.account.capabilities.streams.tags).toBe(tag !== null)
      if (tag === null) return
      const batches = await readAll(connector, given, { kind: 'tag', tag }, 7)
      const posts = new Map(batches.flatMap((batch) => batch.posts.map(({ post }) => [post.id, post] as const)))
      const keys = keysOf(batches)
      expect(keys.length).toBeGreaterThan(0)
      expect(new Set(keys).size).toBe(keys.length)
      for (const batch of batches) {
        checkBatch(connector, batch)
        expect(batch.chronological).toBe(true)
        for (const { postId } of batch.entries) expect(posts.get(postId)?.text.text.toLowerCase()).toContain(`#${tag.toLowerCase()}`)
      }
      expect(keysOf(await readAll(connector, given, { kind: 'tag', tag: 'nobodyeverwrotethis' }, 7))).toEqual([])
    })

    test('by search keep to the conditions that the account’s search takes', { timeout: 60_000 }, async () => {
      const { connector, context, paged } = await setup()
      const given = await context(neverAborted())
      const { posts: searches, filters } = given.account.capabilities.search
      const stream = paged.find((each) => each.kind === 'search')
      if (!searches || stream === undefined) return
      const all = await readAll(connector, given, stream, 20)
      const posts = new Map(all.flatMap((batch) => batch.posts.map(({ post }) => [post.id, post] as const)))
      const found = all.flatMap((batch) => batch.entries.flatMap(({ postId }) => posts.get(postId) ?? []))
      const [first] = found
      const author = all.flatMap((batch) => batch.authors).find((each) => each.author.id === first?.authorId)?.author
      if (first === undefined || author === undefined) throw new Error('Nothing was found')
      const wanted = filters.includes('from') ? { from: author.handle } : {}
      const theirs = await readAll(connector, given, { ...stream, filters: wanted }, 20)
      const expected = found.filter((post) => !filters.includes('from') || post.authorId === author.id)
      expect(theirs.flatMap((batch) => batch.entries.map(({ postId }) => postId))).toEqual(expected.map(({ id }) => id))
    })
  })
}
