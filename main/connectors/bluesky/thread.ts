import { z } from 'zod'
import { AppFailure } from '../../../shared/errors.ts'
import type { Author } from '../../../shared/model/author.ts'
import type { NormalisedAuthor, ReadBatch, RemotePost, ThreadBatch } from '../connector.ts'
import { ask, type Connection } from './agent.ts'
import { BatchBuilder } from './normalise/batch.ts'
import { ThreadPage } from './normalise/wire.ts'
import { readProfile } from './profile.ts'
import { addPosts, badAnswer } from './read.ts'

/** How far a thread is read down and up; the lexicon allows 1000 each, and the AppView gives about 50 levels at most. */
const DEPTH = 50
const PARENT_HEIGHT = 80

/** The thread around a post. It is not complete where the answer was cut off below or above. Rejects with `post-not-found`. */
export async function readThread(connection: Connection, post: RemotePost): Promise<ThreadBatch> {
  const answer = await ask(connection, (agent, options) =>
    agent.app.bsky.feed.getPostThread({ uri: post.remoteId, depth: DEPTH, parentHeight: PARENT_HEIGHT }, options),
  )
  const page = ThreadPage.safeParse(answer)
  if (!page.success) throw badAnswer()
  const batch = new BatchBuilder(connection.context.clock())
  batch.addThread(page.data.thread)
  if (!batch.has(post.postId)) throw new AppFailure({ kind: 'post-not-found', message: null })
  const read = batch.build(null)
  return { batch: read, rootId: rootOf(read, post.postId), complete: isComplete(read) }
}

/** The thread's first post as its posts name it, whether or not it could be read. */
function rootOf(batch: ReadBatch, focus: string): string {
  return batch.posts.find(({ post }) => post.id === focus)?.post.threadRootId ?? focus
}

/** Every post has its parent, and as many replies as it counts. Blocked and deleted replies count and are not given: a full count is the exception. */
function isComplete(batch: ReadBatch): boolean {
  const ids = new Set(batch.posts.map(({ post }) => post.id))
  const answers = new Map<string, number>()
  for (const { post } of batch.posts) {
    const parent = post.replyTo?.postId
    if (parent !== undefined && parent !== null) answers.set(parent, (answers.get(parent) ?? 0) + 1)
  }
  return batch.posts.every(({ post }) => {
    const parent = post.replyTo?.postId
    const hasParent = parent === undefined || parent === null || ids.has(parent)
    return hasParent && (answers.get(post.id) ?? 0) >= (post.metrics.replies ?? 0)
  })
}

const ResolvedHandle = z.object({ did: z.string() })

/** A post by its address or by its page on Bluesky's own site. Null: not to be had. */
export async function resolvePost(connection: Connection, postId: string, url: string | null): Promise<ReadBatch | null> {
  const uri = /^at:\/\/did:[^/]+\/app\.bsky\.feed\.post\/[^/]+$/.test(postId) ? postId : await uriOfPage(connection, url ?? postId)
  if (uri === null) return null
  const batch = new BatchBuilder(connection.context.clock())
  await addPosts(connection, batch, [uri])
  return batch.has(uri) ? batch.build(null) : null
}

async function uriOfPage(connection: Connection, url: string): Promise<string | null> {
  const [, actor, rkey] = /^https:\/\/bsky\.app\/profile\/([^/?#]+)\/post\/([a-zA-Z0-9._:~-]+)/.exec(url) ?? []
  if (actor === undefined || rkey === undefined) return null
  const did = actor.startsWith('did:') ? actor : await resolveHandle(connection, actor)
  return did === null ? null : `at://${did}/app.bsky.feed.post/${rkey}`
}

/** The DID a handle belongs to; null: to nobody. */
export async function resolveHandle(connection: Connection, handle: string): Promise<string | null> {
  const answer = await ask(connection, (agent, options) => agent.com.atproto.identity.resolveHandle({ handle }, options)).catch((error: unknown) => {
    if (isRefusal(error)) return null
    throw error
  })
  const resolved = ResolvedHandle.safeParse(answer)
  return resolved.success ? resolved.data.did : null
}

/** A 4xx: the server understood, and there is no such thing. */
export function isRefusal(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'status' in error && (error.status === 400 || error.status === 404)
}

/** An author of this network by DID. Null: not to be had. */
export async function resolveAuthor(connection: Connection, author: Author): Promise<NormalisedAuthor | null> {
  if (author.platform !== 'bluesky') return null
  const profile = await readProfile(connection, author.id).catch((error: unknown) => {
    if (isRefusal(error)) return null
    throw error
  })
  return profile?.normalised ?? null
}
