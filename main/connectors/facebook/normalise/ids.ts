/** Pages and people are known by the network's ids of them; those of people hold for one page alone. */
export function authorIdOf(id: string): string {
  return `facebook:${id}`
}

export function postIdOf(id: string): string {
  return `facebook:${id}`
}

/** A post of the API, and where it is a comment that as well. Ids of both look alike, so Chirp keeps a comment with the post that it stands below. */
export type RemoteId = { readonly postId: string; readonly commentId: string | null }

export function readRemoteId(remoteId: string): RemoteId {
  const [postId = '', commentId = null] = remoteId.split('/')
  return { postId, commentId }
}

export function writeRemoteId({ postId, commentId }: RemoteId): string {
  return commentId === null ? postId : `${postId}/${commentId}`
}
