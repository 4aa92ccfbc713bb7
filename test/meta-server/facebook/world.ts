import type { World } from '../world/world.ts'

/** A page, and what people may do there by their ids. */
export interface FbPage {
  readonly id: string
  readonly name: string
  /** Null: it has no name of its own in its address. */
  readonly username: string | null
  readonly about: string
  readonly tasks: ReadonlyMap<string, readonly string[]>
}

/** A picture as it was uploaded. `usedAt` is null until a post or comment has it. */
export interface FbPhoto {
  readonly id: string
  readonly pageId: string
  readonly contentType: string
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly alt: string
  /** Only these may be in a post that is to come. */
  readonly temporary: boolean
  readonly uploadedAt: number
  used: boolean
}

/** A video as it is uploaded, worked on and published. Times are epoch ms. */
export interface FbVideo {
  readonly id: string
  readonly pageId: string
  /** As its first request of bytes said; null before that. */
  size: number | null
  bytes: Uint8Array<ArrayBuffer>
  /** What is asked to be published: null before. `at`: for later. */
  wanted: { readonly description: string; readonly at: number | null } | null
  /** So many more times it is asked for until it is worked through. */
  pollsLeft: number
  problem: string | null
  isExpired: boolean
}

/** A post: a page's own, or somebody's who tags pages. `scheduledAt` and `at` are epoch ms. */
export interface FbPost {
  readonly id: string
  readonly authorId: string
  readonly message: string
  readonly link: string | null
  readonly photos: readonly FbPhoto[]
  readonly video: FbVideo | null
  readonly at: number
  readonly scheduledAt: number | null
  readonly tags: readonly string[]
  readonly likedBy: Set<string>
  shares: number
  views: number
}

export interface FbComment {
  readonly id: string
  readonly postId: string
  /** The comment it answers; Facebook has two levels. */
  readonly parentId: string | null
  readonly authorId: string
  readonly message: string
  readonly photo: FbPhoto | null
  readonly at: number
  readonly likedBy: Set<string>
}

/** What a test may change while the server runs. */
export interface FbSettings {
  /** Whether who comments is told. Facebook keeps it to itself where the app may not know. */
  tellsCommenters: boolean
  /** How often a video that is to be published answers that it is worked on. */
  videoPolls: number
  /** Whether videos are worked on before anybody asks that they be published: "during or after upload". */
  worksEarly: boolean
  /** What is wrong with videos once they are worked on. */
  videoProblem: string | null
  /** Of the bytes of one request so many are kept; null = all. */
  takesBytes: number | null
  /** Whether reels can be listed: one of Meta's pages says so, another that they cannot. */
  listsReels: boolean
  /** Whether a reel stands among the page's posts. */
  postsReels: boolean
}

export interface FacebookWorld {
  readonly pages: Map<string, FbPage>
  readonly posts: Map<string, FbPost>
  readonly comments: Map<string, FbComment>
  readonly photos: Map<string, FbPhoto>
  readonly videos: Map<string, FbVideo>
  readonly settings: FbSettings
}

const worlds = new WeakMap<World, FacebookWorld>()

/** The part of a world that is Facebook's. */
export function facebookOf(world: World): FacebookWorld {
  const known = worlds.get(world)
  if (known !== undefined) return known
  const made: FacebookWorld = {
    pages: new Map(),
    posts: new Map(),
    comments: new Map(),
    photos: new Map(),
    videos: new Map(),
    settings: {
      tellsCommenters: true,
      videoPolls: 0,
      worksEarly: false,
      videoProblem: null,
      takesBytes: null,
      listsReels: true,
      postsReels: true,
    },
  }
  worlds.set(world, made)
  return made
}

/** Everything that a person can do on a page (pages-api/manage-pages, read 2026-11-27). */
export const ALL_TASKS = ['ANALYZE', 'ADVERTISE', 'MODERATE', 'CREATE_CONTENT', 'MANAGE']

export function addPage(world: World, name: string, ownerId: string, parts: Partial<Omit<FbPage, 'id' | 'name'>> = {}): FbPage {
  const page: FbPage = { id: world.nextId(), name, username: null, about: '', tasks: new Map([[ownerId, ALL_TASKS]]), ...parts }
  facebookOf(world).pages.set(page.id, page)
  return page
}

type PostParts = Partial<Omit<FbPost, 'id' | 'authorId' | 'message'>>

/** Puts a post into the world, whoever wrote it. */
export function addPagePost(world: World, authorId: string, message: string, parts: PostParts = {}): FbPost {
  const post: FbPost = {
    link: null,
    photos: [],
    video: null,
    at: world.now(),
    scheduledAt: null,
    tags: [],
    likedBy: new Set(),
    shares: 0,
    views: 0,
    ...parts,
    id: `${authorId}_${world.nextId()}`,
    authorId,
    message,
  }
  for (const photo of post.photos) photo.used = true
  facebookOf(world).posts.set(post.id, post)
  return post
}

type CommentParts = Partial<Pick<FbComment, 'at' | 'photo'>>

/** Answers a post or a comment. What answers an answer stands beside that. */
export function addComment(
  world: World,
  authorId: string,
  target: FbPost | FbComment,
  message: string,
  parts: CommentParts = {},
): FbComment {
  const postId = 'postId' in target ? target.postId : target.id
  const comment: FbComment = {
    photo: null,
    at: world.now(),
    ...parts,
    likedBy: new Set(),
    id: `${postId.split('_')[1] ?? postId}_${world.nextId()}`,
    postId,
    parentId: 'postId' in target ? (target.parentId ?? target.id) : null,
    authorId,
    message,
  }
  if (comment.photo !== null) comment.photo.used = true
  facebookOf(world).comments.set(comment.id, comment)
  return comment
}

/** Whether a post has come out. */
export function isOut(world: World, { scheduledAt }: FbPost): boolean {
  return scheduledAt === null || scheduledAt <= world.now()
}

export function timeOf(post: FbPost): number {
  return post.scheduledAt ?? post.at
}

/** Newest first; of one time by id. */
export function newestFirst<T extends { readonly id: string }>(all: Iterable<T>, at: (one: T) => number): T[] {
  const number = (id: string): bigint => BigInt(id.split('_').at(-1) ?? 0)
  return [...all].sort((a, b) => at(b) - at(a) || (number(b.id) > number(a.id) ? 1 : -1))
}
