import type { Known } from '../normalise/post.ts'

type KnownPost = { readonly postId: string; readonly authorId: string }
type KnownAuthor = { readonly authorId: string; readonly handle: string }

/** Enough for what a person reads in a day. */
const MOST_POSTS = 5_000
const MOST_AUTHORS = 2_000

/**
 * What an account's server calls posts and people, as its answers told while Chirp runs: statuses name what they answer by such an id
 * alone. Only spares asking again; nothing is lost with it.
 */
export class KnownIds implements Known {
  private readonly posts = new Map<string, KnownPost>()
  private readonly authors = new Map<string, KnownAuthor>()
  /** Ids whose post is not to be had, so that it is not asked for with every page. */
  private readonly gone = new Set<string>()

  readonly post = (remoteId: string): KnownPost | null => this.posts.get(remoteId) ?? null
  readonly author = (remoteId: string): KnownAuthor | null => this.authors.get(remoteId) ?? null

  isGone(remoteId: string): boolean {
    return this.gone.has(remoteId)
  }

  learnPost(remoteId: string, post: KnownPost): void {
    put(this.posts, remoteId, post, MOST_POSTS)
    this.gone.delete(remoteId)
  }

  learnAuthor(remoteId: string, author: KnownAuthor): void {
    put(this.authors, remoteId, author, MOST_AUTHORS)
  }

  learnGone(remoteId: string): void {
    if (this.gone.size >= MOST_POSTS) this.gone.clear()
    this.gone.add(remoteId)
  }
}

/** Adds as the newest, and drops the oldest beyond `most`. */
function put<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.delete(key)
  map.set(key, value)
  const oldest = map.keys().next()
  if (map.size > most && oldest.done !== true) map.delete(oldest.value)
}

/** By server and account; a handful. */
const perAccount = new Map<string, KnownIds>()

export function knownIdsOf(account: { readonly id: string; readonly server: string }): KnownIds {
  const key = `${account.server} ${account.id}`
  const known = perAccount.get(key) ?? new KnownIds()
  perAccount.set(key, known)
  return known
}
