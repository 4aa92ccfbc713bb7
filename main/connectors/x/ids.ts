/** Ids of X are numbers of up to 19 digits, written as text since they do not fit a double. */
export const NUMBER = /^[0-9]{1,19}$/

const AUTHOR = 'x:user:'

/** The same for everybody who reads the post. */
export function postIdOf(id: string): string {
  return `x:${id}`
}

export function authorIdOf(userId: string): string {
  return AUTHOR + userId
}

/** X's own id of an author; null where it is not one of X's. */
export function userIdOf(authorId: string): string | null {
  const id = authorId.startsWith(AUTHOR) ? authorId.slice(AUTHOR.length) : ''
  return NUMBER.test(id) ? id : null
}

/** X's own id of a post; null where it is not one of X's. */
export function tweetIdOf(postId: string): string | null {
  const id = postId.startsWith('x:') ? postId.slice(2) : ''
  return NUMBER.test(id) ? id : null
}

/** When the ids begin, epoch ms. Source: docs.x.com/fundamentals/x-ids and github.com/twitter-archive/snowflake (known, not read again on 2026-11-27). */
const EPOCH_MS = 1_288_834_974_657n
const OLDEST_SNOWFLAKE = 1n << 35n

/** When a post of that id was written, epoch ms, to the second: ids since November 2010 hold their time. Null for older ones. */
export function timeOfId(id: string): number | null {
  if (!NUMBER.test(id)) return null
  const number = BigInt(id)
  return number < OLDEST_SNOWFLAKE ? null : Number((number >> 22n) + EPOCH_MS)
}
