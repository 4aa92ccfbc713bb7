import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { PostView } from '../../../shared/bridge/views.ts'
import { success } from '../../../shared/errors.ts'
import { applyChange } from '../../../renderer/bridge/apply-changes.ts'
import { setTransport } from '../../../renderer/bridge/client.ts'
import { postKeys, postOptions, seedPosts } from '../../../renderer/queries/posts.ts'
import { queryClient } from '../../../renderer/queries/query-client.ts'
import { searchOptions } from '../../../renderer/queries/search.ts'
import { posts } from '../../support/renderer-fixture/world.ts'

// Answers may come in another order than they were asked for: what was read before a change must not stand over what was read after it.

const [before] = [...posts.values()] as [PostView]
const after: PostView = { ...before, deleted: true }
const { id } = before.post
const asked: { readonly name: string; readonly answer: (value: unknown) => void }[] = []
const held = (): unknown => queryClient.getQueryData(postKeys.post(id))
const answerTo = async (index: number, value: unknown): Promise<void> => {
  await vi.waitFor(() => expect(asked.length).toBeGreaterThan(index))
  asked[index]?.answer(value)
  await new Promise((resolve) => setTimeout(resolve, 5))
}

beforeEach(() => {
  asked.length = 0
  setTransport({
    invoke: (name) => new Promise((resolve) => asked.push({ name, answer: (value) => resolve(success(value)) })),
    subscribe: () => () => undefined,
    watchConnection: () => () => undefined,
  })
})
afterEach(() => queryClient.clear())

it('a page that was read before a post changed does not undo what is shown of it', async () => {
  seedPosts([before])
  const page = queryClient.infiniteQuery(searchOptions('word'))
  applyChange({ topic: 'posts', ids: [id] }, queryClient)
  await answerTo(1, [after])
  expect(held()).toEqual(after)
  await answerTo(0, { posts: [before], cursor: null, ids: [id] })
  await page
  expect(held()).toEqual(after)
})

it('what changed while its first page was under way is asked for again', async () => {
  const page = queryClient.infiniteQuery(searchOptions('word'))
  applyChange({ topic: 'posts', ids: [id] }, queryClient)
  await answerTo(0, { posts: [before], cursor: null, ids: [id] })
  await page
  expect(held()).toEqual(before)
  await answerTo(1, [after])
  expect(held()).toEqual(after)
})

it('of two looks at a post the later one counts, whichever is answered first', async () => {
  seedPosts([before])
  applyChange({ topic: 'posts', ids: [id] }, queryClient)
  applyChange({ topic: 'posts', ids: [id] }, queryClient)
  await answerTo(1, [after])
  await answerTo(0, [before])
  expect(held()).toEqual(after)
})

it('a post that changed while it was looked up is looked up again', async () => {
  const looked = queryClient.query(postOptions(id))
  await vi.waitFor(() => expect(asked).toHaveLength(1))
  applyChange({ topic: 'posts', ids: [id] }, queryClient)
  await answerTo(0, [before])
  await answerTo(1, [after])
  expect(await looked).toEqual(after)
})
