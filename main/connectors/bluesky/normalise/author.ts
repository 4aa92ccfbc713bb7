import type { Author, AuthorProfile } from '../../../../shared/model/author.ts'
import type { NormalisedAuthor } from '../../connector.ts'
import { linkedText } from './text.ts'
import { Label, ProfileViewDetailed, type ProfileView } from './wire.ts'

/** Bluesky's name for an account whose handle does not lead back to it. */
const INVALID_HANDLE = 'handle.invalid'

/** Someone as an answer describes them. The id is the DID: handles change. */
function authorOf(view: ProfileView): Author {
  return {
    id: view.did,
    platform: 'bluesky',
    handle: view.handle,
    displayName: (view.displayName ?? '').trim(),
    emojis: [],
    avatarUrl: view.avatar ?? null,
    url: profileUrl(view.did, view.handle),
    bot: labelsOf(view.labels).some((label) => label.val === 'bot' && label.src === view.did),
  }
}

/** An author with how the reading account stands to them; `relationship` is null where the answer does not say. */
export function normaliseAuthor(view: ProfileView): NormalisedAuthor {
  const viewer = view.viewer
  return {
    author: authorOf(view),
    remoteId: view.did,
    relationship:
      viewer === undefined
        ? null
        : {
            following: viewer.following !== undefined,
            requested: false,
            followedBy: viewer.followedBy !== undefined,
            muted: viewer.muted === true,
            blocked: viewer.blocking !== undefined,
            followRef: viewer.following ?? null,
          },
  }
}

/** A whole profile; null when the answer is none. */
export function normaliseProfile(wire: unknown): { readonly profile: AuthorProfile; readonly normalised: NormalisedAuthor } | null {
  const view = ProfileViewDetailed.safeParse(wire)
  if (!view.success) return null
  const normalised = normaliseAuthor(view.data)
  const { description, banner, followersCount, followsCount, postsCount, createdAt } = view.data
  return {
    normalised,
    profile: {
      author: normalised.author,
      description: linkedText(description ?? ''),
      headerUrl: banner ?? null,
      followers: followersCount ?? null,
      following: followsCount ?? null,
      posts: postsCount ?? null,
      fields: [],
      joinedAt: createdAt ?? null,
    },
  }
}

/** The profile's page on Bluesky's own site. */
export function profileUrl(did: string, handle: string): string {
  return `https://bsky.app/profile/${handle === INVALID_HANDLE ? did : handle}`
}

/** The labels of a list that can be read. */
export function labelsOf(list: readonly unknown[] | undefined): Label[] {
  return (list ?? []).slice(0, 100).flatMap((wire) => {
    const label = Label.safeParse(wire)
    return label.success ? [label.data] : []
  })
}
