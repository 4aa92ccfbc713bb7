import { graphError, type GraphRefusal } from '../http/graph-error.ts'
import type { ContainerStatus, MetaContainer, MetaFile, MetaPost, PostType } from './types.ts'
import { DAY_MS, spentOf, type World } from './world.ts'

/** What a container is now. Source: developers.facebook.com/docs/threads/troubleshooting, read 2026-11-27. */
export function statusOf(world: World, container: MetaContainer): ContainerStatus {
  if (container.publishedAs !== null) return 'PUBLISHED'
  if (world.now() - container.createdAt >= DAY_MS) return 'EXPIRED'
  if (container.error !== null) return 'ERROR'
  return container.fetching || container.pollsLeft > 0 ? 'IN_PROGRESS' : 'FINISHED'
}

/** Fetches the file of a container from the address it was given, as the network does, once the request for it was answered. */
export function startFetching(world: World, container: MetaContainer, address: string): void {
  container.fetching = true
  const kind = container.kind === 'VIDEO' ? 'VIDEO' : 'IMAGE'
  void fetchFile(address)
    .then(({ contentType, bytes }) => {
      const problem = bytes.length === 0 ? 'UNKNOWN' : (world.settings.mediaProblem?.(contentType) ?? null)
      container.error = contentType.startsWith(`${kind.toLowerCase()}/`) ? problem : `FAILED_DOWNLOADING_${kind}`
      container.file = { id: world.nextId(), kind, altText: container.altText, contentType, bytes }
    })
    .catch(() => {
      container.error = `FAILED_DOWNLOADING_${kind}`
    })
    .finally(() => {
      container.fetching = false
    })
}

async function fetchFile(address: string): Promise<{ contentType: string; bytes: Uint8Array<ArrayBuffer> }> {
  const response = await fetch(address, { headers: { 'user-agent': 'facebookexternalhit/1.1' }, signal: AbortSignal.timeout(10_000) })
  if (!response.ok) throw new Error(`${String(response.status)} from ${address}`)
  return { contentType: response.headers.get('content-type') ?? '', bytes: new Uint8Array(await response.arrayBuffer()) }
}

const TYPES = { TEXT: 'TEXT_POST', IMAGE: 'IMAGE', VIDEO: 'VIDEO', CAROUSEL: 'CAROUSEL_ALBUM' } as const satisfies Record<string, PostType>

/** Makes a container a post. Throws the refusal the network would give. */
export function publishContainer(world: World, container: MetaContainer): MetaPost {
  const status = statusOf(world, container)
  // Threads' pages name no codes for these. These are those of Instagram, whose containers are the same, as others report them (2026-11-27).
  if (status === 'IN_PROGRESS') throw graphError(400, 9007, 'The media is not ready to be published', { subcode: 2207027 })
  if (status !== 'FINISHED' || container.isItem) throw graphError(400, 24, 'The media container cannot be published', { subcode: 2207008 })
  const kind = container.replyToId === null ? 'post' : 'reply'
  const limit = world.settings.quotas[kind === 'post' ? 'posts' : 'replies']
  if (spentOf(world, container.userId, kind) >= limit) throw quotaReached()
  const parent = container.replyToId === null ? null : world.posts.get(container.replyToId)
  if (parent === undefined) throw graphError(400, 100, 'The post that is answered does not exist', { subcode: 33 })
  const post = addPost(world, {
    userId: container.userId,
    text: container.text,
    type: TYPES[container.kind],
    files: filesOf(world, container),
    repliedTo: container.replyToId,
    quotes: container.quotePostId,
    replyControl: container.replyControl,
    topicTag: container.topicTag,
    linkUrl: container.linkUrl,
  })
  container.publishedAs = post.id
  world.spent.push({ kind, userId: container.userId, at: world.now() })
  return post
}

/** The page of Threads' limits names no code for them; this is Instagram's, as others report it (2026-11-27). */
export function quotaReached(): GraphRefusal {
  return graphError(403, 9, 'The user has reached the maximum number of posts that is allowed', { subcode: 2207042 })
}

function filesOf(world: World, container: MetaContainer): MetaFile[] {
  if (container.file !== null) return [container.file]
  return container.children.flatMap((id) => world.containers.get(id)?.file ?? [])
}

export type PostDraft = Partial<Omit<MetaPost, 'id' | 'shortcode' | 'counts'>> & { readonly userId: string }

/** Puts a post into the world, whoever wrote it. */
export function addPost(world: World, draft: PostDraft): MetaPost {
  const id = world.nextId()
  const parent = draft.repliedTo == null ? null : (world.posts.get(draft.repliedTo) ?? null)
  const post: MetaPost = {
    type: 'TEXT_POST',
    text: '',
    files: [],
    repliedTo: null,
    quotes: null,
    at: world.now(),
    replyControl: 'everyone',
    topicTag: null,
    linkUrl: null,
    ...draft,
    rootId: draft.rootId ?? (parent === null ? null : (parent.rootId ?? parent.id)),
    id,
    shortcode: `C${BigInt(id).toString(36)}`,
    counts: { views: 0, likes: 0, reposts: 0, shares: 0 },
  }
  world.posts.set(id, post)
  return post
}
