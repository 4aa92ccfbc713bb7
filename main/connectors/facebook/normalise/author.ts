import type { AuthorProfile } from '../../../../shared/model/author.ts'
import type { NormalisedAuthor } from '../../connector.ts'
import { webAddress } from '../../meta/web-address.ts'
import type { WireFrom, WirePage } from '../wire.ts'
import { authorIdOf } from './ids.ts'
import { richTextOf } from './text.ts'

/** Whoever the API does not name: who tags a page, and who comments where the app may not know. */
export const SOMEBODY: NormalisedAuthor = authorOf('somebody', 'somebody', 'Somebody on Facebook', null, null)

/** Who wrote something. People have no names for addresses on Facebook: their id stands in for one. */
export function authorOfFrom({ id, name, picture }: WireFrom): NormalisedAuthor {
  return authorOf(id, id, name.trim(), webAddress(picture), `https://www.facebook.com/${encodeURIComponent(id)}`)
}

/** The account's own author: the page. */
export function authorOfPage(page: WirePage): NormalisedAuthor {
  const username = (page.username ?? '').replace(/[\s\p{Cc}\p{Cf}@]+/gu, '')
  const url = webAddress(page.link) ?? `https://www.facebook.com/${encodeURIComponent(page.id)}`
  return authorOf(page.id, username === '' ? page.id : username, page.name.trim(), webAddress(page.picture), url)
}

function authorOf(id: string, handle: string, displayName: string, avatarUrl: string | null, url: string | null): NormalisedAuthor {
  return {
    author: { id: authorIdOf(id), platform: 'facebook', handle, displayName, emojis: [], avatarUrl, url, bot: false },
    remoteId: id,
    relationship: null,
  }
}

export function normaliseProfile(page: WirePage): AuthorProfile {
  return {
    author: authorOfPage(page).author,
    description: richTextOf(page.about),
    headerUrl: null,
    followers: page.followers_count,
    following: null,
    posts: null,
    fields: [],
    joinedAt: null,
  }
}
