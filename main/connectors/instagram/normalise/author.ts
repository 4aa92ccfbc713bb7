import type { AuthorProfile } from '../../../../shared/model/author.ts'
import type { NormalisedAuthor } from '../../connector.ts'
import { handleOf } from '../../meta/handle.ts'
import { richTextOf } from '../../meta/rich-text.ts'
import { webAddress } from '../../meta/web-address.ts'
import type { WireProfile } from '../wire.ts'
import { authorIdOf, people, profileUrl } from './ids.ts'

/** Somebody of whom only the name is told. */
export function authorNamed(username: string, displayName = '', avatarUrl: string | null = null): NormalisedAuthor {
  const handle = handleOf(username)
  return {
    author: {
      id: authorIdOf(handle),
      platform: 'instagram',
      handle,
      displayName,
      emojis: [],
      avatarUrl,
      url: profileUrl(handle),
      bot: false,
    },
    remoteId: handle,
    relationship: null,
  }
}

/** The account's own author. */
export function authorOfProfile(profile: WireProfile): NormalisedAuthor {
  return authorNamed(profile.username, profile.name.trim(), webAddress(profile.profile_picture_url))
}

export function normaliseProfile(profile: WireProfile): AuthorProfile {
  return {
    author: authorOfProfile(profile).author,
    description: richTextOf(profile.biography, people),
    headerUrl: null,
    followers: profile.followers_count,
    following: profile.follows_count,
    posts: profile.media_count,
    fields: [],
    joinedAt: null,
  }
}
