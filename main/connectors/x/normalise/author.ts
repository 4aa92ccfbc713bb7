import type { AuthorProfile } from '../../../../shared/model/author.ts'
import type { NormalisedAuthor } from '../../connector.ts'
import { authorIdOf } from '../ids.ts'
import type { WireUser } from '../wire.ts'
import { PLAIN, richTextOf } from './text.ts'
import { webAddress } from './web-address.ts'

/** X's answers do not say who follows whom. */
export function normaliseUser(user: WireUser): NormalisedAuthor {
  return {
    author: {
      id: authorIdOf(user.id),
      platform: 'x',
      handle: user.username.replace(/^@+/, '') || user.id,
      displayName: user.name.trim(),
      emojis: [],
      avatarUrl: largerPicture(webAddress(user.profile_image_url)),
      url: webAddress(`https://x.com/${encodeURIComponent(user.username)}`),
      bot: false,
    },
    remoteId: user.id,
    relationship: null,
  }
}

/** X names the picture of 48 pixels; the larger ones differ in the end of their name (its page on profile pictures, known and not read again). */
function largerPicture(address: string | null): string | null {
  return address?.startsWith('https://pbs.twimg.com/') === true ? address.replace(/_normal(\.\w+)$/, '_400x400$1') : address
}

export function normaliseProfile(user: WireUser): AuthorProfile {
  const joinedAt = Date.parse(user.created_at ?? '')
  return {
    author: normaliseUser(user).author,
    description: richTextOf({ text: user.description, entities: user.entities.description }, PLAIN),
    headerUrl: webAddress(user.profile_banner_url),
    followers: user.public_metrics?.followers_count ?? null,
    following: user.public_metrics?.following_count ?? null,
    posts: user.public_metrics?.tweet_count ?? null,
    fields: [],
    joinedAt: Number.isNaN(joinedAt) ? null : joinedAt,
  }
}
