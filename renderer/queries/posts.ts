import { queryOptions, useQuery, type QueryClient } from '@tanstack/react-query'
import type { PostView } from '../../shared/bridge/views.ts'
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

/** When each post was last told to have changed, as a count of all that was told; the last one is the newest. */
const changedAt = new Map<string, number>()
let changes = 0
/** More than can change while an answer is on its way. */
const MOST_CHANGED = 5_000

function noteChanged(ids: readonly string[]): void {
  changes++
  for (const id of ids) {
    changedAt.delete(id)
    changedAt.set(id, changes)
  }
  for (const id of changedAt.keys()) {
    if (changedAt.size <= MOST_CHANGED) break
    changedAt.delete(id)
  }
}

function changedSince(asked: number, id: string): boolean {
  return (changedAt.get(id) ?? 0) > asked
}

/**
 * Puts the posts of an answer into the cache, each under its own id: a post is in memory once, whoever shows it. Answers may come in another
 * order than they were asked for: of a post that changed since `asked`, a count of changes, what is in the cache stays; where nothing is, the
 * answer is shown until the post was asked for once more.
 */
export function seedPosts(posts: readonly PostView[], client: QueryClient = queryClient, asked = changes): void {
  const late: string[] = []
  for (const view of posts) {
    const key = postKeys.post(view.post.id)
    const isLate = changedSince(asked, view.post.id)
    // What was in the cache when it changed was asked for again then.
    if (isLate && client.getQueryData(key) !== undefined) continue
    client.setQueryData(key, view)
    if (isLate) late.push(view.post.id)
  }
  if (late.length > 0) void lookAgain(late, client).catch(() => undefined)
}

async function lookAgain(ids: readonly string[], client: QueryClient): Promise<void> {
  const asked = changes
  seedPosts(await getPosts(ids), client, asked)
}

/** Waits for an answer that is asked for in this moment, and puts its posts into the cache. */
export async function withPosts<Answer extends { readonly posts: readonly PostView[] }>(answer: Promise<Answer>): Promise<Answer> {
  const asked = changes
  const came = await answer
  seedPosts(came.posts, queryClient, asked)
  return came
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
    const found = new Map((await getUnchanged([...batch.keys()])).map((view) => [view.post.id, view]))
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

/** As they are now: what changes while it is on its way is asked for again. */
async function getUnchanged(ids: readonly string[]): Promise<PostView[]> {
  const asked = changes
  const views = await getPosts(ids)
  const late = new Set(ids.filter((id) => changedSince(asked, id)))
  if (late.size === 0) return views
  return [...views.filter(({ post }) => !late.has(post.id)), ...(await getUnchanged([...late]))]
}

/** These posts changed, or something that is shown with them: asks again for those that are in the cache, in one call. */
export async function refreshPosts(ids: readonly string[], client: QueryClient = queryClient): Promise<void> {
  noteChanged(ids)
  const held = ids.filter((id) => client.getQueryData(postKeys.post(id)) !== undefined)
  if (held.length > 0) await lookAgain(held, client)
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

/** The stored thread around a post. */
export function threadOptions(postId: string) {
  return queryOptions({ queryKey: postKeys.thread(postId), queryFn: () => withPosts(call('posts.thread', { postId })) })
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
