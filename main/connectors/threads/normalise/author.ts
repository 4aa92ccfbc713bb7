import type { AuthorProfile } from '../../../../shared/model/author.ts'
import type { NormalisedAuthor } from '../../connector.ts'
import { webAddress } from '../../meta/web-address.ts'
import type { WirePost, WireProfile } from '../wire.ts'
import { authorIdOf, profileUrl } from './ids.ts'
import { richTextOf } from './text.ts'

/** The name without what cannot be part of one. */
export function handleOf(username: string): string {
  const name = username
    .toWellFormed()
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, '')
    .replace(/^@+/, '')
  return name === '' ? 'unknown' : name
}

/** Who wrote a post of somebody else's, as far as it tells. */
export function authorOfPost(post: WirePost): NormalisedAuthor {
  const handle = handleOf(post.username)
  return authorOf(handle, '', webAddress(post.profile_picture_url))
}

/** The account's own author. */
export function authorOfProfile(profile: WireProfile): NormalisedAuthor {
  return authorOf(handleOf(profile.username), profile.name.trim(), webAddress(profile.threads_profile_picture_url))
}

function authorOf(handle: string, displayName: string, avatarUrl: string | null): NormalisedAuthor {
  return {
    author: {
      id: authorIdOf(handle),
      platform: 'threads',
      handle,
      displayName,
      emojis: [],
      avatarUrl,
      url: profileUrl(handle),
      bot: false,
    },
    // The API knows others by their names too; oneself it calls "me".
    remoteId: handle,
    relationship: null,
  }
}

export function normaliseProfile(profile: WireProfile): AuthorProfile {
  return {
    author: authorOfProfile(profile).author,
    description: richTextOf(profile.threads_biography),
    headerUrl: null,
    followers: null,
    following: null,
    posts: null,
    fields: [],
    joinedAt: null,
  }
}
