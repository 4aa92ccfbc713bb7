import { z } from 'zod'
import type { Author } from '../../../../shared/model/author.ts'
import type { NormalisedAuthor, ReadBatch, RemotePost } from '../../connector.ts'
import { ask, type Connection } from '../agent.ts'
import { isRefusal } from '../failures.ts'
import { normalisePosts } from '../normalise/pages.ts'
import { readProfile } from './profile.ts'
import { getPosts, understood } from './read.ts'

const ResolvedHandle = z.object({ did: z.string() })

/** A post by its address or by its page on Bluesky's own site. Null: not to be had. */
export async function resolvePost(connection: Connection, postId: string, url: string | null): Promise<ReadBatch | null> {
  const uri = /^at:\/\/did:[^/]+\/app\.bsky\.feed\.post\/[^/]+$/.test(postId) ? postId : await uriOfPage(connection, url ?? postId)
  if (uri === null) return null
  const batch = understood(normalisePosts({ posts: await getPosts(connection, [uri]) }, connection.context.clock(), null))
  return batch.posts.some((each) => each.post.id === uri) ? { ...batch, entries: [] } : null
}

/** Posts as they are now, and the addresses of those that the AppView does not give (any more). */
export async function lookUp(
  connection: Connection,
  posts: readonly RemotePost[],
): Promise<{ readonly batch: ReadBatch; readonly gone: readonly string[] }> {
  const wanted = posts.map(({ remoteId }) => remoteId)
  const batch = understood(normalisePosts({ posts: await getPosts(connection, wanted) }, connection.context.clock(), null))
  const found = new Set(batch.posts.map((each) => each.post.id))
  return { batch: { ...batch, entries: [] }, gone: wanted.filter((uri) => !found.has(uri)) }
}

async function uriOfPage(connection: Connection, url: string): Promise<string | null> {
  const [, actor, rkey] = /^https:\/\/bsky\.app\/profile\/([^/?#]+)\/post\/([a-zA-Z0-9._:~-]+)/.exec(url) ?? []
  if (actor === undefined || rkey === undefined) return null
  const did = actor.startsWith('did:') ? actor : await resolveHandle(connection, actor)
  return did === null ? null : `at://${did}/app.bsky.feed.post/${rkey}`
}

/** The DID a handle belongs to; null: to nobody. */
export async function resolveHandle(connection: Parameters<typeof ask>[0], handle: string): Promise<string | null> {
  const answer = await ask(connection, (agent, options) => agent.com.atproto.identity.resolveHandle({ handle }, options)).catch(
    (error: unknown) => {
      if (isRefusal(error)) return null
      throw error
    },
  )
  const resolved = ResolvedHandle.safeParse(answer)
  return resolved.success ? resolved.data.did : null
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
