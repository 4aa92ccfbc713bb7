import type { PeopleByName } from '../../meta/rich-text.ts'

/** Those who comment are told of by their names, so people are known by their names. One who takes another name is somebody else. */
export function authorIdOf(username: string): string {
  return `instagram:@${username.toLowerCase()}`
}

/** A profile's page. */
export function profileUrl(username: string): string {
  return `https://www.instagram.com/${encodeURIComponent(username)}/`
}

export const people: PeopleByName = { authorIdOf, profileUrl }

/** Media and comments are different things of one kind of id; what a post is its id in Chirp tells. */
export type Kind = 'media' | 'comment'

export function postIdOf(kind: Kind, remoteId: string): string {
  return `instagram:${kind}/${remoteId}`
}

export function kindOf(postId: string): Kind {
  return postId.startsWith('instagram:comment/') ? 'comment' : 'media'
}
