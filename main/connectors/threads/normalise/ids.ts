import type { PeopleByName } from '../../meta/rich-text.ts'

/** Names of others are all that the API tells of them, so people are known by their names. One who takes another name is somebody else. */
export function authorIdOf(username: string): string {
  return `threads:@${username.toLowerCase()}`
}

/** A profile's page. */
export function profileUrl(username: string): string {
  return `https://www.threads.com/@${encodeURIComponent(username)}`
}

export function postIdOf(remoteId: string): string {
  return `threads:${remoteId}`
}

export const people: PeopleByName = { authorIdOf, profileUrl }
