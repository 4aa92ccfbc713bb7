import type { AuthorProfile } from '../../../../shared/model/author.ts'
import type { NormalisedAuthor } from '../../connector.ts'
import { handleOf } from '../../meta/handle.ts'
import { richTextOf } from '../../meta/rich-text.ts'
import { webAddress } from '../../meta/web-address.ts'
import type { WirePost, WireProfile } from '../wire.ts'
import { authorIdOf, people, profileUrl } from './ids.ts'

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
    description: richTextOf(profile.threads_biography, people),
    headerUrl: null,
    followers: null,
    following: null,
    posts: null,
    fields: [],
    joinedAt: null,
  }
}
