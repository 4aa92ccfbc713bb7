import { queryOptions, useQuery, type QueryClient } from '@tanstack/react-query'
import type { PostView, ThreadView } from '../../shared/bridge/views.ts'
import type { Draft } from '../../shared/model/draft.ts'
import type { EngagementVerb } from '../../shared/model/viewer-state.ts'
import { call } from '../bridge/client.ts'
import { queryClient } from './query-client.ts'

export const postKeys = {
  post: (id: string) => ['post', id] as const,
  threads: ['thread'] as const,
  thread: (id: string) => ['thread', id] as const,
}

/** The most ids one `posts.get` takes. */
const BATCH = 200

/** Puts the posts of an answer into the cache, each under its own id: a post is in memory once, whoever shows it. */
export function seedPosts(posts: readonly PostView[], client: QueryClient = queryClient): void {
  for (const view of posts) client.setQueryData(postKeys.post(view.post.id), view)
}

let wanted = new Map<string, { readonly resolve: (view: PostView | null) => void; readonly reject: (error: unknown) => void }[]>()

/** One post; all that are asked for in the same moment go out as one call. Null: not known here. */
function fetchPost(id: string): Promise<PostView | null> {
  if (wanted.size === 0) window.setTimeout(() => void sendBatch(), 0)
  return new Promise((resolve, reject) => {
    wanted.set(id, [...(wanted.get(id) ?? []), { resolve, reject }])
  })
}

async function sendBatch(): Promise<void> {
  const batch = wanted
  wanted = new Map()
  try {
    const found = new Map((await getPosts([...batch.keys()])).map((view) => [view.post.id, view]))
    for (const [id, callers] of batch) for (const caller of callers) caller.resolve(found.get(id) ?? null)
  } catch (error) {
    for (const callers of batch.values()) for (const caller of callers) caller.reject(error)
  }
}

async function getPosts(ids: readonly string[]): Promise<PostView[]> {
  const answers: PostView[][] = []
  for (let start = 0; start < ids.length; start += BATCH) answers.push(await call('posts.get', { ids: ids.slice(start, start + BATCH) }))
  return answers.flat()
}

/** Asks again for those of these posts that are in the cache, in one call. */
export async function refreshPosts(ids: readonly string[], client: QueryClient = queryClient): Promise<void> {
  const held = ids.filter((id) => client.getQueryData(postKeys.post(id)) != null)
  const unknown = ids.filter((id) => client.getQueryData(postKeys.post(id)) === null)
  if (held.length + unknown.length > 0) seedPosts(await getPosts([...held, ...unknown]), client)
}

/** Kept as long as the page lives: a card that scrolls back into view must have its height at once. `sweepPosts` bounds it. */
export function postOptions(id: string) {
  return queryOptions({ queryKey: postKeys.post(id), queryFn: () => fetchPost(id), gcTime: Infinity })
}

/** A post by id: undefined while it is looked for, null when it is not stored. */
export function usePost(id: string | null): PostView | null | undefined {
  const { data } = useQuery({ ...postOptions(id ?? ''), enabled: id !== null })
  return id === null ? null : data
}

/** Forgets posts that nothing shows when there are very many of them. `keep` are ids that a list still needs. */
export function sweepPosts(keep: ReadonlySet<string>, limit = 600, client: QueryClient = queryClient): void {
  const cache = client.getQueryCache()
  const entries = cache.findAll({ queryKey: ['post'] })
  if (entries.length <= limit) return
  for (const entry of entries) {
    const id = entry.queryKey[1]
    // `removeQueries` would look through all of them for each.
    if (entry.getObserversCount() === 0 && typeof id === 'string' && !keep.has(id)) cache.remove(entry)
  }
}

async function loadThread(postId: string): Promise<ThreadView> {
  const thread = await call('posts.thread', { postId })
  seedPosts(thread.posts)
  return thread
}

/** The stored thread around a post. */
export function threadOptions(postId: string) {
  return queryOptions({ queryKey: postKeys.thread(postId), queryFn: () => loadThread(postId) })
}

/** Reads a thread from the network; the store's change event then brings it here. */
export async function refreshThread(postId: string): Promise<void> {
  await call('posts.refreshThread', { postId })
  await queryClient.invalidateQueries({ queryKey: postKeys.thread(postId) })
}

/** Likes, reposts or bookmarks (or takes it back) as one account. Done in the store at once; a refusal comes later as a notice. */
export async function engage(postId: string, accountId: string, verb: EngagementVerb, on: boolean): Promise<void> {
  await call('posts.engage', { postId, accountId, verb, on })
}

/** Shows what is one post on several networks as separate posts; `authors`: and all others of these authors. */
export async function splitPosts(postId: string, authors: boolean): Promise<void> {
  await call('posts.split', { postId, authors })
}

/** Shows posts that were split as one again. */
export async function joinPosts(postId: string): Promise<void> {
  await call('posts.join', { postId })
}

export async function deletePost(postId: string): Promise<void> {
  await call('posts.delete', { postId })
}

/** The own post as a draft that changes it; the one that is open already, where there is one. */
export function editPost(postId: string): Promise<Draft> {
  return call('posts.edit', { postId })
}

/** The own post as a new draft; it is deleted once that is stored. */
export function redraftPost(postId: string): Promise<Draft> {
  return call('posts.redraft', { postId })
}
