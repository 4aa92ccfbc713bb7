import { z } from 'zod'
import { AccountId, LocalId, Timestamp } from '../ids.ts'

/** The longest tag, search or title of a view, UTF-16 units. */
export const MAX_VIEW_TEXT = 500

/** Where the posts of a view come from. `remoteId` is what the account's server calls a list or a feed. */
export const ViewSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('list'), accountId: AccountId, remoteId: z.string().min(1).max(2048) }),
  /** A feed that somebody else makes, in an order of its own. */
  z.object({ kind: z.literal('feed'), accountId: AccountId, remoteId: z.string().min(1).max(2048) }),
  /** A hashtag without the `#`, read through these accounts; null = every one whose network can read tags. */
  z.object({
    kind: z.literal('tag'),
    tag: z.string().min(1).max(MAX_VIEW_TEXT),
    accountIds: z.array(AccountId).nullable(),
  }),
  /** A search in everything that was ever seen, as it is typed into Search. */
  z.object({ kind: z.literal('search'), text: z.string().min(1).max(MAX_VIEW_TEXT) }),
])
export type ViewSource = z.infer<typeof ViewSource>

/** A feed of the person's own choosing. */
export const SavedView = z.object({ id: LocalId, title: z.string(), source: ViewSource, createdAt: Timestamp })
export type SavedView = z.infer<typeof SavedView>

/** A list or a feed that an account has on its network, and that a view can be made of. */
export const OfferedView = z.object({
  kind: z.enum(['list', 'feed']),
  remoteId: z.string().min(1).max(2048),
  title: z.string(),
  description: z.string().nullable(),
  avatarUrl: z.string().nullable(),
})
export type OfferedView = z.infer<typeof OfferedView>
