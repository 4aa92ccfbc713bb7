import { z } from 'zod'
import { AccountId, AuthorId, Timestamp } from '../ids.ts'
import { RichText } from './rich-text.ts'

/** A custom emoji a server defines; `shortcode` is without colons, `url` an image. */
export const CustomEmoji = z.object({ shortcode: z.string(), url: z.string() })
export type CustomEmoji = z.infer<typeof CustomEmoji>

/** Who wrote a post or did a thing, whatever the network. */
export const Author = z.object({
  id: AuthorId,
  platform: z.string(),
  /** As the network writes it, without a leading `@`; full (`user@server`) where the network is federated. */
  handle: z.string(),
  /** May be empty: show the handle then. May hold `:shortcode:`s that `emojis` explains. */
  displayName: z.string(),
  emojis: z.array(CustomEmoji),
  /** In the store the remote address; in what the renderer gets, an address on its own host. */
  avatarUrl: z.string().nullable(),
  /** The profile's page on the network's own site. */
  url: z.string().nullable(),
  bot: z.boolean(),
})
export type Author = z.infer<typeof Author>

/** More about an author than a post card needs; read when a profile is opened. Null: the network does not say. */
export const AuthorProfile = z.object({
  author: Author,
  description: RichText,
  headerUrl: z.string().nullable(),
  followers: z.number().int().nullable(),
  following: z.number().int().nullable(),
  posts: z.number().int().nullable(),
  fields: z.array(z.object({ name: z.string(), value: RichText })),
  joinedAt: Timestamp.nullable(),
})
export type AuthorProfile = z.infer<typeof AuthorProfile>

/** How one of the person's accounts stands to an author. */
export const Relationship = z.object({
  accountId: AccountId,
  authorId: AuthorId,
  following: z.boolean(),
  /** Asked to follow, not yet let in. */
  requested: z.boolean(),
  followedBy: z.boolean(),
  muted: z.boolean(),
  blocked: z.boolean(),
})
export type Relationship = z.infer<typeof Relationship>
