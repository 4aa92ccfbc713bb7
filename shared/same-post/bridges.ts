/**
 * Bridges carry posts from one kind of network to another, as they are. Bridgy Fed (https://fed.brid.gy/docs, checked 2026-11-26) names a
 * Bluesky account `alice.example.com@bsky.brid.gy` in the fediverse and an account of the fediverse `alice.server.example.ap.brid.gy` on
 * Bluesky; a website is `example.com@web.brid.gy` and `example.com.web.brid.gy`.
 */

/** The handles a handle may have had before a bridge wrote it its own way; empty for one that no bridge made. */
export function handlesBeforeBridge(handle: string): readonly string[] {
  const lower = handle.toLowerCase()
  const carried = /^(.+)@(?:bsky|ap|web)\.brid\.gy$/.exec(lower)?.[1]
  if (carried !== undefined) return [carried]
  const whole = /^(.+)\.(?:ap|web)\.brid\.gy$/.exec(lower)?.[1]
  if (whole === undefined) return []
  // `a.b.example` may have been `a@b.example`; only the first dot can stand for the sign, as names of servers hold dots themselves.
  return [whole, whole.replace('.', '@')]
}

/** The id of the post that a bridge made a post of, where its own id tells it; null otherwise. */
export function idBeforeBridge(postId: string): string | null {
  const carried = /^https:\/\/(?:[a-z]+\.)?brid\.gy\/(?:convert\/[a-z]+|r)\/(.+)$/.exec(postId)?.[1]
  if (carried === undefined) return null
  // Addresses inside paths may have lost a slash.
  return carried.replace(/^(at|https?):\/+/, '$1://')
}

/** The ids that bridges give to their copies of a post; none of them may be there. */
export function idsAfterBridge(postId: string): readonly string[] {
  return postId.startsWith('at://') ? [`https://bsky.brid.gy/convert/ap/${postId}`] : []
}

/** Whether a bridge made one of two posts of the other, by what their ids say. */
export function isCarried(postId: string, otherId: string): boolean {
  return idBeforeBridge(postId) === otherId || idBeforeBridge(otherId) === postId
}
